/**
 * The configuration: files and environment in, one value per key out, with where it comes from. Pure; reading the disk is
 * left to load-config.ts. Who wins:
 *
 *     default < datadog.yaml < security-agent.yaml < system-probe.yaml < shrike.yaml < DD_ variables < SHRIKE_ variables
 *
 * and within one file the later line, but a key's name over its alias. A value that cannot be used loses to the next one
 * below it. Two files that disagree are a warning, because one of the two was written in vain; the environment is meant
 * to override files and is not.
 */
import { isDeepStrictEqual } from 'node:util';
import { CONFIG_KEYS, type ConfigKey, type ConfigType } from '../../schema/config.ts';
import type { ConfigDiagnostic } from './config-diagnostic.ts';
import { type ConfigTree, type ConfigValue, defaultValue, parseConfigValue, printableValue } from './config-value.ts';
import { readConfigFile, type Setting } from './read-config-file.ts';
import { readEnvironment } from './read-environment.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly name: string }
  | { readonly kind: 'environment'; readonly variable: string };

/** A file of the configuration, from the weakest to the strongest. */
export interface ConfigFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface ConfigEntry {
  readonly key: ConfigKey;
  readonly value: ConfigValue;
  readonly origin: Origin;
}

/** Most diagnostics that are kept. */
const DIAGNOSTICS_MAX = 100;

/** Typed access to every key of the table. Asking for a key that does not exist, or as another type, is a bug and throws. */
export class Config {
  readonly diagnostics: readonly ConfigDiagnostic[];
  readonly #entries: ReadonlyMap<string, ConfigEntry>;

  constructor(entries: ReadonlyMap<string, ConfigEntry>, diagnostics: readonly ConfigDiagnostic[]) {
    this.#entries = entries;
    this.diagnostics = diagnostics;
  }

