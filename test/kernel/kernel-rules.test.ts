/**
 * Rules about processes and kernel activity on the running kernel, from the act to the match: each rule loaded with the
 * kernel filters that it calls for, as a policy's would be.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import { Probe } from '../../src/probe/probe.ts';
import { followRules, withCompanions } from '../../src/probe/record-choice.ts';
import { buildKernelApprovers } from '../../src/rules/engine/approver-table.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { KERNEL_ACTS } from './kernel-acts.ts';

const WAIT_MS = process.env.SHRIKE_VM === undefined ? 10_000 : 60_000;
/** How long something that must not come is waited for. */
const QUIET_MS = 300;

const folder = mkdtempSync(join(tmpdir(), 'shrike-rules-'));
const inFolder = (name: string): string => join(folder, name);
/** The C library's mathematics, under another name. */
const LIBRARY = ['/lib/x86_64-linux-gnu/libm.so.6', '/lib/aarch64-linux-gnu/libm.so.6', '/lib64/libm.so.6'].find(
  (path) => existsSync(path),
);

const script = (name: string, text: string): string => {
  writeFileSync(inFolder(name), text, { mode: 0o755 });
  return inFolder(name);
};
const kernelAct = (...args: string[]): readonly [string, ...string[]] => [KERNEL_ACTS, ...args];
const BY_ACTS = 'process.file.name == "kernel-acts"';

interface Case {
  readonly rule: string;
  /** What is run, by a process of its own; a text is for the shell. */
  readonly act: readonly [string, ...string[]] | string;
  readonly env?: Record<string, string>;
  /** The rule must not match. */
  readonly never?: true;
  readonly skip?: string | false;
}

/** Test machines have one program for all commands, and neither bash nor cc's libraries. */
const HAS_COMMANDS = process.env.SHRIKE_VM === undefined;

const NO_SELINUX = !existsSync('/sys/fs/selinux/enforce') && 'SELinux does not run here';
const NO_MODULES = existsSync('/proc/modules') && 'garbage is refused otherwise where modules can be loaded';
const MARK = { SHRIKE_CASE: '1' };

