// Generated from schema/records.ts by `npm run generate`. Do not edit.
import type { RecordView } from './record-view.ts';

export const SCHEMA_VERSION = 1;

/** Numbers of the record types. */
export const RecordType = { fork: 1, exec: 2, exit: 3, exec_failed: 4, open: 5, chmod: 6, chown: 7, link: 8, mkdir: 9, rename: 10, rmdir: 11, unlink: 12, utimes: 13, setxattr: 14, removexattr: 15, chdir: 16, mount: 17, umount: 18, splice: 19, signal: 20, setuid: 21, setgid: 22, capset: 23, setrlimit: 24, prctl: 25, ptrace: 26, mmap: 27, mprotect: 28, bpf: 29, load_module: 30, unload_module: 31, selinux: 32, sysctl: 33, cgroup_write: 34, capabilities: 35, unshare: 36, setns: 37, memfd_create: 38, process_memory: 39, kernel_call: 40, io_uring: 41, ondemand: 42, credential_change: 43, self_protection: 44, dns: 46, failed_dns: 47, imds: 48, packet: 49, connect: 50, accept: 51, bind: 52, socket: 53, setsockopt: 54, network_flow_monitor: 55, cgroup_made: 60, cgroup_removed: 61, cgroup_joined: 62 } as const;
/** Names of the record types by number. */
export const RECORD_NAMES: readonly (string | undefined)[] = [undefined, 'fork', 'exec', 'exit', 'exec_failed', 'open', 'chmod', 'chown', 'link', 'mkdir', 'rename', 'rmdir', 'unlink', 'utimes', 'setxattr', 'removexattr', 'chdir', 'mount', 'umount', 'splice', 'signal', 'setuid', 'setgid', 'capset', 'setrlimit', 'prctl', 'ptrace', 'mmap', 'mprotect', 'bpf', 'load_module', 'unload_module', 'selinux', 'sysctl', 'cgroup_write', 'capabilities', 'unshare', 'setns', 'memfd_create', 'process_memory', 'kernel_call', 'io_uring', 'ondemand', 'credential_change', 'self_protection', undefined, 'dns', 'failed_dns', 'imds', 'packet', 'connect', 'accept', 'bind', 'socket', 'setsockopt', 'network_flow_monitor', undefined, undefined, undefined, undefined, 'cgroup_made', 'cgroup_removed', 'cgroup_joined'];
/** Smallest possible length by record number: anything shorter is refused. */
export const RECORD_SIZES: readonly number[] = [0, 264, 472, 224, 232, 344, 344, 344, 448, 344, 448, 336, 344, 352, 344, 344, 336, 392, 344, 344, 264, 240, 240, 224, 272, 264, 272, 344, 344, 328, 336, 240, 328, 256, 352, 232, 232, 344, 328, 272, 384, 344, 328, 216, 216, 0, 328, 328, 328, 328, 320, 320, 320, 320, 320, 248, 0, 0, 0, 0, 240, 240, 240];
/** Offsets of the tail references by record number; the decoder checks that each lies inside the record. */
export const TEXT_OFFSETS: readonly (readonly number[])[] = [[], [248, 256], [296, 384, 416, 424, 432, 440, 448, 456, 464], [], [224], [296, 328, 336], [296, 320, 328], [296, 320, 328], [296, 320, 328, 416, 424, 432], [296, 320, 328], [296, 320, 328, 416, 424, 432], [296, 320, 328], [296, 320, 328], [296, 320, 328], [296, 320, 328, 336], [296, 320, 328, 336], [296, 320, 328], [296, 320, 328, 352, 360, 368, 376, 384], [296, 320, 328], [296, 320, 328], [], [], [], [], [], [256], [], [296], [296], [], [296, 320, 328], [232], [296, 320], [232, 240, 248], [296, 344], [], [], [296], [296, 320], [], [344, 368, 376], [296], [280, 288, 296, 304, 312, 320], [], [], [], [320], [320], [320], [320], [312], [312], [312], [312], [312], [240], [], [], [], [], [232], [232], [232]];
/** Where fields that many records share lie: field → offset by record number, 0 in records without it. */
export const SHARED_FIELDS = {
  file: [0, 0, 216, 0, 0, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 216, 0, 0, 0, 0, 0, 0, 0, 216, 216, 0, 216, 0, 216, 0, 216, 0, 0, 216, 216, 0, 264, 216, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  destination: [0, 0, 0, 0, 0, 0, 0, 0, 336, 0, 336, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  retval: [0, 0, 0, 0, 216, 312, 304, 304, 304, 304, 304, 304, 304, 304, 304, 304, 304, 304, 304, 304, 252, 216, 216, 216, 260, 244, 260, 336, 332, 260, 304, 216, 304, 0, 0, 0, 224, 332, 308, 260, 352, 332, 268, 0, 0, 0, 0, 0, 0, 0, 284, 284, 284, 284, 284, 0, 0, 0, 0, 0, 0, 0, 0],
  door: [0, 0, 0, 0, 0, 324, 316, 316, 316, 316, 316, 316, 316, 316, 316, 316, 316, 316, 316, 316, 256, 220, 220, 220, 264, 248, 264, 340, 336, 264, 308, 220, 308, 228, 340, 0, 228, 336, 312, 264, 356, 336, 272, 0, 0, 0, 0, 0, 0, 0, 288, 288, 288, 288, 288, 0, 0, 0, 0, 0, 0, 0, 0],
  flags: [0, 0, 392, 220, 220, 316, 308, 308, 308, 308, 308, 308, 308, 308, 308, 308, 308, 308, 308, 308, 260, 236, 236, 0, 268, 252, 268, 0, 340, 268, 312, 224, 312, 224, 0, 0, 0, 340, 316, 268, 360, 340, 276, 0, 0, 0, 0, 0, 0, 0, 292, 292, 292, 292, 292, 0, 0, 0, 0, 0, 0, 0, 0],
  filename: [0, 0, 416, 0, 224, 328, 320, 320, 320, 320, 320, 320, 320, 320, 320, 320, 320, 320, 320, 320, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 368, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  cwd: [0, 0, 440, 0, 0, 336, 328, 328, 328, 328, 328, 328, 328, 328, 328, 328, 328, 328, 328, 328, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  dirfd: [0, 0, 0, 0, 0, 320, 312, 312, 312, 312, 312, 312, 312, 312, 312, 312, 312, 312, 312, 312, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  destination_filename: [0, 0, 0, 0, 0, 0, 0, 0, 424, 0, 424, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 376, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  destination_cwd: [0, 0, 0, 0, 0, 0, 0, 0, 432, 0, 432, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  target_pid: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 232, 0, 0, 0, 232, 0, 232, 0, 0, 0, 0, 0, 0, 0, 320, 0, 0, 320, 0, 232, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  target_start_ns: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 216, 0, 0, 0, 216, 0, 216, 0, 0, 0, 0, 0, 0, 0, 304, 0, 0, 304, 0, 216, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  target_exec_id: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 224, 0, 0, 0, 224, 0, 224, 0, 0, 0, 0, 0, 0, 0, 312, 0, 0, 312, 0, 224, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
} as const satisfies Record<string, readonly number[]>;
/** Names of the counters that the kernel half keeps per record type, by index. */
export const COUNT_REASONS = ['seen', 'filtered', 'delivered', 'lost_ring_full', 'lost_scratch_busy', 'lost_no_scratch'] as const;

// Bits of task_facts.flags
/** Kernel thread. */
export const TASK_KTHREAD = 1;
/** An io_uring worker or polling thread acts for the process. */
export const TASK_IO_WORKER = 2;
/** The call came through the 32-bit entry. */
export const TASK_COMPAT = 4;

// Bits of file_facts.flags
/** No name leads to it any more. */
export const FILE_DELETED = 1;
/** Lives on an internal mount (memfd, pipe, socket): has a name but no path. */
export const FILE_ANONYMOUS = 2;
/** The path has more components or bytes than could be walked; the leaf side is kept. */
export const FILE_PATH_TRUNCATED = 4;
/** The walk ended on a mount that belongs to no namespace. */
export const FILE_MOUNT_DETACHED = 8;
/** On overlayfs: lies in the upper layer. */
export const FILE_UPPER_LAYER = 16;
/** The script file object was gone; only the passed text is known. */
export const FILE_SCRIPT_GUESSED = 32;
/** On overlayfs. */
export const FILE_OVERLAY = 64;

// Bits for a text that the caller passed (in `flags`)
/** Read from user memory after the call: another thread may have changed it. */
export const PATH_FROM_USER = 1;
/** The kernel's own copy: what the call really used. */
export const PATH_FROM_KERNEL = 2;
/** Could not be read. */
export const PATH_UNREADABLE = 4;

// Bits of exec.flags
/** args holds less than the argument area. */
export const EXEC_ARGS_TRUNCATED = 1;
/** envs holds less than the environment area. */
export const EXEC_ENVS_TRUNCATED = 2;
/** A thread other than the leader called exec. */
export const EXEC_FROM_THREAD = 4;
/** The new program runs with raised privileges (AT_SECURE). */
export const EXEC_SECURE = 8;
/** execveat with a descriptor. */
export const EXEC_FROM_FD = 16;

// Bits of open.flags
/** The call created the file. */
export const OPEN_CREATED = 256;
/** An io_uring direct descriptor: retval is a slot, not a file descriptor. */
export const OPEN_DIRECT = 512;

// Bits of flags in records of changes
/** Mode, owner and times of `file` are those after the call. */
export const CHANGE_AFTER = 256;
/** The path is that of the directory used and the name in it; no file was found there. */
export const CHANGE_NAMED = 512;
/** Another thread changed the text between the start of the call and the kernel's copy of it. */
export const PATH_RACED = 1024;
/** A hook inside the kernel handed over the very object that was changed. */
export const CHANGE_HOOKED = 2048;
/** The mount is attached nowhere. */
export const MOUNT_DETACHED = 4096;
/** The call made the mount, or put it where it is. */
export const MOUNT_NEW = 8192;

// Bits of flags of kernel records
/** prctl: the name passed was longer than the kernel keeps. */
export const PRCTL_NAME_TRUNCATED = 256;
/** mprotect: the former protection could not be looked at. */
export const MPROTECT_FORMER_UNKNOWN = 256;
/** bpf: the program is longer than was looked at, or unreadable. */
export const BPF_HELPERS_CUT = 256;
/** bpf: a program, map or link of the sensor's own. */
export const BPF_TOUCHES_SENSOR = 512;
/** load_module: from memory and not from a file. */
export const MODULE_FROM_MEMORY = 256;
/** load_module: args holds less than was passed. */
export const MODULE_ARGS_TRUNCATED = 512;
/** sysctl: name was cut. */
export const SYSCTL_NAME_TRUNCATED = 256;
/** sysctl: old_value was cut. */
export const SYSCTL_OLD_TRUNCATED = 512;
/** sysctl: value was cut. */
export const SYSCTL_VALUE_TRUNCATED = 1024;
/** io_uring: submitted by the polling thread, without a system call. */
export const IO_URING_SQPOLL = 256;

// Bits of packet_facts.flags
/** Leaves the socket; else it arrives. */
export const PACKET_EGRESS = 1;
/** More payload than was copied. */
export const PACKET_TRUNCATED = 2;
/** Nobody is known to own the socket; `task` is zero. */
export const PACKET_NO_OWNER = 4;
/** A later fragment: ports are unknown. */
export const PACKET_FRAGMENT = 8;
/** A network filter has dropped it. */
export const PACKET_DROPPED = 16;

// Bits of connect.flags and its like
/** The address was read from user memory after the call. */
export const SOCKET_ADDRESS_FROM_USER = 1;
/** The address could not be read. */
export const SOCKET_ADDRESS_UNREADABLE = 2;
/** The later outcome of a connect that did not wait; `retval` is the outcome. */
export const SOCKET_OUTCOME = 4;
/** The filter has more instructions than were copied. */
export const SOCKET_FILTER_TRUNCATED = 8;
/** The filter was read from user memory after the call. */
export const SOCKET_FILTER_FROM_USER = 16;

/** Opens every record. */
export const Header = {
  /** Length of the whole record in bytes, tail included. */
  size: (r: RecordView): number => r.u32[(r.base + 0) >>> 2]!,
  /** Record type. */
  type: (r: RecordView): number => r.u16[(r.base + 4) >>> 1]!,
  /** CPU that wrote the record; `seq` counts on it. */
  cpu: (r: RecordView): number => r.u16[(r.base + 6) >>> 1]!,
  /** Number of the record on this CPU and ring, from 1, counted whether or not it could be delivered: gaps are losses. */
  seq: (r: RecordView): bigint => r.u64[(r.base + 8) >>> 3]!,
  /** CLOCK_BOOTTIME in ns. */
  timeNs: (r: RecordView): bigint => r.u64[(r.base + 16) >>> 3]!,
};

/** A task at the moment of the event: identity, credentials, namespaces, cgroup. `at`: its place in the record. */
export const TaskFacts = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  startNs: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 0) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  execId: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 8) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  pid: (r: RecordView, at: number): number => r.u32[(r.base + at + 16) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  tid: (r: RecordView, at: number): number => r.u32[(r.base + at + 20) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  ppid: (r: RecordView, at: number): number => r.u32[(r.base + at + 24) >>> 2]!,
  /** TASK_* bits. */
  flags: (r: RecordView, at: number): number => r.u32[(r.base + at + 28) >>> 2]!,
  /** Start of the present parent. */
  parentStartNs: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 32) >>> 3]!,
  uid: (r: RecordView, at: number): number => r.u32[(r.base + at + 40) >>> 2]!,
  gid: (r: RecordView, at: number): number => r.u32[(r.base + at + 44) >>> 2]!,
  euid: (r: RecordView, at: number): number => r.u32[(r.base + at + 48) >>> 2]!,
  egid: (r: RecordView, at: number): number => r.u32[(r.base + at + 52) >>> 2]!,
  suid: (r: RecordView, at: number): number => r.u32[(r.base + at + 56) >>> 2]!,
  sgid: (r: RecordView, at: number): number => r.u32[(r.base + at + 60) >>> 2]!,
  fsuid: (r: RecordView, at: number): number => r.u32[(r.base + at + 64) >>> 2]!,
  fsgid: (r: RecordView, at: number): number => r.u32[(r.base + at + 68) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  auid: (r: RecordView, at: number): number => r.u32[(r.base + at + 72) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  sessionId: (r: RecordView, at: number): number => r.u32[(r.base + at + 76) >>> 2]!,
  securebits: (r: RecordView, at: number): number => r.u32[(r.base + at + 80) >>> 2]!,
  /** Process id in its own pid namespace. */
  nsPid: (r: RecordView, at: number): number => r.u32[(r.base + at + 84) >>> 2]!,
  capEffective: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 88) >>> 3]!,
  capPermitted: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 96) >>> 3]!,
  capInheritable: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 104) >>> 3]!,
  capBounding: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 112) >>> 3]!,
  capAmbient: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 120) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  mntNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 128) >>> 2]!,
  pidNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 132) >>> 2]!,
  netNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 136) >>> 2]!,
  userNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 140) >>> 2]!,
  utsNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 144) >>> 2]!,
  ipcNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 148) >>> 2]!,
  cgroupNs: (r: RecordView, at: number): number => r.u32[(r.base + at + 152) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  sid: (r: RecordView, at: number): number => r.u32[(r.base + at + 156) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  cgroupId: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 160) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  cgroupV1Id: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 168) >>> 3]!,
  /** Thread name. */
  commOffset: (r: RecordView, at: number): number => r.base + at + 176,
};

