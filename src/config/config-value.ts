/**
 * From what was written to a value of a key's type. The surprising part: files and environment variables go the same way,
 * as text. So `"10"`, `yes` and `a, b` mean the same wherever they stand, and a version such as `1.10` stays as written.
 */
import type { ConfigKey } from '../../schema/config.ts';
import { printableText } from '../base/text.ts';
import { parseDurationNs, printDuration } from '../rules/policy/duration.ts';

/** What was written, before the key's type is known. */
export type Written =
  | { readonly kind: 'nothing' }
  /** `isPlain`: a YAML scalar without quotes. */
  | { readonly kind: 'scalar'; readonly text: string; readonly isPlain?: boolean }
  | { readonly kind: 'list'; readonly items: readonly Written[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Written])[] };

/** What a section without fixed names holds. */
export type ConfigTree = string | readonly ConfigTree[] | { readonly [name: string]: ConfigTree };

/** A duration is a bigint of nanoseconds; null: nothing is set. */
export type ConfigValue =
  | boolean
  | number
  | string
  | bigint
  | readonly string[]
  | { readonly [name: string]: ConfigTree }
  | null;

/** Either the value, or what is wrong with it. */
export type ParsedValue =
  | { readonly value: ConfigValue; readonly doubt?: string }
  | { readonly wrong: string; readonly hint: string };

const TRUE = new Set(['true', 'yes', 'on', 'y', 't', '1']);
const FALSE = new Set(['false', 'no', 'off', 'n', 'f', '0']);

/** A bare number of nanoseconds below this was probably meant as seconds. */
const DOUBTFUL_NS_MAX = 1_000_000n;

/** Most elements of a list, entries of a map. */
const ELEMENTS_MAX = 10_000;

/**
 * Reads what was written for a key.
 * @returns the value, with a doubt when it is unlikely to be what was meant; or what is wrong and how to mend it
 */
export function parseConfigValue(key: ConfigKey, written: Written): ParsedValue {
  switch (key.type) {
    case 'bool':
      return parseBool(key, written);
    case 'int':
      return parseInteger(key, written);
    case 'string':
      return parseString(key, written);
    case 'string list':
      return parseList(key, written);
    case 'duration':
      return parseDuration(key, written);
    case 'map':
      return parseMap(key, written);
  }
}

/** The default of a key as a value. Throws when the table itself is wrong. */
export function defaultValue(key: ConfigKey): ConfigValue {
  if (typeof key.default !== 'string' || key.type !== 'duration') return key.default;
  const ns = parseDurationNs(key.default);
  if (ns === null) throw new Error(`the default of ${key.name} is no duration`);
  return ns;
}

