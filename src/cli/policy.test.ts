/** The commands for rule authors, run on small policies of their own and on the shipped ones. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SHIPPED_POLICIES } from './policies.ts';
import { policyCommand } from './policy.ts';

function directoryOf(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'shrike-policy-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

function run(...args: readonly string[]): { readonly code: number; readonly out: string; readonly err: string } {
  const out: string[] = [];
  const err: string[] = [];
  const code = policyCommand(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const RULES = `rules:
  - id: shadow_read
    description: Somebody read the password hashes.
    expression: open.file.path == "/etc/shadow" && process.file.name != "passwd"
    every: 5m
    actions:
      - set: { name: seen, value: true, scope: process, ttl: 10m }
  - id: shell_after_shadow
    expression: exec.file.name in ["sh", "bash"] && \${process.seen}
  - id: sudo_ancestor
    expression: exec.file.name == "id" && process.ancestors[A].file.name == "sudo" && process.ancestors[A].pid > 10
`;

const CASES = `shadow_read:
  match:
    - open.file.path: /etc/shadow
      process.file.name: cat
  near_miss:
    - open: { file: { path: /etc/shadow } }
      process.file.name: passwd
shell_after_shadow:
  match:
    - - { open.file.path: /etc/shadow, process.file.name: sh, process.pid: 7 }
      - { exec.file.name: sh, process.pid: 7 }
    - { exec.file.name: bash, "\${process.seen}": true }
  near_miss:
    - { exec.file.name: sh }
    - - { open.file.path: /etc/shadow, process.file.name: sh, process.pid: 7 }
      - { exec.file.name: sh, process.pid: 8 }
sudo_ancestor:
  match:
    - exec.file.name: id
      process.ancestors: [{ file.name: bash, pid: 5 }, { file.name: sudo, pid: 11 }]
  near_miss:
    - exec.file.name: id
      process.ancestors: [{ file.name: bash, pid: 11 }, { file.name: sudo, pid: 5 }]
`;

test('check of sound policies says how many rules loaded and gives 0', (t) => {
  const { code, out } = run('check', directoryOf(t, { 'a.policy': RULES }));
  assert.equal(code, 0);
  assert.match(out, /^a\.policy \(custom\): 3 rules loaded/m);
});

test('check points at the mistake, suggests the nearest name and gives 1', (t) => {
  const directory = directoryOf(t, { 'a.policy': 'rules:\n  - id: r\n    expression: open.file.pth == "/x"\n' });
  const { code, out } = run('check', directory);
  assert.equal(code, 1);
  assert.match(out, /^a\.policy:3:17: error POLICY-EXPRESSION: /m);
  assert.match(out, /^ {2}expression: open\.file\.pth == "\/x"\n {14}\^{13}$/m);
  assert.match(out, /did you mean open\.file\.path\?/);
});

test('check names a file that is no text, and a directory that is not there', (t) => {
  const broken = run('check', directoryOf(t, { 'a.policy': Uint8Array.of(0x72, 0x75, 0xff, 0x0a), 'b.policy': RULES }));
  assert.equal(broken.code, 1);
  assert.match(broken.out, /a\.policy:1:1: error POLICY-READ: the file is no UTF-8 text: byte 2 \(0xff\)/);
  assert.match(broken.out, /b\.policy \(custom\): 3 rules loaded/);
  const missing = run('check', join(tmpdir(), 'shrike-no-such-directory'));
  assert.equal(missing.code, 1);
  assert.match(missing.out, /POLICY-READ/);
});

test('check --json says the same for programs', (t) => {
  const directory = directoryOf(t, {
    'a.policy': RULES,
    'b.policy': 'rules:\n  - id: r\n    expression: open.flags\n',
  });
  const { code, out } = run('check', directory, '--json');
  const report = JSON.parse(out);
  assert.equal(code, 1);
  assert.equal(report.ok, false);
  assert.equal(report.errors, 1);
  assert.equal(report.policies[0].definitions.length, 3);
  assert.deepEqual([report.diagnostics[0].file, report.diagnostics[0].line], ['b.policy', 3]);
});

test('check tells which fields have no live source', (t) => {
  const directory = directoryOf(t, {
    'a.policy': 'rules:\n  - id: r\n    expression: exec.user_session.k8s_username == "x"\n',
  });
  assert.match(
    run('check', directory).out,
    /^exec\.user_session\.k8s_username has no live source yet and reads as empty: r$/m,
  );
});

test('test runs cases, stories and presets', (t) => {
  const { code, out } = run('test', directoryOf(t, { 'a.policy': RULES, 'a.cases.yaml': CASES }));
  assert.equal(out, '8 cases of 3 rules in 1 files: all as expected');
  assert.equal(code, 0);
});

for (const [what, cases, message] of [
  [
    'a case that should match',
    CASES.replace('file.name: cat', 'file.name: passwd'),
    /shadow_read, match 1: should match, but does not/,
  ],
  [
    'a near miss that matches',
    CASES.replace('file.name: passwd', 'file.name: cat'),
    /shadow_read, near_miss 1: should not match, but does/,
  ],
  [
    'a misspelt field',
    CASES.replace('process.file.name: cat', 'process.file.nam: cat'),
    /no field process\.file\.nam; did you mean process\.file\.name\?/,
  ],
  [
    'a rule without near misses',
    CASES.slice(0, CASES.lastIndexOf('  near_miss')),
    /sudo_ancestor, near_miss: has no near_miss case/,
  ],
  ['a rule that is not there', `${CASES}other:\n  match: []\n`, /other, file: no loaded rule has this id/],
  [
    'an unknown list',
    CASES.replace('near_miss', 'nearmiss'),
    /shadow_read, nearmiss: cases are listed under match and near_miss/,
  ],
  ['an unknown variable', CASES.replace('process.seen', 'process.sen'), /no rule sets \$\{process\.sen\}/],
] as const) {
  test(`test reports ${what}`, (t) => {
    const { code, out } = run('test', directoryOf(t, { 'a.policy': RULES, 'a.cases.yaml': cases }));
    assert.equal(code, 1);
    assert.match(out, message);
  });
}

test('eval says which conditions hold and what the fields were', (t) => {
  const directory = directoryOf(t, {
    'a.policy': RULES,
    'e.json': '{"open.file.path": "/etc/shadow", "process.file.name": "passwd"}',
  });
  const { code, out } = run('eval', directory, '--rule', 'shadow_read', '--event', join(directory, 'e.json'));
  assert.equal(code, 1);
  assert.equal(
    out,
    [
      'shadow_read: does not match',
      '  no   all of',
      '    yes  open.file.path == "/etc/shadow"',
      '           open.file.path = "/etc/shadow"',
      '    no   process.file.name != "passwd"',
      '           process.file.name = "passwd"',
    ].join('\n'),
  );
});

test('eval shows the element of a list that makes the rule match', (t) => {
  const event = 'exec.file.name: id\nprocess.ancestors: [{ file.name: bash, pid: 5 }, { file.name: sudo, pid: 11 }]\n';
  const directory = directoryOf(t, { 'a.policy': RULES, 'e.yaml': event });
  const { code, out } = run('eval', directory, '--rule', 'sudo_ancestor', '--event', join(directory, 'e.yaml'));
  assert.equal(code, 0);
  assert.match(out, /process\.ancestors\.pid = \[11\]/);
});

test('eval refuses a misspelt field and an unknown rule with the nearest name', (t) => {
  const directory = directoryOf(t, { 'a.policy': RULES, 'e.json': '{"open.file.pat": "/x"}', 'f.json': '{}' });
  const misspelt = run('eval', directory, '--rule', 'shadow_read', '--event', join(directory, 'e.json'));
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.err, /did you mean open\.file\.path\?/);
  const unknown = run('eval', directory, '--rule', 'shadow_reed', '--event', join(directory, 'f.json'));
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /did you mean shadow_read\?/);
});

test('explain takes a rule apart', (t) => {
  const { code, out } = run('explain', 'shadow_read', '--policies', directoryOf(t, { 'a.policy': RULES }));
  assert.equal(code, 0);
  for (const part of [
    'Somebody read the password hashes.',
    'about     open events',
    'one signal per 5m',
    'process.file.name != "passwd"',
    'open.file.path: Absolute path of the opened file',
    'stores true in ${process.seen}, kept for 10m',
  ]) {
    assert.ok(out.includes(part), part);
  }
});

test('wrong use gives 2 and says how', () => {
  for (const args of [[], ['nothing'], ['eval'], ['explain'], ['check', '--jsn']]) {
    const { code, err } = run(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, /usage: shrike policy check/);
  }
});

test('the shipped policies load, and each rule has cases that hold', () => {
  assert.equal(run('check').code, 0);
  const { code, out } = run('test');
  assert.equal(code, 0, out);
});

test('rules of every file that says type: default can be switched off by a policy of another kind', (t) => {
  const base = 'rules:\n  - { id: one, expression: exec.file.name == "one" }\n';
  const off = 'rules:\n  - { id: one, disabled: true }\n';
  const shipped = run('check', directoryOf(t, { 'family.policy': `type: default\n${base}`, 'site.policy': off }));
  assert.equal(shipped.code, 0);
  assert.match(shipped.out, /family\.policy \(default\): 0 rules loaded, 0 macros, 1 disabled/);
  const other = run('check', directoryOf(t, { 'family.policy': `type: policy\n${base}`, 'site.policy': off }));
  assert.match(other.out, /one of family\.policy cannot be switched off here/);
  assert.match(other.out, /family\.policy \(custom\): 1 rules loaded/);
});

test('policies add to the shipped lists of programs', (t) => {
  const names = ['package_managers', 'configuration_management', 'build_tools', 'container_runtimes', 'login_programs'];
  names.push('account_tools', 'log_programs', 'web_servers', 'databases', 'network_services');
  const directory = directoryOf(t, {
    'default.policy': readFileSync(join(SHIPPED_POLICIES, 'default.policy')),
    'site.policy': `macros:\n${names.map((id) => `  - { id: ${id}, combine: merge, values: [of-the-site] }\n`).join('')}`,
  });
  const { code, out } = run('check', directory);
  assert.equal(code, 0, out);
  const hashes = join(directory, 'hashes.json');
  const event = { 'open.file.path': '/etc/shadow', 'process.file.name': 'cat' };
  writeFileSync(hashes, JSON.stringify({ ...event, 'process.ancestors.file.name': ['of-the-site'] }));
  assert.equal(run('eval', directory, '--rule', 'credential_file_read', '--event', hashes).code, 1);
  writeFileSync(hashes, JSON.stringify({ ...event, 'process.ancestors.file.name': ['not-of-the-site'] }));
  assert.equal(run('eval', directory, '--rule', 'credential_file_read', '--event', hashes).code, 0);
});