/** A file by the kernel's own objects: inode, mount and the path walked from the dentry. `at`: its place in the record. */
export const FileFacts = {
  /** i_ino; 0 when there is no inode (a failed call). */
  inode: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 0) >>> 3]!,
  /** Modification time, ns since the epoch. */
  mtimeNs: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 8) >>> 3]!,
  /** Change time, ns since the epoch. */
  ctimeNs: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 16) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  dev: (r: RecordView, at: number): number => r.u32[(r.base + at + 24) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  mountId: (r: RecordView, at: number): number => r.u32[(r.base + at + 28) >>> 2]!,
  uid: (r: RecordView, at: number): number => r.u32[(r.base + at + 32) >>> 2]!,
  gid: (r: RecordView, at: number): number => r.u32[(r.base + at + 36) >>> 2]!,
  /** Number of hard links. */
  nlink: (r: RecordView, at: number): number => r.u32[(r.base + at + 40) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  generation: (r: RecordView, at: number): number => r.u32[(r.base + at + 44) >>> 2]!,
  /** Type and permission bits. */
  mode: (r: RecordView, at: number): number => r.u32[(r.base + at + 48) >>> 2]!,
  /** FILE_* bits. */
  flags: (r: RecordView, at: number): number => r.u32[(r.base + at + 52) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fsMagic: (r: RecordView, at: number): number => r.u32[(r.base + at + 56) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  rootDepth: (r: RecordView, at: number): number => r.u32[(r.base + at + 60) >>> 2]!,
  /** Name of the file system type. */
  filesystemOffset: (r: RecordView, at: number): number => r.base + at + 64,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  pathOffset: (r: RecordView, at: number): number => r.base + r.u32[(r.base + at + 80) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  pathLength: (r: RecordView, at: number): number => r.u32[(r.base + at + 84) >>> 2]!,
};

/** A packet as it passes a socket: ends, device, direction. `at`: its place in the record. */
export const PacketFacts = {
  /** Socket cookie: one number for each socket of this boot. */
  cookie: (r: RecordView, at: number): bigint => r.u64[(r.base + at + 0) >>> 3]!,
  /** Source address. */
  sourceOffset: (r: RecordView, at: number): number => r.base + at + 8,
  /** Destination address. */
  destinationOffset: (r: RecordView, at: number): number => r.base + at + 24,
  sourcePort: (r: RecordView, at: number): number => r.u16[(r.base + at + 40) >>> 1]!,
  destinationPort: (r: RecordView, at: number): number => r.u16[(r.base + at + 42) >>> 1]!,
  /** ETH_P_IP or ETH_P_IPV6. */
  l3Protocol: (r: RecordView, at: number): number => r.u16[(r.base + at + 44) >>> 1]!,
  /** IPPROTO_*, the last header that could be followed. */
  l4Protocol: (r: RecordView, at: number): number => r.u16[(r.base + at + 46) >>> 1]!,
  /** Length from the network header. */
  size: (r: RecordView, at: number): number => r.u32[(r.base + at + 48) >>> 2]!,
  /** Index of the device. */
  ifindex: (r: RecordView, at: number): number => r.u32[(r.base + at + 52) >>> 2]!,
  /** Network namespace of the device. */
  netns: (r: RecordView, at: number): number => r.u32[(r.base + at + 56) >>> 2]!,
  /** PACKET_* bits. */
  flags: (r: RecordView, at: number): number => r.u32[(r.base + at + 60) >>> 2]!,
  /** Sequence number of the first payload byte. */
  tcpSeq: (r: RecordView, at: number): number => r.u32[(r.base + at + 64) >>> 2]!,
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  tcpFlags: (r: RecordView, at: number): number => r.u32[(r.base + at + 68) >>> 2]!,
  /** Of ICMP: type << 8 | code. */
  icmp: (r: RecordView, at: number): number => r.u32[(r.base + at + 72) >>> 2]!,
  /** True length of what follows the last header. */
  payloadBytes: (r: RecordView, at: number): number => r.u32[(r.base + at + 76) >>> 2]!,
  /** Name of the device. */
  ifnameOffset: (r: RecordView, at: number): number => r.base + at + 80,
};

/** A new process (not thread). Written in the parent; `task` is the child. */
export const ForkRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** exec_id of the forking process. */
  parentExecId: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** CLONE_* as the kernel used them. */
  cloneFlags: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Start of the process that called fork (with CLONE_PARENT not the parent). */
  forkerStartNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Process id of the caller. */
  forkerPid: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** Thread id of the caller. */
  forkerTid: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  /** Names of the v2 cgroup from the leaf to the root, each ended by NUL. */
  cgroupOffset: (r: RecordView): number => r.base + r.u32[(r.base + 248) >>> 2]!,
  /** Names of the v2 cgroup from the leaf to the root, each ended by NUL. */
  cgroupLength: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** The same in the v1 hierarchy. */
  cgroupV1Offset: (r: RecordView): number => r.base + r.u32[(r.base + 256) >>> 2]!,
  /** The same in the v1 hierarchy. */
  cgroupV1Length: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
};

/** A program has replaced the process image. `file` is what was asked for (a script when there is one). */
export const ExecRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** i_ino; 0 when there is no inode (a failed call). */
  interpreterInode: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** Modification time, ns since the epoch. */
  interpreterMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** Change time, ns since the epoch. */
  interpreterCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 320) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  interpreterDev: (r: RecordView): number => r.u32[(r.base + 328) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  interpreterMountId: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  interpreterUid: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  interpreterGid: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
  /** Number of hard links. */
  interpreterNlink: (r: RecordView): number => r.u32[(r.base + 344) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  interpreterGeneration: (r: RecordView): number => r.u32[(r.base + 348) >>> 2]!,
  /** Type and permission bits. */
  interpreterMode: (r: RecordView): number => r.u32[(r.base + 352) >>> 2]!,
  /** FILE_* bits. */
  interpreterFlags: (r: RecordView): number => r.u32[(r.base + 356) >>> 2]!,
  /** Super block magic (statfs f_type). */
  interpreterFsMagic: (r: RecordView): number => r.u32[(r.base + 360) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  interpreterRootDepth: (r: RecordView): number => r.u32[(r.base + 364) >>> 2]!,
  /** Name of the file system type. */
  interpreterFilesystemOffset: (r: RecordView): number => r.base + 368,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  interpreterPathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 384) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  interpreterPathLength: (r: RecordView): number => r.u32[(r.base + 388) >>> 2]!,
  /** EXEC_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 392) >>> 2]!,
  /** Number of arguments as the kernel counted them. */
  argc: (r: RecordView): number => r.u32[(r.base + 396) >>> 2]!,
  /** Number of environment strings. */
  envc: (r: RecordView): number => r.u32[(r.base + 400) >>> 2]!,
  /** Thread that called exec; differs from pid when a thread other than the leader did. */
  oldTid: (r: RecordView): number => r.u32[(r.base + 404) >>> 2]!,
  /** True length of the argument area. */
  argsBytes: (r: RecordView): number => r.u32[(r.base + 408) >>> 2]!,
  /** True length of the environment area. */
  envsBytes: (r: RecordView): number => r.u32[(r.base + 412) >>> 2]!,
  /** The text passed to exec. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 416) >>> 2]!,
  /** The text passed to exec. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 420) >>> 2]!,
  /** Argument area: strings ended by NUL. */
  argsOffset: (r: RecordView): number => r.base + r.u32[(r.base + 424) >>> 2]!,
  /** Argument area: strings ended by NUL. */
  argsLength: (r: RecordView): number => r.u32[(r.base + 428) >>> 2]!,
  /** Environment area: strings ended by NUL. */
  envsOffset: (r: RecordView): number => r.base + r.u32[(r.base + 432) >>> 2]!,
  /** Environment area: strings ended by NUL. */
  envsLength: (r: RecordView): number => r.u32[(r.base + 436) >>> 2]!,
  /** Working directory, leaf to root. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 440) >>> 2]!,
  /** Working directory, leaf to root. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 444) >>> 2]!,
  /** Name of the controlling terminal, empty when none. */
  ttyOffset: (r: RecordView): number => r.base + r.u32[(r.base + 448) >>> 2]!,
  /** Name of the controlling terminal, empty when none. */
  ttyLength: (r: RecordView): number => r.u32[(r.base + 452) >>> 2]!,
  /** As in fork. */
  cgroupOffset: (r: RecordView): number => r.base + r.u32[(r.base + 456) >>> 2]!,
  /** As in fork. */
  cgroupLength: (r: RecordView): number => r.u32[(r.base + 460) >>> 2]!,
  /** As in fork. */
  cgroupV1Offset: (r: RecordView): number => r.base + r.u32[(r.base + 464) >>> 2]!,
  /** As in fork. */
  cgroupV1Length: (r: RecordView): number => r.u32[(r.base + 468) >>> 2]!,
};

/** The last thread of a process is leaving. */
export const ExitRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Wait status: code << 8 | signal, 0x80 for a core dump. */
  exitCode: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]!,
  /** Unused. */
  flags: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
};

/** An exec that the kernel refused. */
export const ExecFailedRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]! | 0,
  /** PATH_* bits for filename. */
  flags: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** The text passed. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 224) >>> 2]!,
  /** The text passed. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
};

/** A file was opened, or could not be. */
export const OpenRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** O_* as passed. */
  openFlags: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]!,
  /** Mode argument as passed. */
  mode: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** File descriptor or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** PATH_* and OPEN_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** dirfd as passed, AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 320) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** The text passed, when the call failed. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** The text passed, when the call failed. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** For a failed call with a relative name: the directory it is relative to, leaf to root. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 336) >>> 2]!,
  /** For a failed call with a relative name: the directory it is relative to, leaf to root. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** Permissions of a file were changed. */
