/**
 * Which program serves which event, with what it needs and how good its facts are. `shrike doctor` prints this table for
 * the running kernel; the sensor attaches what it can and says what it could not. A hook that fails takes down only the
 * facts it gives.
 */

import { CALLS, type CallFamily } from '../../schema/calls.ts';
import { CHECK_HOOKS, type CheckWay } from './file-providers.ts';
import { KERNEL_HOOKS } from './kernel-hooks.ts';
import { NETWORK_HOOKS } from './network-hooks.ts';

export interface Hook {
  /** Name of the program in the BPF object. */
  readonly program: string;
  /** Where it attaches. */
  readonly point: string;
  /** Events that it gives, or helps to make exact. */
  readonly serves: readonly string[];
  readonly gives: string;
  /**
   * Type of one argument of the tracepoint that the program relies on. Kernels differ in it, and distributions move changes
   * between versions, so the running kernel is asked and not its version.
   */
  readonly needs?: { readonly argument: number; readonly type: string };
  /** What is missing when the hook is not there. */
  readonly without: string;
  /** Not attached by itself: `on_sys_exit` jumps to it for calls of this family. */
  readonly exitOf?: CallFamily;
  /**
   * Not attached as its section says: `cgroup` to the root of the cgroup v2 hierarchy; `filter` jumped to by a packet filter;
   * `start` run once at start; `sysctl` to that root as well, while it is wanted.
   */
  readonly attachTo?: 'cgroup' | 'filter' | 'start' | 'sysctl';
  /** Attached only while one of the events that it serves is wanted: it costs calls that have nothing to do with them. */
  readonly onDemand?: boolean;
  /** A tracepoint that makes this hook needless. */
  readonly unlessTracepoint?: string;
  /** One of several ways to reach a check of the kernel's (file-providers.ts). */
  readonly check?: { readonly name: string; readonly kernelFunction: string; readonly way: CheckWay };
  /** Without it there is no sensor. */
  readonly required?: boolean;
}

const BY_PATH = ['chmod', 'chown', 'link', 'mkdir', 'rename', 'rmdir', 'unlink', 'utimes', 'setxattr', 'removexattr'];
const CHANGES = [...BY_PATH, 'chdir'];
const MOUNTS = ['mount', 'umount'];
const NAMES_GIVE =
  "the kernel's own copy of each path, followed through the directory cache inside the call: what was used, whatever another thread wrote meanwhile";
const NO_NAMES = 'paths are read from user memory at the end of the call and marked as such';

