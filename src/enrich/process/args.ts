/**
 * What rules read out of a command line without knowing its program: flags and options. The rules of thumb are those
 * of getopt, seen from outside: nobody knows whether `-c f` is an option with a value or a flag and an operand, so both
 * readings are offered.
 */

/** Most entries given for one command line; a longer one is cut. */
const ENTRIES_MAX = 4096;

/** The word without its one or two dashes; null for what is no flag or option. */
function afterDashes(word: string): { readonly rest: string; readonly single: boolean } | null {
  if (word.length < 2 || word[0] !== '-') return null;
  const single = word[1] !== '-';
  return { rest: word.slice(single ? 1 : 2), single };
}

/**
 * Flags among the arguments (without argv0), in order and with repetitions: `-abc` gives a, b, c and abc, `--verbose`
 * gives verbose. What has an equals sign is an option only, and a one-letter long option is none.
 */
export function argsFlags(args: readonly string[]): string[] {
  const flags: string[] = [];
  for (const word of args) {
    if (flags.length >= ENTRIES_MAX) break;
    const found = afterDashes(word);
    if (found === null) continue;
    const { rest, single } = found;
    if (single && /^[A-Za-z0-9]+$/.test(rest)) flags.push(...rest);
    if ([...rest].length > 1 && !rest.includes('=')) flags.push(rest);
  }
  return flags.slice(0, ENTRIES_MAX);
}

/**
 * Options among the arguments (without argv0) as name=value: `--host=x` gives host=x, `-c f` gives c=f and takes the
 * value's word with it. A word that starts with a dash is no value.
 */
export function argsOptions(args: readonly string[]): string[] {
  const options: string[] = [];
  for (let index = 0; index < args.length && options.length < ENTRIES_MAX; index++) {
    const rest = afterDashes(args[index]!)?.rest;
    if (rest === undefined || !/^[A-Za-z0-9]/.test(rest)) continue;
    if (rest.includes('=')) {
      options.push(rest);
      continue;
    }
    const next = args[index + 1];
    if (next === undefined || next.startsWith('-')) continue;
    options.push(`${rest}=${next}`);
    index++;
  }
  return options;
}
