/**
 * Text that a value must contain for a regular expression to find anything in it, so that most expressions need not run.
 * A reader of the easy part of RE2's syntax: whatever it does not know makes it give up, which is always right.
 */

/** At least one of `texts` stands in every value that the expression accepts. */
export interface RequiredTexts {
  readonly texts: readonly string[];
  /** Look for them in the value's lower case. */
  readonly ignoreCase: boolean;
}

const TEXTS_MAX = 16;

/** Required texts of a regular expression, or null when none are known. */
export function requiredTexts(pattern: string): RequiredTexts | null {
  const flags = /^\(\?([imsU]+)\)/.exec(pattern);
  const ignoreCase = flags?.[1]?.includes('i') ?? false;
  const reader = new Reader(pattern.slice(flags?.[0].length ?? 0), ignoreCase);
  const texts = reader.alternation();
  return reader.isDone && texts?.every((text) => text !== '') ? { texts, ignoreCase } : null;
}

type Texts = readonly string[] | null;

/** Of two sets that both are required, the one whose shortest text is longer. */
function better(one: Texts, other: Texts): Texts {
  if (one === null || other === null) return one ?? other;
  const shortest = (texts: readonly string[]): number => Math.min(...texts.map((text) => text.length));
  return shortest(other) > shortest(one) ? other : one;
}

class Reader {
  private readonly source: string;
  private readonly ignoreCase: boolean;
  private at = 0;
  private failed = false;
  private depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.source = source;
    this.ignoreCase = ignoreCase;
  }

  get isDone(): boolean {
    return !this.failed && this.at === this.source.length;
  }

  alternation(): Texts {
    if (++this.depth > 100) return this.fail();
    let all: Texts = this.sequence();
    while (!this.failed && this.source[this.at] === '|') {
      this.at++;
      const next = this.sequence();
      all = all === null || next === null || all.length + next.length > TEXTS_MAX ? null : [...all, ...next];
    }
    this.depth--;
    return all;
  }

  private sequence(): Texts {
    let best: Texts = null;
    let run = '';
    const flush = (): void => {
      if (run !== '') best = better(best, [run]);
      run = '';
    };
    while (!this.failed && this.at < this.source.length) {
      const character = this.source[this.at]!;
      if (character === '|' || character === ')') break;
      if (character === '(') {
        const group = this.group();
        const minimum = this.quantifier();
        flush();
        if (minimum !== 0) best = better(best, group);
        continue;
      }
      const literal = this.literal();
      const before = this.at;
      const minimum = this.quantifier();
      if (literal === null) {
        flush();
        continue;
      }
      if (minimum === 0) flush();
      else {
        run += literal;
        if (this.at !== before) flush();
      }
    }
    flush();
    return this.failed ? null : best;
  }

  private group(): Texts {
    const opening = /^\((?:\?:|\?P?<\w+>)?(?!\?)/.exec(this.source.slice(this.at, this.at + 200));
    if (opening === null) return this.fail();
    this.at += opening[0].length;
    const inner = this.alternation();
    if (this.source[this.at] !== ')') return this.fail();
    this.at++;
    return inner;
  }

  /** One character that stands for itself, or null for anything else, which is read over. */
  private literal(): string | null {
    const character = this.source[this.at]!;
    switch (character) {
      case '.':
      case '^':
      case '$':
        this.at++;
        return null;
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        return this.fail();
      default:
        this.at++;
        return this.plain(character);
    }
  }

  /** Folding of case reaches outside ASCII for k (the Kelvin sign) and s (the long s). */
  private plain(character: string): string | null {
    if (character >= '\ud800') return null;
    if (!this.ignoreCase) return character;
    return character > '\x7f' || /[ks]/i.test(character) ? null : character.toLowerCase();
  }

  private escape(): string | null {
    const next = this.source[this.at + 1] ?? '';
    this.at += 2;
    if (/^[!-/:-@[-`{-~]$/.test(next)) return next;
    return /^[dDsSwWbBAz]$/.test(next) ? null : this.fail();
  }

  private characterClass(): null {
    this.at++;
    if (this.source[this.at] === '^') this.at++;
    if (this.source[this.at] === ']') this.at++;
    while (this.at < this.source.length && this.source[this.at] !== ']') {
      const named = /^\[:\^?\w+:\]/.exec(this.source.slice(this.at, this.at + 20));
      this.at += named !== null ? named[0].length : this.source[this.at] === '\\' ? 2 : 1;
    }
    if (this.source[this.at] !== ']') return this.fail();
    this.at++;
    return null;
  }

  /** Reads repetitions; gives the least number of times, 1 when there is none. */
  private quantifier(): number {
    let minimum = 1;
    for (;;) {
      const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at, this.at + 24));
      if (found === null) return minimum;
      this.at += found[0].length;
      if (found[0][0] === '*' || found[0][0] === '?' || Number(found[1] ?? 1) === 0) minimum = 0;
    }
  }

  private fail(): null {
    this.failed = true;
    return null;
  }
}
