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
  [
    'probe.dump_folder',
    'string',
    '/var/lib/shrike/dumps',
    'Where `coredump` actions write. Made when it is needed, for root only; empty: they do nothing.',
    { status: 'honoured', environment: own('probe.dump_folder') },
  ],
  [
    'agent.user',
    'string',
    'shrike',
    'User that the agent becomes when it is started as root; where there is none of the name, nobody.',
    { status: 'honoured', environment: own('agent.user') },
  ],
  [
    'agent.socket',
    'string',
    '/run/shrike/agent/agent.sock',
    'Socket on which the agent says how it is.',
    { status: 'honoured', environment: own('agent.socket') },
  ],
  [
    'agent.state_dir',
    'string',
    '/var/lib/shrike/agent',
    'Folder for the spool, dead letters, and certificates.',
    { status: 'honoured', environment: own('agent.state_dir') },
  ],
  [
    'agent.spool.signals_max',
    'string',
    '1GiB',
    'Most bytes of signals that wait for sinks; beyond, the oldest are dropped and counted.',
    { status: 'honoured', environment: own('agent.spool.signals_max') },
  ],
  [
    'agent.spool.events_max',
    'string',
    '256MiB',
    'The same for events.',
    { status: 'honoured', environment: own('agent.spool.events_max') },
  ],
  [
    'agent.spool.age_max',
    'duration',
    '168h',
    'Signals and events that waited longer are dropped and counted.',
    { status: 'honoured', environment: own('agent.spool.age_max') },
  ],
  [
    'agent.spool.sync',
    'string',
    'flush',
    'When signals are forced to the disk: before they are acknowledged (`flush`), once a second, or when the kernel likes (`never`). With the last two a loss of power loses what was acknowledged; a crash of the agent never does.',
    { status: 'honoured', environment: own('agent.spool.sync'), choices: ['flush', 'second', 'never'] },
  ],
  [
    'metrics.listen',
    'string',
    '',
    'Address and port on which the agent serves `/metrics` for Prometheus, such as 127.0.0.1:9464; loopback only. Empty: none.',
    { status: 'honoured', environment: own('metrics.listen') },
  ],
  [
    'sinks',
    'map',
    {},
    'Where signals and events go: name by name, see [sinks](sinks.md). Nothing set: a file, /var/log/shrike/signals.json.',
    { status: 'honoured', environment: own('sinks'), isSecret: true },
  ],
]);
