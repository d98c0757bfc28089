/**
 * Deny actions on the running kernel, one real call after another: what is refused fails with EPERM, its neighbour does not,
 * and both are told. Surprising: one probe serves all tests, since each load costs a slow machine minutes.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { activeLsms } from '../../src/probe/file-providers.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import { Probe } from '../../src/probe/probe.ts';
import type { ActionReport } from '../../src/respond/action-report.ts';
import { DEFAULT_ENFORCEMENT } from '../../src/respond/enforcement.ts';
import { DEFAULT_HASHING } from '../../src/respond/file-hasher.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule, RuleSet } from '../../src/rules/policy/rule-set.ts';

const ACTS = fileURLToPath(new URL('../../build/test/programs/deny-acts', import.meta.url));
const { EPERM } = constants.errno;
const SLOW = process.env.SHRIKE_VM !== undefined ? 10 : 1;
const lsms = activeLsms();
// A test machine has BPF LSM: there nothing is skipped.
const skip =
  SLOW > 1 || lsms?.includes('bpf')
    ? false
    : 'bpf is not among the LSMs in force here (lsm= of the kernel command line)';

const folder = mkdtempSync(join(tmpdir(), 'shrike-deny-'));
const at = (name: string): string => join(folder, name);

const act = (program: string, ...args: string[]): number =>
  Number(execFileSync(program, args, { encoding: 'utf8', timeout: 30_000 * SLOW }));

interface Told {
  readonly rule: string;
  readonly type: string;
  readonly report: ActionReport | undefined;
}

let probe: Probe<LoadedRule<RuntimeEvent>>;
let rules: RuleSet<RuntimeEvent>;
const told: Told[] = [];

const rule = (id: string, expression: string, deny = '{}'): string =>
  `  - id: ${id}\n    expression: >-\n      ${expression}\n    every: 0s\n    actions:\n      - deny: ${deny}\n`;

/** Waits for the next signal of a rule and takes it. */
async function signalOf(id: string): Promise<Told> {
  for (const end = Date.now() + 20_000 * SLOW; Date.now() < end; await new Promise((r) => setTimeout(r, 20))) {
    const i = told.findIndex(({ rule: name }) => name === id);
    if (i >= 0) return told.splice(i, 1)[0]!;
  }
  assert.fail(
    `no signal of ${id}; there were: ${JSON.stringify(told)}; ${JSON.stringify(probe.responder!.denier!.state)}`,
  );
}

before(async () => {
  if (skip !== false) return;
  mkdirSync(at('tree/deep'), { recursive: true });
  mkdirSync(at('other'));
  for (const name of ['mnt', 'mnt-free', 'tree/kept']) mkdirSync(at(name));
  for (const name of [
    'secret',
    'plain',
    'flags',
    'audited',
    'tree/deep/file',
    'tree/named',
    'other/named',
    'moved',
    'replaced',
  ])
    writeFileSync(at(name), 'x');
  for (const name of ['tool', 'tool-free', 'reader', 'excluded']) copyFileSync(ACTS, at(name));
  const policies = at('policies');
  mkdirSync(policies);
  writeFileSync(
    join(policies, 'test.policy'),
    `version: "1"\nrules:\n${[
      rule('no_exec', `exec.file.path == "${at('tool')}"`),
      rule('no_open', `open.file.path == "${at('secret')}" && process.file.path not in ["${at('reader')}"]`),
      rule('no_write', `open.file.path == "${at('flags')}" && open.flags & (O_WRONLY|O_RDWR) > 0`),
      rule('only_told', `open.file.path == "${at('audited')}"`, '{mode: audit}'),
      rule('no_unlink', `unlink.file.path =~ "${at('tree')}/**"`),
      rule('no_rmdir', `rmdir.file.path == "${at('tree/kept')}"`),
      rule('no_rename', `rename.file.path == "${at('moved')}"`),
      rule('no_mount', `mount.mountpoint.path == "${at('mnt')}"`),
      rule('no_bpf', `bpf.cmd == BPF_MAP_CREATE && process.file.path == "${at('reader')}"`),
      rule('no_connect', 'connect.addr.ip in [127.1.0.0/16] && connect.addr.port == 4242'),
      rule('no_module', `load_module.name != "" && process.uid == 0`),
      rule('no_replaced', `open.file.path == "${at('replaced')}"`),
    ].join('')}`,
  );
  probe = new Probe({
    response: {
      enforcement: { ...DEFAULT_ENFORCEMENT, denyMode: 'enforce', excludedBinaries: [at('excl*')] },
      hashing: DEFAULT_HASHING,
      log: (level, text) => console.log(`# ${level}: ${text}`),
    },
    onSignal: (by, event, { reaction }) =>
      void told.push({ rule: by.id, type: event.type, report: reaction.reports[0] }),
  });
  const loaded = loadPolicyDirectory<RuntimeEvent>(policies, liveModel);
  assert.deepEqual(loaded.rules.errors, []);
  rules = loaded.rules;
  probe.setResponses(rules);
  probe.pipeline.setRules(new RuleRunner(rules, probe.pipeline.tree));
  await probe.ready;
  assert.equal(probe.responder!.denier!.state.why, '');
});

