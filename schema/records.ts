/**
 * The bytes that travel from the kernel half to user space: every record type, field by field.
 *
 * This is the only place where a layout is written down. `schema/generate.ts` turns it into the C header
 * (`bpf/lib/records.gen.h`, with a static assertion for every offset) and the TypeScript accessors
 * (`src/decode/records.gen.ts`).
 *
 * A record is a fixed part followed by a tail. Long values live in the tail; a `text` field in the fixed part says
 * where (offset from the start of the record) and how long. Field order is layout order; sizes are explicit and every
 * field is naturally aligned (the generator refuses anything else), so there is no hidden padding.
 * Existing fields are never moved or re-used within a schema version: recordings name the version.
 */

/** Raised whenever a layout changes; recordings of another version are refused. */
export const SCHEMA_VERSION = 1;

export type ScalarKind = 'u8' | 'u16' | 'u32' | 'i32' | 'u64';

/** `text`: u32 offset + u32 length in the tail. `bytes16`: 16 bytes inline, NUL padded. A string: a nested struct. */
export type FieldKind = ScalarKind | 'text' | 'bytes16' | { readonly struct: string };

export interface LayoutField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly doc: string;
}

export interface StructLayout {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly LayoutField[];
}

export interface RecordLayout extends StructLayout {
  /** Number in the header; never re-used. */
  readonly type: number;
  /** `urgent` records (process life cycle) have a ring of their own, so that a flood of others cannot push them out. */
  readonly ring: 'urgent' | 'events';
}

const f = (name: string, kind: FieldKind, doc: string): LayoutField => ({ name, kind, doc });

/** Opens every record. */
export const RECORD_HEADER: StructLayout = {
  name: 'record_header',
  doc: 'Opens every record.',
  fields: [
    f('size', 'u32', 'Length of the whole record in bytes, tail included.'),
    f('type', 'u16', 'Record type.'),
    f('cpu', 'u16', 'CPU that wrote the record; `seq` counts on it.'),
    f(
      'seq',
      'u64',
      'Number of the record on this CPU and ring, from 1, counted whether or not it could be delivered: gaps are losses.',
    ),
    f('time_ns', 'u64', 'CLOCK_BOOTTIME in ns.'),
  ],
};

/** Who acts: the task as it was at the moment of the event. */
export const TASK: StructLayout = {
  name: 'task_facts',
  doc: 'A task at the moment of the event: identity, credentials, namespaces, cgroup.',
  fields: [
    f('start_ns', 'u64', 'Start of the thread group leader, ns since boot (task_struct.start_boottime).'),
    f(
      'exec_id',
      'u64',
      'task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run.',
    ),
    f('pid', 'u32', 'Process id (tgid) in the initial pid namespace.'),
    f('tid', 'u32', 'Thread id in the initial pid namespace.'),
    f('ppid', 'u32', 'Present parent (real_parent) in the initial pid namespace.'),
    f('flags', 'u32', 'TASK_* bits.'),
    f('parent_start_ns', 'u64', 'Start of the present parent.'),
    f('uid', 'u32', ''),
    f('gid', 'u32', ''),
    f('euid', 'u32', ''),
    f('egid', 'u32', ''),
    f('suid', 'u32', ''),
    f('sgid', 'u32', ''),
    f('fsuid', 'u32', ''),
    f('fsgid', 'u32', ''),
    f('auid', 'u32', 'Login uid; 4294967295 means unset.'),
    f('session_id', 'u32', 'Audit session id; 4294967295 means unset.'),
    f('securebits', 'u32', ''),
    f('ns_pid', 'u32', 'Process id in its own pid namespace.'),
    f('cap_effective', 'u64', ''),
    f('cap_permitted', 'u64', ''),
    f('cap_inheritable', 'u64', ''),
    f('cap_bounding', 'u64', ''),
    f('cap_ambient', 'u64', ''),
    f('mnt_ns', 'u32', 'Inode number of the mount namespace; the others likewise.'),
    f('pid_ns', 'u32', ''),
    f('net_ns', 'u32', ''),
    f('user_ns', 'u32', ''),
    f('uts_ns', 'u32', ''),
    f('ipc_ns', 'u32', ''),
    f('cgroup_ns', 'u32', ''),
    f('sid', 'u32', 'Session id (POSIX) in the initial pid namespace.'),
    f('cgroup_id', 'u64', 'Id of the cgroup in the v2 hierarchy.'),
    f(
      'cgroup_v1_id',
      'u64',
      'Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0.',
    ),
    f('comm', 'bytes16', 'Thread name.'),
  ],
};

