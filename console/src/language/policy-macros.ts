/** Macros of a policy text, for completion. Reads lines, not YAML: a text that is being written is rarely valid. */

/** Names of the macros that a policy text defines. */
export function macrosIn(policy: string): string[] {
  const section = /^macros:\s*\n((?:[ \t-].*\n?|\s*\n|#.*\n)*)/m.exec(policy)?.[1] ?? '';
  return [...section.matchAll(/^\s*-?\s*id:\s*["']?([A-Za-z_]\w*)/gm)].map((match) => match[1]!);
}
