/**
 * What became of an action, as `agent.rule_actions` of the signal tells it. A report is made when the action is decided on
 * and changes while the action goes on; it is turned into JSON when its signal leaves.
 */
import type { DisarmReason } from './disarmer.ts';

export type KillStatus =
  | 'performed'
  /** Some processes of the scope got the kill, some did not. */
  | 'partially_performed'
  | 'error'
  /** Still under way. */
  | 'kill_queued'
  /** A guard decided against it. */
  | 'kill_aborted'
  /** The rule may not act for now: it hit too much. */
  | 'rule_disarmed'
  /** A person took the right to act from the rule. */
  | 'rule_dismantled'
  /** Would have been carried out, but for `dry_run`. */
  | 'dry_run';

/** A kill. Times are ns since the epoch, 0n while unknown. */
export interface KillReport {
  readonly type: 'kill';
  readonly signal: string;
  readonly scope: 'process' | 'container' | 'cgroup';
  status: KillStatus;
  /** Why not, or why not all; '' when there is nothing to say. */
  reason: string;
  disarmer: DisarmReason | null;
  /** Pids that got the kill; at most {@link PIDS_SHOWN_MAX}. */
  pids: number[];
  /** How many processes got it. */
  processes: number;
  createdAtNs: bigint;
  detectedAtNs: bigint;
  killedAtNs: bigint;
  exitedAtNs: bigint;
}

/** Most pids that a report lists. */
export const PIDS_SHOWN_MAX = 64;

export interface HashReport {
  readonly type: 'hash';
  readonly field: string;
  path: string;
  /** As `hash_state` of a file: Done, FileTooBig, … ; Pending while it is under way. */
  state: string;
  hashes: readonly string[];
  /** The content is not that of the moment of the event: the file changed since. */
  changed: boolean;
}

export interface CoreDumpReport {
  readonly type: 'coredump';
  status: 'performed' | 'error' | 'pending';
  path: string;
  reason: string;
}

export interface NetworkFilterReport {
  readonly type: 'network_filter';
  readonly filter: string;
  readonly policy: string;
  readonly scope: 'process' | 'cgroup';
  status: 'performed' | 'error' | 'removed' | 'rule_dismantled' | 'rule_disarmed' | 'dry_run';
  /** Number to undo it by; '' when nothing was done. */
  id: string;
  reason: string;
}

/** A call that the kernel refused, or would have. */
export interface DenyReport {
  readonly type: 'deny';
  status: 'performed' | 'dry_run' | 'error' | 'rule_dismantled';
  reason: string;
}

export type ActionReport = KillReport | HashReport | CoreDumpReport | NetworkFilterReport | DenyReport;

const time = (ns: bigint): string => {
  const rest = String(ns % 1_000_000n).padStart(6, '0');
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, -1)}${rest}Z`;
};

/** `1.234ms`, as short as a duration in Go is printed. */
function durationText(ns: bigint): string {
  const value = Number(ns);
  if (value < 1e3) return `${value}ns`;
  if (value < 1e6) return `${value / 1e3}µs`;
  if (value < 1e9) return `${value / 1e6}ms`;
  return `${value / 1e9}s`;
}

const millisecondsText = (ns: bigint): string => `${(Number(ns) / 1e6).toFixed(1)} ms`;

/** A report as JSON. */
export function reportJson(report: ActionReport): { [name: string]: unknown } {
  switch (report.type) {
    case 'kill':
      return {
        type: 'kill',
        signal: report.signal,
        scope: report.scope,
        status: report.status,
        ...(report.reason === '' ? {} : { reason: report.reason }),
        ...(report.disarmer === null ? {} : { disarmer_type: report.disarmer }),
        ...(report.createdAtNs === 0n ? {} : { created_at: time(report.createdAtNs) }),
        detected_at: time(report.detectedAtNs),
        ...(report.killedAtNs === 0n ? {} : { killed_at: time(report.killedAtNs) }),
        ...(report.exitedAtNs === 0n ? {} : { exited_at: time(report.exitedAtNs) }),
        // From the event to the kill: what the attacker had.
        ...(report.killedAtNs === 0n ? {} : { ttr: durationText(report.killedAtNs - report.detectedAtNs) }),
        ...(report.processes === 0 ? {} : { processes: report.processes, pids: report.pids }),
      };
    case 'hash':
      return {
        type: 'hash',
        field: report.field,
        path: report.path,
        state: report.state,
        ...(report.hashes.length === 0 ? {} : { hashes: report.hashes }),
        ...(report.changed ? { changed: true } : {}),
      };
    case 'coredump':
      return {
        type: 'coredump',
        status: report.status,
        ...(report.path === '' ? {} : { path: report.path }),
        ...(report.reason === '' ? {} : { reason: report.reason }),
      };
    case 'network_filter':
      return {
        type: 'network_filter',
        filter: report.filter,
        policy: report.policy,
        scope: report.scope,
        status: report.status,
        ...(report.id === '' ? {} : { id: report.id }),
        ...(report.reason === '' ? {} : { reason: report.reason }),
      };
    case 'deny':
      return {
        type: 'deny',
        status: report.status,
        ...(report.reason === '' ? {} : { reason: report.reason }),
      };
  }
}

/** What was done, in words for the one-line signal; '' when nothing needs to be said. */
export function reportWords(report: ActionReport): string {
  switch (report.type) {
    case 'kill': {
      const whom = report.scope === 'process' ? '' : ` (${report.processes} processes of its ${report.scope})`;
      const after =
        report.killedAtNs === 0n ? '' : ` ${millisecondsText(report.killedAtNs - report.detectedAtNs)} after the event`;
      if (report.status === 'performed') return `sent ${report.signal}${whom}${after}`;
      const reason = report.reason === '' ? '' : `: ${report.reason}`;
      if (report.status === 'partially_performed')
        return `sent ${report.signal} to ${report.processes} processes${reason}`;
      return `${report.signal} not sent, ${report.status.replaceAll('_', ' ')}${reason}`;
    }
    case 'hash':
      if (report.hashes.length === 0)
        return report.state === 'Done' ? '' : `no hash of ${report.path}: ${report.state}`;
      return `hash of ${report.path} is ${report.hashes.find((h) => h.startsWith('sha256:')) ?? report.hashes[0]}`;
    case 'coredump':
      return report.path === '' ? report.reason : `dumped to ${report.path}`;
    case 'network_filter':
      return report.reason === '' ? `network filter ${report.status}` : `no network filter: ${report.reason}`;
    case 'deny':
      if (report.status === 'performed') return 'the kernel refused the call';
      if (report.status === 'dry_run') return `not refused: ${report.reason}`;
      return `not refused, ${report.status.replaceAll('_', ' ')}${report.reason === '' ? '' : `: ${report.reason}`}`;
  }
}