export const ChmodRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** New permission bits as passed. */
  mode: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** AT_* as passed. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** The owner of a file was changed. */
export const ChownRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** New owner as passed; 4294967295 leaves it. */
  uid: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** New group as passed; 4294967295 leaves it. */
  gid: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A hard link was made. */
export const LinkRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** i_ino; 0 when there is no inode (a failed call). */
  destinationInode: (r: RecordView): bigint => r.u64[(r.base + 336) >>> 3]!,
  /** Modification time, ns since the epoch. */
  destinationMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 344) >>> 3]!,
  /** Change time, ns since the epoch. */
  destinationCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 352) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  destinationDev: (r: RecordView): number => r.u32[(r.base + 360) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  destinationMountId: (r: RecordView): number => r.u32[(r.base + 364) >>> 2]!,
  destinationUid: (r: RecordView): number => r.u32[(r.base + 368) >>> 2]!,
  destinationGid: (r: RecordView): number => r.u32[(r.base + 372) >>> 2]!,
  /** Number of hard links. */
  destinationNlink: (r: RecordView): number => r.u32[(r.base + 376) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  destinationGeneration: (r: RecordView): number => r.u32[(r.base + 380) >>> 2]!,
  /** Type and permission bits. */
  destinationMode: (r: RecordView): number => r.u32[(r.base + 384) >>> 2]!,
  /** FILE_* bits. */
  destinationFlags: (r: RecordView): number => r.u32[(r.base + 388) >>> 2]!,
  /** Super block magic (statfs f_type). */
  destinationFsMagic: (r: RecordView): number => r.u32[(r.base + 392) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  destinationRootDepth: (r: RecordView): number => r.u32[(r.base + 396) >>> 2]!,
  /** Name of the file system type. */
  destinationFilesystemOffset: (r: RecordView): number => r.base + 400,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  destinationPathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 416) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  destinationPathLength: (r: RecordView): number => r.u32[(r.base + 420) >>> 2]!,
  /** The second text passed, as filename. */
  destinationFilenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 424) >>> 2]!,
  /** The second text passed, as filename. */
  destinationFilenameLength: (r: RecordView): number => r.u32[(r.base + 428) >>> 2]!,
  /** As cwd, for the second text. */
  destinationCwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 432) >>> 2]!,
  /** As cwd, for the second text. */
  destinationCwdLength: (r: RecordView): number => r.u32[(r.base + 436) >>> 2]!,
  /** Second dirfd as passed. */
  destinationDirfd: (r: RecordView): number => r.u32[(r.base + 440) >>> 2]! | 0,
  /** Flags argument: RENAME_* or AT_*. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 444) >>> 2]!,
};

/** A directory was made. */
export const MkdirRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** Mode as passed. */
  mode: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Unused. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A file was renamed. */
