/** Processes, and events about their life. */
import { type EventShapes, shape } from './shape.ts';

/** `mark` is `?` for members that an ancestor leaves out when they are those of the process below it. */
const members = (mark: '' | '?'): string => `
    key             text           Names one program run: same in all its events.
    pid             int            Process id.
    ppid            int            Id of the present parent.
    uid             int            User.
    gid             int            Group.
    user            text           Name of the user.
    group           text           Name of the group.
    comm            text           Name of the thread.
    tty?            text           Terminal.
    fork_time?      time           When the process was made.
    exec_time?      time           When it became this program.
    exit_time?      time           When it ended or became another program.
    credentials${mark}    @credentials   Users, groups and capabilities.${mark && ' Absent: those of the process below.'}
    executable      @file          The program: the script when there is one.
    interpreter?    @file          What runs the script.
    argv0           text           Its own name as it was passed; secrets are hidden.
    args            text[]         Arguments; secrets are hidden.
    argc            int            True number of arguments, the first included.
    args_truncated? bool           There are more or longer arguments than shown.
    envs${mark}           text[]         Names of environment variables; values only of those that the configuration lists.${mark && ' Absent: those of the process below.'}
    envs_truncated? bool           There are more variables than shown.
    cwd?            text           Working directory when the program began.
    is_thread       bool           It has not executed anything since it was forked.
    is_kworker      bool           A thread of the kernel.
    is_exec         bool           It runs a program that it executed itself.
    source          text           Where the facts come from: kernel, snapshot or unknown.
    lineage_gap?    bool           Processes between this one and its ancestor were not seen.
    container?      @container     Its container, where another than the event's.
    user_session?   @user_session  The login that it belongs to.
`;

export const PROCESS_SHAPES: EventShapes = {
  process: shape(
    'The acting process.',
    `${members('')}
    tid                  int         Acting thread.
    mnt_ns               int         Mount namespace.
    net_ns               int         Network namespace.
    parent?              @parent     The nearest ancestor.
    ancestors            @ancestor[] Who started it, nearest first; one entry per program run.
    truncated_ancestors? bool        There are more ancestors than shown.
    variables?           map         Variables of the process that are not private.
    syscalls?            any         System calls that it made, where they are followed.
    `,
  ),
  target: shape(
    'A process that something is done to.',
    `${members('')}
    ancestors @ancestor[] Who started it, nearest first.
    `,
  ),
  parent: shape('The process that another comes from.', members('')),
  ancestor: shape('A process that another descends from: what differs from the process below it.', members('?')),
  user_session: shape(
    'The login that a process belongs to, and who it became since.',
    `
    id?              text  Id of the session.
    session_type?    ssh|k8s  How it came about.
    identity?        text  User who logged in.
    ssh_session_id?  text  Number of the session: that of the kernel's audit where it has one.
    ssh_client_ip?   text  Address of the client; empty when it came through no network.
    ssh_client_port? int   Port of the client.
    ssh_auth_method? unknown|password|public_key  How the user proved who it is.
    ssh_public_key?  text  Fingerprint of the key that was used.
    elevations?      @elevation[]  Steps to other users, the earliest first.
    `,
  ),
  elevation: shape(
    'A step to another user.',
    `
    tool text  Program that made it: sudo, su, doas, pkexec.
    from text  Who called it.
    to   text  Who it ran the next program as.
    `,
  ),
  credentials: shape(
    'Users, groups and capabilities.',
    `
    uid           int     Real user.
    user          text    Name of the real user.
    gid           int     Real group.
    group         text    Name of the real group.
    euid          int     Effective user.
    euser         text    Name of the effective user.
    egid          int     Effective group.
    egroup        text    Name of the effective group.
    suid          int     Saved user.
    sgid          int     Saved group.
    fsuid         int     User for the file system.
    fsgid         int     Group for the file system.
    auid?         int     User who logged in.
    cap_effective text[]  Effective capabilities.
    cap_permitted text[]  Permitted capabilities.
    `,
  ),
  exit: shape(
    'How a process ended.',
    `
    cause EXITED|SIGNALED|COREDUMPED  Why.
    code  int                         Exit code, or number of the signal.
    `,
  ),
};
