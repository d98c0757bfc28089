/** Writes the reference page of configuration keys from the table, one section per group of keys. */
import { CONFIG_FILES, CONFIG_KEYS, type ConfigKey } from './config.ts';
import type { GeneratedFile } from './generate.ts';

const STATUS = { honoured: '**yes**', accepted: 'not yet', obsolete: 'no longer' } as const;

/** Sections of the page: a title, and the start of the names that belong there. A key goes to the longest. */
const SECTIONS: readonly (readonly [title: string, prefix: string])[] = [
  ['Runtime security', 'runtime_security_config.'],
  ['Policies', 'runtime_security_config.policies.'],
  ['Actions of rules', 'runtime_security_config.enforcement.'],
  ['Recordings of workloads', 'runtime_security_config.activity_dump.'],
  ['Profiles of images', 'runtime_security_config.security_profile.'],
  ['Samples for profiles', 'runtime_security_config.event_sampling.'],
  ['Packages', 'runtime_security_config.sbom.'],
  ['Hashes', 'runtime_security_config.hash_resolver.'],
  ['Kernel parameters', 'runtime_security_config.sysctl.'],
  ['Collection of events', 'event_monitoring_config.'],
  ['Network', 'event_monitoring_config.network.'],
  ['Everything else', ''],
];

function defaultText({ default: value }: ConfigKey): string {
  if (value === null) return 'not set';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : `\`${value.join(', ')}\``;
  if (typeof value === 'object') return 'empty';
  return value === '' ? 'empty' : `\`${value}\``;
}

function notes({ min, max, choices, aliases, replacement, type, isSecret }: ConfigKey): string {
  const parts = [
    type === 'int' && min > 0 ? `At least ${min}.` : '',
    type === 'int' && max < Number.MAX_SAFE_INTEGER ? `At most ${max}.` : '',
    choices === undefined
      ? ''
      : `One of ${choices.map((word) => (word === '' ? 'nothing' : `\`${word}\``)).join(', ')}.`,
    replacement === undefined ? '' : `Use \`${replacement}\`.`,
    aliases.length === 0 ? '' : `Also ${aliases.map((name) => `\`${name}\``).join(', ')}.`,
    isSecret ? 'Never printed.' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

function environmentText({ environment }: ConfigKey): string {
  const names = environment.toReversed().filter((name) => !name.startsWith('SHRIKE_') || environment.length === 1);
  return names.map((name) => `\`${name}\``).join(', ');
}

function row(key: ConfigKey): string {
  const cells = [`\`${key.name}\``, STATUS[key.status], key.type, defaultText(key), `${key.doc}${notes(key)}`];
  return `| ${[...cells, environmentText(key)].join(' | ')} |`;
}

function configPage(): string {
  const count = (status: string) => CONFIG_KEYS.filter((key) => key.status === status).length;
  const home = (prefix: string) => SECTIONS.filter(([, other]) => other.startsWith(prefix) && other !== prefix);
  const lines = [
    '# Configuration',
    '',
    'Shrike runs without any configuration. What it reads is this, each source over the one before:',
    '',
    '1. defaults;',
    `2. ${CONFIG_FILES.map((file) => `\`${file}\``).join(', ')} in \`/etc/shrike\`, or in the folder that \`--config-dir\` names, such as`,
    '   `/etc/datadog-agent`; a file that does not exist is no error;',
    '3. environment variables `DD_…`, as listed below;',
    '4. the same variables with `SHRIKE_` in place of `DD_`.',
    '',
    'In a file, `a.b: 1` and `a:` with `b: 1` below are the same, and both forms may be mixed. When a key is set twice, the later',
    'line and the later file win, a name wins over its alias, and a warning names both places. Lists are YAML lists, JSON, or text',
    'with commas or blanks between. Durations are written `1h30m`, `10s`, `500ms`; a bare number counts nanoseconds. Letter case in',
    'names does not count. An empty environment variable counts as absent.',
    '',
    'A key in `runtime_security_config` or `event_monitoring_config` that is not listed here gets a warning, and so does any in',
    '`shrike.yaml`; sections of other products are not looked at. A value that cannot be used is reported with its place, and',
    'ignored. `shrike config` prints every value with where it comes from.',
    '',
    `Of ${CONFIG_KEYS.length} keys ${count('honoured')} have an effect. The ${count('accepted')} marked "not yet" are known, so that files of the Datadog agent can`,
    'be used as they are; Shrike says once which of them are set. This page is generated from the tables in `schema/`.',
    '',
    '## Keys with an effect',
    '',
    ...CONFIG_KEYS.filter(({ status }) => status === 'honoured').map(({ name, doc }) => `- \`${name}\`: ${doc}`),
    '',
  ];
  for (const [title, prefix] of SECTIONS) {
    const finer = home(prefix);
    const keys = CONFIG_KEYS.filter(
      ({ name }) => name.startsWith(prefix) && !finer.some(([, other]) => name.startsWith(other)),
    );
    lines.push(`## ${title}`, '', '| Key | Effect | Type | Default | Meaning | Environment |');
    lines.push('| --- | --- | --- | --- | --- | --- |', ...keys.map(row), '');
  }
  return lines.join('\n');
}

/** The page as it must be. */
export function generateConfig(): GeneratedFile[] {
  return [{ path: 'docs/reference/configuration.md', content: configPage() }];
}
