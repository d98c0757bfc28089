/** Keys of `runtime_security_config` about learning what workloads do: recordings, profiles, samples. */
import { type ConfigKey, type ConfigRow, configKeys } from './config-key.ts';

const PROFILE_FOLDER = '${run_path}/runtime-security/profiles';

const RECORDINGS: readonly ConfigRow[] = [
  ['enabled', 'bool', true, 'Record what workloads do.'],
  ['trace_systemd_cgroups', 'bool', false, 'Record systemd services too, not only containers.'],
  ['cleanup_period', 'duration', '30s', 'How often finished recordings are removed from memory.'],
  ['tags_resolution_period', 'duration', '60s', 'How often missing container tags are asked for again.'],
  ['load_controller_period', 'duration', '60s', 'How often recording may be reduced under load.'],
  ['min_timeout', 'duration', '10m', 'Shortest recording under load.'],
  ['max_dump_size', 'int', 1750, 'Largest recording in memory, in KiB.', { min: 100 }],
  ['traced_cgroups_count', 'int', 5, 'Cgroups recorded at once; 0 records none.'],
  [
    'traced_event_types',
    'string list',
    ['exec', 'open', 'dns', 'imds'],
    'Events that are recorded; exec always is, and `*` stands for all.',
  ],
  [
    'cgroup_dump_timeout',
    'int',
    null,
    'Length of a recording in minutes.',
    { status: 'obsolete', replacement: 'runtime_security_config.activity_dump.dump_duration' },
  ],
  ['dump_duration', 'duration', '900s', 'Length of a recording.'],
  ['rate_limiter', 'int', 500, 'Events per second that a recording takes.', { max: 65_535 }],
  ['cgroup_wait_list_timeout', 'duration', '4500s', 'Pause before the same cgroup is recorded again.'],
  ['cgroup_differentiate_args', 'bool', false, 'Tell runs of one executable apart by their arguments.'],
  ['local_storage.max_dumps_count', 'int', 100, 'Recordings kept on disk; the oldest goes first.'],
  ['local_storage.output_directory', 'string', PROFILE_FOLDER, 'Folder for recordings.'],
  ['local_storage.formats', 'string list', ['profile'], 'Formats on disk: `profile`, `protobuf`, `json`, `dot`.'],
  ['local_storage.compression', 'bool', false, 'Compress recordings on disk.'],
  ['syscall_monitor.period', 'duration', '60s', 'Least time between two lists of system calls of one process.'],
  ['max_dump_count_per_workload', 'int', 25, 'Recordings sent for one workload.'],
  ['tag_rules.enabled', 'bool', true, 'Note in recordings which rules matched.'],
  ['silent_workloads.delay', 'duration', '10s', 'How long a workload may show nothing before it is looked at.'],
  ['silent_workloads.ticker', 'duration', '10s', 'How often silent workloads are looked for.'],
  ['workload_deny_list', 'string list', [], 'Images that are never recorded, as `image:tag` or `image:*`.'],
  ['auto_suppression.enabled', 'bool', true, 'What a recording shows need not raise signals.'],
];

const PROFILES: readonly ConfigRow[] = [
  ['enabled', 'bool', true, 'Make profiles of images from recordings.'],
  ['max_image_tags', 'int', 20, 'Versions of an image in one profile.'],
  ['dir', 'string', PROFILE_FOLDER, 'Folder of profiles.'],
  ['watch_dir', 'bool', true, 'Load a profile again when its file changes.'],
  ['cache_size', 'int', 10, 'Profiles kept in memory that nothing uses.'],
  ['max_count', 'int', 400, 'Profiles in use at once.'],
  ['dns_match_max_depth', 'int', 3, 'Labels of a host name that are compared; 0 compares all.'],
  ['node_eviction_timeout', 'duration', '0s', 'Forget what was not seen for so long; 0 forgets nothing.'],
  ['profile_cleanup_delay', 'duration', '60m', 'How long a profile stays when its last workload is gone.'],
  ['auto_suppression.enabled', 'bool', true, 'Raise no signal for what is normal for the image.'],
  ['auto_suppression.event_types', 'string list', ['exec', 'dns'], 'Events that may be kept quiet so.'],
  ['v2.enabled', 'bool', false, 'Use the newer profiles.'],
  ['v2.event_types', 'string list', ['exec', 'dns', 'bind', 'connect', 'open'], 'Events in newer profiles.'],
  ['v2.sample_refresh_period', 'duration', '30s', 'Least time between two samples of one execution.'],
  ['v2.excluded_images', 'string list', [], 'Images without a newer profile, as `image:tag`.'],
  ['v2.max_dump_size', 'int', 5120, 'Largest newer profile, in KiB.'],
  ['anomaly_detection.enabled', 'bool', true, 'Report what does not fit the profile.'],
  ['anomaly_detection.event_types', 'string list', ['exec'], 'Events that may be reported so.'],
  [
    'anomaly_detection.default_minimum_stable_period',
    'duration',
    '900s',
    'A profile is learnt when nothing new came for so long.',
  ],
  ['anomaly_detection.minimum_stable_period.exec', 'duration', '900s', 'The same for exec events.'],
  ['anomaly_detection.minimum_stable_period.dns', 'duration', '900s', 'The same for dns events.'],
  [
    'anomaly_detection.workload_warmup_period',
    'duration',
    '180s',
    'What a workload does in its first moments is not reported.',
  ],
  [
    'anomaly_detection.unstable_profile_time_threshold',
    'duration',
    '1h',
    'A profile that is not learnt by then never will be.',
  ],
  ['anomaly_detection.unstable_profile_size_threshold', 'int', 5_000_000, 'A larger profile is given up, in bytes.'],
  ['anomaly_detection.rate_limiter.period', 'duration', '1m', 'Period of the limit on such reports.'],
  ['anomaly_detection.rate_limiter.num_keys', 'int', 1000, 'Workloads that the limit tells apart.'],
  ['anomaly_detection.rate_limiter.num_events_allowed', 'int', 300, 'Reports per period.'],
  ['anomaly_detection.tag_rules.enabled', 'bool', true, 'Name in the report the rules that matched as well.'],
  ['anomaly_detection.silent_rule_events.enabled', 'bool', false, 'Drop the signal of a rule when there is a report.'],
];

/** Kinds of events that are sampled for profiles, and the fill of the ring in percent below which all are kept. */
const SAMPLED: readonly (readonly [string, number])[] = [
  ['open', 80],
  ['connect', 40],
  ['bind', 60],
  ['dns', 60],
  ['syscalls', 60],
];

const SAMPLES: readonly ConfigRow[] = [
  ...SAMPLED.flatMap(([event, threshold]): ConfigRow[] => [
    [`${event}.enabled`, 'bool', true, `Take only some of the ${event} events that serve profiles alone.`],
    [`${event}.rate`, 'int', 500, `Such ${event} events per second.`],
    [
      `${event}.threshold`,
      'int',
      threshold,
      `All ${event} events are taken while the ring is less full, in percent.`,
      { max: 89 },
    ],
  ]),
  ['dynamic.enabled', 'bool', false, 'Take fewer samples as the ring fills.'],
];

export const PROFILE_KEYS: readonly ConfigKey[] = [
  ...configKeys('runtime_security_config.activity_dump', 'system-probe', RECORDINGS),
  ...configKeys('runtime_security_config.security_profile', 'system-probe', PROFILES),
  ...configKeys('runtime_security_config.event_sampling', 'system-probe', SAMPLES),
];
