/**
 * Groups of rule fields that occur in many places: what a file has, what a process has, an address, a packet. A group
 * is written once with paths relative to where it is mounted; `{it}` in a description becomes the thing it describes
 * there. What an event consists of is said in `event-fields.ts`; `fields.ts` expands both to full names.
 */

export type LeafType = 'bool' | 'int' | 'string' | 'ip';

/**
 * Rule a literal must obey: an absolute normal path, any path (arguments as the caller wrote them), a name the kernel
 * cuts at 15 bytes, a packet filter, a file extension whose dot may be left out.
 */
export type LiteralCheck = 'file-path' | 'any-path' | 'kernel-name' | 'packet-filter' | 'extension';

/** One field relative to the group it belongs to. */
export interface Leaf {
  readonly path: string;
  readonly type: LeafType;
  readonly doc: string;
  readonly array?: boolean;
  /** Group of `constants.ts` whose names make sense here. */
  readonly constants?: string;
  /** Ints that may need more than 53 bits: read as bigint. */
  readonly wide?: boolean;
  /** Nanoseconds since the epoch. */
  readonly timestamp?: boolean;
  readonly check?: LiteralCheck;
  readonly caseInsensitive?: boolean;
  /** Further values the comparison may hold for, as suffixes of hidden fields: `#overlay`, `#symlink1`… */
  readonly alternatives?: readonly string[];
  /** Relative cost of reading: 1 from the record, 10 to compute, 50 through a resolver, 500 reads a file. */
  readonly cost?: number;
}

type Options = Omit<Leaf, 'path' | 'type' | 'doc'>;

export const int = (path: string, doc: string, options: Options = {}): Leaf => ({ path, type: 'int', doc, ...options });
export const text = (path: string, doc: string, options: Options = {}): Leaf => ({
  path,
  type: 'string',
  doc,
  ...options,
});
export const bool = (path: string, doc: string, options: Options = {}): Leaf => ({
  path,
  type: 'bool',
  doc,
  ...options,
});
export const ip = (path: string, doc: string, options: Options = {}): Leaf => ({ path, type: 'ip', doc, ...options });
export const time = (path: string, doc: string, options: Options = {}): Leaf =>
  int(path, `${doc}, in nanoseconds since the epoch`, { wide: true, timestamp: true, ...options });

/** The leaves below a prefix, describing `it`. */
export function mount(prefix: string, it: string, leaves: readonly Leaf[]): Leaf[] {
  return leaves.map((leaf) => ({ ...leaf, path: `${prefix}.${leaf.path}`, doc: leaf.doc.replaceAll('{it}', it) }));
}

/** The same leaves with other options on one of them. */
function adjust(leaves: readonly Leaf[], path: string, options: Partial<Leaf>): Leaf[] {
  return leaves.map((leaf) => (leaf.path === path ? { ...leaf, ...options } : leaf));
}

const RESOLVED = { cost: 50 };

/** Package that installed a file, from the distribution's package database. */
const PACKAGE: readonly Leaf[] = [
  int('package.epoch', 'Epoch of the package that {it} belongs to', RESOLVED),
  text('package.name', 'Name of the package that {it} belongs to', RESOLVED),
  text('package.release', 'Release of the package that {it} belongs to', RESOLVED),
  int('package.source_epoch', 'Epoch of the source package that {it} belongs to', RESOLVED),
  text('package.source_release', 'Release of the source package that {it} belongs to', RESOLVED),
  text('package.source_version', 'Version of the source package that {it} belongs to', RESOLVED),
  text('package.version', 'Version of the package that {it} belongs to', RESOLVED),
];