/** What was written, short and safe to print; a secret shows nothing. */
function shown(key: ConfigKey, written: Written): string {
  if (key.isSecret) return 'what is written';
  if (written.kind === 'list') return 'a list';
  if (written.kind === 'map') return 'a section';
  if (written.kind === 'nothing') return 'nothing';
  const text = printableText(written.text);
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

function wrong(key: ConfigKey, written: Written, takes: string, hint: string): ParsedValue {
  return { wrong: `${key.name} takes ${takes}, not ${shown(key, written)}`, hint };
}

function parseBool(key: ConfigKey, written: Written): ParsedValue {
  const text = written.kind === 'scalar' ? written.text.trim().toLowerCase() : '';
  if (TRUE.has(text)) return { value: true };
  if (FALSE.has(text)) return { value: false };
  return wrong(key, written, 'true or false', `write \`${key.name}: true\` or \`${key.name}: false\``);
}

function parseInteger(key: ConfigKey, written: Written): ParsedValue {
  const text = written.kind === 'scalar' ? written.text.trim() : '';
  const isNumber = /^[-+]?\d+(?:\.0*)?(?:e\+?\d{1,3})?$/i.test(text) || /^0x[\da-f]+$|^0o[0-7]+$/i.test(text);
  const value = isNumber ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    return wrong(key, written, 'a whole number', `write a number such as \`${key.name}: ${example(key)}\``);
  if (value < key.min) return wrong(key, written, `a number from ${key.min}`, `the least is ${key.min}`);
  if (value > key.max) return wrong(key, written, `a number up to ${key.max}`, `the most is ${key.max}`);
  return { value: value === 0 ? 0 : value };
}

const example = (key: ConfigKey): string => (typeof key.default === 'number' ? String(key.default) : '1');

function parseString(key: ConfigKey, written: Written): ParsedValue {
  if (written.kind !== 'scalar') return wrong(key, written, 'text', 'write one line of text');
  if (written.isPlain === true && /^(?:true|false)$/i.test(written.text))
    return wrong(key, written, 'text', `put it in quotes if the word is meant: "${written.text}"`);
  const value = written.text;
  if (value.includes('\0')) return wrong(key, written, 'text', 'take the NUL byte out');
  if (key.choices !== undefined && !key.choices.includes(value)) {
    const words = key.choices.map((word) => (word === '' ? 'nothing' : `'${word}'`)).join(', ');
    return wrong(key, written, `one of ${words}`, 'write one of these words');
  }
  return { value };
}

function parseList(key: ConfigKey, written: Written): ParsedValue {
  const hint = 'write a YAML list, or text with commas between';
  if (written.kind === 'scalar') {
    const text = written.text.trim();
    if (text.startsWith('[')) {
      const json = parseJson(text);
      return json === null || json.kind !== 'list'
        ? wrong(key, written, 'a list', 'close the brackets and put each element in double quotes: ["a", "b"]')
        : parseList(key, json);
    }
    // With commas, blanks may belong to an element (a path); without, they are what separates.
    const parts = text.includes(',') ? text.split(',') : text.split(/\s+/);
    return within(
      key,
      written,
      parts.map((part) => part.trim()).filter((part) => part !== ''),
    );
  }
  if (written.kind !== 'list') return wrong(key, written, 'a list', hint);
  const value: string[] = [];
  for (const item of written.items) {
    if (item.kind === 'nothing') continue;
    if (item.kind !== 'scalar')
      return { wrong: `${key.name} takes a list of texts; one element is ${shown(key, item)}`, hint };
    value.push(item.text);
  }
  return within(key, written, value);
}

function within(key: ConfigKey, written: Written, value: readonly string[]): ParsedValue {
  return value.length > ELEMENTS_MAX
    ? wrong(key, written, `at most ${ELEMENTS_MAX} elements`, 'shorten the list')
    : { value };
}

function parseDuration(key: ConfigKey, written: Written): ParsedValue {
  const text = written.kind === 'scalar' ? written.text.trim() : '';
  const isBare = /^\d+$/.test(text);
  const ns = isBare && text.length < 25 ? parseDurationNs(BigInt(text)) : parseDurationNs(text.replace(/^\+/, ''));
  if (ns === null)
    return wrong(
      key,
      written,
      'a duration',
      `write a number with its unit, such as \`${key.name}: ${key.default ?? '30s'}\``,
    );
  if (isBare && ns > 0n && ns < DOUBTFUL_NS_MAX)
    return {
      value: ns,
      doubt: `${key.name}: a number without a unit counts nanoseconds; write \`${text}s\` if seconds are meant`,
    };
  return { value: ns };
}

function parseMap(key: ConfigKey, written: Written): ParsedValue {
  const hint = 'write a section of names and values, or JSON: {"name": "value"}';
  if (written.kind === 'scalar' && written.text.trim().startsWith('{')) {
    const json = parseJson(written.text);
    if (json?.kind === 'map') return parseMap(key, json);
  }
  if (written.kind !== 'map') return wrong(key, written, 'a section', hint);
  if (written.entries.length > ELEMENTS_MAX)
    return wrong(key, written, `at most ${ELEMENTS_MAX} entries`, 'shorten it');
  return { value: Object.fromEntries(written.entries.map(([name, value]) => [name, tree(value)])) };
}

function tree(written: Written): ConfigTree {
  switch (written.kind) {
    case 'nothing':
      return '';
    case 'scalar':
      return written.text;
    case 'list':
      return written.items.map(tree);
    case 'map':
      return Object.fromEntries(written.entries.map(([name, value]) => [name, tree(value)]));
  }
}

/** Deepest nesting of JSON in an environment variable. */
const JSON_DEPTH_MAX = 32;

function parseJson(text: string): Written | null {
  try {
    return fromJson(JSON.parse(text), 0);
  } catch {
    return null;
  }
}

function fromJson(value: unknown, depth: number): Written {
  if (depth > JSON_DEPTH_MAX) throw new RangeError('too deep');
  if (value === null) return { kind: 'nothing' };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromJson(item, depth + 1)) };
  if (typeof value === 'object')
    return { kind: 'map', entries: Object.entries(value).map(([name, item]) => [name, fromJson(item, depth + 1)]) };
  return { kind: 'scalar', text: String(value) };
}

/** Names in a map whose values are not printed. */
const SECRET_NAME = /key|secret|token|passw|credential/i;

/** What may be printed of a value: a duration as text, and `********` in place of anything secret. */
export function printableValue(key: ConfigKey, value: ConfigValue): boolean | number | string | null | ConfigTree {
  if (typeof value === 'bigint') return printDuration(value);
  if (key.isSecret && value !== '' && value !== null) return '********';
  if (value !== null && typeof value === 'object') return hideSecrets(value as ConfigTree);
  return typeof value === 'string' ? hideSecrets(value) : value;
}

function hideSecrets(value: ConfigTree): ConfigTree {
  // A URL may carry a password before the @.
  if (typeof value === 'string') return value.replace(/(\w:\/\/)[^/\s@]+@/g, '$1********@');
  if (Array.isArray(value)) return value.map(hideSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) && item !== '' ? '********' : hideSecrets(item as ConfigTree),
    ]),
  );
}
