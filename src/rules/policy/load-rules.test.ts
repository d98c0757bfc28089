/** From policies to a rule set: what is rejected alone, what is left out, what runs in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFieldMapModel, type FieldMap } from '../event-model.ts';
import { applyActions, createEnvironment, evaluateRules } from './apply-actions.ts';
import type { HostFacts } from './host-model.ts';
import { type LoadOptions, loadRules } from './load-rules.ts';
import { readPolicy } from './read-policy.ts';
import { caseOwners } from './rule-cases.ts';
import type { RuleSet } from './rule-set.ts';
import { VariableStore } from './variable-store.ts';

const host: HostFacts = {
  os: 'linux',
  osId: 'rhel',
  osPlatformId: 'platform:el8',
  osVersionId: '8.9',
  kernel: { major: 4, minor: 18, patch: 0, abi: '513', flavor: 'el8.x86_64', hasTypes: true },
  envs: ['STAGE=test'],
  origin: 'ebpf',
  hostname: 'web-1',
};

const model = createFieldMapModel();

function load(files: Readonly<Record<string, string>>, options: LoadOptions = {}): RuleSet<FieldMap> {
  const policies = Object.entries(files).map(([name, text]) => {
    const type = name === 'default.policy' ? ('default' as const) : ('custom' as const);
    return { name, type, version: '', read: readPolicy(name, text, type) };
  });
  return loadRules(policies, model, { host, ...options });
}

/** A policy of rules given as lines: `id: expression`. */
const rulesOf = (rules: Readonly<Record<string, string>>) =>
  `rules:\n${Object.entries(rules)
    .map(([id, rest]) => `  - id: ${id}\n    ${rest.replaceAll('\n', '\n    ')}\n`)
    .join('')}`;

const expression = (text: string) => `expression: ${JSON.stringify(text)}`;
const OPEN = expression('open.file.path == "/tmp/x"');

function outcomes(rules: RuleSet<FieldMap>): Record<string, string> {
  const all = rules.policies.flatMap(({ definitions }) => definitions);
  return Object.fromEntries(
    all.map(({ id, outcome, reason }) => [id, reason === undefined ? outcome : `${outcome}: ${reason}`]),
  );
}

test('each bad rule is reported for what is wrong with it, and the others load', () => {
  const rules = load({
    'a.policy': rulesOf({
      good: OPEN,
      syntax: expression('open.file.path =='),
      unknown_field: expression('open.file.pth == "/x"'),
      two_events: expression('open.file.path == "/x" && exec.file.name == "y"'),
      no_event: expression('process.uid == 0'),
      not_boolean: expression('open.flags'),
      no_variable: expression('open.flags == ${nobody}'),
      no_expression: 'description: nothing',
      heartbeat: OPEN,
      bad_version: `${OPEN}\nagent_version: newest`,
      bad_filter: `${OPEN}\nfilters: ["os == "]`,
    }),
    'b.policy': 'rules: [',
    'c.policy': rulesOf({ also_good: expression('exec.file.name == "x"') }),
  });
  assert.deepEqual([...rules.rules.keys()], ['good', 'also_good']);
  assert.deepEqual(outcomes(rules), {
    good: 'loaded',
    also_good: 'loaded',
    syntax: 'error: syntax error',
    unknown_field: 'error: other',
    two_events: 'error: other',
    no_event: 'error: other',
    not_boolean: 'error: other',
    no_variable: 'error: other',
    no_expression: 'error: other',
    heartbeat: 'error: other',
    bad_version: 'error: agent version',
    bad_filter: 'error: agent filter',
  });
  assert.equal(rules.errors.length, 11);
  const place = rules.errors.find(({ id }) => id === 'unknown_field')!.diagnostics[0]!;
  assert.equal(place.place.lineText?.slice(place.place.column - 1).slice(0, 13), 'open.file.pth');
  assert.match(place.hint ?? '', /open\.file\.path/);
});