/** A file as the kernel used it. */
export const FILE: readonly Leaf[] = [
  time('change_time', 'Time the inode of {it} last changed (ctime)'),
  text('extension', 'Extension of the name of {it}, with its dot; empty when there is none', {
    check: 'extension',
    cost: 10,
  }),
  text('filesystem', 'Type of the file system that {it} is on, such as ext4 or overlay', RESOLVED),
  int('gid', 'Id of the group that owns {it}'),
  text('group', 'Name of the group that owns {it}', RESOLVED),
  text('hashes', 'Hashes of {it} as algorithm:hexdigest, computed when a rule or an action asks', {
    array: true,
    cost: 500,
  }),
  bool(
    'in_upper_layer',
    'Whether {it} is in the upper layer of an overlay file system: new or changed in the container',
  ),
  int('inode', 'Inode number of {it}', { wide: true }),
  int('mode', 'Mode of {it}: file type, set-id, sticky and permission bits', { constants: 'file_mode' }),
  time('modification_time', 'Time the content of {it} last changed (mtime)'),
  bool('mount_detached', 'Whether the mount of {it} is detached from the file system tree'),
  int('mount_id', 'Id of the mount that {it} is on'),
  bool('mount_visible', 'Whether the mount of {it} can be seen in the file system tree'),
  text('name', 'Last part of the path of {it}'),
  int('name.length', 'Length in bytes of the name of {it}'),
  text('path', 'Absolute path of {it} in the mount namespace of the process', {
    check: 'file-path',
    alternatives: ['#overlay'],
    cost: 50,
  }),
  int('path.length', 'Length in bytes of the path of {it}', RESOLVED),
  int('rights', 'Permission, set-id and sticky bits of {it}, without the file type', { constants: 'file_mode' }),
  int('uid', 'Id of the user who owns {it}'),
  text('user', 'Name of the user who owns {it}', RESOLVED),
  ...PACKAGE,
];

/** An executed file: also compared by the names of the links it was started through. */
const EXECUTED_FILE: readonly Leaf[] = adjust(
  adjust(FILE, 'path', { alternatives: ['#overlay', '#symlink1', '#symlink2'] }),
  'name',
  { alternatives: ['#symlink'] },
);

/** Control group of a process. */
const CGROUP: readonly Leaf[] = [
  time('created_at', 'Time the cgroup of {it} was first seen'),
  int('file.inode', 'Inode number of the directory of the cgroup of {it}', { wide: true }),
  int('file.mount_id', 'Id of the mount that the cgroup directory of {it} is on'),
  text('id', 'Path of the cgroup of {it}', RESOLVED),
  int('version', 'Version of the cgroup interface of {it}', { constants: 'cgroup_version' }),
];

/** Parts of a process that only Shrike has. */
export const OWN_LEAVES: readonly string[] = [
  'container.confirmed',
  'container.image',
  'container.name',
  'container.runtime',
  'dns.is_response',
  'dns.label_length',
  'dns.recent.label_length',
  'dns.recent.name_bytes',
  'dns.recent.names',
  'dns.recent.not_found',
  'dns.recent.queries',
  'dns.recent.types',
];
/** Event types that compatible policies do not know. */
export const OWN_EVENTS: readonly string[] = ['failed_dns'];

/** Container of a process. */
const CONTAINER: readonly Leaf[] = [
  time('created_at', 'Time the container of {it} was created', RESOLVED),
  text('id', 'Id of the container of {it}; empty on the host', RESOLVED),
  bool(
    'confirmed',
    'Whether a container runtime vouches for the container of {it}: anybody may name a cgroup',
    RESOLVED,
  ),
  text('image', 'Image of the container of {it}, with its tag', RESOLVED),
  text('name', 'Name of the container of {it}', RESOLVED),
  text('runtime', 'Runtime of the container of {it}, such as docker', RESOLVED),
  text('tags', 'Tags of the container of {it}, as key:value', { array: true, cost: 50 }),
];

