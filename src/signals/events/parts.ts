/** Parts that the JSON of many events is made of. */

import { baseName } from '../../enrich/event.ts';
import type { ProcessEntry } from '../../enrich/process/process-entry.ts';
import type { FileFacts } from '../../enrich/process/types.ts';
import type { UserSession } from '../../enrich/session/user-session.ts';

/** What the JSON of an event needs beside the event. */
export interface JsonContext {
  userName(uid: number, mntNs: number, pid: number): string;
  groupName(gid: number, mntNs: number, pid: number): string;
  /** The login session of a process; absent: nobody follows sessions. */
  readonly sessionOf?: (process: ProcessEntry) => UserSession | null;
  /** Names of environment variables whose values may be shown. */
  readonly shownVariables: ReadonlySet<string>;
}

/** What JSON.stringify may be given. */
export type JsonObject = { [name: string]: unknown };

/** ISO 8601 with nanoseconds, from ns since the epoch. */
export const isoTime = (ns: bigint): string => {
  const ms = Number(ns / 1_000_000n);
  const rest = String(ns % 1_000_000n).padStart(6, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
};

/** A file. */
export function fileJson(file: FileFacts, mntNs: number, pid: number, context: JsonContext): JsonObject {
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
export const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  );

/** Masks that were told before; nearly all processes of a host have one of a few. */
const masksTold = new Map<bigint, readonly string[]>();
const MASKS_TOLD_MAX = 64;

/** Names of the bits of a capability mask. */
export function capabilityNames(mask: bigint): readonly string[] {
  const told = masksTold.get(mask);
  if (told !== undefined) return told;
  const names = CAPABILITIES.flatMap((name, bit) => (((mask >> BigInt(bit)) & 1n) === 1n ? [`CAP_${name}`] : []));
  if (masksTold.size >= MASKS_TOLD_MAX) masksTold.clear();
  masksTold.set(mask, names);
  return names;
}