export const HOOKS: readonly Hook[] = [
  ...CHECK_HOOKS,
  {
    program: 'on_fork',
    point: 'tp_btf/task_newtask',
    serves: ['fork'],
    gives: 'every new process with its parent, clone flags, credentials, namespaces and cgroup; exact',
    without: 'children that never run a program are learnt from /proc when they act',
    required: true,
  },
  {
    program: 'on_exec',
    point: 'tp_btf/sched_process_exec',
    serves: ['exec'],
    gives: 'executed file, script and interpreter by inode and walked path, arguments, environment; exact',
    without: 'no exec events',
    required: true,
  },
  {
    program: 'on_exit',
    point: 'tp_btf/sched_process_exit',
    serves: ['exit'],
    gives: 'exit code, signal and core dump of each process; exact',
    without: 'ended processes are noticed by a sweep',
    required: true,
  },
  {
    program: 'on_sys_exit',
    point: 'tp_btf/sys_exit',
    serves: [...new Set(CALLS.flatMap((call) => call.serves))].filter((record) => record !== 'memory_file'),
    gives: 'the way out of every system call, 32-bit calls included',
    without: 'no events from system calls',
  },
  {
    program: 'on_exit_open',
    point: 'tp_btf/sys_exit',
    exitOf: 'open',
    serves: ['open'],
    gives: 'opened files by descriptor: inode and walked path, exact; refused calls with their errno',
    without: 'no open events from system calls',
  },
  {
    program: 'on_exit_exec',
    point: 'tp_btf/sys_exit',
    exitOf: 'exec',
    serves: ['exec_failed'],
    gives: 'refused execs with their errno',
    without: 'refused execs are not seen',
  },
  {
    program: 'on_exit_change',
    point: 'tp_btf/sys_exit',
    exitOf: 'change',
    serves: CHANGES,
    gives: 'changes of a file with their result; by descriptor exact',
    without: 'none of these events',
  },
  {
    program: 'on_exit_pair',
    point: 'tp_btf/sys_exit',
    exitOf: 'pair',
    serves: ['rename', 'link'],
    gives: 'renames and links with both names and their result',
    without: 'no rename and link events',
  },
  {
    program: 'on_exit_mount',
    point: 'tp_btf/sys_exit',
    exitOf: 'mount',
    serves: MOUNTS,
    gives: "mounts by the old calls and the new, read from the kernel's tree of mounts; exact",
    without: 'no mount events',
  },
  {
    program: 'on_exit_splice',
    point: 'tp_btf/sys_exit',
    exitOf: 'splice',
    serves: ['splice'],
    gives: 'splices with the flags of the pipe afterwards; exact',
    without: 'no splice events',
  },
  {
    program: 'on_name_alloc',
    point: 'raw_tp/kmem_cache_alloc',
    serves: ['unlink', 'rmdir', 'rename', 'link', 'setxattr', 'removexattr'],
    gives: 'what a call is about to remove, move or mark, as it is before: inode, owner, mode, times',
    without: 'of removed files directory and name are exact, and the inode is not known',
    needs: { argument: 2, type: 'kmem_cache' },
    onDemand: true,
  },
  {
    program: 'on_enter_fchmod',
    point: 'tracepoint/sys_enter_fchmod',
    serves: ['chmod'],
    gives: 'mode before fchmod',
    without: 'fchmod shows the mode after the call, marked as such',
    onDemand: true,
  },
  {
    program: 'on_enter_fchown',
    point: 'tracepoint/sys_enter_fchown',
    serves: ['chown'],
    gives: 'owner before fchown',
    without: 'fchown shows the owner after the call, marked as such',
    onDemand: true,
  },
  {
    program: 'on_enter_splice',
    point: 'tracepoint/sys_enter_splice',
    serves: ['splice'],
    gives: 'flags of the pipe before a splice',
    without: 'flags before read as 0',
    onDemand: true,
  },
  {
    program: 'on_name_free',
    point: 'raw_tp/kmem_cache_free',
    serves: [...BY_PATH, ...MOUNTS, 'open', 'exec_failed'],
    gives: NAMES_GIVE,
    without: NO_NAMES,
    needs: { argument: 2, type: 'kmem_cache' },
  },
  {
    program: 'on_name_free_by_text',
    point: 'raw_tp/kmem_cache_free',
    serves: [...BY_PATH, ...MOUNTS, 'open', 'exec_failed'],
    gives: NAMES_GIVE,
    without: NO_NAMES,
    needs: { argument: 2, type: 'char' },
  },
  {
    program: 'on_io_uring_submit',
    point: 'tp_btf/io_uring_submit_req',
    serves: ['link', 'mkdir', 'rename', 'rmdir', 'unlink', 'setxattr', 'splice'],
    gives: "files of io_uring requests, by the kernel's copy of each path",
    without: 'changes through io_uring are seen without their file',
    needs: { argument: 0, type: 'io_kiocb' },
  },
  {
    program: 'on_io_uring_submit_sqe',
    point: 'tp_btf/io_uring_submit_sqe',
    serves: ['link', 'mkdir', 'rename', 'rmdir', 'unlink', 'setxattr', 'splice'],
    gives: "files of io_uring requests, by the kernel's copy of each path",
    without: 'changes through io_uring are seen without their file',
    needs: { argument: 0, type: 'io_kiocb' },
    unlessTracepoint: 'io_uring_submit_req',
  },
  {
    program: 'on_io_uring_complete',
    point: 'tp_btf/io_uring_complete',
    serves: ['open', 'link', 'mkdir', 'rename', 'rmdir', 'unlink', 'setxattr', 'splice'],
    gives: 'requests through io_uring, also by worker and polling threads',
    without: 'what is done through io_uring is not seen',
    needs: { argument: 2, type: 'io_uring_cqe' },
  },
  {
    program: 'on_io_uring_complete_old',
    point: 'tp_btf/io_uring_complete',
    serves: ['open', 'link', 'mkdir', 'rename', 'rmdir', 'unlink', 'setxattr', 'splice'],
    gives: 'requests through io_uring, also by worker and polling threads',
    without: 'what is done through io_uring is not seen',
    needs: { argument: 3, type: 'int' },
  },
  {
    program: 'on_cgroup_mkdir',
    point: 'tp_btf/cgroup_mkdir',
    serves: ['containers'],
    gives: 'every new cgroup with its path, maker and time, before anything can run in it; exact',
    without: 'a container is known from its first fork or exec on',
  },
  {
    program: 'on_cgroup_rmdir',
    point: 'tp_btf/cgroup_rmdir',
    serves: ['containers'],
    gives: 'the end of each cgroup; exact',
    without: 'cgroups that ended are forgotten when the table is full',
  },
  {
    program: 'on_cgroup_attach',
    point: 'tp_btf/cgroup_attach_task',
    serves: ['containers'],
    gives: 'every move of a process between cgroups; exact',
    without: 'a move is noticed at the next event of the process',
  },
  ...NETWORK_HOOKS,
  ...KERNEL_HOOKS,
];

/** A kernel version. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `6.18.44-foo`; null when it is no version. */
export function parseKernelVersion(release: string): KernelVersion | null {
  const match = /^(\d+)\.(\d+)/.exec(release);
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2]) };
}

/**
 * Why a hook is not for this kernel, or null when it is.
 * @param argumentsOf types of a tracepoint's arguments, undefined when the kernel has none of that name
 */
export function whyUnfit(
  hook: Hook,
  argumentsOf: (tracepoint: string) => readonly string[] | undefined,
): string | null {
  // Whether the kernel has these is only known by trying.
  if (hook.attachTo !== undefined) return null;
  const tracepoint = hook.point.slice(hook.point.indexOf('/') + 1);
  if (hook.unlessTracepoint !== undefined && argumentsOf(hook.unlessTracepoint) !== undefined)
    return `the tracepoint ${hook.unlessTracepoint} gives it`;
  // Points of the calls themselves have no typed arguments, and functions no tracepoint; loading tells.
  if (/^(?:tracepoint|fexit)\//.test(hook.point)) return null;
  const types = argumentsOf(tracepoint);
  if (types === undefined) return `this kernel has no tracepoint ${tracepoint}`;
  if (hook.needs === undefined || types[hook.needs.argument] === hook.needs.type) return null;
  return `this kernel's ${tracepoint} hands over other arguments (${types.join(', ')})`;
}
