/** Words that the lines of many events are made of. Nothing that a process chose reaches the terminal unescaped. */
import { printableText } from '../../base/text.ts';
import { baseName } from '../../enrich/event.ts';
import type { ProcessEntry } from '../../enrich/process/process-entry.ts';

/** What a process is called: its program's file name. */
export function nameOf(process: ProcessEntry): string {
  return printableText(baseName(process.image.file.path) || process.comm || 'unknown');
}

/** At most `length` characters. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

const ERRNO = new Map([
  [1, 'EPERM'],
  [2, 'ENOENT'],
  [4, 'EINTR'],
  [7, 'E2BIG'],
  [8, 'ENOEXEC'],
  [12, 'ENOMEM'],
  [13, 'EACCES'],
  [14, 'EFAULT'],
  [16, 'EBUSY'],
  [17, 'EEXIST'],
  [20, 'ENOTDIR'],
  [21, 'EISDIR'],
  [22, 'EINVAL'],
  [23, 'ENFILE'],
  [24, 'EMFILE'],
  [26, 'ETXTBSY'],
  [28, 'ENOSPC'],
  [30, 'EROFS'],
  [36, 'ENAMETOOLONG'],
  [40, 'ELOOP'],
  [93, 'EPROTONOSUPPORT'],
  [97, 'EAFNOSUPPORT'],
  [98, 'EADDRINUSE'],
  [99, 'EADDRNOTAVAIL'],
  [101, 'ENETUNREACH'],
  [103, 'ECONNABORTED'],
  [104, 'ECONNRESET'],
  [106, 'EISCONN'],
  [110, 'ETIMEDOUT'],
  [111, 'ECONNREFUSED'],
  [113, 'EHOSTUNREACH'],
  [114, 'EALREADY'],
  [115, 'EINPROGRESS'],
]);

/** Symbol of an errno (errno(3)). */
export function errnoName(errno: number): string {
  return ERRNO.get(errno) ?? `errno ${errno}`;
}
