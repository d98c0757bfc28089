/** Kernel activity, and what processes do to each other and to themselves. */
import { type EventShapes, shape } from './shape.ts';

const USER_IDS = `
    uid    int   Real user.
    user   text  Its name.
    euid   int   Effective user.
    euser  text  Its name.
    suid   int   Saved user.
    fsuid  int   User for the file system.
    fsuser text  Its name.
`;
const GROUP_IDS = `
    gid     int   Real group.
    group   text  Its name.
    egid    int   Effective group.
    egroup  text  Its name.
    sgid    int   Saved group.
    fsgid   int   Group for the file system.
    fsgroup text  Its name.
`;
const CAPABILITIES = `
    cap_effective text[]  Effective capabilities.
    cap_permitted text[]  Permitted capabilities.
`;

/** Members of the event itself, for the table of all. */
export const KERNEL_MEMBERS = `
    target?            @target             Who something was done to.
    signal?            @signal             A POSIX signal.
    setuid?            @setuid             New users of the process.
    setgid?            @setgid             New groups of the process.
    capset?            @capset             New capabilities of the process.
    setrlimit?         @setrlimit          A limit of resources.
    prctl?             @prctl              What a process changed about itself.
    ptrace?            @ptrace             A request of tracing.
    mmap?              @mmap               A new mapping of memory.
    mprotect?          @mprotect           A new protection of memory.
    bpf?               @bpf                A command of bpf(2).
    module?            @module             A kernel module.
    selinux?           @selinux            A write into selinuxfs.
    sysctl?            @sysctl             A kernel parameter.
    cgroup_write?      @cgroup_write       A move between control groups.
    capabilities?      @capabilities       Capabilities that were asked for.
    unshare?           @namespace_flags    Namespaces that were left.
    setns?             @namespace_flags    Namespaces that were entered.
    memfd_create?      @memfd_create       A file in memory.
    process_memory?    @process_memory     Memory of another process.
    kernel_call?       @kernel_call        A seldom and powerful call.
    io_uring?          @io_uring           A ring of requests.
    ondemand?          @ondemand           A call that a rule asked for.
    credential_change? @credential_change  Credentials before and after.
    self_protection?   @self_protection    An act against the sensor.
`;

