/**
 * SQL as text with values in it. The tag {@link sql} is the only way from a value to SQL: every value becomes a literal
 * of its type, so that no text of a user is ever read as SQL. Bound parameters would be the usual way, but the embedded
 * engine and the HTTP interface escape them differently.
 */

/** A piece of SQL that may be put into another. */
export class Sql {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in the template. Lists become `(a, b)`, as IN wants them. */
export type SqlValue = string | number | bigint | boolean | Sql | readonly (string | number | bigint)[];

/** Builds SQL: `` sql`SELECT * FROM t WHERE a = ${value}` ``. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  let text = strings[0]!;
  for (const [index, value] of values.entries()) text += literal(value) + strings[index + 1]!;
  return new Sql(text);
}

/** SQL that the program itself wrote: names of tables and columns. Never give it anything from outside. */
export const raw = (text: string): Sql => new Sql(text);

/** Conditions that must all hold; none: true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('1') : raw(conditions.map(({ text }) => `(${text})`).join(' AND '));
}

/** Conditions of which one must hold; none: false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('0') : raw(conditions.map(({ text }) => `(${text})`).join(' OR '));
}

/** Puts pieces into one list. */
export const joined = (pieces: readonly Sql[], separator: string): Sql =>
  raw(pieces.map(({ text }) => text).join(separator));

/** The value as an SQL literal. */
export function literal(value: SqlValue): string {
  if (value instanceof Sql) return value.text;
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`no SQL literal for ${value}`);
    return String(value);
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value.length === 0 ? '(NULL)' : `(${value.map(literal).join(',')})`;
}

/** A text as a literal. Backslash and quote are the only characters that could end one early. */
export function quoteText(value: string): string {
  return `'${value.replaceAll(/[\\'\0]/g, (c) => (c === '\0' ? '\\0' : `\\${c}`))}'`;
}

/** A field of a TabSeparated row. */
export function tabSeparated(value: string): string {
  return /[\\\t\n\r\0]/.test(value)
    ? value.replaceAll(
        /[\\\t\n\r\0]/g,
        (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' })[c]!,
      )
    : value;
}
