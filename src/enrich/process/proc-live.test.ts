/** The reader, the start snapshot and the upkeep on real processes of this machine, and on a false /proc of many. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createBootClock } from './boot-clock.ts';
import { ProcReader } from './proc-reader.ts';
import type { ProcessEntry } from './process-entry.ts';
import { ProcessTree } from './process-tree.ts';
import { ProcessUpkeep } from './process-upkeep.ts';
import { ROOT_CREDENTIALS, SampleKernel } from './sample-records.ts';
import { type SnapshotProgress, takeStartSnapshot } from './start-snapshot.ts';
import { NO_NAMESPACES } from './types.ts';

const directory = mkdtempSync(join(tmpdir(), 'proc-live-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function start(file: string, args: string[], options: object = {}): ChildProcess & { pid: number } {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  children.push(child);
  return child as ChildProcess & { pid: number };
}

/** Waits until the child runs what it was asked to run, and not our image any more. */
async function ready(pid: number, exe: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (readlinkSync(`/proc/${pid}/exe`).startsWith(exe) && readFileSync(`/proc/${pid}/cmdline`).length > 0) return;
    await wait(5);
  }
  assert.fail(`process ${pid} does not run ${exe}`);
}

async function snapshot(tree: ProcessTree, reader: ProcReader): Promise<SnapshotProgress> {
  let last: SnapshotProgress | null = null;
  for await (const progress of takeStartSnapshot(tree, reader)) last = progress;
  return last!;
}

