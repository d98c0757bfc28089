/**
 * The event types and what each consists of, in terms of the groups of `field-groups.ts`. Paths are relative to the
 * event type's name. `since` is the agent version in which compatible policies could first use the type; a rule's
 * `agent_version` refers to those numbers.
 */
import {
  ACTING_PROCESS,
  ADDRESS,
  argumentPath,
  bool,
  DEVICE,
  FILE,
  FLOW,
  HOSTNAMES,
  int,
  type Leaf,
  mount,
  NEW_MODE,
  PACKET,
  PROCESS,
  RETVAL,
  text,
  time,
} from './field-groups.ts';

export type EventCategory = 'file' | 'process' | 'network' | 'kernel';

/** A list of elements below an event: `length` and, for each element, the leaves. */
export interface IteratedList {
  readonly path: string;
  readonly it: string;
  readonly leaves: readonly Leaf[];
}

export interface EventDefinition {
  readonly type: string;
  readonly category: EventCategory;
  readonly since: string;
  readonly doc: string;
  readonly fields: readonly Leaf[];
  readonly lists?: readonly IteratedList[];
  /** Old name → path of today, both relative to the event type. */
  readonly aliases?: Readonly<Record<string, string>>;
}

const PATH_ALIASES = { filename: 'file.path', basename: 'file.name' };
const capability = { wide: true, constants: 'capabilities' };
const family = { constants: 'address_family' };

/** A process that something is done to, with its parent; its ancestors are a list. */
const target = (path: string, it: string): readonly Leaf[] => [
  ...mount(path, it, PROCESS),
  ...mount(`${path}.parent`, `the parent of ${it}`, PROCESS),
];
const ancestors = (path: string, it: string): IteratedList => ({
  path: `${path}.ancestors`,
  it: `an ancestor of ${it}`,
  leaves: PROCESS,
});

