import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MapEvent, NOW_NS } from '../../../test/secl/map-model.ts';
import { testModel as model } from '../../../test/secl/test-model.ts';
import {
  compileRule,
  emptyEnvironment,
  type FieldValue,
  type Model,
  readRule,
  type VariableSpec,
} from '../language/index.ts';
import { createRuleEngine, type EngineRule } from './engine.ts';

const VARIABLES: readonly VariableSpec[] = [
  { name: 'seen', type: 'bool', array: false },
  { name: 'count', type: 'int', array: false },
];
const variables = new Map(VARIABLES.map((spec) => [spec.name, spec]));

function ruleOf(id: string, source: string, ruleModel: Model<MapEvent> = model): EngineRule<MapEvent> {
  const { rule, diagnostics } = readRule(source, ruleModel, { variables });
  assert.ok(rule, `${source}: ${diagnostics.map(({ message }) => message).join()}`);
  return { id, eventType: rule.eventType ?? 'open', checked: rule, matches: compileRule(rule, ruleModel) };
}

const env = emptyEnvironment<MapEvent>(NOW_NS);

function matchesOf(sources: readonly string[], event: MapEvent, eventType = 'open'): string[] {
  const engine = createRuleEngine(
    sources.map((source) => ruleOf(source, source)),
    model,
  );
  const found: string[] = [];
  // Twice: the second time everything comes from memory.
  for (let round = 0; round < 2; round++) {
    found.length = 0;
    const count = engine.evaluate(eventType, event, env, (rule) => found.push(rule.id));
    assert.equal(count, found.length);
  }
  return found;
}

const anOpen: MapEvent = {
  'open.filename': '/etc/passwd',
  'open.flags': 0o101,
  'open.opened_at': NOW_NS - 2_000_000_000n,
  'process.name': '/usr/bin/cat',
  'process.uid': 5,
  'process.list': [
    { key: 1, value: 'abc', flag: true },
    { key: 2, value: 'def', flag: false },
  ],
};

const cases: readonly (readonly [name: string, source: string, holds: boolean])[] = [
  ['an equal text', 'open.filename == "/etc/passwd"', true],
  ['another text', 'open.filename == "/etc/shadow"', false],
  ['a negation', 'open.filename != "/etc/shadow"', true],
  ['a negation that fails', '!(open.filename == "/etc/passwd")', false],
  ['two fields', 'open.filename =~ "/etc/*" && process.uid == 5', true],
  ['two fields of which one fails', 'open.filename =~ "/etc/*" && process.uid == 6', false],
  ['an OR across fields, first side', 'open.filename == "/etc/passwd" || process.uid == 6', true],
  ['an OR across fields, second side', 'open.filename == "/x" || process.uid == 5', true],
  ['an OR across fields, no side', 'open.filename == "/x" || process.uid == 6', false],
  ['an OR below an AND', '(open.filename == "/x" || process.uid == 5) && open.flags & O_CREAT > 0', true],
  ['equality of conditions', '(process.uid == 5) == (open.filename == "/etc/passwd")', true],
  ['inequality of conditions', '(process.uid == 5) != (open.filename == "/etc/passwd")', false],
  ['a list of patterns', 'open.filename in [ "/x", ~"/etc/pass*", r"^/never" ]', true],
  ['a regular expression', 'process.name == r"/(cat|dog)$" && open.filename != ""', true],
  ['a text computed from another field', 'open.filename != "%{process.name}"', true],
  ['an age', 'open.opened_at > 1s', true],
  ['an age that fails', 'open.opened_at > 5s', false],
  [
    'two ways in, neither decided by its fields',
    '(open.flags == 65 && open.opened_at > 5s) || (process.uid == 5 && open.opened_at > 5s)',
    false,
  ],
  ['a list, each comparison by itself', 'process.list.key == 1 && process.list.value == "def" && open.flags > 0', true],
  ['an iterator variable', 'process.list[A].key == 1 && process.list[A].value == "abc" && open.flags > 0', true],
  [
    'an iterator variable that fails',
    'process.list[A].key == 1 && process.list[A].value == "def" && open.flags > 0',
    false,
  ],
  ['a negated list', 'process.list.value != "abc" && open.flags > 0', false],
  ['an unset variable', '${count} == 0 && open.filename =~ "/etc/*"', true],
  ['no field of the event', 'true || open.filename == "x"', true],
  ['a constant false', 'false && open.filename == "x"', false],
  ['a 64-bit number', 'open.opened_at == 1699999998000000000', true],
];

