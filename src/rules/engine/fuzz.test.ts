/**
 * Random rule sets on random events: the engine gives what the interpreter and the compiled functions give, with values
 * remembered and not, lists that come again and lists that do not. Runs for FUZZ_SECONDS (5 when unset) from FUZZ_SEED.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MapEvent, NOW_NS } from '../../../test/secl/map-model.ts';
import { testModel } from '../../../test/secl/test-model.ts';
import { type FuzzWorld, type Random, randomRule, randomValue, seededRandom } from '../language/fuzz.ts';
import {
  compileRegexp,
  compileRule,
  type Environment,
  evaluate,
  type FieldValue,
  type Model,
  readRule,
  type VariableSpec,
} from '../language/index.ts';
import { createRuleEngine, type EngineRule } from './engine.ts';
import { requiredTexts } from './regexp-literals.ts';

const seconds = Number(process.env.FUZZ_SECONDS ?? 5);
const firstSeed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

/** The model, with one folded field more, and lists that are the same object each time they are read. */
const lists = new WeakMap<object, Map<string, FieldValue>>();
const model: Model<MapEvent> = {
  ...testModel,
  field: (name) => {
    const spec = testModel.field(name);
    return spec?.name === 'process.argv0' ? { ...spec, caseInsensitive: true } : spec;
  },
  read: (spec) => {
    const read = testModel.read(spec);
    if (!spec.array) return read;
    return (event) => {
      if (event.fresh === true) return read(event);
      const known = lists.get(event) ?? new Map<string, FieldValue>();
      lists.set(event, known);
      const value = known.get(spec.name) ?? read(event);
      known.set(spec.name, value);
      return value;
    };
  },
};

const fields = [...model.fieldNames()].map((name) => model.field(name)!);
const variables: readonly VariableSpec[] = [
  { name: 'text', type: 'string', array: false },
  { name: 'count', type: 'int', array: false },
  { name: 'counts', type: 'int', array: true },
  { name: 'seen', type: 'bool', array: false },
];
const table = new Map(variables.map((spec) => [spec.name, spec]));
const world: FuzzWorld = { fields, variables, intConstants: ['O_CREAT', 'O_RDWR', 'EPERM'] };

function randomEvent(random: Random): MapEvent {
  const event: Record<string, unknown> = { fresh: random(2) === 0 };
  for (const spec of fields) {
    if (spec.iterator !== undefined || random(5) === 0) continue;
    const sample = (): unknown => randomValue(random, spec.type, spec.wide === true);
    event[spec.name] = spec.array ? Array.from({ length: random(4) }, sample) : sample();
  }
  for (const iterator of ['process.list', 'process.array', 'process.or_array']) {
    const inside = fields.filter((spec) => spec.iterator === iterator && spec.array);
    event[iterator] = Array.from({ length: random(4) }, () =>
      Object.fromEntries(
        inside.map((spec) => [
          spec.name.slice(iterator.length + 1),
          randomValue(random, spec.type, spec.wide === true),
        ]),
      ),
    );
  }
  return event;
}

/** An evaluation that always takes longer than this hangs: no event may stop the sensor for so long. */
const HANG_MS = 50;
/** A slow one is run again: a machine that had other things to do is not slow each time. */
const SLOW_TRIES = 8;

