/** Keys that only Shrike has, of its own processes: probe, agent and where signals go. */
import { type ConfigKey, configKeys } from './config-key.ts';

const own = (name: string): string[] => [`SHRIKE_${name.toUpperCase().replaceAll('.', '_')}`];

export const SHRIKE_KEYS: readonly ConfigKey[] = configKeys('', 'shrike', [
  [
    'probe.socket',
    'string',
    '/run/shrike/probe.sock',
    'Socket on which the probe hands out signals and events. At most 107 bytes.',
    { status: 'honoured', environment: own('probe.socket') },
  ],
  [
    'probe.socket_group',
    'string',
    'shrike',
    'Group that may connect to it beside root.',
    { status: 'honoured', environment: own('probe.socket_group') },
  ],
]);