/** Somebody's session that a process belongs to. */
const USER_SESSION: readonly Leaf[] = [
  text('id', 'Id of the user session of {it}', RESOLVED),
  text('identity', 'Who the user session of {it} belongs to', RESOLVED),
  text('k8s_groups', 'Kubernetes groups of the user who started {it}', { array: true, cost: 50 }),
  int('k8s_session_id', 'Id of the Kubernetes session of {it}', { wide: true, cost: 50 }),
  text('k8s_uid', 'Kubernetes user id of the user who started {it}', RESOLVED),
  text('k8s_username', 'Kubernetes name of the user who started {it}', RESOLVED),
  int('session_type', 'Kind of the user session of {it}', { constants: 'user_session', cost: 50 }),
  int('ssh_auth_method', 'How the SSH session of {it} was authenticated', { constants: 'ssh_auth', cost: 50 }),
  ip('ssh_client_ip', 'Address of the client of the SSH session of {it}', RESOLVED),
  int('ssh_client_port', 'Port of the client of the SSH session of {it}', RESOLVED),
  text('ssh_public_key', 'Fingerprint of the key that opened the SSH session of {it}', RESOLVED),
  int('ssh_session_id', 'Id of the SSH session of {it}', { wide: true, cost: 50 }),
];

/** Everything known about a process; `file` says which form its executable takes. */
function processLeaves(file: readonly Leaf[]): readonly Leaf[] {
  const capability = { wide: true, constants: 'capabilities' };
  return [
    text('args', 'Arguments of {it} joined by blanks, without the first', { cost: 10 }),
    text('args_flags', 'Flags among the arguments of {it}: `-abc` gives a, b, c and abc, `--all` gives all', {
      array: true,
      cost: 10,
    }),
    text('args_options', 'Options among the arguments of {it}, as name=value', { array: true, cost: 10 }),
    bool('args_truncated', 'Whether arguments of {it} were cut'),
    text('argv', 'Arguments of {it}, without the first', { array: true, cost: 10 }),
    text('argv0', 'First argument of {it}: the name it was called by'),
    int('auid', 'Login user id of {it}; AUDIT_AUID_UNSET when nobody logged in', { constants: 'audit' }),
    int('cap_effective', 'Effective capabilities of {it}', capability),
    int('cap_permitted', 'Permitted capabilities of {it}', capability),
    int('caps_attempted', 'Capabilities that {it} tried to use', capability),
    int('caps_used', 'Capabilities that {it} used', capability),
    ...mount('cgroup', '{it}', CGROUP),
    text('comm', 'Command name of {it}, at most 15 bytes'),
    ...mount('container', '{it}', CONTAINER),
    time('created_at', 'Time {it} was created'),
    int('egid', 'Effective group id of {it}'),
    text('egroup', 'Effective group of {it}', RESOLVED),
    text('envp', 'Environment variables of {it}, as NAME=value', { array: true, cost: 10 }),
    text('envs', 'Names of the environment variables of {it}', { array: true, cost: 10 }),
    bool('envs_truncated', 'Whether environment variables of {it} were cut'),
    int('euid', 'Effective user id of {it}'),
    text('euser', 'Effective user of {it}', RESOLVED),
    ...mount('file', 'the executable of {it}', file),
    int('fsgid', 'Group id that {it} uses for file access'),
    text('fsgroup', 'Group that {it} uses for file access', RESOLVED),
    int('fsuid', 'User id that {it} uses for file access'),
    text('fsuser', 'User that {it} uses for file access', RESOLVED),
    int('gid', 'Group id of {it}'),
    text('group', 'Group of {it}', RESOLVED),
    ...mount('interpreter.file', 'the interpreter of {it}', FILE),
    bool('is_exec', 'Whether {it} executed a file, rather than being a mere fork'),
    bool('is_kworker', 'Whether {it} is a kernel thread'),
    bool('is_thread', 'Whether {it} is a fork that executed nothing of its own'),
    int('mntns', 'Inode number of the mount namespace of {it}'),
    int('netns', 'Inode number of the network namespace of {it}'),
    int('pid', 'Process id of {it} on the host'),
    int('ppid', 'Process id of the parent of {it}'),
    int('sid', 'Session id of {it}'),
    int('tid', 'Thread id of the thread of {it} that caused the event'),
    text('tty_name', 'Name of the terminal of {it}'),
    int('uid', 'User id of {it}'),
    text('user', 'User of {it}', RESOLVED),
    ...mount('user_session', '{it}', USER_SESSION),
  ];
}

