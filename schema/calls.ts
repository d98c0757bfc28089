/**
 * The system calls that the kernel half looks at, each a door to one or more records.
 *
 * The only place where their numbers stand. From here come the `DOOR_*` constants of both halves (records name the door),
 * the table that sends a call to the program of its family, and the tables of numbers that user space writes into the
 * running kernel half: a call is looked at only while a record that it serves is wanted.
 *
 * Numbers: arch/x86/entry/syscalls/syscall_64.tbl, syscall_32.tbl, include/uapi/asm-generic/unistd.h (arm64).
 */

/** Which program handles the exit of a call: `on_exit_<family>` in bpf/. */
export const CALL_FAMILIES = ['open', 'exec', 'socket', 'change', 'pair', 'mount', 'splice'] as const;
export type CallFamily = (typeof CALL_FAMILIES)[number];

export interface Call {
  readonly name: string;
  /** Number in records; never re-used. */
  readonly door: number;
  readonly family: CallFamily;
  /** Records that the call can give: while none of them is wanted the call is not looked at. */
  readonly serves: readonly string[];
  /** Absent where the architecture has no such call. */
  readonly x86_64?: number;
  readonly i386?: number;
  readonly arm64?: number;
}

type Numbers = readonly [x86_64: number | null, i386: number | null, arm64: number | null];

const call = (name: string, door: number, family: CallFamily, serves: string, numbers: Numbers | number): Call => {
  const [x86_64, i386, arm64] = typeof numbers === 'number' ? [numbers, numbers, numbers] : numbers;
  return {
    name,
    door,
    family,
    serves: serves.split(' '),
    ...(x86_64 === null ? {} : { x86_64 }),
    ...(i386 === null ? {} : { i386 }),
    ...(arm64 === null ? {} : { arm64 }),
  };
};

