import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProcessCore } from './proc-reader.ts';
import type { ProcessEntry } from './process-entry.ts';
import { ProcessTree, type ProcessTreeOptions } from './process-tree.ts';
import { ROOT_CREDENTIALS, SampleKernel, type SampleTask, sampleFile } from './sample-records.ts';
import { NO_NAMESPACES } from './types.ts';

// The flag may be set at run time; contexts made afterwards have the function.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const GRACE_NS = 10_000_000_000n;

/** A tree that knows init, fed by a pretended kernel. */
function setUp(options: ProcessTreeOptions = {}): { kernel: SampleKernel; tree: ProcessTree; init: ProcessEntry } {
  const kernel = new SampleKernel();
  const tree = new ProcessTree({ clock: () => kernel.nowNs, ...options });
  const init = tree.adopt(coreOf(kernel.init), null, kernel.nowNs);
  return { kernel, tree, init };
}

/** What /proc would show of a task now. */
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
    namespaces: { ...NO_NAMESPACES, mnt: 1 },
    cgroupPath: '/',
    cgroupLegacyPath: '',
    file: sampleFile(task.path || task.comm),
    cwd: '/',
  };
}

function line(tree: ProcessTree, entry: ProcessEntry): string[] {
  return [entry, ...tree.ancestors(entry)].map((at) => `${at.pid}:${at.comm}`);
}