for (const [name, source, holds] of cases) {
  test(`decides ${name}: ${source}`, () => {
    assert.deepEqual(matchesOf([source], anOpen), holds ? [source] : []);
  });
}

test('gives matches in the order of the rules, however each was decided', () => {
  const sources = [
    'process.list[A].key == 2 && open.flags > 0',
    'process.uid == 5 && open.flags > 0',
    'open.opened_at > 1s',
    'open.filename == "/etc/passwd"',
    'process.name =~ "/usr/**" && open.flags > 0',
  ];
  assert.deepEqual(matchesOf(sources, anOpen), sources);
  const reversed = sources.toReversed();
  assert.deepEqual(matchesOf(reversed, anOpen), reversed);
});

test('gives many matches in order', () => {
  const sources = Array.from({ length: 200 }, (_, index) =>
    index % 2 === 0
      ? `open.filename == "/etc/passwd" && open.flags > -${index}`
      : `process.uid == 5 && open.flags < ${1000 + index}`,
  );
  assert.deepEqual(matchesOf(sources, anOpen), sources);
});

test('keeps event types apart', () => {
  const rules = [ruleOf('open', 'open.filename == "/x"'), ruleOf('mkdir', 'mkdir.filename == "/x"')];
  const engine = createRuleEngine(rules, model);
  const found: string[] = [];
  engine.evaluate('mkdir', { 'mkdir.filename': '/x', 'open.filename': '/x' }, env, (rule) => found.push(rule.id));
  assert.deepEqual(found, ['mkdir']);
  assert.equal(
    engine.evaluate('network', {}, env, () => assert.fail('no rule is about it')),
    0,
  );
});

test('a rule sees the variables that earlier matches of the same event set', () => {
  let seen = false;
  const rules = [
    ruleOf('reader before', '${seen} && open.filename == "/etc/passwd"'),
    ruleOf('setter', 'open.filename == "/etc/passwd"'),
    ruleOf('reader after', '${seen} && open.filename == "/etc/passwd"'),
  ];
  const engine = createRuleEngine(rules, model);
  const found: string[] = [];
  engine.evaluate('open', anOpen, { nowNs: NOW_NS, variable: () => seen }, ({ id }) => {
    found.push(id);
    if (id === 'setter') seen = true;
  });
  assert.deepEqual(found, ['setter', 'reader after']);
});

test('a field that throws switches off only the rules that reach it, and reports each once', () => {
  const broken: Model<MapEvent> = {
    ...model,
    read: (spec) =>
      spec.name === 'process.name'
        ? () => {
            throw new Error('unreadable');
          }
        : model.read(spec),
  };
  const rules = [
    ruleOf('reads it', 'process.name == "a" && open.flags >= 0', broken),
    ruleOf('does not', 'open.filename == "/etc/passwd"', broken),
    ruleOf('fails before', 'open.flags == 7 && process.name in [ "a", "b" ]', broken),
    ruleOf('negated', 'process.name != "a" && open.filename == "/etc/passwd"', broken),
  ];
  const reported: string[] = [];
  const engine = createRuleEngine(rules, broken, { onRuleError: (rule) => reported.push(rule.id) });
  for (let round = 0; round < 3; round++) {
    const found: string[] = [];
    engine.evaluate('open', anOpen, env, ({ id }) => found.push(id));
    assert.deepEqual(found, ['does not']);
  }
  assert.deepEqual(reported, ['reads it', 'negated']);
  assert.equal(engine.stats().rulesDisabled, 2);
});

