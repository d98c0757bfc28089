/** Makes records for tests: a small kernel that hands out pids, start times and exec ids as the real one does. */
import {
  type Credentials,
  type ExecRecord,
  type ExitRecord,
  type FileFacts,
  type ForkRecord,
  NO_CREDENTIALS,
  NO_FILE,
  NO_NAMESPACES,
  type ProcessKey,
  type TaskRecord,
} from './types.ts';

export interface SampleTask {
  pid: number;
  startNs: bigint;
  execId: bigint;
  ppid: number;
  credentials: Credentials;
  comm: string;
  /** Name of the program it runs; '' when it runs its parent's. */
  path: string;
}

export const ROOT_CREDENTIALS: Credentials = { ...NO_CREDENTIALS, uid: 0, gid: 0, euid: 0, egid: 0, capEffective: 1n };

/** A pretended kernel: its methods change its state and return the record that a sensor would see. */
export class SampleKernel {
  nowNs = 1_000_000_001n;
  nextPid = 100;
  readonly alive = new Map<number, SampleTask>();
  readonly init: SampleTask;

  constructor() {
    this.init = {
      pid: 1,
      startNs: 7n,
      execId: 1n,
      ppid: 0,
      credentials: ROOT_CREDENTIALS,
      comm: 'init',
      path: '/init',
    };
    this.alive.set(1, this.init);
  }

  tick(ns = 1_000_001n): bigint {
    this.nowNs += ns;
    return this.nowNs;
  }

  key(task: SampleTask): ProcessKey {
    return { pid: task.pid, startNs: task.startNs, execId: task.execId };
  }

  task(task: SampleTask): TaskRecord {
    return {
      timestampNs: this.nowNs,
      ...this.key(task),
      tid: task.pid,
      ppid: task.ppid,
      credentials: { ...task.credentials },
      cgroupId: 1n,
      cgroupPath: '/',
      namespaces: { ...NO_NAMESPACES, mnt: 1 },
      nsPid: task.pid,
      comm: task.comm,
    };
  }

  fork(parent: SampleTask, given: Partial<SampleTask> & { cloneFlags?: bigint } = {}): [SampleTask, ForkRecord] {
    this.tick();
    const { cloneFlags = 0n, ...rest } = given;
    const child: SampleTask = {
      pid: rest.pid ?? this.nextPid++,
      startNs: this.nowNs,
      execId: parent.execId,
      ppid: parent.pid,
      credentials: parent.credentials,
      comm: parent.comm,
      path: '',
      ...rest,
    };
    this.alive.set(child.pid, child);
    return [child, { ...this.task(child), parent: this.key(parent), cloneFlags }];
  }

  exec(task: SampleTask, path: string, given: Partial<ExecRecord> = {}): ExecRecord {
    this.tick();
    task.execId++;
    task.path = path;
    task.comm = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
    return {
      ...this.task(task),
      file: sampleFile(path),
      argv: [path],
      argvTruncated: false,
      envp: ['PATH=/bin', 'SECRET=hunter2'],
      envsTruncated: false,
      argv0: path,
      comm: task.comm,
      tty: '',
      cwd: '/',
      ...given,
    };
  }

  exit(task: SampleTask, code = 0): ExitRecord {
    this.tick();
    this.alive.delete(task.pid);
    for (const other of this.alive.values()) if (other.ppid === task.pid) other.ppid = 1;
    return { ...this.task(task), code, signal: 0, coreDumped: false };
  }
}

/** Facts of a file whose inode number follows from its path. */
export function sampleFile(path: string): FileFacts {
  let inode = 7n;
  for (const c of path) inode = (inode * 31n + BigInt(c.charCodeAt(0))) & 0xffffffffn;
  return { ...NO_FILE, path, inode, dev: 1, mode: 0o100755, uid: 0, gid: 0, nlink: 1, filesystem: 'ext4' };
}