/** A process other than the one that acts. */
export const PROCESS: readonly Leaf[] = processLeaves(FILE);

/** The acting process, or the one being executed. */
export const ACTING_PROCESS: readonly Leaf[] = processLeaves(EXECUTED_FILE);

/** A socket address. */
export const ADDRESS: readonly Leaf[] = [
  int('family', 'Family of {it}', { constants: 'address_family' }),
  ip('ip', 'IP address of {it}'),
  bool('is_public', 'Whether {it} can be reached from the whole Internet', { cost: 10 }),
  int('port', 'Port of {it}'),
];

/** Names known for an address from earlier DNS answers. */
export const HOSTNAMES: readonly Leaf[] = [
  text('hostname', 'Names that {it} was resolved from', { array: true, caseInsensitive: true, cost: 50 }),
  int('hostname.length', 'Lengths in bytes of the names of {it}', { array: true, cost: 50 }),
  text('hostname.root_domain', 'Registrable domains of the names of {it}', { array: true, cost: 50 }),
];

/** One end of a flow or packet. */
const END: readonly Leaf[] = [
  ip('ip', 'IP address of {it}'),
  bool('is_public', 'Whether the address of {it} can be reached from the whole Internet', { cost: 10 }),
  int('port', 'Port of {it}'),
];

/** Network interface something passed. */
export const DEVICE: readonly Leaf[] = [
  text('ifname', 'Name of the interface {it} passed'),
  int('netns', 'Network namespace of the interface {it} passed'),
];

/** A network packet. */
export const PACKET: readonly Leaf[] = [
  ...mount('destination', 'the destination of {it}', END),
  ...mount('device', '{it}', DEVICE),
  int('l3_protocol', 'Network layer protocol of {it}', { constants: 'l3_protocol' }),
  int('l4_protocol', 'Transport layer protocol of {it}', { constants: 'l4_protocol' }),
  int('network_direction', 'Direction of {it}', { constants: 'network_direction' }),
  int('size', 'Size in bytes of {it}'),
  ...mount('source', 'the source of {it}', END),
  int('type', 'Message type of {it} inside its protocol, for ICMP', { constants: 'network_type' }),
];

/** A flow of packets between two ends. */
export const FLOW: readonly Leaf[] = [
  ...mount('destination', 'the destination of {it}', END),
  int('egress.data_size', 'Bytes sent in {it}'),
  int('egress.packet_count', 'Packets sent in {it}'),
  int('ingress.data_size', 'Bytes received in {it}'),
  int('ingress.packet_count', 'Packets received in {it}'),
  int('l3_protocol', 'Network layer protocol of {it}', { constants: 'l3_protocol' }),
  int('l4_protocol', 'Transport layer protocol of {it}', { constants: 'l4_protocol' }),
  ...mount('source', 'the source of {it}', END),
];

/** Result of a system call. */
export const RETVAL: Leaf = int('retval', 'Result of the system call; a negative error number when it failed', {
  constants: 'errno',
});

/** Mode and permission bits something is given. */
export const NEW_MODE: readonly Leaf[] = [
  int('mode', 'New mode of {it}', { constants: 'file_mode' }),
  int('rights', 'New permission, set-id and sticky bits of {it}', { constants: 'file_mode' }),
];

/** A path as the caller wrote it: may be relative, may be anything. */
export const argumentPath = (path: string, what: string): Leaf =>
  text(path, `${what} as the caller wrote it, not resolved`, { check: 'any-path', cost: 50 });