/** What a file is, by the kernel's own objects. */
export const FILE: StructLayout = {
  name: 'file_facts',
  doc: "A file by the kernel's own objects: inode, mount and the path walked from the dentry.",
  fields: [
    f('inode', 'u64', 'i_ino; 0 when there is no inode (a failed call).'),
    f('mtime_ns', 'u64', 'Modification time, ns since the epoch.'),
    f('ctime_ns', 'u64', 'Change time, ns since the epoch.'),
    f('dev', 'u32', 'Device of the super block: major << 20 | minor.'),
    f('mount_id', 'u32', 'mnt_id as in /proc/PID/mountinfo.'),
    f('uid', 'u32', ''),
    f('gid', 'u32', ''),
    f('nlink', 'u32', 'Number of hard links.'),
    f('generation', 'u32', 'i_generation: tells a re-used inode number from the old file.'),
    f('mode', 'u32', 'Type and permission bits.'),
    f('flags', 'u32', 'FILE_* bits.'),
    f('fs_magic', 'u32', 'Super block magic (statfs f_type).'),
    f(
      'root_depth',
      'u32',
      'How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way.',
    ),
    f('filesystem', 'bytes16', 'Name of the file system type.'),
    f('path', 'text', 'Components from the leaf to the root of the mount namespace, each ended by NUL.'),
  ],
};

export const STRUCTS: readonly StructLayout[] = [TASK, FILE];

const task = f('task', { struct: 'task_facts' }, 'The acting task.');

/** All records, by number. */
export const RECORDS: readonly RecordLayout[] = [
  {
    name: 'fork',
    type: 1,
    ring: 'urgent',
    doc: 'A new process (not thread). Written in the parent; `task` is the child.',
    fields: [
      task,
      f('parent_exec_id', 'u64', 'exec_id of the forking process.'),
      f('clone_flags', 'u64', 'CLONE_* as the kernel used them.'),
      f('forker_start_ns', 'u64', 'Start of the process that called fork (with CLONE_PARENT not the parent).'),
      f('forker_pid', 'u32', 'Process id of the caller.'),
      f('forker_tid', 'u32', 'Thread id of the caller.'),
      f('cgroup', 'text', 'Names of the v2 cgroup from the leaf to the root, each ended by NUL.'),
      f('cgroup_v1', 'text', 'The same in the v1 hierarchy.'),
    ],
  },
  {
    name: 'exec',
    type: 2,
    ring: 'urgent',
    doc: 'A program has replaced the process image. `file` is what was asked for (a script when there is one).',
    fields: [
      task,
      f('file', { struct: 'file_facts' }, 'The executed file: the script for `#!`, else the binary.'),
      f('interpreter', { struct: 'file_facts' }, 'For a script: the binary that runs. inode 0 when there is none.'),
      f('flags', 'u32', 'EXEC_* bits.'),
      f('argc', 'u32', 'Number of arguments as the kernel counted them.'),
      f('envc', 'u32', 'Number of environment strings.'),
      f('old_tid', 'u32', 'Thread that called exec; differs from pid when a thread other than the leader did.'),
      f('args_bytes', 'u32', 'True length of the argument area.'),
      f('envs_bytes', 'u32', 'True length of the environment area.'),
      f('filename', 'text', 'The text passed to exec.'),
      f('args', 'text', 'Argument area: strings ended by NUL.'),
      f('envs', 'text', 'Environment area: strings ended by NUL.'),
      f('cwd', 'text', 'Working directory, leaf to root.'),
      f('tty', 'text', 'Name of the controlling terminal, empty when none.'),
      f('cgroup', 'text', 'As in fork.'),
      f('cgroup_v1', 'text', 'As in fork.'),
    ],
  },
  {
    name: 'exit',
    type: 3,
    ring: 'urgent',
    doc: 'The last thread of a process is leaving.',
    fields: [
      task,
      f('exit_code', 'u32', 'Wait status: code << 8 | signal, 0x80 for a core dump.'),
      f('flags', 'u32', 'Unused.'),
    ],
  },
  {
    name: 'exec_failed',
    type: 4,
    ring: 'events',
    doc: 'An exec that the kernel refused.',
    fields: [
      task,
      f('retval', 'i32', 'Negative errno.'),
      f('flags', 'u32', 'PATH_* bits for filename.'),
      f('filename', 'text', 'The text passed.'),
    ],
  },
  {
    name: 'open',
    type: 5,
    ring: 'events',
    doc: 'A file was opened, or could not be.',
    fields: [
      task,
      f('file', { struct: 'file_facts' }, 'The file really opened; inode 0 when the call failed.'),
      f('open_flags', 'u32', 'O_* as passed.'),
      f('mode', 'u32', 'Mode argument as passed.'),
      f('retval', 'i32', 'File descriptor or negative errno.'),
      f('flags', 'u32', 'PATH_* and OPEN_* bits.'),
      f('dirfd', 'i32', 'dirfd as passed, AT_FDCWD (-100) where the call has none.'),
      f('door', 'u32', 'Which call it was: DOOR_*.'),
      f('filename', 'text', 'The text passed, when the call failed.'),
      f('cwd', 'text', 'For a failed call with a relative name: the directory it is relative to, leaf to root.'),
    ],
  },
];