test('a duplicate is a warning and the first definition stays', () => {
  const rules = load({
    'a.policy': rulesOf({ r: OPEN }),
    'b.policy': rulesOf({ r: expression('open.file.path == "/y"') }),
  });
  assert.equal(rules.errors.length, 0);
  assert.equal(rules.rules.get('r')?.source.expression?.text, 'open.file.path == "/tmp/x"');
  assert.equal(rules.policies[1]!.definitions[0]!.outcome, 'ignored');
  assert.equal(rules.policies[1]!.definitions[0]!.diagnostics[0]!.code, 'POLICY-DUPLICATE');
});

for (const [filter, holds] of [
  ['os == "linux"', true],
  ['os == "windows"', false],
  ['os.is_rhel8 && !os.is_rhel7', true],
  ['os.id == "rhel" && os.version_id == "8.9"', true],
  ['kernel.version.major == 4 && kernel.version.minor >= 18', true],
  ['kernel.version.major > 5 || kernel.version.flavor =~ "el8*"', true],
  ['kernel.core.enabled == true', true],
  ['"STAGE=test" in envs', true],
  ['origin == "ebpf" && hostname =~ "web-*"', true],
  ['os.is_debian', false],
] as const) {
  test(`the filter ${filter} ${holds ? 'lets the rule in' : 'keeps the rule out'}`, () => {
    const rules = load({ 'a.policy': rulesOf({ r: `${OPEN}\nfilters: [${JSON.stringify(filter)}]` }) });
    assert.equal(rules.errors.length, 0);
    assert.equal(rules.rules.has('r'), holds);
    assert.equal(outcomes(rules).r, holds ? 'loaded' : 'filtered: agent filter');
  });
}

test('one filter of several is enough', () => {
  const rules = load({ 'a.policy': rulesOf({ r: `${OPEN}\nfilters: ['os == "windows"', 'os == "linux"']` }) });
  assert.ok(rules.rules.has('r'));
});

test('a rule about events that are off is filtered', () => {
  const rules = load({ 'a.policy': rulesOf({ r: OPEN }) }, { enabledEventTypes: new Set(['exec']) });
  assert.equal(rules.errors.length, 0);
  assert.equal(outcomes(rules).r, 'filtered: event type disabled');
});

test('fim.write becomes one rule per way of changing a file, without those that are off', () => {
  const text = rulesOf({ r: expression('fim.write.file.path == "/etc/passwd"') });
  const rules = load({ 'a.policy': text }, { enabledEventTypes: new Set(['open', 'unlink']) });
  assert.deepEqual([...rules.byEventType.keys()], ['open', 'unlink']);
  const report = rules.policies[0]!.definitions[0]!;
  assert.equal(report.outcome, 'loaded');
  assert.equal(report.expandedTo?.length, 2);
});

const action = (text: string) => `${OPEN}\nactions:\n  - ${text}`;

