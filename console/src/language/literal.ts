/** Values as SECL writes them. Apart from check.ts, so that a page with a link does not fetch the whole language. */

/** SECL literal for a value: quotes and backslashes escaped. */
export function literal(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
