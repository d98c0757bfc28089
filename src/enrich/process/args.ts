/**
 * The two lists that rules read command lines through: `args_flags` and `args_options`. Words are the arguments without
 * argv[0]; order and duplicates are kept.
 */

const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]/u;
const LETTERS_AND_DIGITS = /^[\p{L}\p{Nd}]+$/u;

/** A word without its one or two dashes, or null when it is no option word. */
function optionWord(word: string): { rest: string; dashes: number } | null {
  if (word.length < 2 || !word.startsWith('-')) return null;
  const dashes = word.startsWith('--') ? 2 : 1;
  return { rest: word.slice(dashes), dashes };
}

/** Flags: `-abc` gives a, b, c and abc; `--verbose` gives verbose; `-v=1`, `--a`, `-` and `--` give nothing. */
export function argsFlags(words: readonly string[]): string[] {
  const flags: string[] = [];
  for (const word of words) {
    const option = optionWord(word);
    if (option === null) continue;
    const { rest, dashes } = option;
    if (dashes === 1 && LETTERS_AND_DIGITS.test(rest)) flags.push(...rest);
    if (!rest.includes('=') && [...rest].length > 1) flags.push(rest);
  }
  return flags;
}

/** Options: `--host=x` gives `host=x`; `-c f` gives `c=f` and uses up the next word. */
export function argsOptions(words: readonly string[]): string[] {
  const options: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const option = optionWord(words[i]!);
    if (option === null || !LETTER_OR_DIGIT.test(option.rest)) continue;
    if (option.rest.includes('=')) {
      options.push(option.rest);
      continue;
    }
    const next = words[i + 1];
    if (next !== undefined && !next.startsWith('-')) {
      options.push(`${option.rest}=${next}`);
      i++;
    }
  }
  return options;
}
