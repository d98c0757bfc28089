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
export const CALL_FAMILIES = [
  ...(['open', 'exec', 'socket', 'change', 'pair', 'mount', 'splice'] as const),
  ...(['credentials', 'control', 'memory', 'bpf', 'kernel', 'write'] as const),
] as const;
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
  // 100 to 199: kernel activity and process hijacking. On i386 the names that end in 16 take 16-bit ids.
  call('kill', 100, 'control', 'signal', [62, 37, 129]),
  call('tkill', 101, 'control', 'signal', [200, 238, 130]),
  call('tgkill', 102, 'control', 'signal', [234, 270, 131]),
  call('rt_sigqueueinfo', 103, 'control', 'signal', [129, 178, 138]),
  call('rt_tgsigqueueinfo', 104, 'control', 'signal', [297, 335, 240]),
  call('pidfd_send_signal', 105, 'control', 'signal', 424),
  call('setuid', 106, 'credentials', 'setuid', [105, 213, 146]),
  call('setreuid', 107, 'credentials', 'setuid', [113, 203, 145]),
  call('setresuid', 108, 'credentials', 'setuid', [117, 208, 147]),
  call('setfsuid', 109, 'credentials', 'setuid', [122, 215, 151]),
  call('setuid16', 110, 'credentials', 'setuid', [null, 23, null]),
  call('setreuid16', 111, 'credentials', 'setuid', [null, 70, null]),
  call('setresuid16', 112, 'credentials', 'setuid', [null, 164, null]),
  call('setfsuid16', 113, 'credentials', 'setuid', [null, 138, null]),
  call('setgid', 114, 'credentials', 'setgid', [106, 214, 144]),
  call('setregid', 115, 'credentials', 'setgid', [114, 204, 143]),
  call('setresgid', 116, 'credentials', 'setgid', [119, 210, 149]),
  call('setfsgid', 117, 'credentials', 'setgid', [123, 216, 152]),
  call('setgid16', 118, 'credentials', 'setgid', [null, 46, null]),
  call('setregid16', 119, 'credentials', 'setgid', [null, 71, null]),
  call('setresgid16', 120, 'credentials', 'setgid', [null, 170, null]),
  call('setfsgid16', 121, 'credentials', 'setgid', [null, 139, null]),
  call('capset', 122, 'credentials', 'capset', [126, 185, 91]),
  call('prctl', 123, 'credentials', 'prctl', [157, 172, 167]),
  call('unshare', 124, 'credentials', 'unshare', [272, 310, 97]),
  call('setns', 125, 'credentials', 'setns', [308, 346, 268]),
  call('setrlimit', 126, 'control', 'setrlimit', [160, 75, 164]),
  call('prlimit64', 127, 'control', 'setrlimit', [302, 340, 261]),
  call('ptrace', 128, 'control', 'ptrace', [101, 26, 117]),
  call('process_vm_readv', 129, 'control', 'process_memory', [310, 347, 270]),
  call('process_vm_writev', 130, 'control', 'process_memory', [311, 348, 271]),
  call('mmap', 131, 'memory', 'mmap', [9, null, 222]),
  call('mmap2', 132, 'memory', 'mmap', [null, 192, null]),
  call('old_mmap', 133, 'memory', 'mmap', [null, 90, null]),
  call('mprotect', 134, 'memory', 'mprotect', [10, 125, 226]),
  call('pkey_mprotect', 135, 'memory', 'mprotect', [329, 380, 288]),
  call('memfd_create', 136, 'memory', 'memfd_create', [319, 356, 279]),
  call('bpf', 137, 'bpf', 'bpf', [321, 357, 280]),
  call('init_module', 138, 'kernel', 'load_module', [175, 128, 105]),
  call('finit_module', 139, 'kernel', 'load_module', [313, 350, 273]),
  call('delete_module', 140, 'kernel', 'unload_module', [176, 129, 106]),
  call('io_uring_setup', 141, 'kernel', 'io_uring', 425),
  call('io_uring_register', 142, 'kernel', 'io_uring', 427),
  call('chroot', 143, 'kernel', 'kernel_call', [161, 61, 51]),
  call('pivot_root', 144, 'kernel', 'kernel_call', [155, 217, 41]),
  call('reboot', 145, 'kernel', 'kernel_call', [169, 88, 142]),
  call('kexec_load', 146, 'kernel', 'kernel_call', [246, 283, 104]),
  call('kexec_file_load', 147, 'kernel', 'kernel_call', [320, null, 294]),
  call('swapon', 148, 'kernel', 'kernel_call', [167, 87, 224]),
  call('swapoff', 149, 'kernel', 'kernel_call', [168, 115, 225]),
  call('quotactl', 150, 'kernel', 'kernel_call', [179, 131, 60]),
  call('quotactl_fd', 151, 'kernel', 'kernel_call', 443),
  call('userfaultfd', 152, 'kernel', 'kernel_call', [323, 374, 282]),
  call('keyctl', 153, 'kernel', 'kernel_call', [250, 288, 219]),
  call('add_key', 154, 'kernel', 'kernel_call', [248, 286, 217]),
  call('request_key', 155, 'kernel', 'kernel_call', [249, 287, 218]),
  call('perf_event_open', 156, 'kernel', 'kernel_call', [298, 336, 241]),
  call('iopl', 157, 'kernel', 'kernel_call', [172, 110, null]),
  call('ioperm', 158, 'kernel', 'kernel_call', [173, 101, null]),
  call('acct', 159, 'kernel', 'kernel_call', [163, 51, 89]),
  // memory_file is no record: it stands for the process_memory records of writes into /proc/PID/mem, which are only looked for
  // while a rule asks, because writing is so frequent.
  call('write', 160, 'write', 'selinux memory_file', [1, 4, 64]),
  call('pwrite64', 161, 'write', 'selinux memory_file', [18, 181, 68]),
  call('writev', 162, 'write', 'selinux memory_file', [20, 146, 66]),
  call('pwritev', 163, 'write', 'selinux memory_file', [296, 334, 70]),
  call('pwritev2', 164, 'write', 'selinux memory_file', [328, 379, 287]),
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
