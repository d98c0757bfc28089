/** Records 1 to 4: the life of processes. */
import { type ConstantGroups, f, type RecordLayout } from './layout.ts';
import { file, task } from './shared.ts';

export const PROCESS_RECORDS: readonly RecordLayout[] = [
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
      file('The executed file: the script for `#!`, else the binary.'),
      file('For a script: the binary that runs. inode 0 when there is none.', 'interpreter'),
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
];

export const PROCESS_CONSTANTS: ConstantGroups = {
  'Bits of exec.flags': [
    ['EXEC_ARGS_TRUNCATED', 1, 'args holds less than the argument area.'],
    ['EXEC_ENVS_TRUNCATED', 2, 'envs holds less than the environment area.'],
    ['EXEC_FROM_THREAD', 4, 'A thread other than the leader called exec.'],
    ['EXEC_SECURE', 8, 'The new program runs with raised privileges (AT_SECURE).'],
    ['EXEC_FROM_FD', 16, 'execveat with a descriptor.'],
  ],
};
