/**
 * What the process tree takes in: plain, already decoded records. They are written down here, and not derived from the
 * byte layout, so that the tree can be fed by the kernel, by a recording, by /proc or by a test in the same way. Times are
 * nanoseconds since boot (CLOCK_BOOTTIME); the conversion to wall-clock time is left to the outputs.
 */

/** One exec image of one process. `startNs` 0n and `execId` -1n mean unknown. */
export interface ProcessKey {
  /** Process id (the kernel's tgid) in the initial pid namespace. */
  readonly pid: number;
  /** Start of the thread group leader (task_struct.start_boottime). */
  readonly startNs: bigint;
  /** task_struct.self_exec_id: inherited by fork, one more after each exec. */
  readonly execId: bigint;
}

/** No exec id is known: /proc does not show it. */
export const EXEC_ID_UNKNOWN = -1n;

/** Login uid or audit session that was never set. */
export const AUDIT_UNSET = 4294967295;

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly euid: number;
  readonly egid: number;
  readonly suid: number;
  readonly sgid: number;
  readonly fsuid: number;
  readonly fsgid: number;
  /** Login uid; {@link AUDIT_UNSET} when unset. */
  readonly auid: number;
  /** Audit session id; {@link AUDIT_UNSET} when unset. */
  readonly sessionId: number;
  readonly capEffective: bigint;
  readonly capPermitted: bigint;
  readonly capInheritable: bigint;
  readonly capBounding: bigint;
  readonly capAmbient: bigint;
  readonly securebits: number;
}

/** Inode numbers of the namespaces; 0 when unknown. */
export interface NamespaceFacts {
  readonly mnt: number;
  readonly pid: number;
  readonly net: number;
  readonly user: number;
  readonly uts: number;
  readonly ipc: number;
  readonly cgroup: number;
}

/** An executable, as the kernel knows it. */
export interface FileFacts {
  /** Path from the root of the mount namespace; a name without a leading slash for files that have no path (memfd). */
  readonly path: string;
  readonly inode: bigint;
  readonly mountId: number;
  /** major << 20 | minor */
  readonly dev: number;
  /** Type and permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Since the epoch. */
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly nlink: number;
  /** Type of the file system, e.g. `ext4`; '' when unknown. */
  readonly filesystem: string;
  readonly inUpperLayer: boolean;
  readonly deleted: boolean;
  readonly memfd: boolean;
  /** Lies on a mount that is attached nowhere. */
  readonly mountDetached?: boolean;
  /** Lies on a mount inside the kernel (memfd, pipe, socket), which shows nowhere. */
  readonly anonymous?: boolean;
}

/** State of a task that every life-cycle record carries. */
export interface TaskRecord extends ProcessKey {
  readonly timestampNs: bigint;
  readonly tid: number;
  /** Present parent (real_parent): may differ from the forker with CLONE_PARENT and after a subreaper stepped in. */
  readonly ppid: number;
  readonly credentials: Credentials;
  /** Id in the unified hierarchy; 0n when unknown. */
  readonly cgroupId: bigint;
  readonly cgroupPath?: string;
  /** Path in the v1 hierarchy of the pids controller, on hybrid systems. */
  readonly cgroupLegacyPath?: string;
  readonly namespaces: NamespaceFacts;
  /** Process id in its own pid namespace. */
  readonly nsPid: number;
  /** POSIX session id. */
  readonly sid?: number;
  readonly comm?: string;
  readonly isKthread?: boolean;
}

/** A new task. Threads (CLONE_THREAD) may be passed on: they are counted and make no entry. */
export interface ForkRecord extends TaskRecord {
  /**
   * The process that called fork: the tgid, also when one of its threads did, also with CLONE_PARENT. Its exec id is that
   * of the child, which inherits it; `execId` here is not used.
   */
  readonly parent: ProcessKey;
  /** CLONE_* as in clone(2). */
  readonly cloneFlags: bigint;
}

/** A program has replaced the process image. Identity and credentials are those after the exec. */
export interface ExecRecord extends TaskRecord {
  /** What was executed: the script when there is one. */
  readonly file: FileFacts;
  /** The interpreter that a script's first line (or binfmt_misc) named. */
  readonly interpreter?: FileFacts;
  /** The text passed to exec. */
  readonly filename?: string;
  readonly argv: readonly string[];
  /** True number of arguments, when `argv` was cut. */
  readonly argc?: number;
  readonly argvTruncated: boolean;
  /** NAME=value */
  readonly envp: readonly string[];
  readonly envsTruncated: boolean;
  readonly argv0: string;
  readonly comm: string;
  readonly tty: string;
  readonly cwd: string;
  /** Thread that called exec when it was not the leader: it took over the leader's id. */
  readonly previousTid?: number;
}

/** The last thread of a process has left. */
export interface ExitRecord extends TaskRecord {
  /** Exit status, 0 when a signal ended the process. */
  readonly code: number;
  /** Number of the deadly signal, else 0. */
  readonly signal: number;
  readonly coreDumped: boolean;
}

/** Credentials, namespaces or cgroup of a process have changed. */
export type ChangeRecord = TaskRecord;

/** Where facts come from. `snapshot` is /proc, at start or later; `unknown` says that nothing could be learnt. */
export type FactSource = 'kernel' | 'snapshot' | 'unknown';

export const NO_CREDENTIALS: Credentials = {
  uid: AUDIT_UNSET,
  gid: AUDIT_UNSET,
  euid: AUDIT_UNSET,
  egid: AUDIT_UNSET,
  suid: AUDIT_UNSET,
  sgid: AUDIT_UNSET,
  fsuid: AUDIT_UNSET,
  fsgid: AUDIT_UNSET,
  auid: AUDIT_UNSET,
  sessionId: AUDIT_UNSET,
  capEffective: 0n,
  capPermitted: 0n,
  capInheritable: 0n,
  capBounding: 0n,
  capAmbient: 0n,
  securebits: 0,
};

export const NO_NAMESPACES: NamespaceFacts = { mnt: 0, pid: 0, net: 0, user: 0, uts: 0, ipc: 0, cgroup: 0 };

export const NO_FILE: FileFacts = {
  path: '',
  inode: 0n,
  mountId: 0,
  dev: 0,
  mode: 0,
  uid: AUDIT_UNSET,
  gid: AUDIT_UNSET,
  mtimeNs: 0n,
  ctimeNs: 0n,
  nlink: 0,
  filesystem: '',
  inUpperLayer: false,
  deleted: false,
  memfd: false,
};
