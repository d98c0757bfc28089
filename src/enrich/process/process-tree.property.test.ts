/** Random lives of processes against a simple model, with and without lost and disordered records. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProcessCore } from './proc-reader.ts';
import { ProcessTree } from './process-tree.ts';
import { SampleKernel, type SampleTask, sampleFile } from './sample-records.ts';
import { type ExecRecord, type ExitRecord, type ForkRecord, NO_NAMESPACES } from './types.ts';

type SampleRecord = ['fork', ForkRecord] | ['exec', ExecRecord] | ['exit', ExitRecord];

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function coreOf(task: SampleTask): ProcessCore {
  return {
    pid: task.pid,
    startNs: task.startNs - (task.startNs % 10_000_000n),
    ppid: task.ppid,
    sid: 1,
    comm: task.comm,
    tty: '',
    isKthread: false,
    nsPid: task.pid,
    credentials: task.credentials,
    namespaces: NO_NAMESPACES,
    cgroupPath: '/',
    cgroupLegacyPath: '',
    file: sampleFile(task.path || task.comm),
    cwd: '/',
  };
}

/** What the tree should say, kept in the plainest way. */
interface Model {
  /** Names from the image to init, by pid. */
  readonly lines: Map<number, string[]>;
}

function step(kernel: SampleKernel, model: Model, random: (below: number) => number, pids: number): SampleRecord {
  // Whole ticks apart, so that pid re-use within one tick (impossible in reality) does not happen.
  kernel.tick(BigInt(10_000_000 + random(5_000_000)));
  const tasks = [...kernel.alive.values()];
  const task = tasks[random(tasks.length)]!;
  const choice = random(10);
  if (choice < 4 && tasks.length < pids / 2) {
    let pid = 2 + random(pids);
    while (kernel.alive.has(pid)) pid = 2 + random(pids);
    const [, record] = kernel.fork(task, { pid });
    model.lines.set(pid, [`${pid}:${task.comm}`, ...model.lines.get(task.pid)!]);
    return ['fork', record];
  }
  if (choice < 7 || task.pid === 1) {
    const record = kernel.exec(task, `/bin/${'abcdefgh'[random(8)]}`);
    model.lines.set(task.pid, [`${task.pid}:${task.comm}`, ...model.lines.get(task.pid)!].slice(0, 400));
    return ['exec', record];
  }
  model.lines.delete(task.pid);
  return ['exit', kernel.exit(task)];
}

function feed(tree: ProcessTree, [kind, record]: SampleRecord): void {
  if (kind === 'fork') tree.onFork(record);
  else if (kind === 'exec') tree.onExec(record);
  else tree.onExit(record);
}

const SEEDS = (process.env.SHRIKE_TEST_SEEDS ?? '1,2,3,4,5,6,7,8').split(',').map(Number);

describe('random lives of processes', () => {
  for (const seed of SEEDS) {
    test(`with every record the tree equals the model (seed ${seed})`, () => {
      const random = createRandom(seed);
      const kernel = new SampleKernel();
      const model: Model = { lines: new Map([[1, ['1:init']]]) };
      const tree = new ProcessTree({ clock: () => kernel.nowNs, depthMax: 100_000, graceNs: 50_000_000n });
      tree.adopt(coreOf(kernel.init), null, kernel.nowNs);
      for (let i = 0; i < 3000; i++) {
        feed(tree, step(kernel, model, random, 60));
        if (i % 50 !== 0) continue;
        assert.equal(tree.stats().running, kernel.alive.size);
        assert.deepEqual(tree.checkConsistency(), []);
        for (const task of kernel.alive.values()) {
          const entry = tree.lookup(task.pid, task.startNs, task.execId);
          assert.deepEqual([entry.source === 'unknown', entry.comm, entry.ended], [false, task.comm, false]);
          const line = [entry, ...tree.ancestors(entry, 100)].map((at) => `${at.pid}:${at.comm}`);
          const expected = model.lines.get(task.pid)!;
          assert.deepEqual(line.slice(0, 100), expected.slice(0, line.length).slice(0, 100));
        }
      }
      const { exitsLost, forksLost, execsLost, duplicates } = tree.stats();
      assert.deepEqual([exitsLost, forksLost, execsLost, duplicates], [0, 0, 0, 0]);
    });

    test(`with lost, late and repeated records it stays sound and mends itself (seed ${seed})`, () => {
      const random = createRandom(seed + 1000);
      const kernel = new SampleKernel();
      const model: Model = { lines: new Map([[1, ['1:init']]]) };
      const entriesMax = 16 + random(200);
      const tree = new ProcessTree({
        clock: () => kernel.nowNs,
        reader: { readCore: (pid) => (kernel.alive.has(pid) ? coreOf(kernel.alive.get(pid)!) : null) },
        entriesMax,
        depthMax: 8 + random(60),
        graceNs: BigInt(random(100_000_000)),
        readsPerSecond: 1_000_000,
      });
      const late: SampleRecord[] = [];
      for (let i = 0; i < 3000; i++) {
        const record = step(kernel, model, random, 60);
        const fate = random(10);
        if (fate === 1) late.push(record);
        else if (fate !== 0) feed(tree, record);
        if (fate === 2) feed(tree, record);
        if (late.length > 3) feed(tree, late.splice(random(late.length), 1)[0]!);
        if (random(5) === 0) {
          const tasks = [...kernel.alive.values()];
          const task = tasks[random(tasks.length)]!;
          const entry = tree.lookup(task.pid, task.startNs, task.execId);
          assert.equal(entry.pid, task.pid);
          assert.equal(entry.execId, task.execId);
        }
        if (i % 100 === 0) assert.deepEqual(tree.checkConsistency(), []);
      }
      // Two sweeps and an event of each process put everything right.
      for (let round = 0; round < 2; round++) {
        kernel.tick(3_000_000_000n);
        for (const entry of tree.running()) {
          const task = kernel.alive.get(entry.pid);
          const rounded = task ? coreOf(task).startNs : -1n;
          const difference = entry.startNs - rounded;
          if (!task || difference < 0n || difference >= 10_000_000n) tree.noteMissing(entry, kernel.nowNs);
        }
      }
      tree.expire(kernel.tick(20_000_000_000n), 100_000);
      assert.deepEqual(tree.checkConsistency(), []);
      for (const entry of tree.running()) {
        const task = kernel.alive.get(entry.pid);
        assert.ok(task, `pid ${entry.pid} is kept as running and does not exist`);
      }
      for (const task of kernel.alive.values()) tree.lookup(task.pid, task.startNs, task.execId);
      for (let entry = tree.takePending(); entry; entry = tree.takePending()) {
        tree.adopt(coreOf(kernel.alive.get(entry.pid)!), null, kernel.nowNs);
      }
      for (const task of kernel.alive.values()) {
        const entry = tree.lookup(task.pid, task.startNs, task.execId);
        assert.deepEqual([entry.source === 'unknown', entry.ended, entry.comm], [false, false, task.comm]);
        // A line never closes on itself.
        assert.ok([...tree.ancestors(entry, 10_000)].length < 10_000);
      }
      assert.ok(tree.stats().entries <= entriesMax);
    });
  }
});
