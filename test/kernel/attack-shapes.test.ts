/**
 * Shapes of attacks on harmless stand-ins: each is seen by the rule that a person would write, with its story (who, on whom,
 * from where), and what looks like it but is none is not called a change of credentials.
 */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { compileFilter } from '../../src/probe/event-filter.ts';
import { act, KERNEL_ACTS, watchRecords } from './kernel-acts.ts';
import { ACTS, type EventJson, type Watch } from './watch.ts';

const RULES = {
  empty_arguments: 'exec.args == "" && exec.argv0 == "" && process.uid != 0',
  injection: 'ptrace.request in [PTRACE_POKETEXT, PTRACE_POKEDATA] && ptrace.tracee.pid != process.pid',
  memory_file: 'process_memory.action == 2 && process_memory.method in ["write", "pwrite64"]',
  fileless: 'exec.file.name =~ "memfd:*"',
  probe_program: 'bpf.cmd == BPF_PROG_LOAD && bpf.prog.type == BPF_PROG_TYPE_KPROBE',
  memory_made_executable:
    'mprotect.req_protection & VM_EXEC > 0 && (mprotect.vm_protection & (VM_READ|VM_WRITE)) == (VM_READ|VM_WRITE)',
  to_root: 'setuid.euid == 0 && process.euid != 0',
  own_root: 'kernel_call.name == "chroot"',
  new_user_namespace: 'unshare.flags & CLONE_NEWUSER > 0',
  others_namespaces: 'setns.file.filesystem == "nsfs"',
  masquerade: 'prctl.option == PR_SET_NAME && prctl.new_name =~ "kworker*"',
} as const;
type RuleId = keyof typeof RULES;

let watch: Watch;
const matched: { rule: RuleId; pid: number }[] = [];
before(async () => {
  watch = await watchRecords(
    ...['ptrace', 'process_memory', 'memfd_create', 'bpf', 'mprotect', 'setuid', 'setgid', 'capset', 'kernel_call'],
    ...['unshare', 'setns', 'prctl', 'credential_change', 'open', 'exec_failed'],
  );
  const rules = Object.entries(RULES).map(([rule, source]) => {
    const holds = compileFilter(source);
    assert.equal(typeof holds, 'function', `${rule}: ${holds}`);
    return { rule: rule as RuleId, holds: holds as (event: RuntimeEvent) => boolean };
  });
  watch.probe.pipeline.watch((event) => {
    for (const { rule, holds } of rules) if (holds(event)) matched.push({ rule, pid: event.process.pid });
  });
  watch.keep = (event) => event.type !== 'open' && event.type !== 'mprotect';
});
after(() => watch.stop());

/** Waits until a rule held for a process. */
async function raised(rule: RuleId, pid: number): Promise<void> {
  await watch.event('exit', pid);
  assert.ok(
    matched.some((m) => m.rule === rule && m.pid === pid),
    `${rule} did not hold for ${pid}; held: ${matched.filter((m) => m.pid === pid).map((m) => m.rule)}`,
  );
}

describe('shapes of attacks', () => {
  test('a setuid program is started without any argument', async () => {
    const program = join(watch.folder, 'stand-in');
    copyFileSync(ACTS, program);
    chmodSync(watch.folder, 0o755);
    const { pid } = await watch.run(KERNEL_ACTS, ['as-user', '3001', ACTS, 'exec-no-argv', program]);
    const event = await watch.event('exec', pid, (e) => e.file.path === program);
    assert.equal(event.process.argv0, '');
    assert.deepEqual(event.process.args, []);
    assert.equal(event.process.uid, 3001);
    await raised('empty_arguments', pid);
  });
  for (const [name, args, rule] of [
    ['code is written into a process that is traced', ['ptrace-inject'], 'injection'],
    ['code is written through the memory file of a process', ['mem-write'], 'memory_file'],
    ['a probe is loaded into the kernel', ['bpf-prog', 'probe'], 'probe_program'],
    ['writable memory becomes executable', ['mprotect'], 'memory_made_executable'],
    ['another root directory', ['chroot', '/tmp'], 'own_root'],
    ['namespaces of others are entered', ['setns', '/proc/self/ns/uts', '0'], 'others_namespaces'],
    ['a process calls itself a kernel thread', ['prctl-name', 'kworker/0:1'], 'masquerade'],
  ] as const) {
    test(name, async () => {
      const truth: EventJson = act(...args);
      await raised(rule, truth.pid);
    });
  }
  test('a program runs from memory, without a file', async () => {
    const { pid } = await watch.run(ACTS, ['exec-memfd', ACTS, 'payload']);
    await raised('fileless', pid);
    const made = await watch.event('memfd_create', pid);
    const ran = await watch.event('exec', pid, (e) => e.file.memfd === true);
    assert.equal(ran.file.inode, made.file.inode, 'what was made is what ran');
  });
  test('a user makes itself root in a namespace of its own', async () => {
    const { pid } = await watch.run(KERNEL_ACTS, ['unshare-user']);
    await raised('new_user_namespace', pid);
  });
});