/** Bit and number names shared by both halves. */
export const CONSTANTS: Readonly<Record<string, readonly (readonly [name: string, value: number, doc: string])[]>> = {
  'Bits of task_facts.flags': [
    ['TASK_KTHREAD', 1, 'Kernel thread.'],
    ['TASK_IO_WORKER', 2, 'An io_uring worker or polling thread acts for the process.'],
    ['TASK_COMPAT', 4, 'The call came through the 32-bit entry.'],
  ],
  'Bits of file_facts.flags': [
    ['FILE_DELETED', 1, 'No name leads to it any more.'],
    ['FILE_ANONYMOUS', 2, 'Lives on an internal mount (memfd, pipe, socket): has a name but no path.'],
    ['FILE_PATH_TRUNCATED', 4, 'The path has more components or bytes than could be walked; the leaf side is kept.'],
    ['FILE_MOUNT_DETACHED', 8, 'The walk ended on a mount that belongs to no namespace.'],
    ['FILE_UPPER_LAYER', 16, 'On overlayfs: lies in the upper layer.'],
    ['FILE_SCRIPT_GUESSED', 32, 'The script file object was gone; only the passed text is known.'],
    ['FILE_OVERLAY', 64, 'On overlayfs.'],
  ],
  'Bits of exec.flags': [
    ['EXEC_ARGS_TRUNCATED', 1, 'args holds less than the argument area.'],
    ['EXEC_ENVS_TRUNCATED', 2, 'envs holds less than the environment area.'],
    ['EXEC_FROM_THREAD', 4, 'A thread other than the leader called exec.'],
    ['EXEC_SECURE', 8, 'The new program runs with raised privileges (AT_SECURE).'],
    ['EXEC_FROM_FD', 16, 'execveat with a descriptor.'],
  ],
  'Bits for a text that the caller passed': [
    ['PATH_FROM_USER', 1, 'Read from user memory after the call: another thread may have changed it.'],
    ['PATH_FROM_KERNEL', 2, "The kernel's own copy: what the call really used."],
    ['PATH_UNREADABLE', 4, 'Could not be read.'],
    ['OPEN_CREATED', 256, 'The call created the file.'],
    ['OPEN_DIRECT', 512, 'An io_uring direct descriptor: retval is a slot, not a file descriptor.'],
  ],
  'open.door': [
    ['DOOR_OPEN', 1, 'open(2)'],
    ['DOOR_OPENAT', 2, 'openat(2)'],
    ['DOOR_OPENAT2', 3, 'openat2(2)'],
    ['DOOR_CREAT', 4, 'creat(2)'],
    ['DOOR_OPEN_BY_HANDLE_AT', 5, 'open_by_handle_at(2)'],
    ['DOOR_IO_URING', 6, 'io_uring IORING_OP_OPENAT or IORING_OP_OPENAT2'],
    ['DOOR_EXECVE', 7, 'execve(2)'],
    ['DOOR_EXECVEAT', 8, 'execveat(2)'],
  ],
};

/** Why a record was not delivered: counted per record type and CPU in the kernel. Numbers are never re-used. */
export const LOSS_REASONS: readonly (readonly [name: string, index: number, doc: string])[] = [
  ['seen', 0, 'Not a loss: events of an enabled type that reached their hook.'],
  ['filtered', 1, 'Not a loss: dropped on purpose, since no loaded rule could match.'],
  ['delivered', 2, 'Not a loss: put into the ring.'],
  ['lost_ring_full', 3, 'The ring had no room.'],
  ['lost_scratch_busy', 4, 'A program interrupted another one on this CPU while a record was being built.'],
  ['lost_no_scratch', 5, 'More CPUs than build areas.'],
];
