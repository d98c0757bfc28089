/** Life-cycle records as the process tree takes them: plain objects, since they outlive the ring memory they came from. */
import { nulStrings } from '../decode/decoder.ts';
import { internedInline, internedPath, internedStrings, internedText } from '../decode/interned.ts';
import type { RecordView } from '../decode/record-view.ts';
import {
  EXEC_ARGS_TRUNCATED,
  EXEC_ENVS_TRUNCATED,
  EXEC_FROM_THREAD,
  ExecRecord as Exec,
  ExitRecord as Exit,
  FILE_ANONYMOUS,
  FILE_DELETED,
  FILE_UPPER_LAYER,
  ForkRecord as Fork,
  Header,
  TASK_KTHREAD,
} from '../decode/records.gen.ts';
import type { ExecRecord, ExitRecord, FileFacts, ForkRecord, TaskRecord } from './process/types.ts';

/** The acting task; it is the first field of every record, so one set of accessors serves them all. */
export function taskRecord(r: RecordView): TaskRecord {
  return {
    timestampNs: Header.timeNs(r),
    pid: Fork.taskPid(r),
    tid: Fork.taskTid(r),
    startNs: Fork.taskStartNs(r),
    execId: Fork.taskExecId(r),
    ppid: Fork.taskPpid(r),
    credentials: {
      uid: Fork.taskUid(r),
      gid: Fork.taskGid(r),
      euid: Fork.taskEuid(r),
      egid: Fork.taskEgid(r),
      suid: Fork.taskSuid(r),
      sgid: Fork.taskSgid(r),
      fsuid: Fork.taskFsuid(r),
      fsgid: Fork.taskFsgid(r),
      auid: Fork.taskAuid(r),
      sessionId: Fork.taskSessionId(r),
      capEffective: Fork.taskCapEffective(r),
      capPermitted: Fork.taskCapPermitted(r),
      capInheritable: Fork.taskCapInheritable(r),
      capBounding: Fork.taskCapBounding(r),
      capAmbient: Fork.taskCapAmbient(r),
      securebits: Fork.taskSecurebits(r),
    },
    cgroupId: Fork.taskCgroupId(r),
    namespaces: {
      mnt: Fork.taskMntNs(r),
      pid: Fork.taskPidNs(r),
      net: Fork.taskNetNs(r),
      user: Fork.taskUserNs(r),
      uts: Fork.taskUtsNs(r),
      ipc: Fork.taskIpcNs(r),
      cgroup: Fork.taskCgroupNs(r),
    },
    nsPid: Fork.taskNsPid(r),
    sid: Fork.taskSid(r),
    comm: internedInline(r.u8, Fork.taskCommOffset(r)),
    isKthread: (Fork.taskFlags(r) & TASK_KTHREAD) !== 0,
  };
}

/** A fork record. */
export function forkRecord(r: RecordView): ForkRecord {
  return {
    ...taskRecord(r),
    cgroupPath: internedPath(r.u8, Fork.cgroupOffset(r), Fork.cgroupLength(r)),
    cgroupLegacyPath: legacyPath(r, Fork.cgroupV1Offset(r), Fork.cgroupV1Length(r)),
    parent: { pid: Fork.forkerPid(r), startNs: Fork.forkerStartNs(r), execId: Fork.parentExecId(r) },
    cloneFlags: Fork.cloneFlags(r),
  };
}

function legacyPath(r: RecordView, offset: number, length: number): string {
  return Fork.taskCgroupV1Id(r) === 0n ? '' : internedPath(r.u8, offset, length);
}

function executable(r: RecordView): FileFacts {
  const flags = Exec.fileFlags(r);
  const path = internedPath(r.u8, Exec.filePathOffset(r), Exec.filePathLength(r), (flags & FILE_ANONYMOUS) !== 0);
  return {
    path,
    inode: Exec.fileInode(r),
    mountId: Exec.fileMountId(r),
    dev: Exec.fileDev(r),
    mode: Exec.fileMode(r),
    uid: Exec.fileUid(r),
    gid: Exec.fileGid(r),
    mtimeNs: Exec.fileMtimeNs(r),
    ctimeNs: Exec.fileCtimeNs(r),
    nlink: Exec.fileNlink(r),
    filesystem: internedInline(r.u8, Exec.fileFilesystemOffset(r)),
    inUpperLayer: (flags & FILE_UPPER_LAYER) !== 0,
    deleted: (flags & FILE_DELETED) !== 0,
    memfd: path.startsWith('memfd:'),
  };
}