describe('fork, exec and exit', () => {
  test('a forked child runs its parent image and shares its facts', () => {
    const { kernel, tree } = setUp();
    const [shell, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const sh = tree.onExec(kernel.exec(shell, '/bin/sh'));
    const [, fork2] = kernel.fork(shell);
    const child = tree.onFork(fork2);
    assert.equal(child.image, sh.image);
    assert.equal(child.credentials, sh.credentials);
    assert.equal(child.namespaces, sh.namespaces);
    assert.equal(child.isThread, true);
    assert.equal(child.isExec, false);
    assert.equal(child.ancestor, sh);
    assert.equal(child.createdAtNs, fork2.timestampNs);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('an executed program descends from the forked image with its own pid, then from the parent', () => {
    const { kernel, tree } = setUp();
    const [shell, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    tree.onExec(kernel.exec(shell, '/bin/sh'));
    const [ls, fork2] = kernel.fork(shell);
    tree.onFork(fork2);
    const record = kernel.exec(ls, '/bin/ls', { argv: ['ls', '-l'], argv0: 'ls' });
    const entry = tree.onExec(record);
    assert.deepEqual(line(tree, entry), ['101:ls', '101:sh', '100:sh', '100:init', '1:init']);
    assert.deepEqual(
      [entry.isExec, entry.isThread, entry.execTimeNs, entry.source],
      [true, false, record.timestampNs, 'kernel'],
    );
    assert.equal(entry.ancestor!.exitTimeNs, record.timestampNs);
    assert.equal(tree.lookup(101, ls.startNs, ls.execId), entry);
    assert.equal(tree.lookup(101, ls.startNs, ls.execId - 1n), entry.ancestor);
  });

  test('a fork taken before an exec keeps the image of that moment as ancestor', () => {
    const { kernel, tree } = setUp();
    const [bash, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    tree.onExec(kernel.exec(bash, '/bin/bash'));
    const [, fork2] = kernel.fork(bash);
    const child = tree.onFork(fork2);
    tree.onExec(kernel.exec(bash, '/bin/htop'));
    assert.equal(child.ancestor!.comm, 'bash');
    assert.equal(tree.lookup(bash.pid, bash.startNs, bash.execId).comm, 'htop');
    assert.equal(tree.stats().running, 3);
  });

  test('exit keeps code, signal and time, and late events still find the process', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const exit = { ...kernel.exit(task), code: 0, signal: 11, coreDumped: true };
    const entry = tree.onExit(exit);
    assert.deepEqual(entry.life.exit, {
      timeNs: exit.timestampNs,
      code: 0,
      signal: 11,
      coreDumped: true,
      observed: true,
    });
    tree.expire(exit.timestampNs + GRACE_NS - 1n);
    assert.equal(tree.lookup(task.pid, task.startNs, task.execId), entry);
    tree.expire(exit.timestampNs + GRACE_NS);
    assert.equal(entry.released, true);
    assert.equal(tree.peek(task.pid), null);
  });

  test('ancestors outlive their processes while something running descends from them', () => {
    const { kernel, tree } = setUp();
    const [a, fa] = kernel.fork(kernel.init);
    tree.onFork(fa);
    tree.onExec(kernel.exec(a, '/bin/a'));
    const [b, fb] = kernel.fork(a);
    tree.onFork(fb);
    const entry = tree.onExec(kernel.exec(b, '/bin/b'));
    tree.onExit(kernel.exit(a));
    tree.expire(kernel.tick(GRACE_NS * 10n));
    assert.deepEqual(line(tree, entry), ['101:b', '101:a', '100:a', '100:init', '1:init']);
    tree.onExit(kernel.exit(b));
    tree.expire(kernel.tick(GRACE_NS));
    assert.equal(tree.stats().entries, 1);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('the parent at birth stays beside the present one', () => {
    const { kernel, tree } = setUp();
    const [a, fa] = kernel.fork(kernel.init);
    tree.onFork(fa);
    const [b, fb] = kernel.fork(a);
    const entry = tree.onFork(fb);
    tree.onExit(kernel.exit(a));
    const pending: ProcessEntry[] = [];
    for (let at = tree.takePending(); at; at = tree.takePending()) pending.push(at);
    assert.ok(pending.includes(entry), 'the new parent has to be asked for');
    tree.noteParent(entry, b.ppid);
    assert.deepEqual([entry.ppid, entry.ppidAtBirth], [1, a.pid]);
    assert.equal(entry.ancestor!.pid, a.pid);
  });

  test('a short-lived shell leaves its child a parent that is not 0', () => {
    const { kernel, tree } = setUp();
    const [shell, f1] = kernel.fork(kernel.init);
    const [child, f2] = kernel.fork(shell);
    const exit = kernel.exit(shell);
    const exec = kernel.exec(child, '/bin/x');
    for (const entry of [tree.onFork(f1), tree.onFork(f2)]) assert.ok(entry.ppid > 0);
    tree.onExit(exit);
    const entry = tree.onExec(exec);
    assert.deepEqual([entry.ppid, entry.ppidAtBirth], [1, shell.pid]);
  });

  test('with CLONE_PARENT the line follows the forker and the parent is the sibling parent', () => {
    const { kernel, tree } = setUp();
    const [a, fa] = kernel.fork(kernel.init);
    tree.onFork(fa);
    const forker = tree.onExec(kernel.exec(a, '/bin/a'));
    const [, fork] = kernel.fork(a, { ppid: 1, cloneFlags: 0x8000n });
    // A record may bring the exec id of the parent, which is not the forker.
    const entry = tree.onFork({ ...fork, parent: { ...fork.parent, execId: 77n } });
    assert.equal(entry.ancestor, forker);
    assert.deepEqual([entry.ppid, entry.ppidAtBirth], [1, 1]);
  });

  test('a thread is no process', () => {
    const { kernel, tree, init } = setUp();
    const [, fork] = kernel.fork(kernel.init);
    const thread = { ...fork, pid: 1, startNs: kernel.init.startNs, execId: 1n, cloneFlags: 0x10000n };
    assert.equal(tree.onFork(thread), init);
    assert.equal(tree.stats().threads, 1);
    assert.equal(tree.stats().entries, 1);
  });

  test('a thread that executes keeps the identity of the leader', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const entry = tree.onExec({ ...kernel.exec(task, '/bin/x'), tid: task.pid, previousTid: 4242 });
    assert.equal(entry.life, tree.peek(task.pid)!.life);
    assert.equal(tree.peek(4242), null);
    assert.equal(tree.stats().running, 2);
  });

  test('credentials and cgroup follow changes', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    task.credentials = { ...ROOT_CREDENTIALS, uid: 33, euid: 33 };
    const entry = tree.onChange({ ...kernel.task(task), cgroupId: 9n, cgroupPath: '/docker/x' });
    assert.deepEqual([entry.credentials.uid, entry.cgroupId, entry.cgroupPath], [33, 9n, '/docker/x']);
    assert.equal(entry.ancestor!.credentials.uid, 0);
  });

  test('environment values are there for rules and nowhere in output', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const entry = tree.onExec(kernel.exec(task, '/bin/x'));
    assert.deepEqual(entry.image.envs, ['PATH', 'SECRET']);
    assert.equal(entry.image.environmentValue('SECRET'), 'hunter2');
    assert.equal(entry.image.environmentValue('SECRE'), null);
    const shown = JSON.stringify([entry, entry.image, tree.snapshot()], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    assert.ok(shown.includes('/bin/x'));
    assert.ok(!shown.includes('hunter2'));
    assert.ok(!inspect(entry.image, { depth: 9, showHidden: true }).includes('hunter2'));
  });
});

describe('lost and disordered records', () => {
  test('a re-used pid closes the process that had it', () => {
    const { kernel, tree } = setUp();
    const [old, f1] = kernel.fork(kernel.init, { pid: 500 });
    const first = tree.onFork(f1);
    const [fresh, f2] = kernel.fork(kernel.init, { pid: 500 });
    const second = tree.onFork(f2);
    assert.deepEqual([first.ended, first.life.exit!.observed, second.ended], [true, false, false]);
    assert.equal(tree.lookup(500, old.startNs, old.execId), first);
    assert.equal(tree.lookup(500, fresh.startNs, fresh.execId), second);
    assert.equal(tree.lookup(500), second);
    assert.equal(tree.stats().exitsLost, 1);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a late fork of an earlier process does not close its successor', () => {
    const { kernel, tree } = setUp();
    const [, f1] = kernel.fork(kernel.init, { pid: 500 });
    const [, f2] = kernel.fork(kernel.init, { pid: 500 });
    const second = tree.onFork(f2);
    const first = tree.onFork(f1);
    assert.deepEqual([first.ended, second.ended, tree.lookup(500)], [true, false, second]);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('an exec whose fork was lost hangs below its present parent, with the gap marked', () => {
    const { kernel, tree, init } = setUp();
    const [task] = kernel.fork(kernel.init);
    const entry = tree.onExec(kernel.exec(task, '/bin/x'));
    assert.deepEqual([entry.ancestor, entry.lineageGap, entry.source], [init, true, 'kernel']);
    assert.equal(tree.stats().forksLost, 1);
  });

  test('a fork record that comes after the exec record completes the line', () => {
    const { kernel, tree, init } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    const entry = tree.onExec(kernel.exec(task, '/bin/x'));
    const forked = tree.onFork(fork);
    assert.deepEqual([entry.ancestor, forked.ancestor, entry.lineageGap], [forked, init, false]);
    assert.deepEqual([forked.isExec, forked.ended, entry.life.forkTimeNs], [false, true, fork.timestampNs]);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('an event with a newer exec id than known makes an unknown image, which the late exec record fills', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const exec = kernel.exec(task, '/bin/x');
    const seen = tree.lookup(task.pid, task.startNs, task.execId);
    assert.equal(seen.source, 'unknown');
    assert.equal(tree.onExec(exec), seen);
    assert.deepEqual([seen.source, seen.comm, seen.image.file.path], ['kernel', 'x', '/bin/x']);
  });

  test('an exec record that comes after its successor takes its place in the line', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const first = kernel.exec(task, '/bin/a');
    const second = tree.onExec(kernel.exec(task, '/bin/b'));
    assert.equal(second.lineageGap, true);
    tree.onExec(first);
    assert.deepEqual(line(tree, second), ['100:b', '100:a', '100:init', '1:init']);
    assert.equal(tree.lookup(task.pid, task.startNs, task.execId), second);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('an exit of a process never seen gives an explicit unknown entry', () => {
    const { kernel, tree } = setUp();
    const [task] = kernel.fork(kernel.init);
    const entry = tree.onExit(kernel.exit(task, 3));
    assert.deepEqual([entry.source, entry.life.exit!.code, entry.ended, entry.ppid], ['unknown', 3, true, 1]);
    tree.expire(kernel.tick(GRACE_NS));
    assert.equal(tree.stats().entries, 1);
  });

  test('duplicates change nothing', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    const exec = kernel.exec(task, '/bin/x');
    const exit = kernel.exit(task);
    for (let i = 0; i < 3; i++) {
      tree.onFork(fork);
      tree.onExec(exec);
      tree.onExit(exit);
    }
    assert.equal(tree.stats().duplicates, 6);
    assert.equal(tree.stats().entries, 3);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a lookup never gives null and reads /proc at a bounded rate', () => {
    let reads = 0;
    const { kernel, tree } = setUp({
      reader: {
        readCore: () => {
          reads++;
          return null;
        },
      },
      readsBurst: 5,
      readsPerSecond: 10,
    });
    for (let i = 0; i < 100; i++) assert.equal(tree.lookup(9000 + i, BigInt(i + 1), 1n).source, 'unknown');
    assert.equal(reads, 5);
    assert.equal(tree.stats().readsRefused, 95);
    const [, fork] = kernel.fork(kernel.init);
    kernel.tick(1_000_000_000n);
    tree.onFork({ ...fork, timestampNs: kernel.nowNs });
    for (let i = 0; i < 100; i++) tree.lookup(19_000 + i, BigInt(i + 1), 1n);
    assert.equal(reads, 10);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a lookup of a running process whose fork was lost learns from /proc, with its parents', () => {
    const tasks = new Map<number, SampleTask>();
    const { kernel, tree, init } = setUp({
      reader: { readCore: (pid) => (tasks.has(pid) ? coreOf(tasks.get(pid)!) : null) },
    });
    const [a] = kernel.fork(kernel.init);
    kernel.exec(a, '/bin/a');
    const [b] = kernel.fork(a);
    kernel.exec(b, '/bin/b');
    tasks.set(a.pid, a).set(b.pid, b);
    const entry = tree.lookup(b.pid, b.startNs, b.execId);
    assert.deepEqual([entry.source, entry.comm, entry.startNs], ['snapshot', 'b', b.startNs]);
    assert.deepEqual(line(tree, entry), ['101:b', '100:a', '1:init']);
    assert.equal(entry.ancestor!.ancestor, init);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a pid that now belongs to somebody else is not taken for the process of the event', () => {
    const { kernel, tree } = setUp({
      reader: { readCore: (pid) => coreOf({ ...kernel.init, pid, startNs: 90_000_000_000n }) },
    });
    const entry = tree.lookup(77, 5_000_000_123n, 4n);
    assert.deepEqual([entry.source, entry.ended], ['unknown', true]);
  });

  test('a process without start time that is not known is not remembered', () => {
    const { tree } = setUp();
    assert.equal(tree.lookup(4321).source, 'unknown');
    assert.equal(tree.stats().entries, 1);
    assert.equal(tree.lookup(0).comm, 'swapper');
  });
});

describe('processes from /proc', () => {
  test('take the exact start time and the exec id from the first record', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    kernel.exec(task, '/bin/x');
    kernel.tick();
    const entry = tree.adopt(coreOf(task), null, kernel.nowNs);
    assert.notEqual(entry.startNs, task.startNs);
    kernel.tick();
    const [, fork2] = kernel.fork(task);
    const child = tree.onFork(fork2);
    assert.equal(child.ancestor, entry);
    assert.deepEqual([entry.startNs, entry.execId], [task.startNs, task.execId]);
    assert.equal(tree.onFork(fork), entry.ancestor, 'the fork record that comes at last makes the forked image');
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('an exec record from before the read fills the same image; one from after makes a new one', () => {
    const { kernel, tree } = setUp();
    const [task] = kernel.fork(kernel.init);
    const before = kernel.exec(task, '/bin/before');
    kernel.tick();
    const entry = tree.adopt(coreOf(task), null, kernel.nowNs);
    assert.equal(tree.onExec(before), entry);
    assert.equal(entry.source, 'kernel');
    const after = tree.onExec(kernel.exec(task, '/bin/after'));
    assert.notEqual(after, entry);
    assert.equal(after.ancestor, entry);
    assert.equal(tree.stats().running, 2);
  });

  test('records that came first win', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    tree.onFork(fork);
    const entry = tree.onExec(kernel.exec(task, '/bin/x'));
    const { image } = entry;
    assert.equal(tree.adopt({ ...coreOf(task), comm: 'liar' }, null, kernel.nowNs), entry);
    assert.deepEqual([entry.comm, entry.image, entry.source], ['x', image, 'kernel']);
  });

  test('a read that a successor has overtaken adds nothing', () => {
    const { kernel, tree } = setUp();
    const [old] = kernel.fork(kernel.init, { pid: 500 });
    const core = coreOf(old);
    kernel.tick(50_000_000n);
    const [, fork] = kernel.fork(kernel.init, { pid: 500 });
    const fresh = tree.onFork(fork);
    assert.equal(tree.adopt(core, null, kernel.nowNs), fresh);
    assert.equal(tree.stats().processes, 2);
  });

  test('the children of a process learn its image with it', () => {
    const { kernel, tree } = setUp();
    const [a] = kernel.fork(kernel.init);
    kernel.exec(a, '/bin/a');
    const [b, fork] = kernel.fork(a);
    const child = tree.onFork(fork);
    const [, fork2] = kernel.fork(b);
    const grandchild = tree.onFork(fork2);
    assert.equal(child.ancestor!.source, 'unknown');
    tree.adopt(coreOf(a), null, kernel.nowNs);
    for (const entry of [child.ancestor!, child, grandchild]) assert.equal(entry.image.file.path, '/bin/a');
  });

  test('a vanished process is closed when two sweeps agree, and opened again when a record proves it runs', () => {
    const { kernel, tree } = setUp();
    const [task, fork] = kernel.fork(kernel.init);
    const entry = tree.onFork(fork);
    assert.equal(tree.noteMissing(entry, kernel.tick()), false);
    assert.equal(tree.noteMissing(entry, kernel.tick()), false);
    assert.equal(tree.noteMissing(entry, kernel.tick(3_000_000_000n)), true);
    assert.equal(entry.ended, true);
    assert.equal(tree.stats().exitsVanished, 1);
    const exec = tree.onExec(kernel.exec(task, '/bin/x'));
    assert.deepEqual([exec.ended, exec.life, tree.stats().running], [false, entry.life, 2]);
    assert.deepEqual(tree.checkConsistency(), []);
  });
});

describe('bounds', () => {
  test('a storm of 5,000 short-lived processes leaves nothing behind', () => {
    const { kernel, tree } = setUp();
    for (let i = 0; i < 5000; i++) {
      const [task, fork] = kernel.fork(kernel.init);
      tree.onFork(fork);
      const entry = tree.onExec(kernel.exec(task, '/bin/true'));
      assert.equal(entry.ancestor!.ancestor!.pid, 1);
      tree.onExit(kernel.exit(task));
    }
    assert.equal(tree.stats().running, 1);
    tree.expire(kernel.tick(GRACE_NS), 20_000);
    assert.equal(tree.stats().entries, 1);
    assert.equal(tree.stats().released, 10_000);
  });

  test('the oldest ended processes without running descendants go first, running ones last', () => {
    const { kernel, tree } = setUp({ entriesMax: 20 });
    const ended: ProcessEntry[] = [];
    for (let i = 0; i < 5; i++) {
      const [task, fork] = kernel.fork(kernel.init);
      ended.push(tree.onFork(fork));
      tree.onExit(kernel.exit(task));
    }
    const [parent, pf] = kernel.fork(kernel.init);
    const inner = tree.onFork(pf);
    const [, cf] = kernel.fork(parent);
    const leaf = tree.onFork(cf);
    tree.onExit(kernel.exit(parent));
    const grow = (count: number): void => {
      for (let i = 0; i < count; i++) tree.onFork(kernel.fork(kernel.init)[1]);
    };
    grow(20 - tree.stats().entries + 2);
    assert.deepEqual(
      ended.map((entry) => entry.released),
      [true, true, false, false, false],
    );
    assert.deepEqual([inner.released, tree.stats().evictedRunning], [false, 0]);
    grow(4);
    assert.deepEqual([inner.released, leaf.released, leaf.ancestor!.pid, leaf.lineageGap], [true, false, 1, true]);
    assert.deepEqual([tree.stats().evictedInner, tree.stats().evictedRunning], [1, 0]);
    grow(5);
    assert.equal(tree.stats().evictedRunning, 5);
    assert.equal(tree.stats().entries, 20);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('with room for 100 and 1,000 running processes no entry stays after its process', () => {
    const { kernel, tree } = setUp({ entriesMax: 100 });
    const tasks: SampleTask[] = [];
    for (let i = 0; i < 1000; i++) {
      const [task, fork] = kernel.fork(i % 3 === 0 || !tasks.length ? kernel.init : tasks[tasks.length - 1]!);
      tree.onFork(fork);
      if (i % 2) tree.onExec(kernel.exec(task, `/bin/p${i}`));
      tasks.push(task);
      assert.ok(tree.stats().entries <= 100);
    }
    assert.deepEqual(tree.checkConsistency(), []);
    for (const task of tasks) tree.onExit(kernel.exit(task));
    tree.expire(kernel.tick(GRACE_NS), 5000);
    const { entries, running } = tree.stats();
    assert.ok(running <= 1 && entries === running, `${entries} entries, ${running} running`);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a process that executes itself for ever keeps a bounded line that still reaches init', () => {
    const { kernel, tree } = setUp({ depthMax: 64, graceNs: 1n });
    const [task, fork] = kernel.fork(kernel.init);
    let entry = tree.onFork(fork);
    for (let i = 0; i < 5000; i++) entry = tree.onExec(kernel.exec(task, '/bin/again'));
    assert.ok(tree.stats().entries < 200);
    assert.equal([...tree.ancestors(entry, 1000)].at(-1)!.pid, 1);
    assert.ok(tree.stats().trimmedFromLines > 4000);
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a daemon that forks and dies for ever keeps a bounded line', () => {
    const { kernel, tree } = setUp({ depthMax: 64 });
    let [task, fork] = kernel.fork(kernel.init);
    let entry = tree.onFork(fork);
    for (let i = 0; i < 5000; i++) {
      const before = task;
      [task, fork] = kernel.fork(before);
      entry = tree.onFork(fork);
      tree.onExit(kernel.exit(before));
    }
    assert.ok(tree.stats().entries < 200);
    assert.equal([...tree.ancestors(entry, 1000)].at(-1)!.pid, 1);
    assert.ok([...tree.ancestors(entry, 1000)].some((at) => at.lineageGap));
    assert.deepEqual(tree.checkConsistency(), []);
  });

  test('a deep line of running processes stays whole and is walked up to a limit', () => {
    const { kernel, tree } = setUp({ depthMax: 64 });
    let [task, fork] = kernel.fork(kernel.init);
    let entry = tree.onFork(fork);
    for (let i = 0; i < 1000; i++) {
      [task, fork] = kernel.fork(task);
      entry = tree.onFork(fork);
    }
    assert.equal([...tree.ancestors(entry, 5000)].length, 1001);
    assert.equal([...tree.ancestors(entry)].length, 256);
  });

  test('long texts of many processes are bounded; the oldest are cut and say so, the newest is whole', () => {
    const { kernel, tree } = setUp({ textBytesMax: 1_000_000 });
    const entries: ProcessEntry[] = [];
    for (let i = 0; i < 100; i++) {
      const [task, fork] = kernel.fork(kernel.init);
      tree.onFork(fork);
      const argv = ['/bin/x', `${i}`, 'y'.repeat(20_000)];
      entries.push(tree.onExec(kernel.exec(task, '/bin/x', { argv, envp: [`V=${i}${'z'.repeat(10_000)}`] })));
      assert.equal(entries.at(-1)!.image.argv[2]!.length, 20_000);
      assert.ok(tree.stats().textBytes <= 1_000_000);
    }
    const [first] = entries;
    assert.deepEqual(
      [first!.image.argv, first!.image.argvTruncated, first!.image.envs, first!.image.envsTruncated, first!.image.argc],
      [['/bin/x', '0'], true, [], true, 3],
    );
    assert.equal(entries.at(-1)!.image.argvTruncated, false);
    assert.ok(tree.stats().imagesSlimmed > 60);
    assert.deepEqual(tree.checkConsistency(), []);
    for (const task of [...kernel.alive.values()]) if (task.pid !== 1) tree.onExit(kernel.exit(task));
    tree.expire(kernel.tick(GRACE_NS));
    assert.deepEqual(tree.checkConsistency(), []);
    assert.ok(tree.stats().textBytes < 1000);
  });

  test('200,000 processes coming and going return to the live count, in memory too', () => {
    const { kernel, tree } = setUp({ graceNs: 10_000_000n });
    const waiting: SampleTask[] = [];
    const run = (count: number): void => {
      for (let i = 0; i < count; i++) {
        const [task, fork] = kernel.fork(kernel.init);
        tree.onFork(fork);
        tree.onExec(kernel.exec(task, '/bin/x', { argv: ['/bin/x', `--job=${i}`] }));
        waiting.push(task);
        if (waiting.length > 50) tree.onExit(kernel.exit(waiting.shift()!));
      }
    };
    run(20_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    run(180_000);
    collectGarbage();
    const grown = process.memoryUsage().heapUsed - before;
    for (const task of waiting.splice(0)) tree.onExit(kernel.exit(task));
    tree.expire(kernel.tick(GRACE_NS), 1_000_000);
    assert.equal(tree.stats().entries, 1);
    assert.equal(tree.stats().released, 400_000);
    assert.ok(grown < 8 * 1024 * 1024, `heap grew by ${grown} bytes`);
    assert.deepEqual(tree.checkConsistency(), []);
  });
});

describe('the tree to look at', () => {
  test('roots and children follow the present parents', () => {
    const { kernel, tree, init } = setUp();
    const [a, fa] = kernel.fork(kernel.init);
    const entryA = tree.onFork(fa);
    const [, fb] = kernel.fork(a);
    const entryB = tree.onFork(fb);
    assert.deepEqual(tree.roots(), [init]);
    assert.deepEqual(tree.children(init), [entryA]);
    assert.deepEqual(tree.children(entryA), [entryB]);
    tree.onExit(kernel.exit(a));
    tree.noteParent(entryB, 1);
    assert.deepEqual(tree.children(init), [entryB]);
    assert.deepEqual(
      tree.snapshot().map((row) => row.pid),
      [1, entryB.pid],
    );
  });
});
