/** Records 5 to 19: files. */
import { type ConstantGroups, f, type LayoutField, type RecordLayout } from './layout.ts';
import { file, task } from './shared.ts';

/** How the records of all changes begin: the kernel half fills this part for all of them with one piece of code. */
const change = (about: string): LayoutField[] => [
  task,
  file(`${about}; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set.`),
  f('retval', 'i32', 'Result of the call: 0 or a negative errno.'),
  f('flags', 'u32', 'PATH_* and CHANGE_* bits.'),
  f(
    'dirfd',
    'i32',
    'dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none.',
  ),
  f('door', 'u32', 'Which call it was: DOOR_*.'),
  f('filename', 'text', 'The text passed, when asked for or when the file was not found.'),
  f('cwd', 'text', 'Directory that a relative text starts from, leaf to root, when the file was not found.'),
];

/** Changes with a second file. */
const pair = (about: string, second: string): LayoutField[] => [
  ...change(about),
  file(`${second}; inode 0 when the call failed.`, 'destination'),
  f('destination_filename', 'text', 'The second text passed, as filename.'),
  f('destination_cwd', 'text', 'As cwd, for the second text.'),
  f('destination_dirfd', 'i32', 'Second dirfd as passed.'),
  f('call_flags', 'u32', 'Flags argument: RENAME_* or AT_*.'),
];

const event = (name: string, type: number, doc: string, fields: readonly LayoutField[]): RecordLayout => ({
  name,
  type,
  ring: 'events',
  doc,
  fields,
});

export const FILE_RECORDS: readonly RecordLayout[] = [
  event('open', 5, 'A file was opened, or could not be.', [
    task,
    file('The file really opened; inode 0 when the call failed.'),
    f('open_flags', 'u32', 'O_* as passed.'),
    f('mode', 'u32', 'Mode argument as passed.'),
    f('retval', 'i32', 'File descriptor or negative errno.'),
    f('flags', 'u32', 'PATH_* and OPEN_* bits.'),
    f('dirfd', 'i32', 'dirfd as passed, AT_FDCWD (-100) where the call has none.'),
    f('door', 'u32', 'Which call it was: DOOR_*.'),
    f('filename', 'text', 'The text passed, when the call failed.'),
    f('cwd', 'text', 'For a failed call with a relative name: the directory it is relative to, leaf to root.'),
  ]),
  event('chmod', 6, 'Permissions of a file were changed.', [
    ...change('The changed file'),
    f('mode', 'u32', 'New permission bits as passed.'),
    f('call_flags', 'u32', 'AT_* as passed.'),
  ]),
  event('chown', 7, 'The owner of a file was changed.', [
    ...change('The changed file'),
    f('uid', 'u32', 'New owner as passed; 4294967295 leaves it.'),
    f('gid', 'u32', 'New group as passed; 4294967295 leaves it.'),
  ]),
  event('link', 8, 'A hard link was made.', pair('The linked file', 'The new name')),
  event('mkdir', 9, 'A directory was made.', [
    ...change('The new directory'),
    f('mode', 'u32', 'Mode as passed.'),
    f('call_flags', 'u32', 'Unused.'),
  ]),
  event('rename', 10, 'A file was renamed.', pair('The file under its old name', 'The file under its new name')),
  event('rmdir', 11, 'A directory was removed.', change('The removed directory')),
  event('unlink', 12, 'A name of a file was removed.', [
    ...change('The file, under the removed name'),
    f('call_flags', 'u32', 'AT_* as passed.'),
    f('unused', 'u32', 'Unused.'),
  ]),
  event('utimes', 13, 'Times of a file were set.', [
    ...change('The file'),
    f('atime_ns', 'u64', 'Access time after the call, ns since the epoch.'),
    f('mtime_ns', 'u64', 'Modification time after the call, ns since the epoch.'),
  ]),
  event('setxattr', 14, 'An extended attribute was set.', [
    ...change('The file'),
    f('attribute', 'text', 'Name of the attribute.'),
  ]),
  event('removexattr', 15, 'An extended attribute was removed.', [
    ...change('The file'),
    f('attribute', 'text', 'Name of the attribute.'),
  ]),
  event('chdir', 16, 'A process changed its working directory.', change('The new directory')),
  event('mount', 17, 'A file system was mounted, a mount made, moved or changed.', [
    ...change('The root of the mount, with the path where it shows'),
    f('mount_flags', 'u64', 'MS_*, MOVE_MOUNT_*, OPEN_TREE_* or MOUNT_ATTR_* as passed.'),
    f('parent_mount_id', 'u32', 'mnt_id of the mount it lies on; 0 when detached.'),
    f('mount_ns', 'u32', 'Inode number of the mount namespace it belongs to; 0 when detached.'),
    f('root', 'text', 'Path of its root inside the file system, leaf to root.'),
    f('source', 'text', 'Path of what a bind mount shows, leaf to root; empty otherwise.'),
    f('device', 'text', 'Device name as in /proc/PID/mountinfo.'),
    f('source_filename', 'text', 'Source as passed.'),
    f('fs_type', 'text', 'Type of the file system as passed.'),
  ]),
  event('umount', 18, 'A mount was taken away.', [
    ...change('The root of the mount, with the path where it showed'),
    f('mount_flags', 'u64', 'MNT_* as passed.'),
  ]),
  event('splice', 19, 'Data was moved between a file and a pipe.', [
    ...change('The file; a pipe when both ends are pipes'),
    f('pipe_entry_flag', 'u32', 'PIPE_BUF_FLAG_* of the last buffer of the pipe before the call.'),
    f('pipe_exit_flag', 'u32', 'The same after the call.'),
  ]),
];

export const FILE_CONSTANTS: ConstantGroups = {
  'Bits of open.flags': [
    ['OPEN_CREATED', 256, 'The call created the file.'],
    ['OPEN_DIRECT', 512, 'An io_uring direct descriptor: retval is a slot, not a file descriptor.'],
  ],
  'Bits of flags in records of changes': [
    ['CHANGE_AFTER', 256, 'Mode, owner and times of `file` are those after the call.'],
    ['CHANGE_NAMED', 512, 'The path is that of the directory used and the name in it; no file was found there.'],
    ['PATH_RACED', 1024, "Another thread changed the text between the start of the call and the kernel's copy of it."],
    ['CHANGE_HOOKED', 2048, 'A hook inside the kernel handed over the very object that was changed.'],
    ['MOUNT_DETACHED', 4096, 'The mount is attached nowhere.'],
    ['MOUNT_NEW', 8192, 'The call made the mount, or put it where it is.'],
  ],
};
