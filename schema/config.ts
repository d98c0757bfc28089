/**
 * Every configuration key, in one table: those of the Datadog agent's runtime security, so that its files and environment
 * variables can be used as they are, and our own. Which of them have an effect is said by `status`, and a test holds that
 * against the sources. Reading files is left to src/config.
 */
import { AGENT_KEYS } from './config-agent.ts';
import type { ConfigKey } from './config-key.ts';
import { MONITORING_KEYS } from './config-monitoring.ts';
import { PROFILE_KEYS } from './config-profiles.ts';
import { RUNTIME_KEYS } from './config-runtime.ts';
import { SHRIKE_KEYS } from './config-shrike.ts';

export type { ConfigHome, ConfigKey, ConfigStatus, ConfigType } from './config-key.ts';

/** The table; names are unique, aliases and environment names too. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  ...RUNTIME_KEYS,
  ...PROFILE_KEYS,
  ...MONITORING_KEYS,
  ...AGENT_KEYS,
  ...SHRIKE_KEYS,
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Sections that are ours alone: what stands there and is not in the table is a mistake. */
export const OWN_SECTIONS: readonly string[] = ['runtime_security_config', 'event_monitoring_config'];

/** The files of a configuration folder, from the weakest to the strongest. */
export const CONFIG_FILES: readonly string[] = [
  'datadog.yaml',
  'security-agent.yaml',
  'system-probe.yaml',
  'shrike.yaml',
];