const CASES: Readonly<Record<string, readonly Case[]>> = {
  exec: [
    { rule: 'exec.argv in ["-ll"] && exec.file.name == "ls"', act: ['/bin/ls', '-ll', '/dev/null'] },
    { rule: 'exec.args_options in ["block-size=123"]', act: ['/bin/ls', '--block-size', '123', '/dev/null'] },
    { rule: 'exec.args_flags in ["qqq"]', act: ['/bin/ls', '-l', '/dev/null'], never: true },
    {
      rule: 'exec.file.name == "true" && exec.args_truncated == true',
      act: ['/bin/true', '1'.repeat(100_000), '2'.repeat(100_000)],
    },
    {
      rule: 'exec.file.name == "ls" && exec.argv in ["last-but-one"] && exec.args_truncated == false && exec.envs_truncated == false',
      act: ['/bin/ls', 'last-but-one', ''],
    },
    {
      rule: 'exec.file.path == "/usr/bin/touch" && exec.args == "/dev/null" && process.parent.file.name in ["dash", "bash", "sh"]',
      act: 'touch /dev/null; true',
    },
    { rule: 'exec.argv0 == "renamed123" && exec.file.name == "sleep"', act: 'exec -a renamed123 sleep 0' },
    {
      rule: `exec.file.path == "${inFolder('owned')}" && exec.file.uid == 98 && exec.file.gid == 99`,
      act: script('owned', '#!/bin/sh\n') && `chown 98:99 ${inFolder('owned')}; ${inFolder('owned')}`,
    },
    {
      rule: `exec.file.name == "nested" && exec.interpreter.file.name in ["sh", "dash", "bash", "interpreter"]`,
      act: [script('nested', `#!${script('interpreter', '#!/bin/sh\n')}\n`)],
    },
    {
      rule: 'exec.file.path == "/usr/bin/touch" && exec.args in [~"*01010101*"]',
      act: ['/usr/bin/touch', '-t', '01010101', inFolder('touched')],
    },
  ],
  exit: [
    {
      rule: 'exit.cause == EXITED && exit.code == 0 && process.file.name == "sleep" && process.argv in ["0.010"]',
      act: ['/bin/sleep', '0.010'],
    },
    {
      rule: 'exit.cause == EXITED && exit.code == 1 && process.file.name == "sleep" && process.argv in ["no-number"]',
      act: ['/bin/sleep', 'no-number'],
    },
    {
      rule: 'exit.cause == SIGNALED && exit.code == SIGKILL && process.file.name == "sleep" && process.argv in ["9.01"]',
      act: 'timeout --signal=KILL 0.2 sleep 9.01',
    },
    {
      rule: 'exit.cause != EXITED && exit.code == SIGQUIT && process.file.name == "sleep" && process.argv in ["9.02"]',
      act: `cd ${folder}; ulimit -c unlimited; timeout --signal=QUIT 0.2 sleep 9.02`,
    },
    {
      rule: 'exit.code == 0 && process.created_at < 20s && process.file.name == "sleep" && process.argv in ["0.3"]',
      act: ['/bin/sleep', '0.3'],
    },
  ],
  credentials: [
    { rule: `setuid.uid == 1001 && ${BY_ACTS}`, act: kernelAct('setuid', '1001') },
    {
      rule: `setuid.uid == 1002 && setuid.euid == 1003 && ${BY_ACTS}`,
      act: kernelAct('setresuid', '1002', '1003', '-1'),
    },
    { rule: `setuid.fsuid == 1004 && ${BY_ACTS}`, act: kernelAct('setfsuid', '1004') },
    { rule: `setgid.gid == 1005 && ${BY_ACTS}`, act: kernelAct('setgid', '1005') },
    { rule: `setgid.gid == 1006 && setgid.egid == 1007 && ${BY_ACTS}`, act: kernelAct('setregid', '1006', '1007') },
    {
      rule: `setgid.gid == 1106 && setgid.egid == 1107 && ${BY_ACTS}`,
      act: kernelAct('setresgid', '1106', '1107', '-1'),
    },
    { rule: `setgid.fsgid == 1008 && ${BY_ACTS}`, act: kernelAct('setfsgid', '1008') },
    { rule: `capset.cap_effective & CAP_SYS_ADMIN == 0 && ${BY_ACTS}`, act: kernelAct('capset') },
    {
      rule: 'capabilities.used == CAP_SYS_CHROOT && process.file.name == "kernel-acts"',
      act: kernelAct('chroot-exec'),
    },
    { rule: 'capabilities.used & CAP_SETGID > 0 && process.file.name == "kernel-acts"', act: kernelAct('caps') },
    { rule: 'setuid.uid == 7 && process.file.name == "kernel-acts"', act: kernelAct('setuid', '8'), never: true },
  ],
  'other processes': [
    {
      rule: 'ptrace.request == PTRACE_CONT && ptrace.tracee.file.name == "kernel-acts"',
      act: kernelAct('ptrace-cont'),
    },
    {
      rule: 'ptrace.request == PTRACE_ATTACH && ptrace.tracee.file.name == "kernel-acts"',
      act: kernelAct('ptrace-attach'),
    },
    {
      rule: 'ptrace.request == PTRACE_SEIZE && ptrace.tracee.file.name == "kernel-acts"',
      act: kernelAct('ptrace-seize'),
    },
    {
      rule: 'ptrace.request == PTRACE_ATTACH && ptrace.tracee.file.name == "kernel-acts" && ptrace.tracee.pid == 1',
      act: kernelAct('ptrace-attach'),
      never: true,
    },
    {
      rule: 'signal.type == SIGUSR1 && signal.target.file.name == "kernel-acts"',
      act: kernelAct('kill', 'kill', '10'),
    },
    {
      rule: 'signal.type == SIGUSR2 && signal.target.file.name == "kernel-acts"',
      act: kernelAct('kill', 'tgkill', '12'),
    },
    {
      rule: `setrlimit.resource == RLIMIT_NPROC && setrlimit.rlim_cur > 0 && setrlimit.rlim_max > 0 && ${BY_ACTS}`,
      act: kernelAct('rlimit', 'set'),
    },
    {
      rule: `setrlimit.resource == RLIMIT_CORE && setrlimit.rlim_cur == 0 && ${BY_ACTS}`,
      act: kernelAct('rlimit', 'core'),
    },
    { rule: 'setrlimit.resource == RLIMIT_STACK && setrlimit.rlim_max > 0', act: 'ulimit -S -s 4000' },
    {
      rule: 'setrlimit.target.file.name == "sleep" && setrlimit.resource == RLIMIT_NOFILE',
      act: `sleep 5 & until grep -q sleep /proc/$!/comm; do :; done; ${KERNEL_ACTS} rlimit other $!; kill $!`,
    },
  ],
  memory: [
    {
      rule: `(mmap.protection & (VM_READ|VM_WRITE|VM_EXEC)) == (VM_READ|VM_WRITE|VM_EXEC) && ${BY_ACTS}`,
      act: kernelAct('mmap-rwx'),
    },
    {
      rule: 'mmap.file.name == "x.so" && mmap.protection & VM_EXEC > 0',
      act: ['/bin/ls', '/dev/null'],
      env: { LD_PRELOAD: inFolder('x.so') },
      skip: LIBRARY === undefined && 'no library to load',
    },
    { rule: 'mmap.file.name == "y.so" && mmap.protection & VM_EXEC > 0', act: ['/bin/ls', '/dev/null'], never: true },
    {
      rule: `(mprotect.vm_protection & (VM_READ|VM_WRITE)) == (VM_READ|VM_WRITE) && mprotect.req_protection & VM_EXEC > 0 && ${BY_ACTS}`,
      act: kernelAct('mprotect'),
    },
  ],
  kernel: [
    { rule: `bpf.cmd == BPF_PROG_LOAD && bpf.prog.helpers != 0 && ${BY_ACTS}`, act: kernelAct('bpf-prog') },
    { rule: `bpf.cmd == BPF_MAP_CREATE && bpf.map.type == BPF_MAP_TYPE_HASH && ${BY_ACTS}`, act: kernelAct('bpf-map') },
    { rule: `bpf.cmd == BPF_PROG_LOAD && bpf.retval != 0 && ${BY_ACTS}`, act: kernelAct('bpf-prog-refused') },
    { rule: `load_module.retval != 0 && ${BY_ACTS}`, act: kernelAct('finit-module', '/dev/null'), skip: NO_MODULES },
    {
      rule: 'sysctl.name == "kernel/pid_max" && sysctl.action == SYSCTL_READ',
      act: kernelAct('read-from', '/proc/sys/kernel/pid_max'),
    },
    {
      rule: 'selinux.enforce.status in ["permissive", "enforcing"]',
      act: 'cat /sys/fs/selinux/enforce > /sys/fs/selinux/enforce',
      skip: NO_SELINUX,
    },
    { rule: `unshare.flags & CLONE_NEWUTS > 0 && ${BY_ACTS}`, act: kernelAct('unshare', String(0x04000000)) },
    {
      rule: `prctl.option == PR_SET_NAME && prctl.new_name == "renamed-by-act" && ${BY_ACTS}`,
      act: kernelAct('prctl-name', 'renamed-by-act'),
    },
  ],
};

