/** Keys outside the two large sections: those of the whole agent, and those that only Shrike has. */
import { type ConfigKey, configKeys } from './config-key.ts';

export const AGENT_KEYS: readonly ConfigKey[] = [
  ...configKeys('', 'datadog', [
    ['remote_configuration.enabled', 'bool', true, 'Take configuration from a server.'],
    [
      'admission_controller.cws_instrumentation.enabled',
      'bool',
      false,
      'In the cluster: note who starts a session in a pod.',
      {
        environment: [
          'DD_RUNTIME_ADMISSION_CONTROLLER_CWS_INSTRUMENTATION_ENABLED',
          'DD_ADMISSION_CONTROLLER_CWS_INSTRUMENTATION_ENABLED',
        ],
      },
    ],
    ['api_key', 'string', '', 'Key for the intake of the Datadog agent.', { isSecret: true }],
    ['site', 'string', 'datadoghq.com', 'Region of that intake.'],
    ['tags', 'string list', [], 'Tags of this machine.', { status: 'honoured' }],
    ['logs_enabled', 'bool', false, 'Collect logs, among them audit logs of Kubernetes.'],
    [
      'eks_fargate',
      'bool',
      false,
      'This is a container beside the workload, without access to the host.',
      { environment: ['ECS_FARGATE', 'DD_EKS_FARGATE'] },
    ],
  ]),
  ...configKeys('system_probe_config', 'system-probe', [
    ['btf_path', 'string', '', 'Type information for a kernel without.', { environment: ['DD_SYSTEM_PROBE_BTF_PATH'] }],
    [
      'enable_runtime_compiler',
      'bool',
      false,
      'Compile kernel programs on this machine.',
      { environment: ['DD_ENABLE_RUNTIME_COMPILER'] },
    ],
    [
      'enable_co_re',
      'bool',
      true,
      'Use programs that adapt to the kernel by its type information.',
      { environment: ['DD_ENABLE_CO_RE'] },
    ],
    ['bpf_debug', 'bool', false, 'Debug prints of kernel programs.'],
  ]),
  ...configKeys('', 'shrike', [
    [
      'events.file.enabled',
      'bool',
      true,
      'File events. Set to false, they are not collected.',
      { status: 'honoured', environment: ['SHRIKE_EVENTS_FILE_ENABLED'] },
    ],
    [
      'events.process.enabled',
      'bool',
      true,
      'Process events. Set to false, they are not collected, and file events learn of processes from /proc, which is late for short ones.',
      { status: 'honoured', environment: ['SHRIKE_EVENTS_PROCESS_ENABLED'] },
    ],
    [
      'host.proc',
      'string',
      '',
      "Where the host's /proc is mounted. Empty: /host/proc where it is one, then `proc` below `host.root`, then /proc.",
      { status: 'honoured', environment: ['HOST_PROC'] },
    ],
    [
      'host.root',
      'string',
      '',
      "Where the host's root is mounted in a container.",
      { status: 'honoured', environment: ['HOST_ROOT'] },
    ],
    [
      'host.sys',
      'string',
      '',
      "Where the host's /sys is mounted. Empty: /host/sys where it is one, then `sys` below `host.root`, then /sys.",
      { status: 'honoured', environment: ['HOST_SYS'] },
    ],
    [
      'container_sockets',
      'string list',
      [],
      'Sockets of container runtimes beside the usual places: `docker:`, `containerd:` or `cri:` and a path.',
      { status: 'honoured', environment: ['SHRIKE_CONTAINER_SOCKETS'] },
    ],
    ['host.etc', 'string', '', "Where the host's /etc is mounted.", { environment: ['HOST_ETC'] }],
  ]),
];