export const KERNEL_SHAPES: EventShapes = {
  signal: shape(
    'A POSIX signal.',
    `
    type   text  Name of the signal.
    number int   Its number.
    pid    int   Who gets it; negative or 0 for a group as it was passed.
    code   int   si_code, which tells the call.
    `,
  ),
  user_ids: shape('Users of a process.', USER_IDS),
  group_ids: shape('Groups of a process.', GROUP_IDS),
  capability_sets: shape('Capabilities of a process.', CAPABILITIES),
  setuid: shape('New users of the process.', `${USER_IDS}\n    before? @user_ids  Those before.`),
  setgid: shape('New groups of the process.', `${GROUP_IDS}\n    before? @group_ids  Those before.`),
  capset: shape('New capabilities of the process.', `${CAPABILITIES}\n    before? @capability_sets  Those before.`),
  setrlimit: shape(
    'A limit of resources.',
    `
    resource text  Name of the resource.
    rlim_cur text  Soft limit.
    rlim_max text  Hard limit.
    `,
  ),
  prctl: shape(
    'What a process changed about itself.',
    `
    option             text  Option of prctl(2).
    arg2               text  Second argument.
    arg3               text  Third argument.
    new_name?          text  Name that the thread got.
    is_name_truncated? bool  The name passed was longer.
    `,
  ),
  ptrace: shape(
    'A request of tracing.',
    `
    request text  Name of the request.
    address text  Address in the tracee.
    data    text  Data as it was passed.
    `,
  ),
  mmap: shape(
    'A new mapping of memory.',
    `
    address    text    Where it is.
    length     text    Its length as it was passed.
    offset     text    Offset in the file.
    protection text[]  What may be done there.
    flags      text[]  Flags of the call.
    `,
  ),
  mprotect: shape(
    'A new protection of memory.',
    `
    address        text    Where it begins.
    length         text    How far it goes.
    req_protection text[]  Protection asked for.
    vm_protection? text[]  Flags of the memory before.
    `,
  ),
  bpf: shape(
    'A command of bpf(2).',
    `
    cmd      text          Name of the command.
    map?     @bpf_map      Its map.
    program? @bpf_program  Its program.
    link?    @bpf_link     Its link.
    `,
  ),
  bpf_map: shape('A BPF map.', 'id? int  Its id.\nname text  Its name.\ntype text  Its type.'),
  bpf_link: shape('A BPF link.', 'id int  Its id.'),
  bpf_program: shape(
    'A BPF program.',
    `
    id?                int     Its id.
    name               text    Its name.
    type               text    Its type.
    attach_type        text    Where it attaches.
    tag?               text    Hash of its instructions.
    helpers?           text[]  Functions of the kernel that it calls.
    helpers_truncated? bool    There may be more of them.
    `,
  ),
  module: shape(
    'A kernel module.',
    `
    name                text    Its name.
    loaded_from_memory? bool    It came from memory and not from a file.
    args?               text    Its parameters.
    argv?               text[]  Its parameters, one by one.
    args_truncated?     bool    There are more parameters.
    `,
  ),
  selinux: shape(
    'A write into selinuxfs.',
    `
    written      text              What was written.
    bool?        @selinux_bool     The boolean.
    bool_commit? bool              Pending booleans take effect.
    enforce?     @selinux_enforce  How the policy is enforced.
    `,
  ),
  selinux_bool: shape('A boolean of SELinux.', 'name text  Its name.\nstate text  on or off.'),
  selinux_enforce: shape('How a policy is enforced.', 'status text  enforcing, permissive or disabled.'),
  sysctl: shape(
    'A kernel parameter.',
    `
    name                text        Its path below /proc/sys.
    action              read|write  What is done.
    file_position       int         Position in its file.
    value               text        Value that is read, or to be written.
    old_value           text        Value before.
    name_truncated      bool        The name is longer.
    value_truncated     bool        The value is longer.
    old_value_truncated bool        The value before is longer.
    `,
  ),
  cgroup_write: shape(
    'A move between control groups.',
    `
    pid         int   Who was moved.
    cgroup_id   text  Id of the new group.
    path        text  Its path.
    all_threads bool  The whole process was moved.
    `,
  ),
  capabilities: shape(
    'Capabilities that were asked for.',
    `
    attempted text[]  All that were asked for.
    used      text[]  Those that the process had.
    `,
  ),
  namespace_flags: shape('Kinds of namespaces.', 'flags text[]  As they were passed.'),
  memfd_create: shape('A file in memory.', 'name text  Its name.\nflags int  Flags of the call.'),
  process_memory: shape(
    'Memory of another process.',
    `
    action  read|write  What was done.
    address text        First address.
    size    text        Length of the first piece.
    method  text        Call that did it.
    `,
  ),
  kernel_call: shape('A seldom and powerful call.', 'name text  Its name.\nargs text[]  Its arguments.'),
  io_uring: shape(
    'A ring of requests.',
    `
    action      setup|register|submit  What was done.
    operation?  text                   Name of the operation.
    entries?    int                    Size of the ring.
    opcode?     int                    Number of the operation.
    setup_flags int                    Flags of the ring.
    fd          int                    Descriptor that it is about.
    user_data?  text                   Mark of the operation.
    polled?     bool                   A polling thread submitted it, without any call.
    `,
  ),
  ondemand: shape('A call that a rule asked for.', 'name text  Its name.\nargs @ondemand_arg[]  Its arguments.'),
  ondemand_arg: shape('An argument.', 'uint text  As a number.\nstr? text  What it points to, as a string.'),
  credential_change: shape(
    'Credentials that changed without a call that explains it.',
    `
    changed text[]            What changed.
    seen_by text              Kind of the event that showed it.
    before  @all_credentials  Those before.
    after   @all_credentials  Those now.
    `,
  ),
  all_credentials: shape(
    'Credentials of a thread.',
    `${USER_IDS}${GROUP_IDS}${CAPABILITIES}
    user_ns int  User namespace.
    `,
  ),
  self_protection: shape(
    'An act against the sensor.',
    `
    action  text  What was done.
    detail  text  More about it.
    seen_by text  Kind of the event that showed it.
    `,
  ),
};