export const EVENTS: readonly EventDefinition[] = [
  {
    type: 'accept',
    category: 'network',
    since: '7.63',
    doc: 'A connection was accepted',
    fields: [...mount('addr', 'the peer', [...ADDRESS, ...HOSTNAMES]), RETVAL],
  },
  {
    type: 'bind',
    category: 'network',
    since: '7.37',
    doc: 'A socket was bound to an address',
    fields: [
      ...mount('addr', 'the bound address', ADDRESS),
      int('protocol', 'Protocol of the socket', { constants: 'l4_protocol' }),
      RETVAL,
    ],
  },
  {
    type: 'bpf',
    category: 'kernel',
    since: '7.33',
    doc: 'A command of bpf(2) was run',
    fields: [
      int('cmd', 'Command of bpf(2)', { constants: 'bpf_cmd' }),
      text('map.name', 'Name of the BPF map', { check: 'kernel-name' }),
      int('map.type', 'Type of the BPF map', { constants: 'bpf_map_type' }),
      int('prog.attach_type', 'Where the BPF program attaches', { constants: 'bpf_attach_type' }),
      int('prog.helpers', 'Kernel functions the BPF program calls', { array: true, constants: 'bpf_helper', cost: 10 }),
      text('prog.name', 'Name of the BPF program', { check: 'kernel-name' }),
      text('prog.tag', 'Tag of the BPF program: a hash of its instructions'),
      int('prog.type', 'Type of the BPF program', { constants: 'bpf_prog_type' }),
      RETVAL,
    ],
  },
  {
    type: 'capabilities',
    category: 'process',
    since: '7.70',
    doc: 'A process used, or tried to use, capabilities',
    fields: [
      int('attempted', 'Capabilities the process tried to use', capability),
      int('used', 'Capabilities the process used', capability),
    ],
  },
  {
    type: 'capset',
    category: 'process',
    since: '7.27',
    doc: 'A process changed its capabilities',
    fields: [
      int('cap_effective', 'New effective capabilities', capability),
      int('cap_permitted', 'New permitted capabilities', capability),
    ],
  },
  {
    type: 'cgroup_write',
    category: 'kernel',
    since: '7.68',
    doc: 'A process was moved to another control group',
    fields: [...mount('file', 'the file of the control group', FILE), int('pid', 'Id of the process that was moved')],
  },
  {
    type: 'chdir',
    category: 'file',
    since: '7.52',
    doc: 'A process changed its working directory',
    fields: [...mount('file', 'the new directory', FILE), RETVAL, argumentPath('syscall.path', 'Directory')],
  },
  {
    type: 'chmod',
    category: 'file',
    since: '7.27',
    doc: 'The permissions of a file were changed',
    fields: [
      ...mount('file', 'the changed file', FILE),
      ...mount('file.destination', 'the file', NEW_MODE),
      RETVAL,
      int('syscall.mode', 'Mode as the caller wrote it', { constants: 'file_mode' }),
      argumentPath('syscall.path', 'Path'),
    ],
    aliases: { ...PATH_ALIASES, mode: 'file.destination.mode' },
  },
  {
    type: 'chown',
    category: 'file',
    since: '7.27',
    doc: 'The owner of a file was changed',
    fields: [
      ...mount('file', 'the changed file', FILE),
      int('file.destination.gid', 'New group id of the file; -1 when unchanged'),
      text('file.destination.group', 'New group of the file', { cost: 50 }),
      int('file.destination.uid', 'New user id of the file; -1 when unchanged'),
      text('file.destination.user', 'New user of the file', { cost: 50 }),
      RETVAL,
      int('syscall.gid', 'Group id as the caller wrote it'),
      argumentPath('syscall.path', 'Path'),
      int('syscall.uid', 'User id as the caller wrote it'),
    ],
    aliases: {
      ...PATH_ALIASES,
      uid: 'file.destination.uid',
      user: 'file.destination.user',
      gid: 'file.destination.gid',
      group: 'file.destination.group',
    },
  },
  {
    type: 'connect',
    category: 'network',
    since: '7.60',
    doc: 'A socket was connected',
    fields: [
      ...mount('addr', 'the peer', [...ADDRESS, ...HOSTNAMES]),
      int('protocol', 'Protocol of the socket', { constants: 'l4_protocol' }),
      RETVAL,
    ],
  },
  {
    type: 'dns',
    category: 'network',
    since: '7.36',
    doc: 'A DNS query was sent or answered',
    fields: [
      int('id', 'Id of the DNS message'),
      int('question.class', 'Class asked for', { constants: 'dns_class' }),
      int('question.count', 'Number of questions in the message'),
      int('question.length', 'Size in bytes of the message'),
      text('question.name', 'Name asked for', { caseInsensitive: true }),
      int('question.name.length', 'Length in bytes of the name asked for'),
      text('question.name.root_domain', 'Registrable domain of the name asked for', { cost: 10 }),
      int('question.type', 'Type asked for', { constants: 'dns_type' }),
      text('response.cnames', 'Canonical names in the answer', { array: true, caseInsensitive: true }),
      int('response.code', 'Response code of the answer', { constants: 'dns_rcode' }),
      { path: 'response.ips', type: 'ip', array: true, doc: 'Addresses in the answer' },
      bool('is_response', 'Whether the message is an answer'),
      int('label_length', 'Length in bytes of the longest label of the name asked for'),
      int('recent.label_length', 'Length in bytes of the longest label the process asked for in the last five minutes'),
      int('recent.name_bytes', 'Bytes of all names the process asked for in the last five minutes'),
      int('recent.names', 'Different names the process asked for in the last five minutes'),
      int('recent.not_found', 'Answers with NXDOMAIN the process got in the last five minutes'),
      int('recent.queries', 'Questions the process asked in the last five minutes'),
      int('recent.types', 'Different types the process asked for in the last five minutes'),
    ],
  },
  {
    type: 'exec',
    category: 'process',
    since: '7.27',
    doc: 'A process executed a file, or was forked',
    fields: [
      ...mount('file.metadata', 'the executed file', [
        int('abi', 'Word size {it} was built for', { constants: 'abi', cost: 500 }),
        int('architecture', 'Machine {it} was built for', { constants: 'architecture', cost: 500 }),
        int('compression', 'How {it} is compressed', { constants: 'compression', cost: 500 }),
        bool('is_executable', 'Whether the content of {it} can be executed', { cost: 500 }),
        bool('is_garble_obfuscated', 'Whether {it} was obfuscated by garble', { cost: 500 }),
        bool('is_upx_packed', 'Whether {it} was packed by UPX', { cost: 500 }),
        int('size', 'Size in bytes of {it}', { cost: 500 }),
        int('type', 'What the content of {it} looks like', { constants: 'file_type', cost: 500 }),
      ]),
      ...ACTING_PROCESS.map((leaf) => ({ ...leaf, doc: leaf.doc.replaceAll('{it}', 'the executed process') })),
      argumentPath('syscall.path', 'Path'),
    ],
    aliases: { ...PATH_ALIASES, name: 'comm' },
  },
  {
    type: 'exit',
    category: 'process',
    since: '7.38',
    doc: 'A process ended',
    fields: [
      int('cause', 'How the process ended', { constants: 'exit_cause' }),
      int('code', 'Exit status, or number of the signal that ended the process'),
      ...PROCESS.map((leaf) => ({ ...leaf, doc: leaf.doc.replaceAll('{it}', 'the ended process') })),
    ],
  },
  {
    type: 'failed_dns',
    category: 'network',
    since: '7.68',
    doc: 'A packet from or to a DNS port is no DNS',
    fields: [
      text('payload', 'First 512 bytes of the packet; bytes that cannot be printed as backslash, x and two digits', {
        cost: 10,
      }),
      text('reason', 'What is wrong with it, as one word'),
    ],
  },
  {
    type: 'imds',
    category: 'network',
    since: '7.55',
    doc: 'The metadata service of a cloud was asked or answered',
    fields: [
      bool('aws.is_imds_v2', 'Whether the request follows version 2 of the AWS service'),
      text('aws.security_credentials.type', 'Type of the security credentials in the answer'),
      text('cloud_provider', 'Cloud the request is meant for'),
      text('host', 'Host header of the request'),
      text('server', 'Server header of the answer'),
      text('type', 'request or response'),
      text('url', 'URL of the request'),
      text('user_agent', 'User agent of the client'),
    ],
  },
  {
    type: 'link',
    category: 'file',
    since: '7.27',
    doc: 'A hard link was made',
    fields: [
      ...mount('file', 'the linked file', FILE),
      ...mount('file.destination', 'the new link', FILE),
      RETVAL,
      argumentPath('syscall.destination.path', 'Path of the new link'),
      argumentPath('syscall.path', 'Path of the linked file'),
    ],
    aliases: {
      'source.filename': 'file.path',
      'source.basename': 'file.name',
      'target.filename': 'file.destination.path',
      'target.basename': 'file.destination.name',
    },
  },
  {
    type: 'load_module',
    category: 'kernel',
    since: '7.35',
    doc: 'A kernel module was loaded',
    fields: [
      text('args', 'Parameters of the module joined by blanks'),
      bool('args_truncated', 'Whether parameters of the module were cut'),
      text('argv', 'Parameters of the module', { array: true }),
      ...mount('file', 'the file of the module', FILE),
      bool('loaded_from_memory', 'Whether the module came from memory rather than a file'),
      text('name', 'Name of the module'),
      RETVAL,
    ],
  },
  {
    type: 'mkdir',
    category: 'file',
    since: '7.27',
    doc: 'A directory was made',
    fields: [
      ...mount('file', 'the new directory', FILE),
      ...mount('file.destination', 'the directory', NEW_MODE),
      RETVAL,
      int('syscall.mode', 'Mode as the caller wrote it', { constants: 'file_mode' }),
      argumentPath('syscall.path', 'Path'),
    ],
    aliases: { ...PATH_ALIASES, mode: 'file.destination.mode' },
  },
  {
    type: 'mmap',
    category: 'kernel',
    since: '7.35',
    doc: 'Memory was mapped',
    fields: [
      ...mount('file', 'the mapped file', FILE),
      int('flags', 'Flags of the mapping', { constants: 'mmap_flags' }),
      int('protection', 'Protection of the mapping', { constants: 'prot' }),
      RETVAL,
    ],
  },
  {
    type: 'mount',
    category: 'file',
    since: '7.42',
    doc: 'A file system was mounted',
    fields: [
      bool('detached', 'Whether the mount is detached from the file system tree'),
      text('fs_type', 'Type of the mounted file system'),
      text('mountpoint.path', 'Where it was mounted', { check: 'any-path', cost: 50 }),
      RETVAL,
      text('root.path', 'Root of the mount inside its file system', { check: 'any-path', cost: 50 }),
      text('source.path', 'What a bind mount shows', { check: 'any-path', cost: 50 }),
      text('syscall.fs_type', 'File system type as the caller wrote it'),
      argumentPath('syscall.mountpoint.path', 'Mount point'),
      argumentPath('syscall.source.path', 'Source'),
      bool('visible', 'Whether the mount can be seen in the file system tree'),
    ],
  },
  {
    type: 'mprotect',
    category: 'kernel',
    since: '7.35',
    doc: 'The protection of memory was changed',
    fields: [
      int('req_protection', 'Protection asked for', { constants: 'vm_flags' }),
      RETVAL,
      int('vm_protection', 'Protection before', { constants: 'vm_flags' }),
    ],
  },
  {
    type: 'network_flow_monitor',
    category: 'network',
    since: '7.63',
    doc: 'Flows of a network interface were counted',
    fields: mount('device', 'the flows', DEVICE),
    lists: [{ path: 'flows', it: 'a flow', leaves: FLOW }],
  },
  {
    type: 'ondemand',
    category: 'kernel',
    since: '7.60',
    doc: 'A kernel function or system call that a rule names was called',
    fields: [
      text('name', 'Kernel function, or syscall:NAME; exactly one literal per rule'),
      ...[1, 2, 3, 4, 5, 6].flatMap((n) => [
        text(`arg${n}.str`, `Argument ${n} of the call as a string`),
        int(`arg${n}.uint`, `Argument ${n} of the call as a number`, { wide: true }),
      ]),
    ],
  },
  {
    type: 'open',
    category: 'file',
    since: '7.27',
    doc: 'A file was opened or created',
    fields: [
      ...mount('file', 'the opened file', FILE),
      int('file.destination.mode', 'Mode of a file that is created', { constants: 'file_mode' }),
      int('flags', 'Flags the file was opened with', { constants: 'open_flags' }),
      RETVAL,
      int('syscall.flags', 'Flags as the caller wrote them', { constants: 'open_flags' }),
      int('syscall.mode', 'Mode as the caller wrote it', { constants: 'file_mode' }),
      argumentPath('syscall.path', 'Path'),
    ],
    aliases: { ...PATH_ALIASES, mode: 'file.destination.mode' },
  },
  {
    type: 'packet',
    category: 'network',
    since: '7.60',
    doc: 'A packet matched a packet filter',
    fields: [
      text('filter', 'Packet filter expression that the kernel runs on each packet', { check: 'packet-filter' }),
      ...PACKET.map((leaf) => ({ ...leaf, doc: leaf.doc.replaceAll('{it}', 'the packet') })),
      int('tls.version', 'TLS version of the packet', { constants: 'tls_version' }),
    ],
  },
  {
    type: 'prctl',
    category: 'process',
    since: '7.71',
    doc: 'A process changed itself by prctl(2)',
    fields: [
      bool('is_name_truncated', 'Whether the new name was cut'),
      text('new_name', 'New command name of the process'),
      int('option', 'Option of prctl(2)', { constants: 'prctl' }),
      RETVAL,
    ],
  },
  {
    type: 'ptrace',
    category: 'kernel',
    since: '7.35',
    doc: 'A process traced another',
    fields: [
      int('request', 'Request of ptrace(2)', { constants: 'ptrace' }),
      RETVAL,
      ...target('tracee', 'the traced process'),
    ],
    lists: [ancestors('tracee', 'the traced process')],
  },
  {
    type: 'removexattr',
    category: 'file',
    since: '7.27',
    doc: 'An extended attribute was removed',
    fields: [
      ...mount('file', 'the file', FILE),
      text('file.destination.name', 'Name of the attribute'),
      text('file.destination.namespace', 'Namespace of the attribute'),
      RETVAL,
    ],
    aliases: { ...PATH_ALIASES, namespace: 'file.destination.namespace', name: 'file.destination.name' },
  },
  {
    type: 'rename',
    category: 'file',
    since: '7.27',
    doc: 'A file was renamed',
    fields: [
      ...mount('file', 'the file under its old name', FILE),
      ...mount('file.destination', 'the file under its new name', FILE),
      RETVAL,
      argumentPath('syscall.destination.path', 'New path'),
      argumentPath('syscall.path', 'Old path'),
    ],
    aliases: {
      'old.filename': 'file.path',
      'old.basename': 'file.name',
      'new.filename': 'file.destination.path',
      'new.basename': 'file.destination.name',
    },
  },
  {
    type: 'rmdir',
    category: 'file',
    since: '7.27',
    doc: 'A directory was removed',
    fields: [...mount('file', 'the removed directory', FILE), RETVAL, argumentPath('syscall.path', 'Path')],
    aliases: PATH_ALIASES,
  },
  {
    type: 'selinux',
    category: 'kernel',
    since: '7.30',
    doc: 'SELinux was reconfigured',
    fields: [
      text('bool.name', 'Name of the SELinux boolean'),
      text('bool.state', 'New value of the SELinux boolean'),
      bool('bool_commit.state', 'Whether pending booleans were committed'),
      text('enforce.status', 'enforcing, permissive or disabled'),
    ],
  },
  {
    type: 'setgid',
    category: 'process',
    since: '7.27',
    doc: 'A process changed its group',
    fields: [
      int('egid', 'New effective group id'),
      text('egroup', 'New effective group', { cost: 50 }),
      int('fsgid', 'New group id for file access'),
      text('fsgroup', 'New group for file access', { cost: 50 }),
      int('gid', 'New group id'),
      text('group', 'New group', { cost: 50 }),
    ],
  },
  {
    type: 'setrlimit',
    category: 'process',
    since: '7.68',
    doc: 'A resource limit was changed',
    fields: [
      int('resource', 'Resource that is limited', { constants: 'rlimit' }),
      RETVAL,
      int('rlim_cur', 'New soft limit', { wide: true }),
      int('rlim_max', 'New hard limit', { wide: true }),
      ...target('target', 'the limited process'),
    ],
    lists: [ancestors('target', 'the limited process')],
  },
  {
    type: 'setsockopt',
    category: 'network',
    since: '7.68',
    doc: 'An option of a socket was set',
    fields: [
      text('filter_hash', 'SHA-256 of the socket filter', { cost: 50 }),
      text('filter_instructions', 'Instructions of the socket filter', { cost: 50 }),
      int('filter_len', 'Number of instructions of the socket filter'),
      bool('is_filter_truncated', 'Whether the socket filter was cut'),
      int('level', 'Level of the option', { constants: 'sockopt_level' }),
      int('optname', 'The option', { constants: 'sockopt_name' }),
      RETVAL,
      int('socket_family', 'Family of the socket', family),
      int('socket_protocol', 'Protocol of the socket', { constants: 'l4_protocol' }),
      int('socket_type', 'Type of the socket', { constants: 'socket_type' }),
      int('used_immediates', 'Numbers the socket filter compares with', { array: true, cost: 50 }),
    ],
  },
  {
    type: 'setuid',
    category: 'process',
    since: '7.27',
    doc: 'A process changed its user',
    fields: [
      int('euid', 'New effective user id'),
      text('euser', 'New effective user', { cost: 50 }),
      int('fsuid', 'New user id for file access'),
      text('fsuser', 'New user for file access', { cost: 50 }),
      int('uid', 'New user id'),
      text('user', 'New user', { cost: 50 }),
    ],
  },
  {
    type: 'setxattr',
    category: 'file',
    since: '7.27',
    doc: 'An extended attribute was set',
    fields: [
      ...mount('file', 'the file', FILE),
      text('file.destination.name', 'Name of the attribute'),
      text('file.destination.namespace', 'Namespace of the attribute'),
      RETVAL,
    ],
    aliases: { ...PATH_ALIASES, namespace: 'file.destination.namespace', name: 'file.destination.name' },
  },
  {
    type: 'signal',
    category: 'process',
    since: '7.35',
    doc: 'A process was sent a signal',
    fields: [
      int('pid', 'Id of the process that gets the signal; negative for a process group'),
      RETVAL,
      ...target('target', 'the signalled process'),
      int('type', 'The signal', { constants: 'signals' }),
    ],
    lists: [ancestors('target', 'the signalled process')],
  },
  {
    type: 'socket',
    category: 'network',
    since: '7.78',
    doc: 'A socket was made',
    fields: [
      int('domain', 'Family of the socket', family),
      int('protocol', 'Protocol of the socket', { constants: 'l4_protocol' }),
      RETVAL,
      int('type', 'Type of the socket', { constants: 'socket_type' }),
    ],
  },
  {
    type: 'splice',
    category: 'file',
    since: '7.36',
    doc: 'Data was moved between a file and a pipe',
    fields: [
      ...mount('file', 'the file', FILE),
      int('pipe_entry_flag', 'Flags of the pipe buffer before the call', { constants: 'pipe_flags' }),
      int('pipe_exit_flag', 'Flags of the pipe buffer after the call', { constants: 'pipe_flags' }),
      RETVAL,
    ],
  },
  {
    type: 'sysctl',
    category: 'kernel',
    since: '7.65',
    doc: 'A system control parameter was read or written',
    fields: [
      int('action', 'Read or written', { constants: 'sysctl_actions' }),
      int('file_position', 'Position in the file of the parameter'),
      text('name', 'Name of the parameter'),
      bool('name_truncated', 'Whether the name was cut'),
      text('old_value', 'Value before'),
      bool('old_value_truncated', 'Whether the value before was cut'),
      text('value', 'Value written, or read'),
      bool('value_truncated', 'Whether the value was cut'),
    ],
  },
  {
    type: 'unlink',
    category: 'file',
    since: '7.27',
    doc: 'A file was removed',
    fields: [
      ...mount('file', 'the removed file', FILE),
      int('flags', 'Flags of unlinkat(2)', { constants: 'unlink_flags' }),
      RETVAL,
      int('syscall.dirfd', 'Directory descriptor as the caller wrote it'),
      int('syscall.flags', 'Flags as the caller wrote them', { constants: 'unlink_flags' }),
      argumentPath('syscall.path', 'Path'),
    ],
    aliases: PATH_ALIASES,
  },
  {
    type: 'unload_module',
    category: 'kernel',
    since: '7.35',
    doc: 'A kernel module was unloaded',
    fields: [text('name', 'Name of the module'), RETVAL],
  },
  {
    type: 'unshare',
    category: 'process',
    since: '7.78',
    doc: 'A process left namespaces',
    fields: [int('flags', 'Namespaces that are left', { constants: 'clone_flags' })],
  },
  {
    type: 'utimes',
    category: 'file',
    since: '7.27',
    doc: 'The times of a file were changed',
    fields: [...mount('file', 'the changed file', FILE), RETVAL, argumentPath('syscall.path', 'Path')],
    aliases: PATH_ALIASES,
  },
];