test('onMatch may evaluate another event', () => {
  const rules = [
    ruleOf('one', 'open.filename == "/1"'),
    ruleOf('two', 'open.filename == "/2"'),
    ruleOf('uid', 'process.uid == 5 && open.flags == 0'),
  ];
  const engine = createRuleEngine(rules, model);
  const found: string[] = [];
  engine.evaluate('open', { 'open.filename': '/1', 'process.uid': 5 }, env, ({ id }) => {
    found.push(id);
    if (id !== 'one') return;
    engine.evaluate('open', { 'open.filename': '/2', 'process.uid': 6 }, env, (inner) =>
      found.push(`inner ${inner.id}`),
    );
  });
  assert.deepEqual(found, ['one', 'inner two', 'uid']);
});

test('an onMatch that throws leaves the engine usable', () => {
  const engine = createRuleEngine([ruleOf('one', 'open.filename == "/1"')], model);
  const event = { 'open.filename': '/1' };
  assert.throws(() => engine.evaluate('open', event, env, () => assert.fail('from outside')), /from outside/);
  assert.equal(
    engine.evaluate('open', event, env, () => undefined),
    1,
  );
});

test('what belongs to a program run is read once per run', () => {
  let reads = 0;
  const counting: Model<MapEvent> = {
    ...model,
    read: (spec) => {
      const read = model.read(spec);
      if (spec.name !== 'process.name') return read;
      return (event) => {
        reads++;
        return read(event);
      };
    },
  };
  const rules = [
    ruleOf('by name', 'process.name == "/usr/bin/cat" && open.filename == "/etc/passwd"', counting),
    ruleOf('name only', 'process.name =~ "/usr/**" && open.flags >= 0', counting),
    ruleOf('other name', 'process.name == "/bin/sh" && open.flags >= 0', counting),
  ];
  const engine = createRuleEngine(rules, counting, {
    programRun: { keyOf: (event) => event.run as object, covers: ({ name }) => name === 'process.name' },
  });
  const run = {};
  const found: string[][] = [];
  for (const path of ['/etc/passwd', '/etc/shadow', '/etc/passwd']) {
    const ids: string[] = [];
    engine.evaluate('open', { ...anOpen, 'open.filename': path, run }, env, ({ id }) => ids.push(id));
    found.push(ids);
  }
  assert.deepEqual(found, [['by name', 'name only'], ['name only'], ['by name', 'name only']]);
  assert.ok(reads <= 1, `${reads} reads`);
  const ids: string[] = [];
  engine.evaluate('open', { ...anOpen, 'process.name': '/bin/sh', run: {} }, env, ({ id }) => ids.push(id));
  assert.deepEqual(ids, ['other name']);
});

test('a field that depends on the rule is left to the rule', () => {
  const tagged = (tags: readonly string[]): Model<MapEvent> => ({
    ...model,
    read: (spec) => (spec.name === 'process.argv0' ? () => tags[0] as FieldValue : model.read(spec)),
  });
  const source = 'process.argv0 == "a" && open.filename == "/1"';
  const rules = [
    ruleOf('a', source, tagged(['a'])),
    ruleOf('b', source, tagged(['b'])),
    ruleOf('again', source, tagged(['a'])),
  ];
  const engine = createRuleEngine(rules, tagged(['b']), { ruleFields: ['process.argv0'] });
  const found: string[] = [];
  engine.evaluate('open', { 'open.filename': '/1' }, env, ({ id }) => found.push(id));
  assert.deepEqual(found, ['a', 'again']);
});

