/** Keys of `runtime_security_config`, but for profiles, which are many and stand in config-profiles.ts. */
import { type ConfigKey, type ConfigRow, configKeys } from './config-key.ts';

const WINDOWS = { environment: [] } as const;
const FORWARDER = { home: 'security-agent' } as const;
const OBSOLETE = { status: 'obsolete' } as const;

const GENERAL: readonly ConfigRow[] = [
  [
    'enabled',
    'bool',
    true,
    'Whether this machine is to be watched. Starting Shrike is the switch; where this is false, `shrike probe` (services, containers) ends at once, and `shrike up` says so and goes on. The Datadog agent has it off by default.',
    { status: 'honoured' },
  ],
  [
    'fim_enabled',
    'bool',
    true,
    'File events. Set to false, they are not collected, unless `enabled` is set to true, which includes them.',
    { status: 'honoured' },
  ],
  [
    'socket',
    'string',
    '/opt/datadog-agent/run/runtime-security.sock',
    'Socket on which sensor and forwarder exchange events.',
  ],
  ['cmd_socket', 'string', '', 'Socket for commands; empty: beside `socket`.'],
  [
    'event_grpc_server',
    'string',
    '',
    'Which process serves the event stream.',
    { choices: ['', 'security-agent', 'system-probe'] },
  ],
  ['direct_send_from_system_probe', 'bool', false, 'The sensor sends events itself, without a forwarder.'],
  ['use_secruntime_track', 'bool', true, 'Send events to the track for security events, not to that for logs.'],
  ['event_server.burst', 'int', 40, 'Signals that one rule may raise at once.', { min: 1, status: 'honoured' }],
  ['event_server.rate', 'int', 10, 'Signals per second that one rule may raise.', { min: 1, status: 'honoured' }],
  [
    'event_server.retention',
    'duration',
    '6s',
    'How long an event waits for facts that come late.',
    { status: 'honoured' },
  ],
  [
    'event_retry_queue_threshold',
    'int',
    512,
    'With more waiting events than this, they leave without late facts.',
    { status: 'honoured' },
  ],
  ['cookie_cache_size', 'int', 100, 'Remembered executions.'],
  ['internal_monitoring.enabled', 'bool', false, 'Send events about the agent itself.'],
  ['log_patterns', 'string list', [], 'Places in the code that write trace logs.'],
  ['log_tags', 'string list', [], 'Tags of trace logs that are written.'],
  ['env_as_tags', 'string list', [], 'Environment variables whose values become tags of events.'],
  [
    'container_include',
    'string list',
    [],
    'Containers that are always watched: `image:`, `name:` or `kube_namespace:` and a pattern.',
    { status: 'honoured' },
  ],
  [
    'container_exclude',
    'string list',
    [],
    'Containers whose events are dropped; patterns as in `container_include`.',
    { status: 'honoured' },
  ],
  [
    'exclude_pause_container',
    'bool',
    true,
    'Leave out the containers that only hold the namespaces of a pod.',
    { status: 'honoured' },
  ],
  ['reduced_proc_pid_cache_size', 'bool', false, 'Smaller process tables in the kernel.'],
  ['compliance_module.enabled', 'bool', false, 'Run compliance checks in the sensor.'],
  ['network_monitoring.enabled', 'bool', false, 'Feed the network monitor.'],
  ['imds_ipv4', 'string', '169.254.169.254', 'Address of the cloud metadata service.', { status: 'honoured' }],
  ['file_metadata_resolver.enabled', 'bool', false, 'Look into executed files: architecture, linkage, packer.'],
  ['tags_resolver.queue_size', 'int', 1000, 'Workloads that may wait for their tags.', { status: 'honoured' }],
  [
    'syscalls.capture_all_errors.enabled',
    'bool',
    false,
    'Keep every failed call. Otherwise only those refused for lack of rights are kept.',
    { status: 'honoured' },
  ],
  ['ebpfless.enabled', 'bool', false, 'Follow processes with ptrace where BPF cannot be had.'],
  ['ebpfless.socket', 'string', 'localhost:5678', 'Where the tracer connects.'],
];

