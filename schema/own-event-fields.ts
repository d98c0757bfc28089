/**
 * Event types that are Shrike's own: compatible policies do not know them. Same shape and groups as `event-fields.ts`.
 */
import type { EventDefinition, IteratedList } from './event-fields.ts';
import { argumentPath, bool, FILE, int, type Leaf, mount, PROCESS, RETVAL, text } from './field-groups.ts';

const capability = { wide: true, constants: 'capabilities' };

/** A process that something is done to, as in `signal.target`. */
const target = (path: string, it: string): readonly Leaf[] => [
  ...mount(path, it, PROCESS),
  ...mount(`${path}.parent`, `the parent of ${it}`, PROCESS),
];
const ancestors = (path: string, it: string): IteratedList => ({
  path: `${path}.ancestors`,
  it: `an ancestor of ${it}`,
  leaves: PROCESS,
});

export const OWN_EVENTS: readonly EventDefinition[] = [
  {
    type: 'credential_change',
    category: 'process',
    since: '7.27',
    doc: 'Credentials changed and no system call of the process explains it, as after a kernel exploit (own event)',
    fields: [
      text('changed', 'What changed: uid, euid, gid, cap_permitted, user_ns…', { array: true }),
      int('old_uid', 'User id before'),
      int('old_euid', 'Effective user id before'),
      int('old_gid', 'Group id before'),
      int('old_egid', 'Effective group id before'),
      int('old_cap_effective', 'Effective capabilities before', capability),
      int('old_cap_permitted', 'Permitted capabilities before', capability),
      text('seen_by', 'Type of the event that showed it'),
    ],
  },
  {
    type: 'io_uring',
    category: 'kernel',
    since: '7.27',
    doc: 'An io_uring was set up, registered with, or used (own event)',
    fields: [
      int('action', '1 set up, 2 registered with, 3 operation submitted'),
      int('opcode', 'Number of the operation (IORING_OP_*), or of what is registered (IORING_REGISTER_*)'),
      text('operation', 'Name of the operation, in lower case: openat, send, uring_cmd…'),
      int('setup_flags', 'Flags of the ring (IORING_SETUP_*)'),
      int('fd', 'Descriptor that the operation works on'),
      bool('polled', 'Whether a polling thread submitted it, without any system call'),
      ...mount('file', 'the file of the operation', FILE),
      RETVAL,
    ],
  },
  {
    type: 'kernel_call',
    category: 'kernel',
    since: '7.27',
    doc: 'A seldom and powerful system call: chroot, pivot_root, reboot, kexec_load, swapon, quotactl, userfaultfd, keyctl, perf_event_open, iopl and their like (own event)',
    fields: [
      text('name', 'Name of the system call'),
      ...[1, 2, 3, 4, 5, 6].map((n) => int(`arg${n}`, `Argument ${n} as passed`, { wide: true })),
      ...mount('file', 'the file or directory that it is about', FILE),
      argumentPath('syscall.path', 'Path'),
      argumentPath('syscall.destination.path', 'Second path'),
      RETVAL,
    ],
  },
  {
    type: 'memfd_create',
    category: 'kernel',
    since: '7.27',
    doc: 'A file without a name in any directory was made in memory (own event)',
    fields: [
      ...mount('file', 'the file', FILE),
      text('name', 'Name that the caller gave it'),
      int('flags', 'Flags (MFD_*)'),
      RETVAL,
    ],
  },
  {
    type: 'process_memory',
    category: 'kernel',
    since: '7.27',
    doc: 'A process read or wrote the memory of another (own event)',
    fields: [
      int('action', '1 read, 2 written'),
      int('address', 'First address in the other process', { wide: true }),
      int('size', 'Length of the first piece', { wide: true }),
      text('method', 'process_vm_readv, process_vm_writev, or the call that wrote into /proc/PID/mem'),
      ...target('target', 'the process whose memory it is'),
      RETVAL,
    ],
    lists: [ancestors('target', 'the process whose memory it is')],
  },
  {
    type: 'self_protection',
    category: 'kernel',
    since: '7.27',
    doc: 'Somebody acted against the sensor: traced, signalled, limited or moved it, or touched its BPF objects (own event)',
    fields: [
      text(
        'action',
        'signalled, traced, memory_read, memory_written, limited, moved, bpf_object_touched or tracing_disabled',
      ),
      text('detail', 'More about it, in words'),
      text('seen_by', 'Type of the event that showed it'),
      RETVAL,
    ],
  },
  {
    type: 'setns',
    category: 'process',
    since: '7.27',
    doc: 'A process entered namespaces of others (own event)',
    fields: [
      int('flags', 'Kinds of namespaces asked for; 0: any', { constants: 'clone_flags' }),
      ...mount('file', 'the file of the namespace', FILE),
      ...target('target', 'the process whose namespaces were entered'),
      RETVAL,
    ],
    lists: [ancestors('target', 'the process whose namespaces were entered')],
  },
];