/** Fields every event has. */
export const GENERIC_FIELDS: readonly Leaf[] = [
  ...mount('event', 'the event', [
    bool('async', 'Whether the system call ran asynchronously (io_uring)'),
    text('hostname', 'Name of the machine'),
    text('origin', 'How the event was collected: ebpf'),
    text('os', 'Operating system: linux'),
    text('rule.tags', 'Tags of the rule that is evaluated', { array: true }),
    text('service', 'Service that the process belongs to', { cost: 50 }),
    text('signature', 'Signature that ties events of one activity together', { cost: 50 }),
    text('source', 'runtime, or snapshot for what was there before the start'),
    time('timestamp', 'Time of the event'),
  ]),
  ...mount('process', 'the process', ACTING_PROCESS),
  ...mount('process.parent', 'the parent process', PROCESS),
];

export const GENERIC_LISTS: readonly IteratedList[] = [ancestors('process', 'the process')];

/** Generic fields that only some event types have. */
export const RESTRICTED_FIELDS: readonly {
  readonly fields: readonly Leaf[];
  readonly eventTypes: readonly string[];
}[] = [{ fields: mount('network', 'the packet', PACKET), eventTypes: ['dns', 'failed_dns', 'imds'] }];

/** Old spellings of generic fields. A prefix stands for all fields below it. */
export const GENERIC_ALIASES: Readonly<Record<string, string>> = {
  'container.id': 'process.container.id',
  'container.created_at': 'process.container.created_at',
  'container.tags': 'process.container.tags',
  'container.confirmed': 'process.container.confirmed',
  'container.image': 'process.container.image',
  'container.name': 'process.container.name',
  'container.runtime': 'process.container.runtime',
  'cgroup.id': 'process.cgroup.id',
  'cgroup.version': 'process.cgroup.version',
  'cgroup.file.inode': 'process.cgroup.file.inode',
  'cgroup.file.mount_id': 'process.cgroup.file.mount_id',
  async: 'event.async',
  'process.filename': 'process.file.path',
  'process.basename': 'process.file.name',
  'process.name': 'process.comm',
  'process.ancestors.filename': 'process.ancestors.file.path',
  'process.ancestors.basename': 'process.ancestors.file.name',
  'process.ancestors.name': 'process.ancestors.comm',
};
