/** What records of all families have in common: header, acting task, files. */
import { type ConstantGroups, f, type LayoutField, type StructLayout } from './layout.ts';

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

/** First field of every record. */
export const task = f('task', { struct: 'task_facts' }, 'The acting task.');

/** A file that a record is about; `destination` in records with two. */
export const file = (doc: string, name = 'file'): LayoutField => f(name, { struct: 'file_facts' }, doc);

export const SHARED_CONSTANTS: ConstantGroups = {
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
  'Bits for a text that the caller passed (in `flags`)': [
    ['PATH_FROM_USER', 1, 'Read from user memory after the call: another thread may have changed it.'],
    ['PATH_FROM_KERNEL', 2, "The kernel's own copy: what the call really used."],
    ['PATH_UNREADABLE', 4, 'Could not be read.'],
  ],
};
