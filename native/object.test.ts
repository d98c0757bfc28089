/** BPF objects, maps and rings on the running kernel, through the addon and with programs of the tests' own. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readIterator } from '../src/capture/iterator.ts';
import { type BpfObject, loadNative, NATIVE_PATH, type NativeError } from '../src/capture/native.ts';
import { RingReader } from '../src/capture/ring.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const OBJECT = process.env.SHRIKE_TEST_OBJECT ?? `${root}build/bpf/native-test.bpf.o`;
const native = loadNative();

const u32 = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};
const u64 = (n: number): Buffer => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(BigInt(n));
  return b;
};
const failure = (act: () => unknown): NativeError => {
  try {
    act();
  } catch (error) {
    return error as NativeError;
  }
  return assert.fail('nothing was thrown');
};

let skip: string | false = false;
if (process.getuid?.() !== 0) skip = 'needs root';
else if (!existsSync('/sys/kernel/btf/vmlinux')) skip = 'this kernel has no /sys/kernel/btf/vmlinux';

describe('BPF objects', { skip }, () => {
  if (skip === false && process.env.SHRIKE_TEST_OBJECT === undefined)
    execFileSync('scripts/build-bpf.sh', ['native/native-test.bpf.c'], { cwd: root });
  const opened: BpfObject[] = [];
  const open = (): BpfObject => {
    const object = native.openObject(OBJECT);
    opened.push(object);
    return object;
  };
  const openLoaded = (...programs: string[]): BpfObject => {
    const object = open();
    native.setGlobal(object, 'own_pid', u32(process.pid));
    for (const { name } of native.listPrograms(object)) native.setAutoload(object, name, programs.includes(name));
    native.loadObject(object);
    return object;
  };
  after(() => {
    for (const object of opened) {
      try {
        native.closeObject(object);
      } catch {
        // A test closed it.
      }
    }
  });

  test('a refused program is named, with the end of the log, and the rest loads without it', () => {
    const object = open();
    native.setAutoload(object, 'refused', true);
    const error = failure(() => native.loadObject(object));
    assert.equal(error.code, 'SHRIKE_BPF_LOAD');
    assert.equal(error.program, 'refused');
    assert.ok(error.errno > 0);
    assert.ok(error.log.length > 20_000, `the log is whole: ${error.log.length} bytes`);
    assert.match(error.log.slice(-2000), /invalid mem access|processed \d+ insns/);
    const again = openLoaded('on_call');
    const facts = new Map(native.listPrograms(again).map((p) => [p.name, p]));
    assert.ok(facts.get('on_call')!.fd! > 0);
    assert.equal(facts.get('refused')!.fd, undefined);
  });

  test('a program whose tracepoint the kernel has not is named', () => {
    const object = open();
    native.setAutoload(object, 'homeless', true);
    assert.equal(failure(() => native.loadObject(object)).program, 'homeless');
  });

  test('the verifier log of what loads comes when asked for', () => {
    const object = open();
    assert.match(native.loadObject(object, 1), /processed \d+ insns/);
    assert.throws(() => native.loadObject(object), TypeError, 'an object loads once');
  });

  test('a program runs while it is attached; globals are shared and constants frozen', () => {
    const object = openLoaded('on_call');
    const hits = (): number => Number(native.getGlobal(object, 'hits').readBigUInt64LE());
    const callKernel = (): void => {
      for (let i = 0; i < 10; i++) statSync('/');
    };
    assert.equal(hits(), 0);
    const link = native.attach(object, 'on_call');
    callKernel();
    assert.ok(hits() >= 10);
    native.setGlobal(object, 'step', u32(1000));
    const before = hits();
    callKernel();
    assert.ok(hits() >= before + 10_000);
    assert.deepEqual([...native.getGlobal(object, 'tail')], [1, 2, 3], 'neighbours are left alone');
    native.setGlobal(object, 'tail', Buffer.from([7, 8, 9]));
    assert.deepEqual([...native.getGlobal(object, 'tail')], [7, 8, 9]);
    native.detach(object, link);
    const last = hits();
    callKernel();
    assert.equal(hits(), last);
    assert.equal(failure(() => native.setGlobal(object, 'own_pid', u32(1))).errno, 1);
    assert.equal(native.getGlobal(object, 'own_pid').readUInt32LE(), process.pid);
    assert.throws(() => native.setGlobal(object, 'hits', u32(1)), /8 bytes/);
    assert.throws(() => native.setGlobal(object, 'nothing', u32(1)), /no global variable 'nothing'/);
    assert.throws(() => native.detach(object, link), TypeError);
    const perCpu = native.lookup(object, 'per_cpu', u32(0))!;
    let sum = 0;
    for (let at = 0; at < perCpu.length; at += 8) sum += perCpu.readUInt32LE(at);
    assert.ok(sum >= 20, `${sum} calls counted over all CPUs`);
    assert.ok(perCpu.length >= 8 * availableParallelism());
    native.closeObject(object);
    assert.throws(() => native.getGlobal(object, 'hits'), /closed/);
  });

  test('maps: one entry, all entries, many entries', () => {
    const object = open();
    native.setMaxEntries(object, 'numbers', 20_000);
    native.loadObject(object);
    assert.equal(native.listMaps(object).find((m) => m.name === 'numbers')!.maxEntries, 20_000);
    assert.equal(native.lookup(object, 'numbers', u32(1)), undefined);
    assert.equal(native.nextKey(object, 'numbers'), undefined);
    assert.deepEqual(native.readEntries(object, 'numbers'), {
      count: 0,
      keys: Buffer.alloc(0),
      values: Buffer.alloc(0),
    });
    native.update(object, 'numbers', u32(1), u64(11));
    assert.deepEqual(native.lookup(object, 'numbers', u32(1)), u64(11));
    assert.deepEqual(native.nextKey(object, 'numbers'), u32(1));
    assert.equal(native.nextKey(object, 'numbers', u32(1)), undefined);
    native.remove(object, 'numbers', u32(1));
    native.remove(object, 'numbers', u32(1));
    const all = Array.from({ length: 15_000 }, (_, i) => i);
    native.updateEntries(object, 'numbers', Buffer.concat(all.map(u32)), Buffer.concat(all.map((n) => u64(n * 2))));
    const { count, keys, values } = native.readEntries(object, 'numbers');
    const seen = new Map<number, number>();
    for (let i = 0; i < count; i++) seen.set(keys.readUInt32LE(4 * i), Number(values.readBigUInt64LE(8 * i)));
    assert.equal(seen.size, 15_000);
    assert.ok(all.every((n) => seen.get(n) === n * 2));
    assert.equal(native.readEntries(object, 'numbers', 10).count, 10);
    assert.equal(native.listKeys(object, 'numbers').length, 15_000);
    native.removeEntries(object, 'numbers', Buffer.concat([u32(99_999), ...all.slice(5).map(u32)]));
    assert.deepEqual(
      native
        .listKeys(object, 'numbers')
        .map((k) => k.readUInt32LE())
        .sort(),
      [0, 1, 2, 3, 4],
    );
    // Per-CPU arrays, which may have no batch calls, go the slow way.
    const perCpu = native.readEntries(object, 'per_cpu');
    assert.equal(perCpu.count, 1);
    native.updateEntries(object, 'per_cpu', u32(0), Buffer.alloc(perCpu.values.length, 1));
    assert.equal(native.lookup(object, 'per_cpu', u32(0))!.readUInt32LE(), 0x01010101);
    assert.throws(() => native.updateEntries(object, 'numbers', u32(1), u32(1)), TypeError);
    assert.throws(() => native.removeEntries(object, 'numbers', Buffer.alloc(3)), TypeError);
    assert.throws(() => native.lookup(object, 'numbers', Buffer.alloc(3)), /4 bytes/);
    assert.throws(() => native.lookup(object, 'nothing', u32(1)), /no map 'nothing'/);
    assert.equal(failure(() => native.listKeys(object, 'ring')).code, 'SHRIKE_BPF_MAP');
    assert.equal(failure(() => native.readEntries(object, 'ring')).code, 'SHRIKE_BPF_MAP');
    assert.equal(failure(() => native.setMaxEntries(object, 'numbers', 5)).code, 'SHRIKE_BPF_MAP');
  });

  test('an iterator gives every task, each time it is read', () => {
    const object = open();
    for (const { name } of native.listPrograms(object)) native.setAutoload(object, name, name === 'list_tasks');
    native.loadObject(object);
    const link = native.attach(object, 'list_tasks');
    for (let round = 0; round < 2; round++) {
      let text = '';
      for (const piece of readIterator(native, object, link)) text += piece.toString();
      const pids = new Set(text.trim().split('\n').map(Number));
      for (const tid of readdirSync('/proc/self/task')) assert.ok(pids.has(Number(tid)), `thread ${tid}`);
    }
    native.detach(object, link);
    assert.throws(() => native.createIterator(object, link), TypeError);
  });

  test('a cgroup program attaches to a folder, and says so when it is none', () => {
    const object = openLoaded('let_pass');
    const base = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((f) => existsSync(`${f}/cgroup.controllers`));
    assert.ok(base !== undefined, 'cgroup v2 is mounted');
    const folder = `${base}/shrike-native-test-${process.pid}`;
    mkdirSync(folder);
    try {
      native.detach(object, native.attach(object, 'let_pass', folder));
    } finally {
      rmdirSync(folder);
    }
    const error = failure(() => native.attach(object, 'let_pass', '/nonexistent'));
    assert.equal(error.code, 'SHRIKE_BPF_ATTACH');
    assert.equal(error.errno, 2);
    assert.match(error.message, /let_pass to \/nonexistent/);
    assert.equal(failure(() => native.attach(object, 'on_call')).code, 'SHRIKE_BPF_ATTACH', 'it is not loaded');
  });

  test('a ring is watched, paused, read in place and closed', async () => {
    const object = openLoaded('on_call');
    const { fd, maxEntries: bytes } = native.listMaps(object).find((m) => m.name === 'ring')!;
    assert.throws(() => native.openRing(fd, bytes * 2), TypeError);
    assert.throws(() => native.openRing(0, bytes), TypeError);
    const memory = native.openRing(fd, bytes);
    const reader = new RingReader(memory);
    let wakeUps = 0;
    native.watchRing(memory, () => {
      wakeUps++;
      native.pauseRing(memory);
    });
    assert.throws(() => native.watchRing(memory, () => {}), TypeError);
    const link = native.attach(object, 'on_call');
    await sleep(30);
    native.detach(object, link);
    assert.equal(wakeUps, 1, 'paused after the first one');
    const take = (): number => {
      let taken = 0;
      reader.refresh();
      while (reader.peekTime() !== Number.POSITIVE_INFINITY) {
        reader.take((view, length) => {
          assert.equal(length, 24);
          assert.equal(view.u64[view.base >>> 3], 24n);
          const time = view.u64[(view.base >>> 3) + 2]!;
          assert.ok(time > 0n && time <= native.bootTimeNs());
        });
        taken++;
      }
      reader.commit();
      return taken;
    };
    assert.ok(take() > 0);
    native.resumeRing(memory);
    await sleep(10);
    assert.equal(wakeUps, 1, 'nothing to read, no wake-up');
    native.closeRing(memory);
    native.closeRing(memory);
    assert.equal(memory.data.byteLength, 0, 'detached');
    assert.throws(() => native.watchRing(memory, () => {}), TypeError);
    native.resumeRing(memory);
  });

  test('a process with a closed ring ends by itself, and a worker with an open one can be ended', () => {
    const script = `
      const { Worker, isMainThread } = require('node:worker_threads');
      const native = require(process.env.ADDON);
      const object = native.openObject(process.env.OBJECT);
      native.loadObject(object);
      const { fd, maxEntries } = native.listMaps(object).find((m) => m.name === 'ring');
      const ring = native.openRing(fd, maxEntries);
      native.watchRing(ring, () => {});
      if (isMainThread) {
        native.closeRing(ring);
        const worker = new Worker(process.argv[1] ?? __filename, { eval: true });
        worker.on('error', (e) => { throw e; });
        setTimeout(() => worker.terminate().then(() => console.log('ended')), 300);
      }`;
    const run = spawnSync(process.execPath, ['-e', script, script], {
      env: { ...process.env, ADDON: NATIVE_PATH, OBJECT },
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.equal(run.signal, null, run.stderr);
    assert.equal(run.stdout, 'ended\n', run.stderr);
    assert.equal(run.status, 0, run.stderr);
  });

  test('capabilities go in every thread, and those kept stay', () => {
    const script = `
      const fs = require('node:fs');
      const { Worker } = require('node:worker_threads');
      const native = require(process.env.ADDON);
      new Worker('setInterval(() => {}, 1000)', { eval: true }).once('online', () => fs.readFile('/', () => {
        const NET_BIND_SERVICE = 1n << 10n;
        native.keepCapabilities(NET_BIND_SERVICE);
        const left = fs.readdirSync('/proc/self/task').map((tid) =>
          /CapInh:.*\\n(CapPrm:.*\\nCapEff:.*\\nCapBnd:.*)/.exec(fs.readFileSync('/proc/self/task/' + tid + '/status', 'latin1'))[1]);
        console.log(JSON.stringify({ threads: left.length, kinds: [...new Set(left)] }));
        fs.readFile('/etc/hostname', (error) => { process.exit(error ? 1 : 0); });
      }));`;
    const run = spawnSync(process.execPath, ['-e', script], {
      env: { ...process.env, ADDON: NATIVE_PATH },
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    const { threads, kinds } = JSON.parse(run.stdout) as { threads: number; kinds: string[] };
    assert.ok(threads > 5);
    assert.deepEqual(
      kinds.map((k) => [...k.matchAll(/:\s*([0-9a-f]+)/g)].map((m) => BigInt(`0x${m[1]}`))),
      [[1024n, 1024n, 1024n]],
    );
  });
});

test('a pidfd means one process for ever', async () => {
  const child = spawn('sleep', ['60']);
  const fd = native.pidfdOpen(child.pid!);
  native.pidfdSendSignal(fd, 0);
  const ended = new Promise((resolve) => child.on('exit', (_, kill) => resolve(kill)));
  native.pidfdSendSignal(fd, 15);
  assert.equal(await ended, 'SIGTERM');
  assert.equal(failure(() => native.pidfdSendSignal(fd, 0)).errno, 3);
  closeSync(fd);
  assert.equal(failure(() => native.pidfdOpen(2 ** 22 + 1)).errno, 3);
  assert.throws(() => native.pidfdOpen(0), TypeError);
});