export const RenameRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** i_ino; 0 when there is no inode (a failed call). */
  destinationInode: (r: RecordView): bigint => r.u64[(r.base + 336) >>> 3]!,
  /** Modification time, ns since the epoch. */
  destinationMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 344) >>> 3]!,
  /** Change time, ns since the epoch. */
  destinationCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 352) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  destinationDev: (r: RecordView): number => r.u32[(r.base + 360) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  destinationMountId: (r: RecordView): number => r.u32[(r.base + 364) >>> 2]!,
  destinationUid: (r: RecordView): number => r.u32[(r.base + 368) >>> 2]!,
  destinationGid: (r: RecordView): number => r.u32[(r.base + 372) >>> 2]!,
  /** Number of hard links. */
  destinationNlink: (r: RecordView): number => r.u32[(r.base + 376) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  destinationGeneration: (r: RecordView): number => r.u32[(r.base + 380) >>> 2]!,
  /** Type and permission bits. */
  destinationMode: (r: RecordView): number => r.u32[(r.base + 384) >>> 2]!,
  /** FILE_* bits. */
  destinationFlags: (r: RecordView): number => r.u32[(r.base + 388) >>> 2]!,
  /** Super block magic (statfs f_type). */
  destinationFsMagic: (r: RecordView): number => r.u32[(r.base + 392) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  destinationRootDepth: (r: RecordView): number => r.u32[(r.base + 396) >>> 2]!,
  /** Name of the file system type. */
  destinationFilesystemOffset: (r: RecordView): number => r.base + 400,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  destinationPathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 416) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  destinationPathLength: (r: RecordView): number => r.u32[(r.base + 420) >>> 2]!,
  /** The second text passed, as filename. */
  destinationFilenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 424) >>> 2]!,
  /** The second text passed, as filename. */
  destinationFilenameLength: (r: RecordView): number => r.u32[(r.base + 428) >>> 2]!,
  /** As cwd, for the second text. */
  destinationCwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 432) >>> 2]!,
  /** As cwd, for the second text. */
  destinationCwdLength: (r: RecordView): number => r.u32[(r.base + 436) >>> 2]!,
  /** Second dirfd as passed. */
  destinationDirfd: (r: RecordView): number => r.u32[(r.base + 440) >>> 2]! | 0,
  /** Flags argument: RENAME_* or AT_*. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 444) >>> 2]!,
};

/** A directory was removed. */
export const RmdirRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
};

/** A name of a file was removed. */
export const UnlinkRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** AT_* as passed. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Unused. */
  unused: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** Times of a file were set. */
export const UtimesRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** Access time after the call, ns since the epoch. */
  atimeNs: (r: RecordView): bigint => r.u64[(r.base + 336) >>> 3]!,
  /** Modification time after the call, ns since the epoch. */
  mtimeNs: (r: RecordView): bigint => r.u64[(r.base + 344) >>> 3]!,
};

/** An extended attribute was set. */
export const SetxattrRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** Name of the attribute. */
  attributeOffset: (r: RecordView): number => r.base + r.u32[(r.base + 336) >>> 2]!,
  /** Name of the attribute. */
  attributeLength: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** An extended attribute was removed. */
export const RemovexattrRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** Name of the attribute. */
  attributeOffset: (r: RecordView): number => r.base + r.u32[(r.base + 336) >>> 2]!,
  /** Name of the attribute. */
  attributeLength: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A process changed its working directory. */
export const ChdirRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
};

/** A file system was mounted, a mount made, moved or changed. */
export const MountRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** MS_*, MOVE_MOUNT_*, OPEN_TREE_* or MOUNT_ATTR_* as passed. */
  mountFlags: (r: RecordView): bigint => r.u64[(r.base + 336) >>> 3]!,
  /** mnt_id of the mount it lies on; 0 when detached. */
  parentMountId: (r: RecordView): number => r.u32[(r.base + 344) >>> 2]!,
  /** Inode number of the mount namespace it belongs to; 0 when detached. */
  mountNs: (r: RecordView): number => r.u32[(r.base + 348) >>> 2]!,
  /** Path of its root inside the file system, leaf to root. */
  rootOffset: (r: RecordView): number => r.base + r.u32[(r.base + 352) >>> 2]!,
  /** Path of its root inside the file system, leaf to root. */
  rootLength: (r: RecordView): number => r.u32[(r.base + 356) >>> 2]!,
  /** Path of what a bind mount shows, leaf to root; empty otherwise. */
  sourceOffset: (r: RecordView): number => r.base + r.u32[(r.base + 360) >>> 2]!,
  /** Path of what a bind mount shows, leaf to root; empty otherwise. */
  sourceLength: (r: RecordView): number => r.u32[(r.base + 364) >>> 2]!,
  /** Device name as in /proc/PID/mountinfo. */
  deviceOffset: (r: RecordView): number => r.base + r.u32[(r.base + 368) >>> 2]!,
  /** Device name as in /proc/PID/mountinfo. */
  deviceLength: (r: RecordView): number => r.u32[(r.base + 372) >>> 2]!,
  /** Source as passed. */
  sourceFilenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 376) >>> 2]!,
  /** Source as passed. */
  sourceFilenameLength: (r: RecordView): number => r.u32[(r.base + 380) >>> 2]!,
  /** Type of the file system as passed. */
  fsTypeOffset: (r: RecordView): number => r.base + r.u32[(r.base + 384) >>> 2]!,
  /** Type of the file system as passed. */
  fsTypeLength: (r: RecordView): number => r.u32[(r.base + 388) >>> 2]!,
};

/** A mount was taken away. */
export const UmountRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** MNT_* as passed. */
  mountFlags: (r: RecordView): bigint => r.u64[(r.base + 336) >>> 3]!,
};

/** Data was moved between a file and a pipe. */
export const SpliceRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result of the call: 0 or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** PATH_* and CHANGE_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
  dirfd: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The text passed, when asked for or when the file was not found. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Directory that a relative text starts from, leaf to root, when the file was not found. */
  cwdLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** PIPE_BUF_FLAG_* of the last buffer of the pipe before the call. */
  pipeEntryFlag: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** The same after the call. */
  pipeExitFlag: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A process sent a POSIX signal, or was refused. */