describe('legitimate changes of credentials are never called unexplained', () => {
  const unexplained = async (pid: number): Promise<unknown[]> => {
    await watch.event('exit', pid);
    return watch.events
      .filter((e) => e.evt.name === 'credential_change' && (e.process.pid === pid || e.process.ppid === pid))
      .map((e) => e.credential_change);
  };

  test('a setuid program, run by a user', async () => {
    const program = join(watch.folder, 'setuid-program');
    copyFileSync(KERNEL_ACTS, program);
    chownSync(program, 0, 0);
    chmodSync(program, 0o4755);
    chmodSync(watch.folder, 0o755);
    const { pid } = await watch.run(KERNEL_ACTS, ['as-user', '3001', program, 'setuid', '0']);
    const ran = await watch.event('exec', pid, (e) => e.file.path === program);
    assert.equal(ran.process.credentials.euid, 0);
    assert.equal(ran.process.uid, 3001);
    await watch.event('setuid', pid, (e) => e.setuid.uid === 0 && e.process.executable.path === program);
    await raised('to_root', pid).catch(() => {}); // its effective user was root already
    assert.deepEqual(await unexplained(pid), []);
  });
  test('a setgid program', async () => {
    const program = join(watch.folder, 'setgid-program');
    copyFileSync(KERNEL_ACTS, program);
    chownSync(program, 0, 42);
    chmodSync(program, 0o2755);
    const { pid } = await watch.run(KERNEL_ACTS, ['as-user', '3001', program, 'prctl', '4', '1']);
    await watch.event('exec', pid, (e) => e.file.path === program && e.process.credentials.egid === 42);
    assert.deepEqual(await unexplained(pid), []);
  });
  test('a file with capabilities', { skip: !existsSync('/sbin/setcap') && 'setcap is not installed' }, async () => {
    const program = join(watch.folder, 'capable-program');
    copyFileSync(KERNEL_ACTS, program);
    chmodSync(program, 0o755);
    const { code } = await watch.run('/sbin/setcap', ['cap_net_raw+ep', program]);
    assert.equal(code, 0);
    const { pid } = await watch.run(KERNEL_ACTS, ['as-user', '3001', program, 'prctl', '4', '1']);
    await watch.event(
      'exec',
      pid,
      (e) => e.file.path === program && e.process.credentials.cap_effective.includes('CAP_NET_RAW'),
    );
    assert.deepEqual(await unexplained(pid), []);
  });
  test('su', { skip: !existsSync('/bin/su') && 'su is not installed' }, async () => {
    const { pid } = await watch.run('/bin/su', ['-s', '/bin/sh', 'nobody', '-c', 'id -u; exec true']);
    assert.deepEqual(await unexplained(pid), []);
  });
  test('sudo', { skip: !existsSync('/usr/bin/sudo') && 'sudo is not installed' }, async () => {
    const { pid } = await watch.run('/usr/bin/sudo', ['-n', '-u', 'nobody', 'true']);
    assert.deepEqual(await unexplained(pid), []);
  });
  test('a user namespace with ids of its own', {
    skip: !existsSync('/usr/bin/newuidmap') && 'newuidmap is not installed',
  }, async () => {
    const { pid } = await watch.run('/usr/bin/unshare', ['--user', '--map-root-user', '--map-auto', 'true']);
    assert.deepEqual(await unexplained(pid), []);
  });
  test('user namespaces in all ways', async () => {
    for (const args of [
      ['--user', '--map-root-user', '--fork', '--pid', 'sh', '-c', 'id; exec true'],
      ['--user', '--mount', '--net', 'true'],
    ]) {
      const { pid } = await watch.run('/usr/bin/unshare', args);
      assert.deepEqual(await unexplained(pid), [], args.join(' '));
    }
  });
  test('a thread of its own user', async () => {
    const truth = act('setuid-in-thread', '3001');
    assert.deepEqual(await unexplained(truth.pid), []);
  });
  test('and none at all while this file ran, by anybody', async () => {
    writeFileSync(join(watch.folder, 'last'), '');
    await watch.settle();
    assert.deepEqual(
      watch.events
        .filter((e) => e.evt.name === 'credential_change')
        .map((e) => [e.process.executable.path, e.process.args, e.credential_change]),
      [],
    );
  });
});
