/**
 * Reads a section of the configuration that has no fixed keys, such as `sinks`: typed, with a default for what is missing and a
 * sentence for what is wrong. Everything that is wrong is found in one go; a name that nobody asked for is wrong too.
 */
import { parseDurationNs } from '../rules/policy/duration.ts';

/** What stands in such a section: texts, lists and maps. */
export type Tree = string | readonly Tree[] | { readonly [name: string]: Tree };

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1 << 10,
  kib: 1 << 10,
  kb: 1000,
  m: 1 << 20,
  mib: 1 << 20,
  mb: 1_000_000,
  g: 1 << 30,
  gib: 1 << 30,
  gb: 1_000_000_000,
};

/** Bytes of `100`, `64KiB`, `1.5 GB`; null for anything else. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match === null ? undefined : SIZE_UNITS[match[2]!.toLowerCase()];
  if (match === null || unit === undefined) return null;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

export class SettingsReader {
  readonly problems: string[];
  readonly #path: string;
  readonly #tree: { readonly [name: string]: Tree };
  readonly #asked = new Set<string>();

  /** @param problems collects sentences of this reader and of those below it */
  constructor(path: string, tree: Tree, problems: string[]) {
    this.#path = path;
    this.problems = problems;
    const isMap = typeof tree === 'object' && !Array.isArray(tree);
    if (!isMap) this.#wrong('', 'must be a mapping of names to values');
    this.#tree = isMap ? (tree as { readonly [name: string]: Tree }) : {};
  }

  #wrong(name: string, text: string): void {
    this.problems.push(`${name === '' ? this.#path : `${this.#path}.${name}`} ${text}`);
  }

  #get(name: string): Tree | undefined {
    this.#asked.add(name);
    return Object.hasOwn(this.#tree, name) ? this.#tree[name] : undefined;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  text(name: string, fallback?: string): string {
    const value = this.#get(name);
    if (typeof value === 'string' && (value !== '' || fallback === '')) return value;
    if (value !== undefined) this.#wrong(name, 'must be a text');
    else if (fallback === undefined) this.#wrong(name, 'is missing');
    return fallback ?? '';
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const value = this.text(name, fallback);
    if (choices.includes(value as T)) return value as T;
    if (this.has(name)) this.#wrong(name, `is '${value}', but must be one of ${choices.join(', ')}`);
    return fallback ?? choices[0]!;
  }

  list(name: string): readonly string[] | null {
    const value = this.#get(name);
    if (value === undefined) return null;
    if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '');
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value as string[];
    this.#wrong(name, 'must be a list of texts');
    return null;
  }

  bool(name: string, fallback: boolean): boolean {
    const value = this.#get(name);
    if (value === undefined) return fallback;
    if (typeof value === 'string' && /^(true|yes|on|1)$/i.test(value)) return true;
    if (typeof value === 'string' && /^(false|no|off|0)$/i.test(value)) return false;
    this.#wrong(name, 'must be true or false');
    return fallback;
  }

  int(name: string, fallback: number, min: number, max: number): number {
    const value = this.#get(name);
    if (value === undefined) return fallback;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.#wrong(name, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  /** Size in bytes. */
  bytes(name: string, fallback: number, min: number): number {
    const value = this.#get(name);
    if (value === undefined) return fallback;
    const bytes = typeof value === 'string' ? parseBytes(value) : null;
    if (bytes !== null && bytes >= min) return bytes;
    this.#wrong(name, `must be a size such as 100MiB, at least ${min} bytes`);
    return fallback;
  }

  /** Duration in ms. */
  durationMs(name: string, fallback: number): number {
    const value = this.#get(name);
    if (value === undefined) return fallback;
    const ns = typeof value === 'string' ? parseDurationNs(value) : null;
    if (ns !== null && ns > 0n) return Number(ns / 1_000_000n);
    this.#wrong(name, 'must be a duration such as 30s or 5m');
    return fallback;
  }

  /** Text by text. */
  texts(name: string): Readonly<Record<string, string>> {
    const value = this.#get(name);
    if (value === undefined) return {};
    if (typeof value === 'object' && !Array.isArray(value)) {
      const entries = Object.entries(value);
      if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
        return Object.fromEntries(entries);
      }
    }
    this.#wrong(name, 'must be a mapping of texts to texts');
    return {};
  }

  /** A section below; empty when it is missing. */
  section(name: string): SettingsReader {
    return new SettingsReader(`${this.#path}.${name}`, this.#get(name) ?? {}, this.problems);
  }

  /** Says that a value cannot be used, in words that follow its name. */
  refuse(name: string, text: string): void {
    this.#wrong(name, text);
  }

  /** Reports names that nobody asked for. To be called last. */
  finish(): void {
    for (const name of Object.keys(this.#tree)) {
      if (this.#asked.has(name)) continue;
      this.#wrong(name, `is no setting here; there are ${[...this.#asked].sort().join(', ')}`);
    }
  }
}