export const SignalRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Who gets it: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
  /** Process id of the target; what was passed when that was a group (0 or negative). */
  addressee: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]! | 0,
  /** The signal. */
  number: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  /** si_code: SI_USER 0, SI_QUEUE -1, SI_TKILL -6. */
  code: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]! | 0,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
};

/** A thread changed its user ids; `task` has the new ones. */
export const SetuidRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** First id as passed; 4294967295 leaves it as it is. */
  arg1: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Second id as passed, where the call has one. */
  arg2: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Third id as passed, where the call has one. */
  arg3: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};

/** A thread changed its group ids; `task` has the new ones. */
export const SetgidRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** First id as passed; 4294967295 leaves it as it is. */
  arg1: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Second id as passed, where the call has one. */
  arg2: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Third id as passed, where the call has one. */
  arg3: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};

/** A thread changed its capabilities by capset(2); `task` has the new ones. */
export const CapsetRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
};

/** A resource limit was set. */
export const SetrlimitRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Whose limit: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
  /** Soft limit asked for. */
  rlimCur: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** Hard limit asked for. */
  rlimMax: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** RLIMIT_*. */
  resource: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
};

/** prctl(2). In the urgent ring where the option changes credentials. */
export const PrctlRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Second argument as passed. */
  arg2: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Third argument as passed. */
  arg3: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Fourth argument as passed. */
  arg4: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** PR_*. */
  option: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** For PR_SET_NAME: the name that the thread got, else empty. */
  newNameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 256) >>> 2]!,
  /** For PR_SET_NAME: the name that the thread got, else empty. */
  newNameLength: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
};

/** ptrace(2). */
export const PtraceRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** The tracee: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
  /** addr as passed. */
  address: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** data as passed. */
  payload: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** PTRACE_*. */
  request: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
};

/** Memory was mapped. */
export const MmapRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Where it was mapped; 0 when it failed. */
  address: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** Length as passed. */
  length: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** Offset in the file in bytes. */
  offset: (r: RecordView): bigint => r.u64[(r.base + 320) >>> 3]!,
  /** PROT_* as passed. */
  protection: (r: RecordView): number => r.u32[(r.base + 328) >>> 2]!,
  /** MAP_* as passed. */
  mapFlags: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** The protection of memory was changed. */
export const MprotectRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Start as passed. */
  address: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** Length as passed. */
  length: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** VM_* of the mapping at the start before the call. */
  formerFlags: (r: RecordView): bigint => r.u64[(r.base + 320) >>> 3]!,
  /** PROT_* as passed. */
  requested: (r: RecordView): number => r.u32[(r.base + 328) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** bpf(2). */
export const BpfRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Bit per helper function that the loaded program calls: 0 to 63. */
  helpers0: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** 64 to 127. */
  helpers1: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** 128 to 191. */
  helpers2: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** 192 to 255. */
  helpers3: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** The program's tag, its first byte lowest. */
  tag: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** BPF_* command. */
  cmd: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Id of the map; 0: none. */
  mapId: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** enum bpf_map_type. */
  mapType: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Id of the program; 0: none. */
  programId: (r: RecordView): number => r.u32[(r.base + 280) >>> 2]!,
  /** enum bpf_prog_type. */
  programType: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** enum bpf_attach_type. */
  attachType: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** Id of the link; 0: none. */
  linkId: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Name of the map. */
  mapNameOffset: (r: RecordView): number => r.base + 296,
  /** Name of the program. */
  programNameOffset: (r: RecordView): number => r.base + 312,
};

/** A kernel module was loaded, or could not be. */
export const LoadModuleRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]!,
  /** Zero. */
  unused: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The module's name by the kernel; empty when it was refused. */
  nameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The module's name by the kernel; empty when it was refused. */
  nameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Parameters. */
  argsOffset: (r: RecordView): number => r.base + r.u32[(r.base + 328) >>> 2]!,
  /** Parameters. */
  argsLength: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]!,
};

/** A kernel module was unloaded, or could not be. */
export const UnloadModuleRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Flags as passed. */
  callFlags: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Its name. */
  nameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 232) >>> 2]!,
  /** Its name. */
  nameLength: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};

/** Something was written into selinuxfs. */
export const SelinuxRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]!,
  /** Zero. */
  unused: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** What was written. */
  writtenOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What was written. */
  writtenLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A kernel parameter is read or written. Seen before it happens: whether it succeeds is not known. */
export const SysctlRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** 1 read, 2 written. */
  action: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]!,
  /** Position in the file. */
  filePosition: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Path below /proc/sys. */
  nameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 232) >>> 2]!,
  /** Path below /proc/sys. */
  nameLength: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
  /** Value before. */
  oldValueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 240) >>> 2]!,
  /** Value before. */
  oldValueLength: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  /** Value to be written. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 248) >>> 2]!,
  /** Value to be written. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
};

/** A process was moved to another control group. */
export const CgroupWriteRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Who was moved: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 320) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Id of the control group. */
  movedTo: (r: RecordView): bigint => r.u64[(r.base + 328) >>> 3]!,
  /** 1: all threads of the process. */
  threadgroup: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
  /** Names of the control group, as in fork. */
  cgroupOffset: (r: RecordView): number => r.base + r.u32[(r.base + 344) >>> 2]!,
  /** Names of the control group, as in fork. */
  cgroupLength: (r: RecordView): number => r.u32[(r.base + 348) >>> 2]!,
};

/** A process used, or tried to use, a capability for the first time within a period. */
export const CapabilitiesRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Bit per capability asked for by this program in this period. */
  attempted: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Bit per capability asked for and had. */
  used: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
};

/** A thread left namespaces; `task` has the new ones. */
export const UnshareRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** CLONE_* as passed. */
  unshareFlags: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
};

/** A thread entered namespaces of others; `task` has the new ones. */
export const SetnsRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** With a process descriptor: the process whose namespaces were entered: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 320) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** CLONE_NEW* as passed; 0: any. */
  nstype: (r: RecordView): number => r.u32[(r.base + 328) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A file without a name in any directory was made in memory. */
export const MemfdCreateRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** MFD_* as passed. */
  memfdFlags: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** The name passed. */
  nameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** The name passed. */
  nameLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A process read or wrote another one's memory. */
export const ProcessMemoryRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Whose memory: start of its leader; 0 when it was not there. */
  targetStartNs: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Its exec_id. */
  targetExecId: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Its process id in the initial pid namespace; the number as passed when it was not there. */
  targetPid: (r: RecordView): number => r.u32[(r.base + 232) >>> 2]!,
  /** The very thread. */
  targetTid: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
  /** First address in the other process. */
  address: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** Length of the first piece as passed. */
  size: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** 1 read, 2 written. */
  action: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
};

/** A seldom and powerful system call. */
export const KernelCallRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Argument 1 as passed. */
  arg1: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Argument 2 as passed. */
  arg2: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Argument 3 as passed. */
  arg3: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Argument 4 as passed. */
  arg4: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** Argument 5 as passed. */
  arg5: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** Argument 6 as passed. */
  arg6: (r: RecordView): bigint => r.u64[(r.base + 256) >>> 3]!,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 264) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 272) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 280) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 320) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 328,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 344) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 348) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 352) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 356) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 360) >>> 2]!,
  /** Zero. */
  unused: (r: RecordView): number => r.u32[(r.base + 364) >>> 2]!,
  /** The path passed. */
  filenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 368) >>> 2]!,
  /** The path passed. */
  filenameLength: (r: RecordView): number => r.u32[(r.base + 372) >>> 2]!,
  /** The second path passed. */
  destinationFilenameOffset: (r: RecordView): number => r.base + r.u32[(r.base + 376) >>> 2]!,
  /** The second path passed. */
  destinationFilenameLength: (r: RecordView): number => r.u32[(r.base + 380) >>> 2]!,
};

