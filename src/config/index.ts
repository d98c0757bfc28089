/** The way into the configuration. */
export { Config, type ConfigEntry, createConfig, type Origin, originText } from './config.ts';
export { type ConfigDiagnostic, renderConfigDiagnostic } from './config-diagnostic.ts';
export { printableValue } from './config-value.ts';
export { keysBelow, nearestKey } from './key-names.ts';
export { CONFIG_FOLDER, type LoadedConfig, loadConfig } from './load-config.ts';
