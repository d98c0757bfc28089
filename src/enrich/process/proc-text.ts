/**
 * The texts under /proc/PID, parsed. Pure: bytes in, facts out, null when the text is not what it should be. The formats
 * are those of proc(5) and fs/proc/array.c. Which files are read when is left to `proc-reader.ts`.
 */
import { decodeText } from '../../base/text.ts';
import { AUDIT_UNSET, type Credentials } from './types.ts';

const PF_KTHREAD = 0x00200000;

/** What /proc/PID/stat tells. */
export interface StatFacts {
  readonly pid: number;
  readonly comm: string;
  /** One letter: R, S, D, Z… */
  readonly state: string;
  readonly ppid: number;
  /** POSIX session. */
  readonly sid: number;
  /** Name of the controlling terminal as the kernel calls it, e.g. `pts0`; '' when none. */
  readonly tty: string;
  readonly isKthread: boolean;
  readonly threads: number;
  /** Start in clock ticks of 10 ms since boot, as ns: rounded down. */
  readonly startNs: bigint;
}

/** Parses /proc/PID/stat. A name may hold spaces and parentheses: the last closing one ends it. */
export function parseStat(bytes: Uint8Array, length: number): StatFacts | null {
  let open = -1;
  let close = -1;
  for (let i = 0; i < length; i++) {
    if (bytes[i] === 0x28 && open < 0) open = i;
    if (bytes[i] === 0x29) close = i;
  }
  if (open < 1 || close < open) return null;
  const fields = Buffer.from(bytes.buffer, bytes.byteOffset, length)
    .toString('latin1', close + 2, length)
    .trim()
    .split(' ');
  const pid = Number.parseInt(Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1', 0, open), 10);
  const start = fields[19];
  if (!Number.isInteger(pid) || start === undefined || !/^\d+$/.test(start)) return null;
  return {
    pid,
    comm: decodeText(bytes, open + 1, close - open - 1),
    state: fields[0]!,
    ppid: Number(fields[1]),
    sid: Number(fields[3]),
    tty: ttyName(Number(fields[4])),
    isKthread: (Number(fields[6]) & PF_KTHREAD) !== 0,
    threads: Number(fields[17]),
    startNs: BigInt(start) * 10_000_000n,
  };
}

/** Kernel name of a terminal by device number: majors of Documentation/admin-guide/devices.txt. */
export function ttyName(device: number): string {
  if (device === 0) return '';
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts${(major - 136) * 0x100000 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  if (major === 5 && minor === 1) return 'console';
  if (major === 204 && minor >= 64 && minor < 80) return `ttyAMA${minor - 64}`;
  if (major === 229) return `hvc${minor}`;
  return '';
}

/** What /proc/PID/status tells beside stat. */
export interface StatusFacts {
  readonly tgid: number;
  /** Process id in its own pid namespace. */
  readonly nsPid: number;
  /** `auid`, `sessionId` and `securebits` are not in the file. */
  readonly credentials: Credentials;
}

/** Parses /proc/PID/status; `auid` and `sessionId` come from /proc/PID/loginuid and sessionid. */
export function parseStatus(text: string, auid: number, sessionId: number): StatusFacts | null {
  const field = (name: string): string => {
    const at = text.indexOf(`\n${name}:`);
    if (at < 0) return '';
    const end = text.indexOf('\n', at + 1);
    return text.slice(at + name.length + 2, end < 0 ? undefined : end).trim();
  };
  const tgid = Number(field('Tgid'));
  const uids = field('Uid').split(/\s+/).map(Number);
  const gids = field('Gid').split(/\s+/).map(Number);
  if (!Number.isInteger(tgid) || tgid <= 0 || uids.length < 4 || gids.length < 4) return null;
  const nsPids = field('NSpid').split(/\s+/);
  return {
    tgid,
    nsPid: Number(nsPids[nsPids.length - 1]) || tgid,
    credentials: {
      uid: uids[0]!,
      euid: uids[1]!,
      suid: uids[2]!,
      fsuid: uids[3]!,
      gid: gids[0]!,
      egid: gids[1]!,
      sgid: gids[2]!,
      fsgid: gids[3]!,
      auid,
      sessionId,
      capInheritable: capabilities(field('CapInh')),
      capPermitted: capabilities(field('CapPrm')),
      capEffective: capabilities(field('CapEff')),
      capBounding: capabilities(field('CapBnd')),
      capAmbient: capabilities(field('CapAmb')),
      securebits: 0,
    },
  };
}

function capabilities(hex: string): bigint {
  return /^[0-9a-f]{1,16}$/.test(hex) ? BigInt(`0x${hex}`) : 0n;
}

/** A number file such as /proc/PID/loginuid; unset when it is missing (no audit in the kernel). */
export function parseAuditNumber(text: string | null): number {
  if (text === null || !/^\d+\s*$/.test(text)) return AUDIT_UNSET;
  return Number(text);
}

/**
 * Arguments from /proc/PID/cmdline. A process may write a title over them (`nginx: worker process`), which leaves one
 * string and padding: that is one argument, not hundreds of empty ones. Empty arguments otherwise count.
 */
export function parseCmdline(bytes: Uint8Array, length: number): string[] {
  const list = splitNul(bytes, length);
  let last = list.length;
  while (last > 1 && list[last - 1] === '') last--;
  const padding = list.length - last;
  if (last === 1 && padding > 0 && (padding > 1 || list[0]!.includes(' '))) list.length = 1;
  return list;
}

/** NAME=value from /proc/PID/environ. An area overwritten with NULs (as sshd does) gives no empty strings. */
export function parseEnviron(bytes: Uint8Array, length: number): string[] {
  return splitNul(bytes, length, true);
}

/** Strings ended by NUL; a last one without is kept. */
function splitNul(bytes: Uint8Array, length: number, dropEmpty = false): string[] {
  const list: string[] = [];
  let from = 0;
  while (from < length) {
    let to = bytes.indexOf(0, from);
    if (to < 0 || to > length) to = length;
    if (to > from || !dropEmpty) list.push(decodeText(bytes, from, to - from));
    from = to + 1;
  }
  return list;
}

/** Target of /proc/PID/exe as a path, with what the text tells about it. */
export interface ExeFacts {
  readonly path: string;
  /** Maybe: a file may be named like that. `nlink` 0 confirms it. */
  readonly maybeDeleted: boolean;
  readonly memfd: boolean;
}

/** Reads the link text of /proc/PID/exe; a memfd has a name, not a path. */
export function parseExeLink(link: string): ExeFacts {
  const maybeDeleted = link.endsWith(' (deleted)');
  const path = maybeDeleted ? link.slice(0, -10) : link;
  if (maybeDeleted && path.startsWith('/memfd:')) return { path: path.slice(1), maybeDeleted: false, memfd: true };
  return { path, maybeDeleted, memfd: false };
}

/** Inode number in a link such as `mnt:[4026531841]`; 0 for another text. */
export function parseNamespaceLink(link: string): number {
  const match = /^[a-z_]+:\[(\d+)\]$/.exec(link);
  return match ? Number(match[1]) : 0;
}

/** One mount of /proc/PID/mountinfo, as far as executables need it. */
export interface MountFacts {
  readonly filesystem: string;
  readonly mountPoint: string;
  /** Super block options, where overlayfs names its layers. */
  readonly options: string;
}

/** Parses /proc/PID/mountinfo into mounts by id. */
export function parseMountinfo(text: string, mountsMax = 20_000): Map<number, MountFacts> {
  const mounts = new Map<number, MountFacts>();
  for (const line of text.split('\n')) {
    const separator = line.indexOf(' - ');
    if (separator < 0) continue;
    const left = line.slice(0, separator).split(' ');
    const right = line.slice(separator + 3).split(' ');
    const id = Number(left[0]);
    if (!Number.isInteger(id) || mounts.size >= mountsMax) continue;
    mounts.set(id, { filesystem: right[0]!, mountPoint: unescapeMount(left[4] ?? ''), options: right[2] ?? '' });
  }
  return mounts;
}

function unescapeMount(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    : text;
}

/**
 * Whether a running process was started through a script's first line: exec names the thread after the script, while the
 * program is the interpreter and the script's path is one of its first arguments.
 * @returns index of the script in `argv`, or -1
 */
export function findScriptArgument(comm: string, exePath: string, argv: readonly string[]): number {
  const exeName = baseName(exePath);
  // A plain start of the interpreter names the thread after itself or after the link used.
  if (argv.length < 2 || comm === '' || comm === cutComm(exeName) || comm === cutComm(baseName(argv[0]!))) return -1;
  // interpreter [one argument] script …; chains of interpreters put more in front.
  for (let i = 1; i < Math.min(argv.length, 6); i++) {
    if (cutComm(baseName(argv[i]!)) === comm) return i;
  }
  return -1;
}

/** Arguments as the user gave them to a script: the kernel puts interpreter and its argument before the script's path. */
export function stripInterpreterArguments(argv: readonly string[], filename: string): readonly string[] {
  for (let i = 1; i < Math.min(argv.length, 6); i++) if (argv[i] === filename) return argv.slice(i);
  return argv;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** TASK_COMM_LEN keeps 15 bytes; names that are not ASCII are compared by what certainly fits. */
function cutComm(name: string): string {
  return name.slice(0, 15);
}