  /** False when nothing is set and there is no default. */
  bool(name: string): boolean {
    return (this.#value(name, 'bool') as boolean | null) ?? false;
  }

  /** 0 when nothing is set and there is no default. */
  int(name: string): number {
    return (this.#value(name, 'int') as number | null) ?? 0;
  }

  /** '' when nothing is set and there is no default. */
  text(name: string): string {
    return (this.#value(name, 'string') as string | null) ?? '';
  }

  list(name: string): readonly string[] {
    return (this.#value(name, 'string list') as readonly string[] | null) ?? [];
  }

  /** Nanoseconds. */
  durationNs(name: string): bigint {
    return (this.#value(name, 'duration') as bigint | null) ?? 0n;
  }

  map(name: string): Readonly<Record<string, ConfigTree>> {
    return (this.#value(name, 'map') as Record<string, ConfigTree> | null) ?? {};
  }

  /** Whether somebody set the key. */
  isSet(name: string): boolean {
    return this.entry(name).origin.kind !== 'default';
  }

  entry(name: string): ConfigEntry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Error(`there is no configuration key ${name}`);
    return entry;
  }

  /** All keys, sorted by name. */
  entries(): ConfigEntry[] {
    return [...this.#entries.values()];
  }

  #value(name: string, type: ConfigType): ConfigValue {
    const entry = this.entry(name);
    if (entry.key.type !== type) throw new Error(`${name} is a ${entry.key.type}, not a ${type}`);
    return entry.value;
  }
}

/** `default`, `/etc/shrike/shrike.yaml:3`, or `environment variable DD_…`. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'default';
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'environment':
      return `environment variable ${origin.variable}`;
  }
}

/** A setting whose value is known to be of the right type. */
interface Usable {
  readonly setting: Setting;
  readonly value: ConfigValue;
}

/**
 * Puts the sources together. Never throws for what is in them.
 * @param files from the weakest to the strongest
 */
export function createConfig(
  files: readonly ConfigFile[],
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const diagnostics: ConfigDiagnostic[] = [];
  const byKey = new Map<ConfigKey, Setting[]>();
  const add = (settings: readonly Setting[]): void => {
    for (const setting of settings) {
      const all = byKey.get(setting.key);
      if (all === undefined) byKey.set(setting.key, [setting]);
      else all.push(setting);
    }
  };
  for (const { path, content } of files) {
    const read = readConfigFile(path, content);
    diagnostics.push(...read.diagnostics);
    add([...read.settings.filter((s) => s.isAlias), ...read.settings.filter((s) => !s.isAlias)]);
  }
  const variables = readEnvironment(environment);
  diagnostics.push(...variables.diagnostics);
  add(variables.settings);

  const entries = new Map<string, ConfigEntry>();
  const unused: string[] = [];
  for (const key of CONFIG_KEYS) {
    const settings = byKey.get(key) ?? [];
    if (settings.length > 0 && key.status === 'accepted') unused.push(key.name);
    if (settings.length > 0 && key.status === 'obsolete') diagnostics.push(obsolete(key, settings.at(-1)!));
    entries.set(key.name, decide(key, settings, diagnostics));
  }
  if (unused.length > 0) diagnostics.push(unusedNote(unused));
  return new Config(entries, limited(diagnostics));
}

function decide(key: ConfigKey, settings: readonly Setting[], diagnostics: ConfigDiagnostic[]): ConfigEntry {
  const usable: Usable[] = [];
  const refused: { setting: Setting; wrong: string; hint: string }[] = [];
  for (const setting of settings) {
    const parsed = parseConfigValue(key, setting.written);
    if ('wrong' in parsed) {
      refused.push({ setting, ...parsed });
      continue;
    }
    usable.push({ setting, value: parsed.value });
    if (parsed.doubt !== undefined)
      diagnostics.push({ severity: 'warning', code: 'CONFIG-TYPE', message: parsed.doubt, ...whereOf(setting) });
  }
  const winner = usable.at(-1);
  const entry: ConfigEntry =
    winner === undefined
      ? { key, value: defaultValue(key), origin: { kind: 'default' } }
      : { key, value: key.type === 'map' ? mergeMaps(usable) : winner.value, origin: originOf(winner.setting) };
  for (const { setting, wrong, hint } of refused) {
    const used = `${key.default === null && winner === undefined ? 'it counts as not set' : `${shownValue(entry)} is used`}`;
    const from = winner === undefined ? '' : ` (${originText(entry.origin)})`;
    diagnostics.push({
      severity: 'error',
      code: 'CONFIG-TYPE',
      message: `${wrong}; ${used}${from}`,
      hint,
      ...whereOf(setting),
    });
  }
  if (winner !== undefined && key.type !== 'map') {
    const rivals = usable.filter(({ setting }) => setting !== winner.setting && isRival(setting, winner.setting));
    const loser = rivals.findLast(({ value }) => !isDeepStrictEqual(value, winner.value));
    if (loser !== undefined) {
      diagnostics.push({
        severity: 'warning',
        code: 'CONFIG-CONFLICT',
        message: `${key.name} is ${shown(key, loser.value)} here and ${shown(key, winner.value)} in ${originText(originOf(winner.setting))}, which wins`,
        hint: 'remove one of the two',
        ...whereOf(loser.setting),
      });
    }
  }
  return entry;
}

/** Two files, or two variables of the same family; that one kind of source overrides another is their purpose. */
function isRival(a: Setting, b: Setting): boolean {
  const family = ({ variable }: Setting): string =>
    variable === undefined ? 'file' : variable.startsWith('SHRIKE_') ? 'shrike' : 'theirs';
  return family(a) === family(b);
}

/** All files add entries to a map; a variable that gives the whole map replaces what is below it. */
function mergeMaps(usable: readonly Usable[]): ConfigValue {
  let entries: [string, ConfigTree][] = [];
  for (const { setting, value } of usable) {
    if (setting.variable !== undefined && setting.written.kind === 'scalar') entries = [];
    entries.push(...Object.entries(value as Record<string, ConfigTree>));
  }
  return Object.fromEntries(entries);
}

function originOf({ place, variable, name }: Setting): Origin {
  return variable !== undefined
    ? { kind: 'environment', variable }
    : { kind: 'file', file: place!.file, line: place!.line, name };
}

function whereOf({ place, variable }: Setting): Pick<ConfigDiagnostic, 'place' | 'variable'> {
  return place !== undefined ? { place } : variable !== undefined ? { variable } : {};
}

const shown = (key: ConfigKey, value: ConfigValue): string => {
  const text = JSON.stringify(printableValue(key, value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const shownValue = ({ key, value, origin }: ConfigEntry): string =>
  `${origin.kind === 'default' ? 'the default ' : ''}${shown(key, value)}`;

function obsolete(key: ConfigKey, setting: Setting): ConfigDiagnostic {
  return {
    severity: 'warning',
    code: 'CONFIG-OBSOLETE',
    message: `${key.name} has no effect any more`,
    hint: key.replacement === undefined ? 'remove it' : `use ${key.replacement}`,
    ...whereOf(setting),
  };
}

function unusedNote(names: readonly string[]): ConfigDiagnostic {
  const [is, has] = names.length === 1 ? ['key is', 'has'] : ['keys are', 'have'];
  const message = `${names.length} ${is} set and ${has} no effect here yet: ${names.join(', ')}`;
  return { severity: 'note', code: 'CONFIG-UNUSED', message };
}

/** Errors first when there are too many; the rest is counted. */
function limited(diagnostics: readonly ConfigDiagnostic[]): readonly ConfigDiagnostic[] {
  if (diagnostics.length <= DIAGNOSTICS_MAX) return diagnostics;
  const sorted = [
    ...diagnostics.filter((d) => d.severity === 'error'),
    ...diagnostics.filter((d) => d.severity !== 'error'),
  ];
  const message = `${diagnostics.length - DIAGNOSTICS_MAX} more problems are not shown`;
  return [...sorted.slice(0, DIAGNOSTICS_MAX), { severity: 'warning', code: 'CONFIG-LIMIT', message }];
}
