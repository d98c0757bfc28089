/** `shrike config`: every value that is in force and where it comes from. Secrets are never printed. */
import process from 'node:process';
import { printableText } from '../base/text.ts';
import {
  type ConfigEntry,
  keysBelow,
  type LoadedConfig,
  loadConfig,
  nearestKey,
  originText,
  printableValue,
  renderConfigDiagnostic,
} from '../config/index.ts';
import { parseArguments } from './arguments.ts';
import { wrongUse } from './session.ts';

/** Most keys on one command line. */
const KEYS_MAX = 1000;

/** Prints values to standard output, what is wrong to standard error. Returns 1 when something was written in vain. */
export function configCommand(args: readonly string[]): number {
  const parsed = parseArguments(args, { switches: ['json'], options: ['config-dir'], plain: [0, KEYS_MAX] });
  if (typeof parsed === 'string') return wrongUse('config', parsed);
  const wanted = new Set<string>();
  for (const name of parsed.plain) {
    const keys = keysBelow(name);
    if (keys.length === 0) {
      const nearest = nearestKey(name);
      return wrongUse(
        'config',
        `there is no key '${name}'${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      );
    }
    for (const key of keys) wanted.add(key.name);
  }
  const folder = parsed.options.get('config-dir');
  const loaded = loadConfig(folder === undefined ? {} : { folder });
  const { diagnostics } = loaded.config;
  const entries = loaded.config.entries().filter(({ key }) => wanted.size === 0 || wanted.has(key.name));
  for (const diagnostic of diagnostics) process.stderr.write(`${renderConfigDiagnostic(diagnostic)}\n`);
  const text = parsed.switches.has('json')
    ? `${JSON.stringify(configJson(loaded, entries), null, 2)}\n`
    : configText(loaded, entries);
  process.stdout.write(text);
  return diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function configText({ files }: LoadedConfig, entries: readonly ConfigEntry[]): string {
  const sources = files.map(({ path, state }) => `# ${printableText(path)}: ${state}`);
  const rows = entries.map(({ key, value, origin }) => [
    `${key.name}: ${value === null ? '(not set)' : printableText(JSON.stringify(printableValue(key, value)))}`,
    `# ${printableText(originText(origin))}${key.status === 'honoured' ? '' : key.status === 'accepted' ? '; no effect yet' : '; no effect any more'}`,
  ]);
  const width = Math.min(80, Math.max(0, ...rows.map(([left]) => left!.length)));
  return `${[...sources, ...rows.map(([left, right]) => `${left!.padEnd(width)}  ${right}`)].join('\n')}\n`;
}

function configJson({ files, folder, config }: LoadedConfig, entries: readonly ConfigEntry[]): object {
  return {
    folder,
    files,
    values: Object.fromEntries(
      entries.map(({ key, value, origin }) => [
        key.name,
        { value: printableValue(key, value), type: key.type, status: key.status, origin },
      ]),
    ),
    // The line of a file could hold a secret: the place is enough.
    diagnostics: config.diagnostics.map(({ place, ...rest }) => ({
      ...rest,
      ...(place === undefined ? {} : { file: place.file, line: place.line, column: place.column }),
    })),
  };
}
