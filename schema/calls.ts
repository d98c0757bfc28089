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
export const CALL_FAMILIES = ['open', 'exec', 'socket'] as const;
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
