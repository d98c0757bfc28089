/**
 * Keys of `event_monitoring_config`: how events are collected. Most were once keys of `runtime_security_config`; both names
 * work, in files and as environment variables.
 */
import { type ConfigKey, type ConfigRow, configKeys } from './config-key.ts';

/** What is no public address: private use, loopback, link-local, carrier NAT, documentation, multicast, reserved. */
const PRIVATE_RANGES = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const COLLECTION: readonly ConfigRow[] = [
  ['enable_all_probes', 'bool', false, 'Attach every hook, needed by a rule or not.'],
  ['enable_kernel_filters', 'bool', true, 'Drop in the kernel what no rule can match.'],
  ['enable_approvers', 'bool', true, 'Filters of what rules may match.'],
  ['enable_discarders', 'bool', true, 'Filters of what no rule matches, learnt while running.'],
  ['flush_discarder_window', 'int', 3, 'Time over which learnt filters are dropped after a reload, in seconds.'],
  ['pid_cache_size', 'int', 10_000, 'Processes in memory.'],
  ['dns_resolution.enabled', 'bool', true, 'Name addresses by the DNS answers seen before.', { status: 'honoured' }],
  ['dns_resolution.cache_size', 'int', 1024, 'Addresses with a name.', { status: 'honoured' }],
  [
    'events_stats.tags_cardinality',
    'string',
    'high',
    'How finely metrics are tagged.',
    { choices: ['low', 'orchestrator', 'high'] },
  ],
  ['events_stats.polling_interval', 'int', 20, 'How often metrics are sent, in seconds.', { min: 1 }],
  [
    'custom_sensitive_words',
    'string list',
    [],
    'More names whose values are hidden in command lines; `*` stands for any characters.',
    { status: 'honoured' },
  ],
  ['erpc_dentry_resolution_enabled', 'bool', true, 'Learn paths by asking the kernel half.'],
  ['map_dentry_resolution_enabled', 'bool', true, 'Learn paths from tables in the kernel.'],
  ['dentry_cache_size', 'int', 8000, 'Parts of paths in memory.'],
  ['remote_tagger', 'bool', true, 'Ask the main agent for container tags.'],
  ['runtime_monitor.enabled', 'bool', false, "Metrics of the agent's own memory."],
  ['event_stream.use_ring_buffer', 'bool', true, 'Carry events in a ring buffer where the kernel has one.'],
  ['event_stream.buffer_size', 'int', 0, 'Size of the event buffer, a power of two; 0 chooses.'],
  ['event_stream.use_fentry', 'bool', false, 'Attach by fentry rather than by kprobes.'],
  ['event_stream.use_kprobe_fallback', 'bool', true, 'Attach by kprobes when fentry fails.'],
  ['event_stream.kretprobe_max_active', 'int', 512, 'Calls that a return probe follows at once.'],
  [
    'envs_with_value',
    'string list',
    ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'PATH', 'HISTSIZE', 'HISTFILESIZE', 'GLIBC_TUNABLES', 'SSH_CLIENT'],
    'Environment variables that events show with their value. All others are shown by name.',
    { status: 'honoured' },
  ],
  ['runtime_compilation.enabled', 'bool', false, 'Compile the kernel half on this machine.'],
  ['runtime_compilation.compiled_constants_enabled', 'bool', null, 'Find kernel offsets by compiling.'],
  ['syscalls_monitor.enabled', 'bool', false, 'Count system calls by process.'],
  ['span_tracking.enabled', 'bool', false, 'Add trace and span ids to events.'],
  ['span_tracking.cache_size', 'int', 4096, 'Threads whose span is known.'],
  ['capabilities_monitoring.enabled', 'bool', false, 'Events about capabilities in use.'],
  ['capabilities_monitoring.period', 'duration', '5s', 'How often they are reported.'],
  ['snapshot_using_listmount', 'bool', false, 'List mounts by system call, not from /proc.'],
];

const NETWORK: readonly ConfigRow[] = [
  [
    'network.enabled',
    'bool',
    true,
    'Network events: packets, DNS, metadata services, calls on sockets. Set to false, no network hook is attached.',
    { status: 'honoured' },
  ],
  ['network.ingress.enabled', 'bool', true, 'Incoming packets too, such as DNS answers.', { status: 'honoured' }],
  ['network.raw_packet.enabled', 'bool', true, 'Events of single packets, and filtering them.', { status: 'honoured' }],
  ['network.raw_packet.limiter_rate', 'int', 10, 'Packet events per second.', { status: 'honoured' }],
  ['network.raw_packet.filter', 'string', 'no_pid_tcp_syn', 'Which packets are looked at.'],
  [
    'network.private_ip_ranges',
    'string list',
    PRIVATE_RANGES,
    'Addresses that are not public.',
    { status: 'honoured' },
  ],
  ['network.extra_private_ip_ranges', 'string list', [], 'More addresses that are not public.', { status: 'honoured' }],
  [
    'network.lazy_interface_prefixes',
    'string list',
    [],
    'Interfaces, by the start of their name, that the kernel removes late.',
  ],
  ['network.classifier_priority', 'int', 10, 'Priority of the packet classifier; below that of the container network.'],
  ['network.classifier_handle', 'int', 0, 'Handle of the packet classifier; 0 lets the kernel choose.'],
  ['network.raw_classifier_handle', 'int', 0, 'Handle of the classifier of single packets; set both handles or none.'],
  ['network.flow_monitor.enabled', 'bool', false, 'Events that sum up flows.', { status: 'honoured' }],
  ['network.flow_monitor.period', 'duration', '10s', 'How often flows are reported.', { status: 'honoured' }],
  ['network.flow_monitor.sk_storage.enabled', 'bool', false, 'Keep the owner of a flow with its socket.'],
  [
    'network.dns_ports',
    'string list',
    ['53'],
    'Ports whose packets are DNS. Add 5353 for mDNS and 5355 for LLMNR.',
    { status: 'honoured', aliases: [] },
  ],
  ['network_process.max_processes_tracked', 'int', null, 'Processes that the network monitor follows.'],
];

const CONSUMERS: readonly ConfigRow[] = [
  ['socket', 'string', '/opt/datadog-agent/run/event-monitor.sock', 'Socket for other readers of events.'],
  ['event_server.burst', 'int', 40, 'Events that they may get at once.', { min: 1 }],
  ['env_vars_resolution.enabled', 'bool', true, 'Read environment variables of processes.'],
  [
    'process.enabled',
    'bool',
    false,
    'Feed process events to the process agent, which does not exist here. It does not switch process events off; `events.process.enabled` does.',
    { environment: ['DD_SYSTEM_PROBE_EVENT_MONITORING_PROCESS_ENABLED'] },
  ],
  [
    'network_process.enabled',
    'bool',
    null,
    'Feed process events to the network monitor.',
    { environment: ['DD_SYSTEM_PROBE_EVENT_MONITORING_NETWORK_PROCESS_ENABLED'] },
  ],
];

export const MONITORING_KEYS: readonly ConfigKey[] = [
  ...configKeys('event_monitoring_config', 'system-probe', [...COLLECTION, ...NETWORK], 'runtime_security_config'),
  ...configKeys('event_monitoring_config', 'system-probe', CONSUMERS),
];