function interpreter(r: RecordView): FileFacts {
  const flags = Exec.interpreterFlags(r);
  const path = internedPath(
    r.u8,
    Exec.interpreterPathOffset(r),
    Exec.interpreterPathLength(r),
    (flags & FILE_ANONYMOUS) !== 0,
  );
  return {
    path,
    inode: Exec.interpreterInode(r),
    mountId: Exec.interpreterMountId(r),
    dev: Exec.interpreterDev(r),
    mode: Exec.interpreterMode(r),
    uid: Exec.interpreterUid(r),
    gid: Exec.interpreterGid(r),
    mtimeNs: Exec.interpreterMtimeNs(r),
    ctimeNs: Exec.interpreterCtimeNs(r),
    nlink: Exec.interpreterNlink(r),
    filesystem: internedInline(r.u8, Exec.interpreterFilesystemOffset(r)),
    inUpperLayer: (flags & FILE_UPPER_LAYER) !== 0,
    deleted: (flags & FILE_DELETED) !== 0,
    memfd: path.startsWith('memfd:'),
  };
}

/**
 * What the caller passed, from what the kernel made of it: for a script the kernel puts `interpreter [argument] file` in
 * place of argv[0] (fs/binfmt_script.c), once per level. The passed argv[0] is gone then; the passed path stands for it.
 */
function passedArguments(argv: string[], filename: string, isScript: boolean): string[] {
  if (!isScript) return argv;
  const at = argv.indexOf(filename, 1);
  return at < 0 || at > 10 ? argv : argv.slice(at);
}

/** An exec record, with its arguments as strings. */
export function execRecord(r: RecordView): ExecRecord {
  const flags = Exec.flags(r);
  const filename = internedText(r.u8, Exec.filenameOffset(r), Exec.filenameLength(r));
  const isScript = Exec.interpreterInode(r) !== 0n;
  const raw = nulStrings(r.u8, Exec.argsOffset(r), Exec.argsLength(r));
  const argv = passedArguments(raw, filename, isScript);
  const task = taskRecord(r);
  return {
    ...task,
    cgroupPath: internedPath(r.u8, Exec.cgroupOffset(r), Exec.cgroupLength(r)),
    cgroupLegacyPath: legacyPath(r, Exec.cgroupV1Offset(r), Exec.cgroupV1Length(r)),
    comm: task.comm ?? '',
    file: executable(r),
    ...(isScript ? { interpreter: interpreter(r) } : {}),
    filename,
    argv,
    argc: Exec.argc(r) - (raw.length - argv.length),
    argvTruncated: (flags & EXEC_ARGS_TRUNCATED) !== 0,
    envp: internedStrings(r.u8, Exec.envsOffset(r), Exec.envsLength(r)),
    envsTruncated: (flags & EXEC_ENVS_TRUNCATED) !== 0,
    argv0: argv[0] ?? '',
    tty: internedText(r.u8, Exec.ttyOffset(r), Exec.ttyLength(r)),
    cwd: internedPath(r.u8, Exec.cwdOffset(r), Exec.cwdLength(r)),
    ...((flags & EXEC_FROM_THREAD) !== 0 ? { previousTid: Exec.oldTid(r) } : {}),
  };
}

/** An exit record: the wait status taken apart (wait(2)). */
export function exitRecord(r: RecordView): ExitRecord {
  const status = Exit.exitCode(r);
  return {
    ...taskRecord(r),
    code: (status >>> 8) & 0xff,
    signal: status & 0x7f,
    coreDumped: (status & 0x80) !== 0,
  };
}
