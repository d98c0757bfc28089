/**
 * Finds keys by name: canonical name, alias, or a name inside a section without fixed names. Letter case does not count,
 * as in the agent the files come from.
 */
import { CONFIG_FILES, CONFIG_KEYS, type ConfigKey, OWN_SECTIONS } from '../../schema/config.ts';
import { nearestName } from '../rules/language/nearest-name.ts';

/** A key found by a name in a file. */
export interface FoundKey {
  readonly key: ConfigKey;
  readonly isAlias: boolean;
  /** Name of the entry when the name goes on below a key of type map. */
  readonly entry?: string;
}

const byName = new Map<string, FoundKey>();
/** Every name that stands for a group of keys: `a` and `a.b` where `a.b.c` is a key. */
const sections = new Set<string>();
for (const key of CONFIG_KEYS) {
  byName.set(key.name, { key, isAlias: false });
  for (const alias of key.aliases) byName.set(alias, { key, isAlias: true });
}
for (const name of byName.keys()) {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) sections.add(name.slice(0, dot));
}
const maps = [...byName].filter(([, { key }]) => key.type === 'map');

/** Longest name that is looked at; a longer one is certainly no key. */
const NAME_MAX = 200;

/** The key of a dotted name, or undefined. */
export function findKey(name: string): FoundKey | undefined {
  const lower = name.toLowerCase();
  const found = byName.get(lower);
  if (found !== undefined) return found;
  const map = maps.find(([prefix]) => lower.startsWith(`${prefix}.`));
  return map === undefined ? undefined : { ...map[1], entry: name.slice(map[0].length + 1) };
}

/** Whether keys stand below this name. */
export function isSection(name: string): boolean {
  return sections.has(name.toLowerCase());
}

/** The keys below a section, or the one key of that name; empty when there is none. */
export function keysBelow(name: string): ConfigKey[] {
  const found = findKey(name);
  if (found !== undefined && found.entry === undefined) return [found.key];
  const prefix = `${name.toLowerCase()}.`;
  return CONFIG_KEYS.filter(
    (key) => key.name.startsWith(prefix) || key.aliases.some((alias) => alias.startsWith(prefix)),
  );
}

/** The name that was most likely meant. */
export function nearestKey(name: string): string | undefined {
  if (name.length > NAME_MAX) return undefined;
  // Most often the last part alone is wrong: then the names beside it come first.
  const parent = name.slice(0, name.lastIndexOf('.') + 1).toLowerCase();
  const all = [...byName.keys(), ...sections];
  const last = nearestName(
    name.slice(parent.length),
    all
      .filter((n) => parent !== '' && n.startsWith(parent) && !n.slice(parent.length).includes('.'))
      .map((n) => n.slice(parent.length)),
  );
  return last === undefined ? nearestName(name, all) : parent + last;
}

/**
 * Whether an unknown name is a mistake: in our sections and in our own file it is; elsewhere only when its first part is
 * one of our sections but for a slip. Everything else belongs to other products.
 */
export function isMistake(name: string, file: string): boolean {
  if (file === CONFIG_FILES.at(-1)) return true;
  const first = name.split('.', 1)[0]!.toLowerCase();
  if (first.length > NAME_MAX) return false;
  return OWN_SECTIONS.includes(first) || nearestName(first, OWN_SECTIONS) !== undefined;
}