/** An io_uring was set up, something was registered with it, or an operation was submitted. */
export const IoUringRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** i_ino; 0 when there is no inode (a failed call). */
  fileInode: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Modification time, ns since the epoch. */
  fileMtimeNs: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Change time, ns since the epoch. */
  fileCtimeNs: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Device of the super block: major << 20 | minor. */
  fileDev: (r: RecordView): number => r.u32[(r.base + 240) >>> 2]!,
  /** mnt_id as in /proc/PID/mountinfo. */
  fileMountId: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
  fileUid: (r: RecordView): number => r.u32[(r.base + 248) >>> 2]!,
  fileGid: (r: RecordView): number => r.u32[(r.base + 252) >>> 2]!,
  /** Number of hard links. */
  fileNlink: (r: RecordView): number => r.u32[(r.base + 256) >>> 2]!,
  /** i_generation: tells a re-used inode number from the old file. */
  fileGeneration: (r: RecordView): number => r.u32[(r.base + 260) >>> 2]!,
  /** Type and permission bits. */
  fileMode: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** FILE_* bits. */
  fileFlags: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Super block magic (statfs f_type). */
  fileFsMagic: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
  fileRootDepth: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Name of the file system type. */
  fileFilesystemOffset: (r: RecordView): number => r.base + 280,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** Components from the leaf to the root of the mount namespace, each ended by NUL. */
  filePathLength: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** Of the operation. */
  userData: (r: RecordView): bigint => r.u64[(r.base + 304) >>> 3]!,
  /** 1 set up, 2 registered, 3 submitted. */
  action: (r: RecordView): number => r.u32[(r.base + 312) >>> 2]!,
  /** IORING_OP_*, or IORING_REGISTER_*. */
  opcode: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** IORING_SETUP_* of the ring. */
  setupFlags: (r: RecordView): number => r.u32[(r.base + 320) >>> 2]!,
  /** Size asked for. */
  entries: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
  /** Descriptor of the operation or ring. */
  fd: (r: RecordView): number => r.u32[(r.base + 328) >>> 2]! | 0,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 332) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 336) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 340) >>> 2]!,
};

/** A system call that a rule names. */
export const OndemandRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Argument 1 as passed. */
  arg1: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Argument 2 as passed. */
  arg2: (r: RecordView): bigint => r.u64[(r.base + 224) >>> 3]!,
  /** Argument 3 as passed. */
  arg3: (r: RecordView): bigint => r.u64[(r.base + 232) >>> 3]!,
  /** Argument 4 as passed. */
  arg4: (r: RecordView): bigint => r.u64[(r.base + 240) >>> 3]!,
  /** Argument 5 as passed. */
  arg5: (r: RecordView): bigint => r.u64[(r.base + 248) >>> 3]!,
  /** Argument 6 as passed. */
  arg6: (r: RecordView): bigint => r.u64[(r.base + 256) >>> 3]!,
  /** Number of the call. */
  number: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Result: 0 or more, or a negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** Bits of this record. */
  flags: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** What argument 1 points to, read as a string. */
  text1Offset: (r: RecordView): number => r.base + r.u32[(r.base + 280) >>> 2]!,
  /** What argument 1 points to, read as a string. */
  text1Length: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** What argument 2 points to, read as a string. */
  text2Offset: (r: RecordView): number => r.base + r.u32[(r.base + 288) >>> 2]!,
  /** What argument 2 points to, read as a string. */
  text2Length: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** What argument 3 points to, read as a string. */
  text3Offset: (r: RecordView): number => r.base + r.u32[(r.base + 296) >>> 2]!,
  /** What argument 3 points to, read as a string. */
  text3Length: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]!,
  /** What argument 4 points to, read as a string. */
  text4Offset: (r: RecordView): number => r.base + r.u32[(r.base + 304) >>> 2]!,
  /** What argument 4 points to, read as a string. */
  text4Length: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** What argument 5 points to, read as a string. */
  text5Offset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** What argument 5 points to, read as a string. */
  text5Length: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
  /** What argument 6 points to, read as a string. */
  text6Offset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What argument 6 points to, read as a string. */
  text6Length: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** Made by user space on top of the record that showed it: credentials changed and no call explains it. */
export const CredentialChangeRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
};

/** Made by user space on top of the record that showed it: somebody acts against the sensor. */
export const SelfProtectionRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
};

/** A packet from or to a DNS port. */
export const DnsRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie: one number for each socket of this boot. */
  packetCookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Source address. */
  packetSourceOffset: (r: RecordView): number => r.base + 224,
  /** Destination address. */
  packetDestinationOffset: (r: RecordView): number => r.base + 240,
  packetSourcePort: (r: RecordView): number => r.u16[(r.base + 256) >>> 1]!,
  packetDestinationPort: (r: RecordView): number => r.u16[(r.base + 258) >>> 1]!,
  /** ETH_P_IP or ETH_P_IPV6. */
  packetL3Protocol: (r: RecordView): number => r.u16[(r.base + 260) >>> 1]!,
  /** IPPROTO_*, the last header that could be followed. */
  packetL4Protocol: (r: RecordView): number => r.u16[(r.base + 262) >>> 1]!,
  /** Length from the network header. */
  packetSize: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Index of the device. */
  packetIfindex: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Network namespace of the device. */
  packetNetns: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** PACKET_* bits. */
  packetFlags: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Sequence number of the first payload byte. */
  packetTcpSeq: (r: RecordView): number => r.u32[(r.base + 280) >>> 2]!,
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  packetTcpFlags: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** Of ICMP: type << 8 | code. */
  packetIcmp: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** True length of what follows the last header. */
  packetPayloadBytes: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Name of the device. */
  packetIfnameOffset: (r: RecordView): number => r.base + 296,
  /** Of `packet`: the packet filters that it matched, a bit each. */
  filters: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** What follows the last header, as far as it was copied. */
  payloadOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What follows the last header, as far as it was copied. */
  payloadLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A packet from or to a DNS port that is no DNS. Not written by the kernel half. */
export const FailedDnsRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie: one number for each socket of this boot. */
  packetCookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Source address. */
  packetSourceOffset: (r: RecordView): number => r.base + 224,
  /** Destination address. */
  packetDestinationOffset: (r: RecordView): number => r.base + 240,
  packetSourcePort: (r: RecordView): number => r.u16[(r.base + 256) >>> 1]!,
  packetDestinationPort: (r: RecordView): number => r.u16[(r.base + 258) >>> 1]!,
  /** ETH_P_IP or ETH_P_IPV6. */
  packetL3Protocol: (r: RecordView): number => r.u16[(r.base + 260) >>> 1]!,
  /** IPPROTO_*, the last header that could be followed. */
  packetL4Protocol: (r: RecordView): number => r.u16[(r.base + 262) >>> 1]!,
  /** Length from the network header. */
  packetSize: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Index of the device. */
  packetIfindex: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Network namespace of the device. */
  packetNetns: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** PACKET_* bits. */
  packetFlags: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Sequence number of the first payload byte. */
  packetTcpSeq: (r: RecordView): number => r.u32[(r.base + 280) >>> 2]!,
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  packetTcpFlags: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** Of ICMP: type << 8 | code. */
  packetIcmp: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** True length of what follows the last header. */
  packetPayloadBytes: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Name of the device. */
  packetIfnameOffset: (r: RecordView): number => r.base + 296,
  /** Of `packet`: the packet filters that it matched, a bit each. */
  filters: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** What follows the last header, as far as it was copied. */
  payloadOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What follows the last header, as far as it was copied. */
  payloadLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A packet from or to the metadata service of a cloud. */
export const ImdsRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie: one number for each socket of this boot. */
  packetCookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Source address. */
  packetSourceOffset: (r: RecordView): number => r.base + 224,
  /** Destination address. */
  packetDestinationOffset: (r: RecordView): number => r.base + 240,
  packetSourcePort: (r: RecordView): number => r.u16[(r.base + 256) >>> 1]!,
  packetDestinationPort: (r: RecordView): number => r.u16[(r.base + 258) >>> 1]!,
  /** ETH_P_IP or ETH_P_IPV6. */
  packetL3Protocol: (r: RecordView): number => r.u16[(r.base + 260) >>> 1]!,
  /** IPPROTO_*, the last header that could be followed. */
  packetL4Protocol: (r: RecordView): number => r.u16[(r.base + 262) >>> 1]!,
  /** Length from the network header. */
  packetSize: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Index of the device. */
  packetIfindex: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Network namespace of the device. */
  packetNetns: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** PACKET_* bits. */
  packetFlags: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Sequence number of the first payload byte. */
  packetTcpSeq: (r: RecordView): number => r.u32[(r.base + 280) >>> 2]!,
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  packetTcpFlags: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** Of ICMP: type << 8 | code. */
  packetIcmp: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** True length of what follows the last header. */
  packetPayloadBytes: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Name of the device. */
  packetIfnameOffset: (r: RecordView): number => r.base + 296,
  /** Of `packet`: the packet filters that it matched, a bit each. */
  filters: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** What follows the last header, as far as it was copied. */
  payloadOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What follows the last header, as far as it was copied. */
  payloadLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A packet that a packet filter matched. */