const POLICIES: readonly ConfigRow[] = [
  [
    'policies.dir',
    'string',
    '',
    'Folder of `*.policy` files. Empty: `policies` or `runtime-security.d` in the configuration folder, and if neither exists the rules that come with Shrike.',
    { status: 'honoured' },
  ],
  ['policies.monitor.enabled', 'bool', false, 'Metrics about loaded policies.'],
  ['policies.monitor.per_rule_enabled', 'bool', false, 'Those metrics for each rule.'],
  ['policies.monitor.report_internal_policies', 'bool', false, 'Include policies that are built in.'],
  ['policies.rule_cache_enabled', 'bool', true, 'Remember results of rules.'],
  ['on_demand.enabled', 'bool', true, 'Rules may ask for hooks of their own.'],
  ['on_demand.rate_limiter.enabled', 'bool', true, 'Remove such a hook when it fires too often.'],
  ['remote_configuration.enabled', 'bool', true, 'Take policies from a server.'],
  ['remote_configuration.dump_policies', 'bool', false, 'Write policies that came from a server to disk.'],
  ['self_test.enabled', 'bool', true, 'Check at start that real events arrive.', { status: 'honoured' }],
  ['self_test.send_report', 'bool', true, 'Send the result of that check as an event.', { status: 'honoured' }],
];

const ENFORCEMENT: readonly ConfigRow[] = [
  ['enforcement.enabled', 'bool', true, 'Rules may act: kill processes, filter packets.', { status: 'honoured' }],
  [
    'enforcement.dry_run',
    'bool',
    false,
    'Rules decide as if they acted, and signals say what would have been done; nothing is. A key of Shrike, which the Datadog agent does not know.',
    { status: 'honoured', environment: ['SHRIKE_RUNTIME_SECURITY_CONFIG_ENFORCEMENT_DRY_RUN'] },
  ],
  [
    'enforcement.deny.mode',
    'string',
    'audit',
    'What `deny` actions do: `audit` tells which calls would be refused, `enforce` refuses them. A key of Shrike, which the Datadog agent does not know.',
    {
      status: 'honoured',
      choices: ['audit', 'enforce'],
      environment: ['SHRIKE_RUNTIME_SECURITY_CONFIG_ENFORCEMENT_DENY_MODE'],
    },
  ],
  ['enforcement.raw_syscall.enabled', 'bool', false, 'Act already when a system call begins.'],
  [
    'enforcement.cgroup_kill.enabled',
    'bool',
    true,
    'End a whole container through its cgroup.',
    { status: 'honoured' },
  ],
  [
    'enforcement.exclude_binaries',
    'string list',
    [],
    'Executables that no rule may kill, by path; `*` and `**` as in rules.',
    { status: 'honoured' },
  ],
  [
    'enforcement.rule_source_allowed',
    'string list',
    ['file', 'remote-config'],
    'Origins of rules that may act.',
    { status: 'honoured' },
  ],
  ...(['container', 'executable'] as const).flatMap((what): ConfigRow[] => [
    [
      `enforcement.disarmer.${what}.enabled`,
      'bool',
      true,
      `Take the right to act from a rule that hits too many ${what}s.`,
      { status: 'honoured' },
    ],
    [
      `enforcement.disarmer.${what}.max_allowed`,
      'int',
      5,
      `Different ${what}s that a rule may hit in a period.`,
      { min: 1, status: 'honoured' },
    ],
    [`enforcement.disarmer.${what}.period`, 'duration', '1m', `That period, for ${what}s.`, { status: 'honoured' }],
  ]),
];

