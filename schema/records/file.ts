/** Records 5 to 19: files. */
import { type ConstantGroups, f, type RecordLayout } from './layout.ts';
import { file, task } from './shared.ts';

export const FILE_RECORDS: readonly RecordLayout[] = [
  {
    name: 'open',
    type: 5,
    ring: 'events',
    doc: 'A file was opened, or could not be.',
    fields: [
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
    ],
  },
];

export const FILE_CONSTANTS: ConstantGroups = {
  'Bits of open.flags': [
    ['OPEN_CREATED', 256, 'The call created the file.'],
    ['OPEN_DIRECT', 512, 'An io_uring direct descriptor: retval is a slot, not a file descriptor.'],
  ],
};
