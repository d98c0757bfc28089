/** What records of kernel activity mean beyond their bytes; rules and outputs read it here alike. */
import { decodeText } from '../base/text.ts';
import { internedText } from '../decode/interned.ts';
import {
  IoUringRecord,
  LoadModuleRecord,
  OpenRecord,
  SelinuxRecord,
  SysctlRecord,
  TASK_COMPAT,
} from '../decode/records.gen.ts';
import { baseName, type RuntimeEvent } from './event.ts';

/** The call came through the 32-bit entry. */
export const isCompat = (e: RuntimeEvent): boolean => (OpenRecord.taskFlags(e.record) & TASK_COMPAT) !== 0;

/**
 * Name of a module: the kernel's, else that of its file as modprobe makes it a name ('' for neither). Module names have
 * underscores where file names may have dashes.
 */
export function moduleName(e: RuntimeEvent): string {
  const r = e.record;
  const name = internedText(r.u8, LoadModuleRecord.nameOffset(r), LoadModuleRecord.nameLength(r));
  if (name !== '') return name;
  return baseName(e.recordFile.path)
    .replace(/\.ko(?:\.\w+)?$/, '')
    .replaceAll('-', '_');
}

/** Parameters of a module, one a piece; blanks inside quotation marks do not separate (kernel/params.c, next_arg). */
export function moduleArguments(e: RuntimeEvent): string[] {
  const r = e.record;
  const text = internedText(r.u8, LoadModuleRecord.argsOffset(r), LoadModuleRecord.argsLength(r));
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

/** What was written into selinuxfs; empty where it is about something else, or no number. */
export interface SelinuxWrite {
  readonly boolName: string;
  readonly boolState: string;
  readonly commits: boolean;
  readonly enforceStatus: string;
}

const NO_SELINUX_WRITE: SelinuxWrite = { boolName: '', boolState: '', commits: false, enforceStatus: '' };

/** Reads a write by the file it went into (security/selinux/selinuxfs.c). Refused writes changed nothing. */
export function selinuxWrite(e: RuntimeEvent): SelinuxWrite {
  const r = e.record;
  const written = internedText(r.u8, SelinuxRecord.writtenOffset(r), SelinuxRecord.writtenLength(r)).trim();
  if (!/^-?\d+$/.test(written) || e.retval < 0) return NO_SELINUX_WRITE;
  const isSet = Number(written) !== 0;
  const { path } = e.recordFile;
  const name = baseName(path);
  if (path.endsWith(`/booleans/${name}`))
    return { ...NO_SELINUX_WRITE, boolName: name, boolState: isSet ? 'on' : 'off' };
  switch (name) {
    case 'commit_pending_bools':
      return { ...NO_SELINUX_WRITE, commits: isSet };
    case 'enforce':
      return { ...NO_SELINUX_WRITE, enforceStatus: isSet ? 'enforcing' : 'permissive' };
    case 'disable':
      return isSet ? { ...NO_SELINUX_WRITE, enforceStatus: 'disabled' } : NO_SELINUX_WRITE;
    default:
      return NO_SELINUX_WRITE;
  }
}

/** A value of a kernel parameter without the line's end. */
export function sysctlText(e: RuntimeEvent, which: 'old_value' | 'value'): string {
  const r = e.record;
  const text =
    which === 'value'
      ? decodeText(r.u8, SysctlRecord.valueOffset(r), SysctlRecord.valueLength(r))
      : decodeText(r.u8, SysctlRecord.oldValueOffset(r), SysctlRecord.oldValueLength(r));
  const value = text.replace(/[\0\n]+$/, '');
  // What a read gives is the value that is there.
  return which === 'value' && SysctlRecord.action(r) === 1 ? sysctlText(e, 'old_value') : value;
}

/** Operations by number (include/uapi/linux/io_uring.h, enum io_uring_op). */
const OPERATIONS =
  'nop readv writev fsync read_fixed write_fixed poll_add poll_remove sync_file_range sendmsg recvmsg timeout timeout_remove accept async_cancel link_timeout connect fallocate openat close files_update statx read write fadvise madvise send recv openat2 epoll_ctl splice provide_buffers remove_buffers tee shutdown renameat unlinkat mkdirat symlinkat linkat msg_ring fsetxattr setxattr fgetxattr getxattr socket uring_cmd send_zc sendmsg_zc read_multishot waitid futex_wait futex_wake futex_waitv fixed_fd_install ftruncate bind listen recv_zc epoll_wait readv_fixed writev_fixed pipe'.split(
    ' ',
  );

/** Name of an operation through io_uring; '' for other actions on rings, and the number for one without a name here. */
export function ioUringOperation(e: RuntimeEvent): string {
  if (IoUringRecord.action(e.record) !== 3) return '';
  const opcode = IoUringRecord.opcode(e.record);
  return OPERATIONS[opcode] ?? String(opcode);
}