const SLEEP = readlinkTarget('/bin/sleep');
function readlinkTarget(path: string): string {
  try {
    return readlinkTarget(join('/bin', readlinkSync(path)));
  } catch {
    return path.replace(/^\/bin\//, '/usr/bin/');
  }
}

describe('a real process', () => {
  test('has file, arguments, environment, line and ids as /proc and stat tell', async () => {
    const child = start('/bin/sleep', ['1000'], { argv0: 'snooze', env: { A: '1', EMPTY: '' } });
    await ready(child.pid, SLEEP);
    const tree = new ProcessTree({ reader: new ProcReader() });
    const progress = await snapshot(tree, new ProcReader());
    assert.equal(progress.done, true);
    const entry = tree.lookup(child.pid);
    const facts = statSync(SLEEP, { bigint: true });
    const { image } = entry;
    assert.deepEqual(
      [image.file.path, image.file.inode, image.file.mode, image.file.nlink, image.file.mtimeNs, image.file.deleted],
      [SLEEP, facts.ino, Number(facts.mode), Number(facts.nlink), facts.mtimeNs, false],
    );
    assert.deepEqual(
      [image.argv, image.argv0, image.envp, image.envs],
      [['snooze', '1000'], 'snooze', ['A=1', 'EMPTY='], ['A', 'EMPTY']],
    );
    assert.deepEqual([entry.ppid, entry.isExec, entry.source, entry.comm], [process.pid, true, 'snapshot', 'sleep']);
    assert.equal(entry.ancestor!.pid, process.pid);
    assert.equal([...tree.ancestors(entry)].at(-1)!.pid, 1);
    assert.equal(entry.credentials.uid, process.getuid!());
    assert.notEqual(image.file.filesystem, '');
    assert.notEqual(entry.namespaces.mnt, 0);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('kernel threads hang below kthreadd and have no file', async () => {
    const tree = new ProcessTree();
    await snapshot(tree, new ProcReader());
    const kthreads = tree.children(tree.lookup(2));
    assert.ok(kthreads.length > 0);
    for (const entry of kthreads) {
      assert.deepEqual(
        [entry.isKworker, entry.isExec, entry.isThread, entry.image.file.path],
        [true, false, false, ''],
      );
    }
  });

  test('a script is the file and its shell the interpreter', async () => {
    const script = join(directory, 'job.sh');
    writeFileSync(script, '#!/bin/sh -e\nread line\n');
    chmodSync(script, 0o755);
    const child = start('./job.sh', ['one'], { cwd: directory });
    await ready(child.pid, '/usr/bin/');
    const reader = new ProcReader();
    const details = await reader.readDetails(reader.readCore(child.pid)!);
    assert.deepEqual([details!.file.path, details!.argv], [script, ['./job.sh', 'one']]);
    assert.equal(details!.file.inode, statSync(script, { bigint: true }).ino);
    assert.match(details!.interpreter!.path, /sh$/);
  });

  test('a deleted program says so, and a file whose name only looks deleted does not', async () => {
    const gone = join(directory, 'gone');
    const odd = join(directory, 'odd (deleted)');
    for (const [path, deleted] of [
      [gone, true],
      [odd, false],
    ] as const) {
      copyFileSync(SLEEP, path);
      const child = start(path, ['1000']);
      await ready(child.pid, path.replace(' (deleted)', ''));
      if (deleted) rmSync(path);
      const reader = new ProcReader();
      const details = await reader.readDetails(reader.readCore(child.pid)!);
      assert.deepEqual([details!.file.path, details!.file.deleted], [path, deleted]);
    }
  });

  test('long arguments are cut and flagged', async () => {
    const child = start('/bin/sh', ['-c', 'read x', 'x'.repeat(100_000), 'y'.repeat(100_000)]);
    await ready(child.pid, '/usr/bin/');
    const reader = new ProcReader();
    const details = await reader.readDetails(reader.readCore(child.pid)!);
    assert.deepEqual([details!.argvTruncated, details!.argv[3]!.length], [true, 100_000]);
  });

  test('a thread id is no process, and a dead pid is none', () => {
    const reader = new ProcReader();
    const thread = readTasks().find((tid) => tid !== process.pid)!;
    assert.equal(reader.readCore(thread), null);
    assert.equal(reader.readCore(4_194_305), null);
    assert.equal(reader.stats().coresFailed, 2);
  });

  test('a lookup of its exact start finds the snapshot entry and makes it exact', async () => {
    const child = start('/bin/sleep', ['1000']);
    await ready(child.pid, SLEEP);
    const tree = new ProcessTree();
    await snapshot(tree, new ProcReader());
    const entry = tree.peek(child.pid)!;
    const exact = entry.startNs + 4_200_001n;
    assert.equal(tree.lookup(child.pid, exact, 9n), entry);
    assert.deepEqual([entry.startNs, entry.execId], [exact, 9n]);
  });
});

function readTasks(): number[] {
  const threads = /^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1];
  const tids: number[] = [];
  for (let tid = process.pid; tids.length < Number(threads) && tid < process.pid + 1000; tid++) {
    try {
      statSync(`/proc/self/task/${tid}`);
      tids.push(tid);
    } catch {
      // Not ours.
    }
  }
  return tids;
}

describe('upkeep', () => {
  test('completes a process met without its records', async () => {
    const child = start('/bin/sleep', ['1000']);
    await ready(child.pid, SLEEP);
    const reader = new ProcReader();
    const tree = new ProcessTree({ reader });
    const startNs = reader.readStat(child.pid)!.startNs + 1n;
    const entry = tree.lookup(child.pid, startNs, 5n);
    assert.deepEqual([entry.source, entry.image.quality, entry.image.file.path], ['snapshot', 'core', SLEEP]);
    assert.equal(entry.ancestor!.pid, process.pid);
    await new ProcessUpkeep(tree, reader).workOff();
    assert.deepEqual([entry.image.quality, entry.image.argv], ['snapshot', ['/bin/sleep', '1000']]);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('notices an exec that nobody told once the exec id was taken on trust', async () => {
    const child = start('/bin/sh', ['-c', 'read x; exec sleep 1000']);
    await ready(child.pid, '/usr/bin/dash');
    const reader = new ProcReader();
    const tree = new ProcessTree({ reader });
    await snapshot(tree, reader);
    child.stdin!.end('\n');
    await ready(child.pid, SLEEP);
    const entry = tree.lookup(child.pid, reader.readStat(child.pid)!.startNs + 1n, 7n);
    assert.equal(entry.comm, 'sh');
    await new ProcessUpkeep(tree, reader).workOff();
    assert.deepEqual([entry.comm, entry.image.file.path], ['sleep', SLEEP]);
  });

  test('closes a process whose exit was lost, and asks for the new parent of its children', async () => {
    const parent = start('/bin/sh', ['-c', 'sleep 1000 & echo $!; read x']);
    const childPid = Number(String((await once(parent.stdout!, 'data'))[0]));
    const reader = new ProcReader();
    const tree = new ProcessTree({ reader });
    const upkeep = new ProcessUpkeep(tree, reader, { confirmNs: 1n });
    try {
      await ready(childPid, SLEEP);
      await snapshot(tree, reader);
      const entry = tree.peek(parent.pid)!;
      const child = tree.peek(childPid)!;
      assert.deepEqual([child.ppid, child.ancestor], [parent.pid, entry]);
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      await upkeep.sweep();
      assert.equal(entry.ended, false);
      await upkeep.sweep();
      await upkeep.workOff();
      assert.deepEqual([entry.ended, entry.life.exit!.observed, upkeep.stats().vanished > 0], [true, false, true]);
      assert.equal(child.ppid, reader.readStat(childPid)!.ppid);
      assert.notEqual(child.ppid, parent.pid);
      assert.equal(child.ancestor, entry, 'the line at birth stays');
    } finally {
      process.kill(childPid, 'SIGKILL');
    }
  });
});

describe('the start snapshot', () => {
  test('gives the event loop back every few milliseconds, with 3,000 processes', async () => {
    const proc = join(directory, 'proc');
    for (let pid = 1; pid <= 3000; pid++) makeFalseProcess(proc, pid, pid === 1 ? 0 : Math.max(1, pid >> 1));
    const reader = new ProcReader({ procRoot: proc, cgroupRoot: directory });
    const tree = new ProcessTree();
    const turns: number[] = [];
    let last = performance.now();
    let running = true;
    const turn = (): void => {
      const now = performance.now();
      turns.push(now - last);
      last = now;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    const progress = await snapshot(tree, reader);
    running = false;
    assert.deepEqual([progress.processes, tree.stats().running], [3000, 3000]);
    turns.sort((a, b) => a - b);
    // The machine is shared: single turns may be slow, the slices may not.
    const slow = turns.filter((ms) => ms > 8).length;
    assert.ok(slow <= turns.length / 50, `${slow} of ${turns.length} turns took more than 8 ms`);
    for (const entry of tree.running())
      assert.equal(entry.pid === 1 || entry.ancestor?.pid === Math.max(1, entry.pid >> 1), true);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('survives processes that come and go, and records meanwhile win', async () => {
    const tree = new ProcessTree();
    const reader = new ProcReader();
    const child = start('/bin/sleep', ['1000']);
    await ready(child.pid, SLEEP);
    const storm = start('/bin/sh', ['-c', 'i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done']);
    const kernel = new SampleKernel();
    let told: ProcessEntry | null = null;
    for await (const _ of takeStartSnapshot(tree, reader)) {
      if (told) continue;
      const startNs = reader.readStat(child.pid)!.startNs + 77n;
      kernel.nowNs = createBootClock()();
      const task = {
        ...kernel.init,
        pid: child.pid,
        startNs,
        execId: 3n,
        ppid: process.pid,
        credentials: ROOT_CREDENTIALS,
      };
      told = tree.onExec(kernel.exec(task, '/told/by/kernel'));
    }
    storm.kill('SIGKILL');
    assert.equal(tree.lookup(child.pid), told);
    assert.deepEqual([told!.image.file.path, told!.source], ['/told/by/kernel', 'kernel']);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a read that hangs is given up, counted, and stops further ones', async () => {
    const proc = join(directory, 'hanging');
    for (const pid of [1, 2, 3]) {
      makeFalseProcess(proc, pid, 0);
      rmSync(join(proc, `${pid}/cmdline`));
    }
    // Opening a pipe without a writer hangs as a hostile process's memory would.
    const fifo = start(
      '/usr/bin/mkfifo',
      [1, 2, 3].map((pid) => join(proc, `${pid}/cmdline`)),
    );
    await once(fifo, 'exit');
    const reader = new ProcReader({ procRoot: proc, cgroupRoot: directory, deadlineMs: 50, hungMax: 1 });
    assert.equal(await reader.readDetails(reader.readCore(1)!), null);
    assert.equal(await reader.readDetails(reader.readCore(2)!), null);
    assert.deepEqual([reader.stats().hung, reader.stats().hanging, reader.stats().refusedHanging], [1, 1, 1]);
    // Let the thread go: a writer opens and closes.
    writeFileSync(join(proc, '1/cmdline'), 'x\0');
    await wait(50);
    assert.equal(reader.stats().hanging, 0);
  });
});

function makeFalseProcess(proc: string, pid: number, ppid: number): void {
  const base = join(proc, String(pid));
  mkdirSync(join(base, 'ns'), { recursive: true });
  writeFileSync(join(base, 'stat'), `${pid} (p${pid}) S ${ppid} 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 ${pid} 0 0`);
  writeFileSync(join(base, 'status'), `Name:\tp\nTgid:\t${pid}\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nNSpid:\t${pid}\n`);
  writeFileSync(join(base, 'cgroup'), '0::/\n');
  writeFileSync(join(base, 'cmdline'), `p${pid}\0`);
  writeFileSync(join(base, 'environ'), 'A=1\0');
  symlinkSync(process.execPath, join(base, 'exe'));
  symlinkSync('/', join(base, 'cwd'));
  symlinkSync(`mnt:[${NO_NAMESPACES.mnt + 1}]`, join(base, 'ns/mnt'));
}
