/**
 * The kernel's own checks of file changes, and the ways to reach them: which one serves is chosen per check at start.
 *
 * The function's entry comes first and not the LSM hook: it is reached before any LSM has refused, so refused calls have
 * their file too. A breakpoint costs several times as much and comes last. Where nothing of it can be had the texts are
 * followed (bpf/lookup.h), and no event is lost. The programs are in bpf/change_hooks.h.
 */
import { readFileSync } from 'node:fs';
import type { Hook } from './hooks.ts';

/** Ways to reach a check, the strongest first. */
export const CHECK_WAYS = ['fentry', 'lsm', 'kprobe'] as const;
export type CheckWay = (typeof CHECK_WAYS)[number];

/** What files of changes are learnt from; `tracepoint` follows texts. */
export type FileProvider = CheckWay | 'tracepoint';

/** Name of the check, function that makes it, record types that it serves, whether the LSM framework has a hook in it. */
const CHECKS: readonly (readonly [check: string, kernelFunction: string, serves: readonly string[], inLsm: boolean])[] =
  [
    ['path_chmod', 'security_path_chmod', ['chmod'], true],
    ['path_chown', 'security_path_chown', ['chown'], true],
    ['vfs_utimes', 'vfs_utimes', ['utimes'], false],
    ['path_mkdir', 'security_path_mkdir', ['mkdir'], true],
    ['path_rmdir', 'security_path_rmdir', ['rmdir'], true],
    ['path_unlink', 'security_path_unlink', ['unlink'], true],
    ['path_rename', 'security_path_rename', ['rename'], true],
    ['path_link', 'security_path_link', ['link'], true],
    // Attributes are checked without their mount, which is asked for write access just before.
    ['want_write', 'mnt_want_write', ['setxattr', 'removexattr'], false],
    ['inode_setxattr', 'security_inode_setxattr', ['setxattr'], true],
    ['inode_removexattr', 'security_inode_removexattr', ['removexattr'], true],
    ['sb_mount', 'security_sb_mount', ['mount'], true],
    ['move_mount', 'security_move_mount', ['mount'], true],
    ['sb_umount', 'security_sb_umount', ['umount'], true],
  ];

const PROGRAM_PREFIX: Readonly<Record<CheckWay, string>> = { fentry: 'entry', lsm: 'hook', kprobe: 'break' };

/** One hook per check and way. */
export const CHECK_HOOKS: readonly Hook[] = CHECKS.flatMap(([check, kernelFunction, serves, inLsm]) =>
  CHECK_WAYS.filter((way) => way !== 'lsm' || inLsm).map((way) => ({
    program: `${PROGRAM_PREFIX[way]}_${check}`,
    point: `${way}/${way === 'lsm' ? check : kernelFunction}`,
    serves,
    gives: 'the very object that the call is about to change, as it is before; exact',
    without: 'files are found by following the path that was passed',
    onDemand: true,
    check: { name: check, kernelFunction, way },
  })),
);

/** The record types whose files checks hand over: of those no text has to be followed. */
export function hookedTypes(live: (program: string) => boolean): string[] {
  const types = new Set(CHECKS.flatMap(([, , serves]) => serves));
  const reached = new Set(CHECK_HOOKS.filter(({ program }) => live(program)).map(({ check }) => check!.name));
  return [...types].filter((type) => CHECKS.every(([check, , serves]) => !serves.includes(type) || reached.has(check)));
}

/** What this kernel offers for checks. */
export interface CheckSupport {
  /** Whether programs of this kind load at all. */
  readonly loads: (way: CheckWay) => boolean;
  readonly hasFunction: (name: string) => boolean;
  /** Names of the LSMs in force, null when unknown. */
  readonly lsms: readonly string[] | null;
  /** Ways that turned out not to work, with the reason. */
  readonly refused: ReadonlyMap<CheckWay, string>;
  /** The only provider to be used; null: the strongest. */
  readonly only: FileProvider | null;
}

/** Why a check cannot be reached this way, null when it can. */
export function whyNotReached(hook: Hook, support: CheckSupport): string | null {
  const { kernelFunction, way } = hook.check!;
  if (support.only !== null && support.only !== way) return `only ${support.only} is wanted (SHRIKE_FILE_PROVIDER)`;
  const refused = support.refused.get(way);
  if (refused !== undefined) return refused;
  if (!support.loads(way)) return `this kernel takes no ${way} programs`;
  if (way === 'lsm') {
    if (support.lsms === null) return 'which LSMs are in force is unknown: securityfs is not mounted';
    return support.lsms.includes('bpf') ? null : 'bpf is not among the LSMs in force (lsm= of the kernel command line)';
  }
  return support.hasFunction(kernelFunction) ? null : `this kernel has no function ${kernelFunction}`;
}

/**
 * Chooses a way for each check.
 * @returns per program of {@link CHECK_HOOKS} why it is not used; null: it is
 */
export function chooseWays(support: CheckSupport): Map<string, string | null> {
  const chosen = new Map<string, string | null>();
  const served = new Map<string, CheckWay>();
  for (const way of CHECK_WAYS) {
    for (const hook of CHECK_HOOKS) {
      const check = hook.check!;
      if (check.way !== way) continue;
      const by = served.get(check.name);
      const reason = by === undefined ? whyNotReached(hook, support) : `${by} gives it`;
      chosen.set(hook.program, reason);
      if (reason === null) served.set(check.name, way);
    }
  }
  return chosen;
}

/** Which provider a person wants, by the environment; a text with the mistake when it is none. */
export function wantedProvider(text: string | undefined): FileProvider | null | { readonly problem: string } {
  if (text === undefined || text === '') return null;
  if (text === 'tracepoint' || CHECK_WAYS.some((way) => way === text)) return text as FileProvider;
  return { problem: `SHRIKE_FILE_PROVIDER is '${text}': it can be tracepoint, ${CHECK_WAYS.join(', ')}, or left out` };
}

/** What serves each type of change here: `exact` files come from checks, others from following texts. */
export function fileProviders(
  live: (program: string) => boolean,
): { type: string; ways: FileProvider[]; exact: boolean }[] {
  const exact = new Set(hookedTypes(live));
  const types = [...new Set(CHECKS.flatMap(([, , serves]) => serves))];
  return types.map((type) => ({
    type,
    exact: exact.has(type),
    ways: exact.has(type)
      ? [...new Set(CHECK_HOOKS.filter((h) => h.serves.includes(type) && live(h.program)).map((h) => h.check!.way))]
      : ['tracepoint'],
  }));
}

/** The LSMs in force, null when securityfs is not there to ask. */
export function activeLsms(): readonly string[] | null {
  try {
    return readFileSync('/sys/kernel/security/lsm', 'latin1').trim().split(',');
  } catch {
    return null;
  }
}