after(async () => {
  if (skip === false) await probe?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const [what, id, refused, allowed, type = what] of [
  ['open', 'no_open', ['read', at('secret')], ['read', at('plain')]],
  ['open for writing', 'no_write', ['write', at('flags')], ['read', at('flags')], 'open'],
  ['exec', 'no_exec', ['exec', at('tool')], ['exec', at('tool-free')], 'exec_failed'],
  ['unlink', 'no_unlink', ['unlink', at('tree/deep/file')], ['unlink', at('other/named')]],
  ['rmdir', 'no_rmdir', ['rmdir', at('tree/kept')], ['rmdir', at('other')]],
  ['rename', 'no_rename', ['rename', at('moved'), at('elsewhere')], ['rename', at('plain'), at('plain')]],
  ['mount', 'no_mount', ['mount', at('mnt')], ['mount', at('mnt-free')]],
  ['connect', 'no_connect', ['connect', '127.1.2.3', '4242'], ['connect', '127.1.2.3', '4243']],
] as const) {
  test(`${what} is refused with EPERM and told, and its neighbour is let through`, { skip }, async () => {
    assert.equal(act(ACTS, ...refused), EPERM);
    const signal = await signalOf(id);
    assert.equal(signal.type, type);
    assert.deepEqual(signal.report, { type: 'deny', status: 'performed', reason: '' });
    assert.equal(act(ACTS, ...allowed), 0);
  });
}

test('bpf is refused to one program only', { skip }, async () => {
  assert.equal(act(at('reader'), 'bpf'), EPERM);
  assert.deepEqual((await signalOf('no_bpf')).report, { type: 'deny', status: 'performed', reason: '' });
  assert.equal(act(ACTS, 'bpf'), 0);
});

test('exceptions by executable, excluded binaries and own processes are let through', { skip }, () => {
  assert.equal(act(at('reader'), 'read', at('secret')), 0);
  assert.equal(act(at('excluded'), 'read', at('secret')), 0);
  assert.equal(readFileSync(at('secret'), 'utf8'), 'x');
  assert.equal(act(ACTS, 'read', at('secret')), EPERM);
});

test('another name of the file does not help', { skip }, () => {
  linkSync(at('secret'), at('harmless'));
  assert.equal(act(ACTS, 'read', at('harmless')), EPERM);
});

test('a rule that only audits lets through and tells', { skip }, async () => {
  assert.equal(act(ACTS, 'read', at('audited')), 0);
  assert.equal((await signalOf('only_told')).report?.type, 'deny');
  assert.equal(act(ACTS, 'read', at('audited')), 0);
  const { report } = await signalOf('only_told');
  assert.equal(report?.type === 'deny' && report.status, 'dry_run');
});

test('a rule that the kernel cannot decide does not deny, and says so', { skip }, () => {
  const reason = probe.responder!.denier!.state.problems.get('no_module');
  assert.match(reason ?? '', /load_module\.name/);
});

test('a file that was replaced is found again', { skip }, async () => {
  assert.equal(act(ACTS, 'read', at('replaced')), EPERM);
  writeFileSync(at('new'), 'y');
  renameSync(at('new'), at('replaced'));
  let outcome = 0;
  for (const end = Date.now() + 10_000 * SLOW; outcome === 0 && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 100)).then(() => {
      outcome = act(ACTS, 'read', at('replaced'));
    });
  assert.equal(outcome, EPERM);
});

test('switched off by hand everything is let through, and a dismantled rule frees its calls', { skip }, () => {
  const responder = probe.responder!;
  responder.denier!.switch(false);
  assert.equal(act(ACTS, 'read', at('secret')), 0);
  responder.denier!.switch(true);
  assert.equal(act(ACTS, 'read', at('secret')), EPERM);
  responder.dismantle('no_open');
  assert.equal(act(ACTS, 'read', at('secret')), 0);
  assert.equal(act(ACTS, 'write', at('flags')), EPERM);
  responder.rearm('no_open');
  assert.equal(act(ACTS, 'read', at('secret')), EPERM);
});

test('what allowed calls pay is measured; without rules nothing is refused', { skip }, async (t) => {
  const denier = probe.responder!.denier!;
  const loads = {
    opens: ['opens', at('plain'), String(20_000 / SLOW)],
    execs: ['execs', at('tool-free'), String(500 / SLOW)],
  };
  const ratios = { opens: [] as number[], execs: [] as number[] };
  for (let round = 0; round < 3; round++) {
    for (const load of ['opens', 'execs'] as const) {
      probe.setResponses(rules);
      // Attaching and detaching go on for a while after the call.
      await sleep(500);
      const denied = act(ACTS, ...loads[load]);
      denier.setRules([]);
      await sleep(500);
      ratios[load].push(denied / act(ACTS, ...loads[load]));
    }
  }
  for (const [load, all] of Object.entries(ratios))
    t.diagnostic(`allowed ${load} with deny rules take ${all.map((r) => r.toFixed(3)).join(', ')} of the time without`);
  assert.equal(act(ACTS, 'read', at('secret')), 0);
  assert.equal(probe.pipeline.counts.stageErrors, 0, String((probe.pipeline.firstError as Error)?.stack));
});