/** One number where all architectures agree (calls from 424 on). Door 6 is io_uring, which is no call of its own. */
export const CALLS: readonly Call[] = [
  call('open', 1, 'open', 'open', [2, 5, null]),
  call('openat', 2, 'open', 'open', [257, 295, 56]),
  call('openat2', 3, 'open', 'open', 437),
  call('creat', 4, 'open', 'open', [85, 8, null]),
  call('open_by_handle_at', 5, 'open', 'open', [304, 342, 265]),
  // One file by path or descriptor.
  call('chmod', 9, 'change', 'chmod', [90, 15, null]),
  call('fchmod', 10, 'change', 'chmod', [91, 94, 52]),
  call('fchmodat', 11, 'change', 'chmod', [268, 306, 53]),
  call('fchmodat2', 12, 'change', 'chmod', 452),
  call('chown', 13, 'change', 'chown', [92, 212, null]),
  call('fchown', 14, 'change', 'chown', [93, 207, 55]),
  call('lchown', 15, 'change', 'chown', [94, 198, null]),
  call('fchownat', 16, 'change', 'chown', [260, 298, 54]),
  // i386 has older forms whose ids have 16 bits.
  call('chown16', 17, 'change', 'chown', [null, 182, null]),
  call('fchown16', 18, 'change', 'chown', [null, 95, null]),
  call('lchown16', 19, 'change', 'chown', [null, 16, null]),
  call('mkdir', 20, 'change', 'mkdir', [83, 39, null]),
  call('mkdirat', 21, 'change', 'mkdir', [258, 296, 34]),
  call('rmdir', 22, 'change', 'rmdir', [84, 40, null]),
  call('unlink', 23, 'change', 'unlink', [87, 10, null]),
  call('unlinkat', 24, 'change', 'unlink rmdir', [263, 301, 35]),
  call('utime', 25, 'change', 'utimes', [132, 30, null]),
  call('utimes', 26, 'change', 'utimes', [235, 271, null]),
  call('futimesat', 27, 'change', 'utimes', [261, 299, null]),
  call('utimensat', 28, 'change', 'utimes', [280, 320, 88]),
  call('utimensat_time64', 29, 'change', 'utimes', [null, 412, null]),
  call('setxattr', 30, 'change', 'setxattr', [188, 226, 5]),
  call('lsetxattr', 31, 'change', 'setxattr', [189, 227, 6]),
  call('fsetxattr', 32, 'change', 'setxattr', [190, 228, 7]),
  call('setxattrat', 33, 'change', 'setxattr', 463),
  call('removexattr', 34, 'change', 'removexattr', [197, 235, 14]),
  call('lremovexattr', 35, 'change', 'removexattr', [198, 236, 15]),
  call('fremovexattr', 36, 'change', 'removexattr', [199, 237, 16]),
  call('removexattrat', 37, 'change', 'removexattr', 466),
  call('chdir', 38, 'change', 'chdir', [80, 12, 49]),
  call('fchdir', 39, 'change', 'chdir', [81, 133, 50]),
  // Two files.
  call('rename', 40, 'pair', 'rename', [82, 38, null]),
  call('renameat', 41, 'pair', 'rename', [264, 302, 38]),
  call('renameat2', 42, 'pair', 'rename', [316, 353, 276]),
  call('link', 43, 'pair', 'link', [86, 9, null]),
  call('linkat', 44, 'pair', 'link', [265, 303, 37]),
  // Mounts.
  call('mount', 45, 'mount', 'mount', [165, 21, 40]),
  call('umount2', 46, 'mount', 'umount', [166, 52, 39]),
  call('umount', 47, 'mount', 'umount', [null, 22, null]),
  call('open_tree', 48, 'mount', 'mount', 428),
  call('move_mount', 49, 'mount', 'mount', 429),
  call('fsmount', 50, 'mount', 'mount', 432),
  call('open_tree_attr', 51, 'mount', 'mount', 467),
  call('splice', 52, 'splice', 'splice', [275, 313, 76]),
  call('execve', 7, 'exec', 'exec_failed', [59, 11, 221]),
  call('execveat', 8, 'exec', 'exec_failed', [322, 358, 281]),
  call('connect', 200, 'socket', 'connect', [42, 362, 203]),
  call('accept', 201, 'socket', 'accept', [43, null, 202]),
  call('accept4', 202, 'socket', 'accept', [288, 364, 242]),
  call('bind', 203, 'socket', 'bind', [49, 361, 200]),
  call('socket', 204, 'socket', 'socket', [41, 359, 198]),
  call('setsockopt', 205, 'socket', 'setsockopt', [54, 366, 208]),
  call('socketcall', 206, 'socket', 'connect accept bind socket setsockopt', [null, 102, null]),
];

/** A request through io_uring: the operation is told by the record's type. */
export const DOOR_IO_URING = 6;

/** Name of the call behind a door, '' for an unknown one. */
export function doorName(door: number): string {
  if (door === DOOR_IO_URING) return 'io_uring';
  return CALLS.find((c) => c.door === door)?.name ?? '';
}

/** Length of the kernel half's tables of call numbers (bpf/lib/syscall.h). */
export const CALL_NUMBERS = 512;

/**
 * The two tables of the kernel half: door by call number, 0 where the call is not wanted.
 * @param architecture `process.arch`
 * @param wanted names of the wanted records
 */
export function doorTables(
  architecture: string,
  wanted: ReadonlySet<string>,
): { native: Uint8Array; compat: Uint8Array } {
  const native = new Uint8Array(CALL_NUMBERS);
  const compat = new Uint8Array(CALL_NUMBERS);
  for (const c of CALLS) {
    if (!c.serves.some((record) => wanted.has(record))) continue;
    const own = architecture === 'arm64' ? c.arm64 : c.x86_64;
    if (own !== undefined) native[own] = c.door;
    // 32-bit ARM has numbers of its own, which are not listed.
    if (architecture !== 'arm64' && c.i386 !== undefined) compat[c.i386] = c.door;
  }
  return { native, compat };
}
