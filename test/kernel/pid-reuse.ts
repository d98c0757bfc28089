/**
 * Forced reuse of pids: run as process 2 of a pid namespace of its own (respond.test.ts), prints what it saw as JSON.
 *
 * Each round makes a victim, learns who it is, and lets another process (the bystander) take over its pid at once; then the
 * killer is asked to kill the victim. Every other round the victim is left alive, so that a killer that never kills anybody
 * is found out too. Spawning is done by a small C program (pid-reuse.c): Node would take milliseconds, and reuse within
 * the same tick of 10 ms is what matters.
 */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadNative } from '../../src/capture/native.ts';
import { ProcessKiller } from '../../src/respond/kill-process.ts';
import { type ProcessIdentity, StartTimes } from '../../src/respond/start-time.ts';

/** `exact`: as it is; `ticks`: without the task iterator; `naive`: kill by number, which shows that the test can fail. */
const [program, objectPath, rounds, mode] = process.argv.slice(2) as [string, string, string, string];
const native = loadNative();
const starts = new StartTimes(native, mode === 'exact' ? objectPath : null);
const truth = new StartTimes(native, objectPath);
const killer = new ProcessKiller(native, starts);
const counts = {
  exact: starts.exact,
  rounds: 0,
  sent: 0,
  gone: 0,
  replaced: 0,
  errors: 0,
  sameTick: 0,
  firstError: '',
};

const child = spawn(program, [rounds], { stdio: ['pipe', 'pipe', 'inherit'] });
let victim: ProcessIdentity | null = null;
let victimStartNs = 0n;
for await (const line of createInterface({ input: child.stdout })) {
  const [word, number] = line.split(' ') as [string, string];
  const pid = Number(number);
  if (word === 'victim') {
    const fd = native.pidfdOpen(pid);
    victimStartNs = truth.read(pid, fd)!.startNs;
    closeSync(fd);
    // Known to have lived beyond its first tick.
    if (mode === 'ticks') await new Promise((resolve) => setTimeout(resolve, 12));
    victim = { pid, startNs: victimStartNs, startExact: true, aliveAtNs: native.bootTimeNs() };
  } else if (word === 'kill') {
    // Somebody has the pid: the victim, or the bystander.
    const fd = native.pidfdOpen(pid);
    const now = truth.read(pid, fd)!.startNs;
    closeSync(fd);
    if (now !== victimStartNs && now / 10_000_000n === victimStartNs / 10_000_000n) counts.sameTick++;
    const result = mode === 'naive' ? killer.killIf(pid, 9, () => true) : killer.kill(victim!, 9);
    counts.rounds++;
    if (result.outcome === 'error') {
      counts.errors++;
      counts.firstError ||= result.reason;
    } else counts[result.outcome]++;
  } else if (word === 'result') {
    process.stdout.write(`${JSON.stringify({ ...counts, ...JSON.parse(line.slice(7)) })}\n`);
    continue;
  }
  child.stdin.write('\n');
}