for (const [what, text, isLoaded, errors] of [
  ['an action of no kind', 'filter: open.flags == 0', true, 1],
  ['an action of two kinds', '{ log: { level: info }, hash: {} }', true, 1],
  ['an unknown signal', 'kill: { signal: SIGNOTHING }', true, 1],
  ['a known signal', 'kill: { signal: SIGKILL, scope: container }', true, 0],
  ['a refusal', 'deny: {}', true, 0],
  ['a refusal that is only told', 'deny: { mode: audit }', true, 0],
  ['a refusal of an unknown mode', 'deny: { mode: audti }', false, 1],
  ['a log without level', 'log: { message: hi }', true, 1],
  ['a log of an unknown level', 'log: { level: loud }', true, 0],
  ['only a hash', 'hash: {}', true, 0],
  ['a hash of no file', 'hash: { field: open.flags }', false, 1],
  ['a hash of another event', 'hash: { field: exec.file }', false, 1],
  ['a network filter', 'network_filter: { filter: tcp port 80, policy: drop }', true, 0],
  ['a network filter without expression', 'network_filter: { policy: drop }', true, 1],
  ['a coredump', 'coredump: { process: true }', true, 0],
  ['a filter of another event', '{ filter: exec.pid == 1, log: { level: info } }', false, 1],
  ['a filter that does not compile', '{ filter: open.flags ==, log: { level: info } }', false, 1],
  ['a field as a name', 'set: { name: id, scope: container, value: x }', true, 1],
  ['a constant as a name', 'set: { name: O_CREAT, value: 1 }', true, 1],
  ['the built-in variable', 'set: { name: pid, scope: process, value: 1 }', true, 1],
  ['an unknown scope', 'set: { name: v, scope: host, value: 1 }', true, 1],
  ['an empty list', 'set: { name: v, value: [] }', true, 1],
  ['a mixed list', 'set: { name: v, value: [1, a] }', true, 1],
  ['inherited outside processes', 'set: { name: v, value: 1, scope: cgroup, inherited: true }', true, 1],
  ['a scope field outside processes', 'set: { name: v, value: 1, scope: cgroup, scope_field: process.pid }', true, 1],
  ['a scope field that is no id', 'set: { name: v, value: 1, scope: process, scope_field: process.comm }', false, 1],
  ['a scope field', 'set: { name: v, value: 1, scope: process, scope_field: process.ppid }', true, 0],
  ['a list field without append', 'set: { name: v, field: open.file.hashes }', true, 1],
  ['an element of a list field', 'set: { name: v, field: "open.file.hashes[0]" }', true, 0],
  ['an expression without default', 'set: { name: v, expression: open.flags }', true, 1],
  ['a boolean expression', 'set: { name: v, expression: open.flags == 0, default_value: false }', true, 0],
  ['an expression of another type', 'set: { name: v, expression: open.flags, default_value: "" }', false, 1],
  ['an expression of another event', 'set: { name: v, expression: exec.uid, default_value: 0 }', false, 1],
  ['arithmetic', 'set: { name: v, expression: "${v} + 1", default_value: 0 }', true, 0],
  ['a new id', 'set: { name: v, expression: "\\"x_${builtins.uuid4}\\"", default_value: "" }', true, 0],
] as const) {
  test(`${what} ${errors === 0 ? 'is fine' : isLoaded ? 'costs the action' : 'costs the rule'}`, () => {
    const rules = load({ 'a.policy': rulesOf({ r: action(text) }) });
    assert.equal(rules.errors.length, errors, JSON.stringify(rules.errors));
    assert.equal(rules.rules.has('r'), isLoaded);
    if (isLoaded) assert.equal(rules.rules.get('r')?.actions.length, errors === 0 ? 1 : 0);
  });
}

test('actions that act on the system need enforcement', () => {
  const rules = load({ 'a.policy': rulesOf({ r: action('kill: { signal: SIGKILL }') }) }, { enforcement: false });
  assert.equal(rules.rules.size, 0);
  assert.equal(rules.errors.length, 1);
});

test('two declarations of one variable must agree', () => {
  const rules = load({
    'a.policy': rulesOf({
      one: action('set: { name: v, value: 1 }'),
      two: action('set: { name: v, value: text }'),
      three: action('set: { name: v, value: 2, private: true }'),
    }),
  });
  assert.equal(rules.errors.length, 2);
  assert.equal(rules.declarations.get('v')?.type, 'int');
});

test('rules run in order: execution context, default policy, priority, definition', () => {
  const rules = load({
    'default.policy': rulesOf({ plain: OPEN, context: `${OPEN}\ntags: { execution_context: "true" }` }),
    'a.policy': rulesOf({ first: OPEN, second: OPEN, important: `${OPEN}\npriority: 5` }),
    'b.policy': rulesOf({ custom_context: `${OPEN}\ntags: { execution_context: "true" }` }),
  });
  assert.deepEqual(
    rules.byEventType.get('open')!.map(({ id }) => id),
    ['context', 'custom_context', 'plain', 'important', 'first', 'second'],
  );
});

test('event.rule.tags is the tags of the rule that is evaluated', () => {
  const text = `expression: 'open.file.path == "/tmp/x" && "pci" in event.rule.tags'`;
  const rules = load({ 'a.policy': rulesOf({ tagged: `${text}\nproduct_tags: [pci]`, bare: text }) });
  const env = createEnvironment(new VariableStore(rules.declarations), caseOwners, 0n);
  const matches = evaluateRules(rules, 'open', { 'open.file.path': '/tmp/x' }, env).map(({ rule }) => rule.id);
  assert.deepEqual(matches, ['tagged']);
});