export const PacketRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie: one number for each socket of this boot. */
  packetCookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** Source address. */
  packetSourceOffset: (r: RecordView): number => r.base + 224,
  /** Destination address. */
  packetDestinationOffset: (r: RecordView): number => r.base + 240,
  packetSourcePort: (r: RecordView): number => r.u16[(r.base + 256) >>> 1]!,
  packetDestinationPort: (r: RecordView): number => r.u16[(r.base + 258) >>> 1]!,
  /** ETH_P_IP or ETH_P_IPV6. */
  packetL3Protocol: (r: RecordView): number => r.u16[(r.base + 260) >>> 1]!,
  /** IPPROTO_*, the last header that could be followed. */
  packetL4Protocol: (r: RecordView): number => r.u16[(r.base + 262) >>> 1]!,
  /** Length from the network header. */
  packetSize: (r: RecordView): number => r.u32[(r.base + 264) >>> 2]!,
  /** Index of the device. */
  packetIfindex: (r: RecordView): number => r.u32[(r.base + 268) >>> 2]!,
  /** Network namespace of the device. */
  packetNetns: (r: RecordView): number => r.u32[(r.base + 272) >>> 2]!,
  /** PACKET_* bits. */
  packetFlags: (r: RecordView): number => r.u32[(r.base + 276) >>> 2]!,
  /** Sequence number of the first payload byte. */
  packetTcpSeq: (r: RecordView): number => r.u32[(r.base + 280) >>> 2]!,
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  packetTcpFlags: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]!,
  /** Of ICMP: type << 8 | code. */
  packetIcmp: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** True length of what follows the last header. */
  packetPayloadBytes: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Name of the device. */
  packetIfnameOffset: (r: RecordView): number => r.base + 296,
  /** Of `packet`: the packet filters that it matched, a bit each. */
  filters: (r: RecordView): bigint => r.u64[(r.base + 312) >>> 3]!,
  /** What follows the last header, as far as it was copied. */
  payloadOffset: (r: RecordView): number => r.base + r.u32[(r.base + 320) >>> 2]!,
  /** What follows the last header, as far as it was copied. */
  payloadLength: (r: RecordView): number => r.u32[(r.base + 324) >>> 2]!,
};

/** A socket was connected, or could not be. */
export const ConnectRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie, 0 when the socket has none yet. */
  cookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** The address that counts, see `flags`. */
  addrOffset: (r: RecordView): number => r.base + 224,
  /** The address that the caller passed. */
  passedAddrOffset: (r: RecordView): number => r.base + 240,
  /** Own address of the socket. */
  localAddrOffset: (r: RecordView): number => r.base + 256,
  /** AF_* of the address; of `socket` and `setsockopt`: of the socket. */
  family: (r: RecordView): number => r.u16[(r.base + 272) >>> 1]!,
  /** The port that counts. */
  port: (r: RecordView): number => r.u16[(r.base + 274) >>> 1]!,
  /** The port that the caller passed. */
  passedPort: (r: RecordView): number => r.u16[(r.base + 276) >>> 1]!,
  /** Own port of the socket. */
  localPort: (r: RecordView): number => r.u16[(r.base + 278) >>> 1]!,
  /** IPPROTO_* of the socket. */
  protocol: (r: RecordView): number => r.u16[(r.base + 280) >>> 1]!,
  /** SOCK_* without flags. */
  socketType: (r: RecordView): number => r.u16[(r.base + 282) >>> 1]!,
  /** Result: descriptor, 0, or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** SOCKET_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Descriptor that the call was made on, -1 for none. */
  fd: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]! | 0,
  /** Of setsockopt. */
  level: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]! | 0,
  /** Of setsockopt. */
  option: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Of setsockopt with a filter: number of instructions. */
  filterLength: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
};

/** A connection was accepted. */
export const AcceptRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie, 0 when the socket has none yet. */
  cookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** The address that counts, see `flags`. */
  addrOffset: (r: RecordView): number => r.base + 224,
  /** The address that the caller passed. */
  passedAddrOffset: (r: RecordView): number => r.base + 240,
  /** Own address of the socket. */
  localAddrOffset: (r: RecordView): number => r.base + 256,
  /** AF_* of the address; of `socket` and `setsockopt`: of the socket. */
  family: (r: RecordView): number => r.u16[(r.base + 272) >>> 1]!,
  /** The port that counts. */
  port: (r: RecordView): number => r.u16[(r.base + 274) >>> 1]!,
  /** The port that the caller passed. */
  passedPort: (r: RecordView): number => r.u16[(r.base + 276) >>> 1]!,
  /** Own port of the socket. */
  localPort: (r: RecordView): number => r.u16[(r.base + 278) >>> 1]!,
  /** IPPROTO_* of the socket. */
  protocol: (r: RecordView): number => r.u16[(r.base + 280) >>> 1]!,
  /** SOCK_* without flags. */
  socketType: (r: RecordView): number => r.u16[(r.base + 282) >>> 1]!,
  /** Result: descriptor, 0, or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** SOCKET_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Descriptor that the call was made on, -1 for none. */
  fd: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]! | 0,
  /** Of setsockopt. */
  level: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]! | 0,
  /** Of setsockopt. */
  option: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Of setsockopt with a filter: number of instructions. */
  filterLength: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
};

/** A socket was bound to an address. */
export const BindRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie, 0 when the socket has none yet. */
  cookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** The address that counts, see `flags`. */
  addrOffset: (r: RecordView): number => r.base + 224,
  /** The address that the caller passed. */
  passedAddrOffset: (r: RecordView): number => r.base + 240,
  /** Own address of the socket. */
  localAddrOffset: (r: RecordView): number => r.base + 256,
  /** AF_* of the address; of `socket` and `setsockopt`: of the socket. */
  family: (r: RecordView): number => r.u16[(r.base + 272) >>> 1]!,
  /** The port that counts. */
  port: (r: RecordView): number => r.u16[(r.base + 274) >>> 1]!,
  /** The port that the caller passed. */
  passedPort: (r: RecordView): number => r.u16[(r.base + 276) >>> 1]!,
  /** Own port of the socket. */
  localPort: (r: RecordView): number => r.u16[(r.base + 278) >>> 1]!,
  /** IPPROTO_* of the socket. */
  protocol: (r: RecordView): number => r.u16[(r.base + 280) >>> 1]!,
  /** SOCK_* without flags. */
  socketType: (r: RecordView): number => r.u16[(r.base + 282) >>> 1]!,
  /** Result: descriptor, 0, or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** SOCKET_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Descriptor that the call was made on, -1 for none. */
  fd: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]! | 0,
  /** Of setsockopt. */
  level: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]! | 0,
  /** Of setsockopt. */
  option: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Of setsockopt with a filter: number of instructions. */
  filterLength: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
};

/** A socket was made. */
export const SocketRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie, 0 when the socket has none yet. */
  cookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** The address that counts, see `flags`. */
  addrOffset: (r: RecordView): number => r.base + 224,
  /** The address that the caller passed. */
  passedAddrOffset: (r: RecordView): number => r.base + 240,
  /** Own address of the socket. */
  localAddrOffset: (r: RecordView): number => r.base + 256,
  /** AF_* of the address; of `socket` and `setsockopt`: of the socket. */
  family: (r: RecordView): number => r.u16[(r.base + 272) >>> 1]!,
  /** The port that counts. */
  port: (r: RecordView): number => r.u16[(r.base + 274) >>> 1]!,
  /** The port that the caller passed. */
  passedPort: (r: RecordView): number => r.u16[(r.base + 276) >>> 1]!,
  /** Own port of the socket. */
  localPort: (r: RecordView): number => r.u16[(r.base + 278) >>> 1]!,
  /** IPPROTO_* of the socket. */
  protocol: (r: RecordView): number => r.u16[(r.base + 280) >>> 1]!,
  /** SOCK_* without flags. */
  socketType: (r: RecordView): number => r.u16[(r.base + 282) >>> 1]!,
  /** Result: descriptor, 0, or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** SOCKET_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Descriptor that the call was made on, -1 for none. */
  fd: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]! | 0,
  /** Of setsockopt. */
  level: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]! | 0,
  /** Of setsockopt. */
  option: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Of setsockopt with a filter: number of instructions. */
  filterLength: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
};

