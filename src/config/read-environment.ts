/**
 * Environment variables to settings. An empty variable counts as absent, as in the agent the names come from: container
 * platforms cannot unset one. Variables of other products and of Shrike's own development are left alone.
 */
import { CONFIG_KEYS, OWN_SECTIONS } from '../../schema/config.ts';
import { environmentName } from '../../schema/config-key.ts';
import { printableText } from '../base/text.ts';
import { editDistance, nearestName } from '../rules/language/nearest-name.ts';
import type { ConfigDiagnostic } from './config-diagnostic.ts';
import type { ReadConfig, Setting } from './read-config-file.ts';

const known = new Set(CONFIG_KEYS.flatMap((key) => key.environment));
const mapVariables = CONFIG_KEYS.filter((key) => key.type === 'map').flatMap((key) =>
  key.environment.map((variable) => ({ key, prefix: `${variable}_` })),
);
/** Starts of names that are ours alone. */
const OWN_PREFIXES = OWN_SECTIONS.flatMap((section) => {
  const name = `${environmentName(section)}_`;
  return [name, name.replace('DD_', 'SHRIKE_')];
});

/** A slip in a long name is told from another product's name by at most so many edits. */
const SLIPS_MAX = 2;
const LONG_NAME = 20;
const NAME_MAX = 200;

/** Reads the variables; settings come from the weakest to the strongest. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): ReadConfig {
  const settings: Setting[] = [];
  const diagnostics: ConfigDiagnostic[] = [];
  const names = Object.keys(environment).filter((name) => (environment[name] ?? '') !== '');
  for (const key of CONFIG_KEYS) {
    for (const variable of key.environment) {
      const text = environment[variable];
      if (text === undefined || text === '') continue;
      settings.push({ key, written: { kind: 'scalar', text }, name: variable, isAlias: false, variable });
    }
  }
  for (const name of names) {
    if (known.has(name) || !/^(?:DD|SHRIKE)_/.test(name)) continue;
    const map = mapVariables.find(({ prefix }) => name.startsWith(prefix));
    if (map !== undefined) {
      const entry = name.slice(map.prefix.length).toLowerCase();
      const written = { kind: 'map', entries: [[entry, { kind: 'scalar', text: environment[name]! }]] } as const;
      settings.push({ key: map.key, written, name, isAlias: false, variable: name });
      continue;
    }
    if (name.length > NAME_MAX) continue;
    const isOurs = OWN_PREFIXES.some((prefix) => name.startsWith(prefix));
    const nearest = nearestName(name, known);
    const isSlip =
      nearest !== undefined && name.length >= LONG_NAME && editDistance(name, nearest, SLIPS_MAX + 1) <= SLIPS_MAX;
    if (!isOurs && !isSlip) continue;
    diagnostics.push({
      severity: 'warning',
      code: 'CONFIG-KEY',
      message: `there is no variable ${printableText(name)}; it has no effect`,
      variable: name,
      ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
    });
  }
  return { settings, diagnostics };
}