test('set actions stop at a scope without an owner, and logs and responses still run', () => {
  const rules = load({
    'a.policy': rulesOf({
      r: `${OPEN}
actions:
  - kill: { signal: SIGTERM }
  - log: { level: INFO }
  - set: { name: a, value: 2, default_value: 1 }
  - set: { name: b, value: 2, scope: container }
  - set: { name: c, value: 2, default_value: 1 }
  - { filter: "\${a} == 2", hash: {} }
  - { filter: "\${c} == 2", coredump: { process: true } }`,
    }),
  });
  const env = createEnvironment(new VariableStore(rules.declarations), caseOwners, 0n);
  const outcome = applyActions(rules.rules.get('r')!, { 'open.file.path': '/tmp/x' }, env);
  assert.deepEqual(outcome.stored, ['a']);
  assert.equal(outcome.orphan, 'container.b');
  assert.deepEqual(outcome.logs, [{ kind: 'log', level: 'info', message: 'Rule r triggered' }]);
  assert.deepEqual(
    outcome.responses.map(({ kind }) => kind),
    ['kill', 'hash'],
  );
});

test('a limiter token must be a field of the event', () => {
  const good = load({ 'a.policy': rulesOf({ r: `${OPEN}\nevery: 1m\nlimiter_token: [process.comm]` }) });
  assert.equal(good.rules.get('r')?.everyNs, 60_000_000_000n);
  assert.deepEqual(
    good.rules.get('r')?.limiterToken.map((read) => read({ 'process.comm': 'sh' })),
    ['sh'],
  );
  for (const field of ['process.cmm', 'exec.comm']) {
    const bad = load({ 'a.policy': rulesOf({ r: `${OPEN}\nlimiter_token: [${field}]` }) });
    assert.equal(bad.rules.size, 0);
    assert.equal(bad.errors[0]?.diagnostics[0]?.code, 'POLICY-LIMITER');
  }
});

for (const [what, one, two, errors] of [
  ['one literal', 'ondemand.name == "do_x" && ondemand.arg1.uint == 1', 'ondemand.name == "do_y"', 0],
  ['no literal', 'ondemand.arg1.uint == 1', 'ondemand.name == "do_y"', 1],
  ['a pattern', 'ondemand.name =~ "do_*"', 'ondemand.name == "do_y"', 1],
  ['two literals', 'ondemand.name in ["a", "b"]', 'ondemand.name == "do_y"', 1],
  [
    'arguments read in two ways',
    'ondemand.name == "f" && ondemand.arg1.uint == 1',
    'ondemand.name == "f" && ondemand.arg1.str == "x"',
    1,
  ],
] as const) {
  test(`rules on demand with ${what} give ${errors} errors`, () => {
    const rules = load({ 'a.policy': rulesOf({ one: expression(one), two: expression(two) }) });
    assert.equal(rules.errors.length, errors, JSON.stringify(rules.errors));
  });
}

test('a policy without rules is an error unless it is the default one', () => {
  assert.equal(load({ 'a.policy': 'rules:\n' }).errors[0]?.diagnostics[0]?.code, 'POLICY-EMPTY');
  assert.equal(load({ 'default.policy': 'rules:\n' }).errors.length, 0);
});

test('values of a macro are exact and an expression may use macros before it', () => {
  const rules = load({
    'a.policy': `macros:
  - { id: exact, values: ["a*"] }
  - { id: wide, expression: '[ ~"b*" ]' }
  - { id: either, expression: 'open.file.name in exact || open.file.name in wide' }
${rulesOf({ r: expression('either') })}`,
  });
  assert.equal(rules.errors.length, 0, JSON.stringify(rules.errors));
  const env = createEnvironment(new VariableStore(rules.declarations), caseOwners, 0n);
  const matches = (name: string) => rules.rules.get('r')!.matches({ 'open.file.name': name }, env);
  assert.deepEqual(['a*', 'abc', 'bcd', 'c'].map(matches), [true, false, true, false]);
});
