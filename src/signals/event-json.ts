/**
 * An event as JSON, in the shape of Datadog's agent: `evt`, `process` with `ancestors`, `file`,
 * `agent` when a rule matched. Everything is copied out of the event, so the result may be kept. Environment variables
 * appear by name only; values only for names that the configuration lists.
 */
import { hostname } from 'node:os';
import { baseName, type RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { AUDIT_UNSET, type Credentials, type FileFacts } from '../enrich/process/types.ts';

/** How events and their categories are called. */
const CATEGORY: Record<string, string> = {
  exec: 'Process Activity',
  exit: 'Process Activity',
  fork: 'Process Activity',
  exec_failed: 'Process Activity',
  open: 'File Activity',
};

/** Most ancestors that an event carries; the rest is said to be cut. */
const ANCESTORS_MAX = 32;

export interface JsonContext {
  userName(uid: number, mntNs: number, pid: number): string;
  groupName(gid: number, mntNs: number, pid: number): string;
  /** Names of environment variables whose values may be shown. */
  readonly shownVariables: ReadonlySet<string>;
}

/** What JSON.stringify may be given. */
export type JsonObject = { [name: string]: unknown };

const O_NAMES: readonly (readonly [number, string])[] = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o200000, 'O_DIRECTORY'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
];

/** Open flags by name; the access mode first. */
export function openFlagNames(flags: number): string[] {
  const names: string[] = [['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'][flags & 3]!];
  if ((flags & 0o4010000) === 0o4010000) names.push('O_SYNC');
  else if ((flags & 0o10000) !== 0) names.push('O_DSYNC');
  if ((flags & 0o20200000) === 0o20200000) names.push('O_TMPFILE');
  for (const [bit, name] of O_NAMES) {
    if ((flags & bit) !== 0 && !(bit === 0o200000 && names.includes('O_TMPFILE'))) names.push(name);
  }
  return names;
}

const isoTime = (ns: bigint): string => {
  const ms = Number(ns / 1_000_000n);
  const rest = String(ns % 1_000_000n).padStart(6, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
};

function fileJson(file: FileFacts, mntNs: number, pid: number, context: JsonContext): JsonObject {
  const isPath = file.path.startsWith('/');
  return {
    path: isPath ? file.path : '',
    name: baseName(file.path),
    inode: String(file.inode),
    mode: file.mode,
    mount_id: file.mountId,
    device: { major: file.dev >>> 20, minor: file.dev & 0xfffff },
    filesystem: file.filesystem,
    uid: file.uid,
    gid: file.gid,
    user: context.userName(file.uid, mntNs, pid),
    group: context.groupName(file.gid, mntNs, pid),
    hard_links: file.nlink,
    ...(file.mtimeNs === 0n ? {} : { modification_time: isoTime(file.mtimeNs) }),
    ...(file.ctimeNs === 0n ? {} : { change_time: isoTime(file.ctimeNs) }),
    in_upper_layer: file.inUpperLayer,
    ...(file.deleted ? { deleted: true } : {}),
    ...(file.memfd ? { memfd: true } : {}),
  };
}

/** Names of the capability bits (include/uapi/linux/capability.h), by number. */
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  );

function capabilityNames(mask: bigint): string[] {
  const names: string[] = [];
  for (let bit = 0; bit < CAPABILITIES.length; bit++)
    if (((mask >> BigInt(bit)) & 1n) === 1n) names.push(`CAP_${CAPABILITIES[bit]}`);
  return names;
}

function credentialsJson(c: Credentials, mntNs: number, pid: number, context: JsonContext): JsonObject {
  return {
    uid: c.uid,
    user: context.userName(c.uid, mntNs, pid),
    gid: c.gid,
    group: context.groupName(c.gid, mntNs, pid),
    euid: c.euid,
    euser: context.userName(c.euid, mntNs, pid),
    egid: c.egid,
    egroup: context.groupName(c.egid, mntNs, pid),
    suid: c.suid,
    sgid: c.sgid,
    fsuid: c.fsuid,
    fsgid: c.fsgid,
    ...(c.auid === AUDIT_UNSET ? {} : { auid: c.auid }),
    cap_effective: capabilityNames(c.capEffective),
    cap_permitted: capabilityNames(c.capPermitted),
  };
}