test('a rule whose alternatives multiply beyond the bound is still exact', () => {
  const sides = Array.from(
    { length: 6 },
    (_, index) =>
      `(open.flags == ${index} || process.uid == ${index} || process.gid == ${index} || process.pid == ${index})`,
  );
  const source = `${sides.join(' && ')} && open.filename == "/1"`;
  const event = { 'open.filename': '/1', 'open.flags': 0, 'process.uid': 1, 'process.gid': 2, 'process.pid': 3 };
  assert.deepEqual(matchesOf([source], event), []);
  const wide = `(${Array.from({ length: 60 }, (_, index) => `(open.flags == ${index} && process.uid == ${index})`).join(' || ')}) && open.filename == "/1"`;
  assert.deepEqual(matchesOf([wide], { 'open.filename': '/1', 'open.flags': 59, 'process.uid': 59 }), [wide]);
  assert.deepEqual(matchesOf([wide], { 'open.filename': '/1', 'open.flags': 59, 'process.uid': 58 }), []);
});

test('memory stays bounded when no value repeats', () => {
  const rules = Array.from({ length: 50 }, (_, index) => ruleOf(`r${index}`, `open.filename =~ "/data/${index}/*"`));
  const engine = createRuleEngine(rules, model);
  for (let index = 0; index < 30_000; index++) {
    const matched = engine.evaluate('open', { 'open.filename': `/data/${index % 100}/${index}` }, env, () => undefined);
    assert.equal(matched, index % 100 < 50 ? 1 : 0);
  }
  assert.ok(engine.stats().remembered <= 8192, `${engine.stats().remembered} values remembered`);
});

test('values and lists that never repeat are decided as exactly as others', () => {
  const rules = [
    ruleOf('path leads', 'open.filename =~ "/data/1*" && process.name != "/bin/a7"'),
    ruleOf('name leads', 'process.name =~ "/bin/a*" && open.filename != "/data/11" && open.filename =~ "*1"'),
    ruleOf('list', 'process.list.value == "v3" && process.list.key != 5 && open.flags == 0'),
    ruleOf(
      'list after',
      'open.filename =~ "*2" && process.list.value not in [ "v1", ~"*7" ] && process.list.key in [ 1, 2, 3 ]',
    ),
  ];
  const engine = createRuleEngine(rules, model);
  let matches = 0;
  for (let index = 0; index < 8000; index++) {
    const event = {
      'open.filename': `/data/${index}`,
      'open.flags': 0,
      'process.name': `/bin/${index % 3 === 0 ? 'a' : 'b'}${index}`,
      'process.list': [
        { key: index % 6, value: `v${index % 10}` },
        { key: index % 4, value: `u${index}` },
      ],
    };
    const expected = rules.filter((rule) => rule.matches(event, env)).map(({ id }) => id);
    const found: string[] = [];
    engine.evaluate('open', event, env, ({ id }) => found.push(id));
    assert.deepEqual(found, expected, JSON.stringify(event));
    matches += found.length;
  }
  assert.ok(matches > 1000);
});

test('10,000 rules: exactly the right ones hold', () => {
  const rules = Array.from({ length: 10_000 }, (_, index) => {
    const file = `"/srv/${index % 5000}/f"`;
    return ruleOf(
      `r${index}`,
      index < 5000 ? `open.filename == ${file}` : `open.filename == ${file} && process.uid == ${index % 7}`,
    );
  });
  const engine = createRuleEngine(rules, model);
  for (const [path, uid, expected] of [
    ['/srv/12/f', 3, ['r12']],
    ['/srv/12/f', 5012 % 7, ['r12', 'r5012']],
    ['/srv/5000/f', 1, []],
  ] as const) {
    const found: string[] = [];
    engine.evaluate('open', { 'open.filename': path, 'process.uid': uid }, env, ({ id }) => found.push(id));
    assert.deepEqual(found, expected);
  }
  assert.equal(engine.stats().functionRuns, 0);
});
