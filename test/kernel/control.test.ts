/** What processes do to each other: signals, tracing, limits, foreign memory. The target is a full process. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { act, hold, KERNEL_ACTS, watchRecords } from './kernel-acts.ts';
import type { Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('signal', 'ptrace', 'setrlimit', 'process_memory', 'self_protection');
});
after(() => watch.stop());

const X86_ONLY = { skip: process.arch !== 'x64' && 'int 0x80 exists on x86 only' };

describe('signals', () => {
  for (const [call, code, options] of [
    ['kill', 0, {}],
    ['tgkill', -6, {}],
    ['tkill', -6, {}],
    ['rt_sigqueueinfo', -1, {}],
    ['pidfd_send_signal', 0, {}],
    ['compat', 0, X86_ONLY],
  ] as const) {
    test(`${call} to a child`, options, async () => {
      const truth = act('kill', call, '10');
      const event = await watch.event('signal', truth.pid, (e) => e.signal.number === 10);
      assert.equal(event.signal.type, 'SIGUSR1');
      assert.equal(event.signal.pid, truth.child);
      assert.equal(event.signal.code, code);
      assert.equal(event.syscall.name, call === 'compat' ? 'kill' : call);
      assert.equal(event.syscall.retval, 0);
      assert.equal(event.target.pid, truth.child);
      assert.equal(event.target.executable.path, KERNEL_ACTS);
      assert.equal(event.target.ancestors[0].pid, truth.pid);
    });
  }
  test('to a group: one event per member, with the group as it was passed', async () => {
    const truth = act('kill-group');
    for (const pid of [truth.pid, truth.child]) {
      const event = await watch.event('signal', truth.pid, (e) => e.signal.number === 10 && e.target.pid === pid);
      assert.equal(event.signal.pid, -truth.pid);
    }
  });
  test('a refused one has its errno and its target', async () => {
    const held = await hold('hold');
    const truth = act('kill-refused', String(held.truth.pid));
    const event = await watch.event('signal', truth.pid);
    held.end();
    assert.equal(truth.errno, 1);
    assert.equal(event.syscall.retval, -1);
    assert.equal(event.signal.type, 'SIGTERM');
    assert.equal(event.target.pid, held.truth.pid);
    assert.equal(event.evt.outcome, 'Refused');
  });
  test('inside a pid namespace the target is the right one', async () => {
    const truth = act('kill-in-pidns');
    const event = await watch.event('signal', truth.init, (e) => e.signal.number === 12);
    assert.notEqual(event.signal.pid, 2);
    assert.equal(event.target.pid, event.signal.pid);
    assert.equal(event.target.ancestors[0].pid, truth.init);
  });
});

describe('ptrace', () => {
  test('PTRACE_TRACEME and PTRACE_CONT with an address', async () => {
    const truth = act('ptrace-cont');
    const traced = await watch.event('ptrace', truth.child, (e) => e.ptrace.request === 'PTRACE_TRACEME');
    assert.equal(traced.target.pid, truth.child);
    const event = await watch.event('ptrace', truth.pid, (e) => e.ptrace.request === 'PTRACE_CONT');
    assert.equal(event.ptrace.address, '0x2a');
    assert.equal(event.target.pid, truth.child);
    assert.equal(event.evt.async, false);
  });
  for (const [name, request] of [
    ['ptrace-attach', 'PTRACE_ATTACH'],
    ['ptrace-seize', 'PTRACE_SEIZE'],
  ] as const) {
    test(request, async () => {
      const truth = act(name);
      const event = await watch.event('ptrace', truth.pid);
      assert.equal(event.ptrace.request, request);
      assert.equal(event.target.pid, truth.child);
      assert.equal(event.target.executable.path, KERNEL_ACTS);
    });
  }
  test('an injection into a child: attach, write, let go', async () => {
    const truth = act('ptrace-inject');
    const poke = await watch.event('ptrace', truth.pid, (e) => e.ptrace.request === 'PTRACE_POKEDATA');
    assert.equal(poke.ptrace.address, truth.address);
    assert.equal(poke.ptrace.data, '0x6465746365746164');
    await watch.event('ptrace', truth.pid, (e) => e.ptrace.request === 'PTRACE_DETACH');
  });
});

describe('limits', () => {
  test('setrlimit', async () => {
    const truth = act('rlimit', 'set');
    const event = await watch.event('setrlimit', truth.pid);
    assert.deepEqual(event.setrlimit, { resource: 'RLIMIT_NPROC', rlim_cur: '1000', rlim_max: '2000' });
    assert.equal(event.target.pid, truth.pid);
    assert.equal(event.syscall.name, 'setrlimit');
  });
  test('no core dumps any more', async () => {
    const truth = act('rlimit', 'core');
    const event = await watch.event('setrlimit', truth.pid);
    assert.equal(event.setrlimit.resource, 'RLIMIT_CORE');
    assert.equal(event.setrlimit.rlim_cur, '0');
  });
  test('of another process', async () => {
    const held = await hold('hold');
    const truth = act('rlimit', 'other', String(held.truth.pid));
    const event = await watch.event('setrlimit', truth.pid);
    held.end();
    assert.equal(event.target.pid, held.truth.pid);
    assert.equal(event.setrlimit.resource, 'RLIMIT_NOFILE');
  });
  test('reading limits is no event', async () => {
    const truth = act('rlimit-read');
    await watch.event('exit', truth.pid);
    assert.equal(
      watch.events.find((e) => e.evt.name === 'setrlimit' && e.process.pid === truth.pid),
      undefined,
    );
  });
});

describe('foreign memory', () => {
  for (const [name, action, method] of [
    ['vm-read', 'read', 'process_vm_readv'],
    ['vm-write', 'write', 'process_vm_writev'],
    ['mem-write', 'write', 'write'],
    ['mem-pwrite', 'write', 'pwrite64'],
  ] as const) {
    test(name, async () => {
      const truth = act(name);
      const event = await watch.event('process_memory', truth.pid);
      assert.deepEqual(event.process_memory, { action, address: truth.address, size: '8', method });
      assert.equal(event.syscall.retval, 8);
      assert.equal(event.target.pid, truth.child);
    });
  }
});

describe('the sensor notices what is done to it', () => {
  test('a signal', async () => {
    process.once('SIGUSR2', () => {});
    const truth = act('signal-pid', String(process.pid), '12');
    const event = await watch.event('self_protection', truth.pid);
    assert.equal(event.self_protection.action, 'signalled');
    assert.equal(event.self_protection.seen_by, 'signal');
  });
  test('tracing', async () => {
    const truth = act('ptrace-pid', String(process.pid));
    const event = await watch.event('self_protection', truth.pid);
    assert.equal(event.self_protection.action, 'traced');
  });
});