const FILES: readonly ConfigRow[] = [
  ['sbom.enabled', 'bool', false, 'Know which package a file belongs to.'],
  ['sbom.workloads_cache_size', 'int', 10, 'Package lists that are kept.'],
  ['sbom.host.enabled', 'bool', false, 'Also for files of the host.'],
  ['sbom.analyzers', 'string list', ['os'], 'What looks for packages.'],
  ['sbom.use_v2_collector', 'bool', false, 'Use the newer collector.'],
  ['sbom.enrichment_interval', 'duration', '1m', 'Least time between two looks at which packages are in use.'],
  ['sbom.refresh_interval', 'duration', '3s', 'Least time between two readings of a package list.'],
  ['sbom.forward_interval', 'duration', '20s', 'Least time between two sendings of a package list.'],
  ['sbom.generate_policies', 'bool', false, 'Make rules from the package list.'],
  ['hash_resolver.enabled', 'bool', true, 'Compute hashes of files.', { status: 'honoured' }],
  ['hash_resolver.event_types', 'string list', ['exec', 'open'], 'Events whose file is hashed.'],
  ['hash_resolver.max_file_size', 'int', 5_242_880, 'Larger files are not hashed; in bytes.', { status: 'honoured' }],
  ['hash_resolver.max_hash_rate', 'int', 500, 'Hashes per second.', { status: 'honoured' }],
  [
    'hash_resolver.hash_algorithms',
    'string list',
    ['sha1', 'sha256', 'ssdeep'],
    'Algorithms: `md5`, `sha1`, `sha256`. `ssdeep` is known and not computed.',
    { status: 'honoured' },
  ],
  ['hash_resolver.cache_size', 'int', 500, 'Hashes that are kept.', { status: 'honoured' }],
  ['hash_resolver.replace', 'map', {}, 'Hashes to pretend, by path; for tests.'],
  ['sysctl.enabled', 'bool', true, 'Kernel parameters: changes and snapshots.'],
  ['sysctl.ebpf.enabled', 'bool', true, 'Events when a kernel parameter is read or written.'],
  ['sysctl.snapshot.enabled', 'bool', true, 'Report all kernel parameters now and then.'],
  ['sysctl.snapshot.period', 'duration', '1h', 'How often.'],
  [
    'sysctl.snapshot.ignored_base_names',
    'string list',
    ['netdev_rss_key', 'stable_secret'],
    'Parameters that stay out because they are secret.',
  ],
  [
    'sysctl.snapshot.kernel_compilation_flags',
    'string list',
    [],
    'Build options of the kernel that are reported too; empty: a built-in list.',
  ],
  ['user_sessions.cache_size', 'int', 1024, 'User sessions that are remembered.'],
  ['user_sessions.ssh.enabled', 'bool', true, 'Say of each process from which SSH login it comes.'],
];

const FORWARDING: readonly ConfigRow[] = [
  ['run_path', 'string', null, 'Folder for the state of the forwarder.', FORWARDER],
  ['endpoints', 'map', {}, 'Where the forwarder sends events.', FORWARDER],
  ['log_profiled_workloads', 'bool', false, 'Log every workload that has a profile.', FORWARDER],
  ['telemetry.ignore_dd_agent_containers', 'bool', null, "Do not count the agent's own containers.", FORWARDER],
];

const OLD: readonly ConfigRow[] = [
  [
    'syscall_monitor.enabled',
    'bool',
    null,
    'Counted system calls.',
    { ...OBSOLETE, replacement: 'event_monitoring_config.syscalls_monitor.enabled' },
  ],
  ['activity_dump.cgroup_wait_list_size', 'int', null, 'Bounded the cgroups waiting to be recorded.', OBSOLETE],
  ['activity_dump.path_merge.enabled', 'bool', null, 'Merged similar paths in recordings.', OBSOLETE],
  ['debug', 'bool', null, 'Wrote more logs.', OBSOLETE],
  ['windows_filename_cache_max', 'int', 16_384, 'Remembered file names; on Windows only.', WINDOWS],
  ['windows_registry_cache_max', 'int', 4096, 'Remembered registry keys; on Windows only.', WINDOWS],
  ['etw_events_channel_size', 'int', 16_384, 'Length of the event queue; on Windows only.', WINDOWS],
  ['windows_probe_block_on_channel_send', 'bool', false, 'Wait when that queue is full; on Windows only.', WINDOWS],
  ['windows_write_event_rate_limiter_max_allowed', 'int', 4096, 'Write events per period; on Windows only.', WINDOWS],
  ['windows_write_event_rate_limiter_period', 'duration', '1s', 'That period; on Windows only.', WINDOWS],
];

export const RUNTIME_KEYS: readonly ConfigKey[] = configKeys('runtime_security_config', 'system-probe', [
  ...GENERAL,
  ...POLICIES,
  ...ENFORCEMENT,
  ...FILES,
  ...FORWARDING,
  ...OLD,
]);