const idOf = (group: string, index: number): string => `${group.replaceAll(' ', '_')}_${index}`;
const matches: { id: string; pids: ReadonlySet<number> }[] = [];
let probe: Probe<LoadedRule<RuntimeEvent>>;

before(async () => {
  if (LIBRARY !== undefined) copyFileSync(LIBRARY, inFolder('x.so'));
  const rules = Object.entries(CASES).flatMap(([group, cases]) =>
    cases.map(({ rule }, i) => `  - id: ${idOf(group, i)}\n    expression: ${JSON.stringify(rule)}\n    every: 0s\n`),
  );
  writeFileSync(inFolder('cases.policy'), `version: 1.0.0\nrules:\n${rules.join('')}`);
  const { rules: set, diagnostics } = loadPolicyDirectory<RuntimeEvent>(folder, liveModel);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  const types = withCompanions([...set.byEventType.keys(), 'fork', 'exec', 'exit']);
  probe = new Probe<LoadedRule<RuntimeEvent>>({
    sensor: { types },
    onSignal: (rule, event) => {
      const pids = new Set([event.process.pid, ...event.ancestors.map(({ pid }) => pid)]);
      matches.push({ id: rule.source.id, pids });
    },
  });
  await probe.ready;
  followRules(probe.sensor, set, types);
  probe.sensor.setApprovers(buildKernelApprovers(set.byEventType, liveModel));
  probe.pipeline.setRules(new RuleRunner(set, probe.pipeline.tree));
});
after(async () => {
  await probe.stop();
  rmSync(folder, { recursive: true, force: true });
  assert.equal(probe.pipeline.counts.stageErrors, 0, String(probe.pipeline.firstError));
});

function whyNot(act: Case['act']): string | false {
  return !HAS_COMMANDS && act[0] !== KERNEL_ACTS && 'the commands of a whole system are missing here';
}

/** Whether the rule matched something that the process or one of its children did. */
async function isMatched(id: string, pid: number, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (matches.some((match) => match.id === id && match.pids.has(pid))) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

for (const [group, cases] of Object.entries(CASES)) {
  describe(group, () => {
    cases.forEach(({ rule, act, env, never, skip }, i) => {
      test(`${never ? 'does not match' : 'matches'}: ${rule}`, {
        skip: whyNot(act) || skip || false,
        timeout: 2 * WAIT_MS,
      }, async () => {
        const [command, ...args] = typeof act === 'string' ? ['/bin/bash', '-c', act] : act;
        const child = spawn(command!, args, { stdio: 'ignore', env: { PATH: process.env.PATH, ...MARK, ...env } });
        await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
        const isSeen = await isMatched(idOf(group, i), child.pid!, never ? QUIET_MS : WAIT_MS);
        assert.equal(isSeen, never !== true);
      });
    });
  });
}