function processJson(
  p: ProcessEntry,
  credentials: Credentials,
  mntNs: number,
  wallOffsetNs: bigint,
  context: JsonContext,
): JsonObject {
  const { image } = p;
  const time = (bootNs: bigint): string => isoTime(bootNs + wallOffsetNs);
  const shown = image.envp.filter((v) => context.shownVariables.has(v.slice(0, Math.max(0, v.indexOf('=')))));
  return {
    pid: p.pid,
    ppid: p.ppid,
    uid: credentials.uid,
    gid: credentials.gid,
    user: context.userName(credentials.uid, mntNs, p.pid),
    group: context.groupName(credentials.gid, mntNs, p.pid),
    comm: p.comm,
    ...(image.tty === '' ? {} : { tty: image.tty }),
    ...(p.forkTimeNs === 0n ? {} : { fork_time: time(p.forkTimeNs) }),
    ...(p.execTimeNs === 0n ? {} : { exec_time: time(p.execTimeNs) }),
    ...(p.exitTimeNs === 0n ? {} : { exit_time: time(p.exitTimeNs) }),
    credentials: credentialsJson(credentials, mntNs, p.pid, context),
    executable: fileJson(image.file, mntNs, p.pid, context),
    ...(image.interpreter === null ? {} : { interpreter: fileJson(image.interpreter, mntNs, p.pid, context) }),
    argv0: image.argv0,
    args: image.argv.slice(1),
    argc: image.argc,
    ...(image.argvTruncated ? { args_truncated: true } : {}),
    envs: shown.length === 0 ? image.envs : [...image.envs.filter((n) => !context.shownVariables.has(n)), ...shown],
    ...(image.envsTruncated ? { envs_truncated: true } : {}),
    ...(image.cwd === '' ? {} : { cwd: image.cwd }),
    is_thread: p.isThread,
    is_kworker: p.isKworker,
    is_exec: p.isExec,
    source: p.source,
    ...(p.lineageGap ? { lineage_gap: true } : {}),
  };
}

/** The whole event. Costs some microseconds: only for matches and for people who watch. */
export function eventJson(event: RuntimeEvent, context: JsonContext): JsonObject {
  const { process: entry } = event;
  const ancestors: JsonObject[] = [];
  let ancestor = entry.ancestor;
  for (; ancestor !== null && ancestors.length < ANCESTORS_MAX; ancestor = ancestor.ancestor) {
    ancestors.push(processJson(ancestor, ancestor.credentials, ancestor.namespaces.mnt, event.wallOffsetNs, context));
  }
  const process: JsonObject = {
    ...processJson(entry, event.credentials, event.mntNs, event.wallOffsetNs, context),
    tid: event.tid,
    ppid: event.ppid,
    comm: event.comm,
    mnt_ns: event.mntNs,
    net_ns: event.netNs,
    ...(entry.ancestor === null ? {} : { parent: ancestors[0] }),
    ancestors,
    ...(ancestor !== null ? { truncated_ancestors: true } : {}),
  };
  const json: JsonObject = {
    title: '',
    evt: {
      name: event.type,
      category: CATEGORY[event.type] ?? 'Kernel Activity',
      outcome: outcome(event),
      async: false,
    },
    date: isoTime(event.timestampNs),
    hostname: event.hostname || hostname(),
    process,
    usr: {
      id: context.userName(event.credentials.uid, event.mntNs, entry.pid),
      group: context.groupName(event.credentials.gid, event.mntNs, entry.pid),
    },
  };
  if (event.cgroup.path !== '') {
    json.cgroup = { id: event.cgroup.path, manager: event.cgroup.manager };
    if (event.cgroup.containerId !== '') {
      json.container = {
        id: event.cgroup.containerId,
        runtime: event.cgroup.runtime,
        confirmed: event.cgroup.confirmed,
        ...(event.cgroupCreatedAtNs === 0n ? {} : { created_at: isoTime(event.cgroupCreatedAtNs) }),
      };
    }
  }
  switch (event.type) {
    case 'open': {
      const failed = event.retval < 0;
      json.file = {
        ...fileJson(event.file, event.mntNs, entry.pid, context),
        flags: openFlagNames(event.openFlags),
        ...((event.openFlags & 0o100) === 0 ? {} : { destination: { mode: event.openMode } }),
        ...(event.openCreated ? { created: true } : {}),
        resolution: event.resolution,
        ...(event.recordFile.pathTruncated ? { path_truncated: true } : {}),
        ...(event.recordFile.mountDetached ? { mount_detached: true } : {}),
      };
      json.syscall = {
        name: ['', 'open', 'openat', 'openat2', 'creat', 'open_by_handle_at', 'io_uring'][event.openDoor] ?? '',
        retval: event.retval,
        ...(event.passedPath === '' && !failed ? {} : { path: event.passedPath }),
        flags: event.openFlags,
        mode: event.openMode,
      };
      break;
    }
    case 'exec':
      json.file = fileJson(event.file, event.mntNs, entry.pid, context);
      json.syscall = { name: 'exec', path: event.passedPath };
      break;
    case 'exec_failed':
      json.syscall = { name: 'exec', path: event.passedPath, retval: event.retval, resolution: event.resolution };
      break;
    case 'exit': {
      const exit = entry.life.exit;
      if (exit !== null) {
        json.exit = {
          cause: exit.signal === 0 ? 'EXITED' : exit.coreDumped ? 'COREDUMPED' : 'SIGNALED',
          code: exit.signal === 0 ? exit.code : exit.signal,
        };
      }
      break;
    }
    default:
  }
  return json;
}

function outcome(event: RuntimeEvent): string {
  const { retval } = event;
  if (retval >= 0) return 'Success';
  return retval === -1 || retval === -13 ? 'Refused' : 'Error';
}