/** Least time of a run, in ms, tried again only while it looks like a hang. */
function leastMs(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < SLOW_TRIES && least > HANG_MS; tries++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function randomEnvironment(random: Random): Environment<MapEvent> {
  const values = new Map<string, FieldValue>();
  for (const { name, type, array } of variables) {
    if (random(4) === 0) continue;
    const one = (): FieldValue => randomValue(random, type, true);
    values.set(name, array ? Array.from({ length: random(3) }, one) : one());
  }
  return { nowNs: random(2) === 0 ? NOW_NS : 10_000_000_000n, variable: (name) => values.get(name) };
}

function randomRules(random: Random): EngineRule<MapEvent>[] {
  const rules: EngineRule<MapEvent>[] = [];
  const length = 1 + random(30);
  while (rules.length < length) {
    const source = randomRule(random, world, random(5));
    const { rule } = readRule(source, model, { variables: table });
    if (rule === undefined) continue;
    rules.push({
      id: `${rules.length}: ${source}`,
      eventType: 'open',
      checked: rule,
      matches: compileRule(rule, model),
    });
  }
  return rules;
}

test('the engine, the compiled functions and the interpreter agree', () => {
  const end = performance.now() + seconds * 1000;
  let events = 0;
  let matches = 0;
  for (let seed = firstSeed; performance.now() < end; seed++) {
    const random = seededRandom(seed * 2654435761);
    const rules = randomRules(random);
    const runs = Array.from({ length: 4 }, () => ({}));
    const byRun = random(2) === 0;
    const covered = new Set(fields.filter(({ name }) => name.startsWith('process.')).map(({ name }) => name));
    const engine = createRuleEngine(rules, model, {
      onRuleError: (rule, error) => assert.fail(`FUZZ_SEED=${seed} ${rule.id}: ${String(error)}`),
      ...(byRun
        ? { programRun: { keyOf: (event: MapEvent) => event.run as object, covers: ({ name }) => covered.has(name) } }
        : {}),
    });
    const pool = Array.from({ length: 12 }, () => randomEvent(random));
    const processes = runs.map(() =>
      Object.entries(randomEvent(random)).filter(([name]) => name.startsWith('process.')),
    );
    for (let turn = 0; turn < 30; turn++) {
      const event: Record<string, unknown> = { ...pool[random(pool.length)]! };
      if (byRun) {
        for (const name of Object.keys(event)) if (name.startsWith('process.')) delete event[name];
        const run = random(runs.length);
        Object.assign(event, Object.fromEntries(processes[run]!), { run: runs[run] });
      }
      const env = randomEnvironment(random);
      const expected = rules.filter((rule) => evaluate(rule.checked, model, event, env)).map(({ id }) => id);
      const compiled = rules.filter((rule) => rule.matches(event, env)).map(({ id }) => id);
      let found: string[] = [];
      const ms = leastMs(() => {
        found = [];
        engine.evaluate('open', event, env, ({ id }) => found.push(id));
      });
      assert.ok(ms <= HANG_MS, `FUZZ_SEED=${seed}: an event takes ${ms.toFixed(0)} ms`);
      assert.deepEqual(compiled, expected, `FUZZ_SEED=${seed}: compiled functions differ`);
      assert.deepEqual(found, expected, `FUZZ_SEED=${seed}: the engine differs`);
      events++;
      matches += expected.length;
    }
  }
  assert.ok(matches > events, `only ${matches} matches in ${events} events`);
});

test('what a regular expression requires is in every text it accepts', () => {
  const pieces = [
    'a',
    'k',
    'S',
    'etc',
    '\\.',
    '.',
    '(',
    '(?:',
    ')',
    '|',
    '*',
    '+',
    '?',
    '{0,2}',
    '{2}',
    '[ab]',
    '[^]x]',
    '\\d',
    '^',
    '$',
    '/',
    '(?P<n>',
    '\\b',
    'é',
  ];
  const texts = ['a', 'k', 'K', 'S', 's', '\u212a', '\u017f', 'etc', 'ETC', '.', '/', 'x', '1', 'é', 'É'];
  const end = performance.now() + seconds * 200;
  let required = 0;
  for (let seed = firstSeed; performance.now() < end; seed++) {
    const random = seededRandom(seed * 2654435761);
    const many = (from: readonly string[], most: number): string =>
      Array.from({ length: random(most) + 1 }, () => from[random(from.length)]!).join('');
    const pattern = (random(2) === 0 ? '(?i)' : '') + many(pieces, 8);
    const compiled = compileRegexp(pattern);
    const needs = requiredTexts(pattern);
    if (!compiled.ok || needs === null) continue;
    for (let turn = 0; turn < 40; turn++) {
      const text = many(texts, 10);
      if (!compiled.find(text)) continue;
      required++;
      const looked: string = needs.ignoreCase ? text.toLowerCase() : text;
      assert.ok(
        needs.texts.some((one) => looked.includes(one)),
        `FUZZ_SEED=${seed}: ${pattern} finds in ${text} without ${needs.texts.join(' or ')}`,
      );
    }
  }
  assert.ok(required > 50, `only ${required} findings`);
});