/** An option of a socket was set. */
export const SetsockoptRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Socket cookie, 0 when the socket has none yet. */
  cookie: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** The address that counts, see `flags`. */
  addrOffset: (r: RecordView): number => r.base + 224,
  /** The address that the caller passed. */
  passedAddrOffset: (r: RecordView): number => r.base + 240,
  /** Own address of the socket. */
  localAddrOffset: (r: RecordView): number => r.base + 256,
  /** AF_* of the address; of `socket` and `setsockopt`: of the socket. */
  family: (r: RecordView): number => r.u16[(r.base + 272) >>> 1]!,
  /** The port that counts. */
  port: (r: RecordView): number => r.u16[(r.base + 274) >>> 1]!,
  /** The port that the caller passed. */
  passedPort: (r: RecordView): number => r.u16[(r.base + 276) >>> 1]!,
  /** Own port of the socket. */
  localPort: (r: RecordView): number => r.u16[(r.base + 278) >>> 1]!,
  /** IPPROTO_* of the socket. */
  protocol: (r: RecordView): number => r.u16[(r.base + 280) >>> 1]!,
  /** SOCK_* without flags. */
  socketType: (r: RecordView): number => r.u16[(r.base + 282) >>> 1]!,
  /** Result: descriptor, 0, or negative errno. */
  retval: (r: RecordView): number => r.u32[(r.base + 284) >>> 2]! | 0,
  /** Which call it was: DOOR_*. */
  door: (r: RecordView): number => r.u32[(r.base + 288) >>> 2]!,
  /** SOCKET_* bits. */
  flags: (r: RecordView): number => r.u32[(r.base + 292) >>> 2]!,
  /** Descriptor that the call was made on, -1 for none. */
  fd: (r: RecordView): number => r.u32[(r.base + 296) >>> 2]! | 0,
  /** Of setsockopt. */
  level: (r: RecordView): number => r.u32[(r.base + 300) >>> 2]! | 0,
  /** Of setsockopt. */
  option: (r: RecordView): number => r.u32[(r.base + 304) >>> 2]! | 0,
  /** Of setsockopt with a filter: number of instructions. */
  filterLength: (r: RecordView): number => r.u32[(r.base + 308) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueOffset: (r: RecordView): number => r.base + r.u32[(r.base + 312) >>> 2]!,
  /** Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
  valueLength: (r: RecordView): number => r.u32[(r.base + 316) >>> 2]!,
};

/** Flows of one process and device. Not written by the kernel half, but from its table. */
export const NetworkFlowMonitorRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Network namespace of the device. */
  netns: (r: RecordView): number => r.u32[(r.base + 216) >>> 2]!,
  /** Index of the device. */
  ifindex: (r: RecordView): number => r.u32[(r.base + 220) >>> 2]!,
  /** Name of the device. */
  ifnameOffset: (r: RecordView): number => r.base + 224,
  /** Flows of 72 bytes: two addresses, two ports, l3 and l4 protocol (u16), bytes and packets out, bytes and packets in (u64). The source is the own end. */
  flowsOffset: (r: RecordView): number => r.base + r.u32[(r.base + 240) >>> 2]!,
  /** Flows of 72 bytes: two addresses, two ports, l3 and l4 protocol (u16), bytes and packets out, bytes and packets in (u64). The source is the own end. */
  flowsLength: (r: RecordView): number => r.u32[(r.base + 244) >>> 2]!,
};

/** A cgroup was made; `task` made it. */
export const CgroupMadeRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Id of the cgroup: the inode number of its directory. */
  cgroupId: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** 2, or 1 for the v1 hierarchy of the pids controller. */
  version: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Unused. */
  pad: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 232) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathLength: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};

/** A cgroup was removed; `task` removed it. */
export const CgroupRemovedRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Id of the cgroup: the inode number of its directory. */
  cgroupId: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** 2, or 1 for the v1 hierarchy of the pids controller. */
  version: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Unused. */
  pad: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 232) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathLength: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};

/** A process was moved into a cgroup; `task` is the moved one, as it is afterwards. */
export const CgroupJoinedRecord = {
  /** Start of the thread group leader, ns since boot (task_struct.start_boottime). */
  taskStartNs: (r: RecordView): bigint => r.u64[(r.base + 24) >>> 3]!,
  /** task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
  taskExecId: (r: RecordView): bigint => r.u64[(r.base + 32) >>> 3]!,
  /** Process id (tgid) in the initial pid namespace. */
  taskPid: (r: RecordView): number => r.u32[(r.base + 40) >>> 2]!,
  /** Thread id in the initial pid namespace. */
  taskTid: (r: RecordView): number => r.u32[(r.base + 44) >>> 2]!,
  /** Present parent (real_parent) in the initial pid namespace. */
  taskPpid: (r: RecordView): number => r.u32[(r.base + 48) >>> 2]!,
  /** TASK_* bits. */
  taskFlags: (r: RecordView): number => r.u32[(r.base + 52) >>> 2]!,
  /** Start of the present parent. */
  taskParentStartNs: (r: RecordView): bigint => r.u64[(r.base + 56) >>> 3]!,
  taskUid: (r: RecordView): number => r.u32[(r.base + 64) >>> 2]!,
  taskGid: (r: RecordView): number => r.u32[(r.base + 68) >>> 2]!,
  taskEuid: (r: RecordView): number => r.u32[(r.base + 72) >>> 2]!,
  taskEgid: (r: RecordView): number => r.u32[(r.base + 76) >>> 2]!,
  taskSuid: (r: RecordView): number => r.u32[(r.base + 80) >>> 2]!,
  taskSgid: (r: RecordView): number => r.u32[(r.base + 84) >>> 2]!,
  taskFsuid: (r: RecordView): number => r.u32[(r.base + 88) >>> 2]!,
  taskFsgid: (r: RecordView): number => r.u32[(r.base + 92) >>> 2]!,
  /** Login uid; 4294967295 means unset. */
  taskAuid: (r: RecordView): number => r.u32[(r.base + 96) >>> 2]!,
  /** Audit session id; 4294967295 means unset. */
  taskSessionId: (r: RecordView): number => r.u32[(r.base + 100) >>> 2]!,
  taskSecurebits: (r: RecordView): number => r.u32[(r.base + 104) >>> 2]!,
  /** Process id in its own pid namespace. */
  taskNsPid: (r: RecordView): number => r.u32[(r.base + 108) >>> 2]!,
  taskCapEffective: (r: RecordView): bigint => r.u64[(r.base + 112) >>> 3]!,
  taskCapPermitted: (r: RecordView): bigint => r.u64[(r.base + 120) >>> 3]!,
  taskCapInheritable: (r: RecordView): bigint => r.u64[(r.base + 128) >>> 3]!,
  taskCapBounding: (r: RecordView): bigint => r.u64[(r.base + 136) >>> 3]!,
  taskCapAmbient: (r: RecordView): bigint => r.u64[(r.base + 144) >>> 3]!,
  /** Inode number of the mount namespace; the others likewise. */
  taskMntNs: (r: RecordView): number => r.u32[(r.base + 152) >>> 2]!,
  taskPidNs: (r: RecordView): number => r.u32[(r.base + 156) >>> 2]!,
  taskNetNs: (r: RecordView): number => r.u32[(r.base + 160) >>> 2]!,
  taskUserNs: (r: RecordView): number => r.u32[(r.base + 164) >>> 2]!,
  taskUtsNs: (r: RecordView): number => r.u32[(r.base + 168) >>> 2]!,
  taskIpcNs: (r: RecordView): number => r.u32[(r.base + 172) >>> 2]!,
  taskCgroupNs: (r: RecordView): number => r.u32[(r.base + 176) >>> 2]!,
  /** Session id (POSIX) in the initial pid namespace. */
  taskSid: (r: RecordView): number => r.u32[(r.base + 180) >>> 2]!,
  /** Id of the cgroup in the v2 hierarchy. */
  taskCgroupId: (r: RecordView): bigint => r.u64[(r.base + 184) >>> 3]!,
  /** Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
  taskCgroupV1Id: (r: RecordView): bigint => r.u64[(r.base + 192) >>> 3]!,
  /** Thread name. */
  taskCommOffset: (r: RecordView): number => r.base + 200,
  /** Id of the cgroup: the inode number of its directory. */
  cgroupId: (r: RecordView): bigint => r.u64[(r.base + 216) >>> 3]!,
  /** 2, or 1 for the v1 hierarchy of the pids controller. */
  version: (r: RecordView): number => r.u32[(r.base + 224) >>> 2]!,
  /** Unused. */
  pad: (r: RecordView): number => r.u32[(r.base + 228) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathOffset: (r: RecordView): number => r.base + r.u32[(r.base + 232) >>> 2]!,
  /** Names of the cgroup from the leaf to the root, each ended by NUL. */
  pathLength: (r: RecordView): number => r.u32[(r.base + 236) >>> 2]!,
};
