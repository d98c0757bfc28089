/**
 * What a row of the configuration table says, and the short way to write one. The surprising part: an environment name is
 * never written out where it follows from the key; only the exceptions are.
 */

/** `map` is text by text, or whatever a section without fixed names holds. */
export type ConfigType = 'bool' | 'int' | 'string' | 'string list' | 'duration' | 'map';

/**
 * `honoured`: something here reads it. `accepted`: known, and without effect here yet. `obsolete`: the agent it comes from
 * no longer reads it either.
 */
export type ConfigStatus = 'honoured' | 'accepted' | 'obsolete';

/** The file in which a key is at home; every key is read from every file. */
export type ConfigHome = 'shrike' | 'system-probe' | 'security-agent' | 'datadog';

/** Durations as text (`10m`); null: nothing is set unless somebody sets it. */
export type ConfigDefault = boolean | number | string | readonly string[] | Readonly<Record<string, string>> | null;

export interface ConfigKey {
  /** Dotted name in files. */
  readonly name: string;
  readonly type: ConfigType;
  readonly default: ConfigDefault;
  /** Other dotted names that mean the same. */
  readonly aliases: readonly string[];
  /** Environment variables from the weakest to the strongest: DD_ names of aliases, the DD_ name, then the SHRIKE_ names. */
  readonly environment: readonly string[];
  /** One or more sentences, each with its full stop. */
  readonly doc: string;
  readonly home: ConfigHome;
  readonly status: ConfigStatus;
  /** Never printed. */
  readonly isSecret: boolean;
  /** Bounds of an int, both inclusive. */
  readonly min: number;
  readonly max: number;
  /** The only words that a string may be. */
  readonly choices?: readonly string[];
  /** For obsolete keys: the one to use instead. */
  readonly replacement?: string;
}

export interface ConfigKeyOptions {
  readonly status?: ConfigStatus;
  readonly home?: ConfigHome;
  readonly aliases?: readonly string[];
  /** Replaces the environment name that follows from the key; weakest first. */
  readonly environment?: readonly string[];
  readonly isSecret?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly replacement?: string;
}

/** A row of a section: name below the section, type, default, meaning, what is special. */
export type ConfigRow = readonly [
  name: string,
  type: ConfigType,
  defaultValue: ConfigDefault,
  doc: string,
  options?: ConfigKeyOptions,
];

/** `a.b_c` is `DD_A_B_C`. */
export function environmentName(key: string): string {
  return `DD_${key.toUpperCase().replaceAll(/[.-]/g, '_')}`;
}

/**
 * The rows of a section as keys.
 * @param section name before the first dot; '' for keys that stand by themselves
 * @param aliasSection a section in which all these keys may also be written
 */
export function configKeys(
  section: string,
  home: ConfigHome,
  rows: readonly ConfigRow[],
  aliasSection?: string,
): ConfigKey[] {
  return rows.map(([below, type, defaultValue, doc, options = {}]) => {
    const name = section === '' ? below : `${section}.${below}`;
    const aliases = options.aliases ?? (aliasSection === undefined ? [] : [`${aliasSection}.${below}`]);
    const theirs = options.environment ?? [...aliases.map(environmentName), environmentName(name)];
    const ours = theirs.map((variable) => `SHRIKE_${variable.replace(/^(?:DD|SHRIKE)_/, '')}`);
    return {
      name,
      type,
      default: defaultValue,
      aliases,
      environment: [...new Set([...theirs, ...ours])],
      doc,
      home: options.home ?? home,
      status: options.status ?? 'accepted',
      isSecret: options.isSecret ?? false,
      min: options.min ?? 0,
      max: options.max ?? Number.MAX_SAFE_INTEGER,
      ...(options.choices === undefined ? {} : { choices: options.choices }),
      ...(options.replacement === undefined ? {} : { replacement: options.replacement }),
    };
  });
}
