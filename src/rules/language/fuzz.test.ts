/**
 * Random rules on random events: all ways of evaluating agree, and what is derived from a rule (partial evaluation,
 * approvers, single-field predicates) never excludes an event that the rule matches. Runs for FUZZ_SECONDS (5 when
 * unset) from FUZZ_SEED (the clock when unset); a failure prints the seed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapEvent } from '../../../test/secl/map-model.ts';
import { NOW_NS } from '../../../test/secl/map-model.ts';
import { testModel as model } from '../../../test/secl/test-model.ts';
import type { CheckedRule } from './ast.ts';
import { interpretedPredicate } from './compile.ts';
import { type FuzzWorld, mangle, type Random, randomRule, randomValue, seededRandom } from './fuzz.ts';
import {
  type ApproverCapability,
  type ApproverValue,
  atomsOf,
  canMatch,
  compileGlob,
  compilePattern,
  compileRule,
  DIAGNOSTIC_CODES,
  type Environment,
  evaluate,
  type FieldSpec,
  type FieldValue,
  fieldReader,
  findApprovers,
  highlight,
  networksOverlap,
  parseMacro,
  parseRule,
  printGrouping,
  readRule,
  renderDiagnostic,
  type VariableSpec,
} from './index.ts';

const seconds = Number(process.env.FUZZ_SECONDS ?? 5);
const firstSeed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

const fields = [...model.fieldNames()].map((name) => model.field(name)!);
const variables: readonly VariableSpec[] = [
  { name: 'text', type: 'string', array: false },
  { name: 'count', type: 'int', array: false },
  { name: 'counts', type: 'int', array: true },
  { name: 'seen', type: 'bool', array: false },
];
const world: FuzzWorld = { fields, variables, intConstants: ['O_CREAT', 'O_RDWR', 'EPERM'] };
const table = new Map(variables.map((spec) => [spec.name, spec]));

function randomEvent(random: Random): MapEvent {
  const event: Record<string, unknown> = {};
  const sample = (spec: FieldSpec): unknown => randomValue(random, spec.type, spec.wide === true);
  for (const spec of fields) {
    if (spec.iterator !== undefined || random(5) === 0) continue;
    event[spec.name] = spec.array ? Array.from({ length: random(4) }, () => sample(spec)) : sample(spec);
  }
  for (const iterator of ['process.list', 'process.array', 'process.or_array']) {
    const inside = fields.filter((spec) => spec.iterator === iterator && spec.array);
    event[iterator] = Array.from({ length: random(4) }, () =>
      Object.fromEntries(inside.map((spec) => [spec.name.slice(iterator.length + 1), sample(spec)])),
    );
  }
  return event;
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

/** A round that always takes longer than this hangs: no text may stop the sensor for so long. */
const HANG_MS = 50;
/** A slow round is run again: a machine that had other things to do is not slow each time. */
const SLOW_TRIES = 8;

/** Runs until the time is over; names the seed of a round that fails or hangs. */
function forAWhile(share: number, round: (random: Random) => void): number {
  const end = performance.now() + seconds * share * 1000;
  let rounds = 0;
  const timed = (seed: number): number => {
    const start = performance.now();
    round(seededRandom(seed * 2654435761));
    return performance.now() - start;
  };
  for (let seed = firstSeed; performance.now() < end; seed++, rounds++) {
    try {
      let ms = timed(seed);
      for (let more = 1; ms > HANG_MS && more < SLOW_TRIES; more++) ms = Math.min(ms, timed(seed));
      assert.ok(ms <= HANG_MS, `takes ${ms.toFixed(0)} ms`);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}`, { cause: error });
    }
  }
  return rounds;
}

const CAPABILITIES: readonly ApproverCapability[] = [
  { field: 'open.flags', kinds: ['scalar', 'bitmask', 'range'], weight: 1 },
  { field: 'open.filename', kinds: ['scalar', 'pattern'], weight: 1 },
  { field: 'process.name', kinds: ['scalar', 'glob'], weight: 1 },
  { field: 'process.gid', kinds: ['scalar', 'range'], weight: 1, range: [0n, 100n] },
  { field: 'process.is_root', kinds: ['scalar'], weight: 1 },
  { field: 'network.ip', kinds: ['ip'], weight: 1 },
];

function approves(one: ApproverValue, actual: FieldValue): boolean {
  switch (one.kind) {
    case 'scalar':
      return typeof actual === 'number' ? BigInt(actual) === BigInt(one.value as bigint) : actual === one.value;
    case 'pattern':
    case 'glob': {
      const compiled = (one.kind === 'glob' ? compileGlob : compilePattern)(one.value as string);
      return compiled.ok && compiled.test(actual as string);
    }
    case 'bitmask':
      return (BigInt(actual as number) & (one.value as bigint)) !== 0n;
    case 'range':
      return BigInt(actual as number) >= one.from && BigInt(actual as number) <= one.to;
    case 'ip':
      return networksOverlap(one.value as never, actual as never);
  }
}

/** What must hold of a rule that matches an event. */
function checkDerived(rule: CheckedRule, event: MapEvent): void {
  for (const name of rule.fields) {
    assert.ok(canMatch(rule, model, name, event), `partial evaluation by ${name} drops a match: ${rule.source}`);
  }
  for (const capability of CAPABILITIES) {
    const values = findApprovers([rule], model, [capability]).byField?.get(capability.field);
    if (values === undefined) continue;
    const actual = model.read(model.field(capability.field)!)(event);
    const isOutside =
      capability.range !== undefined &&
      (BigInt(actual as number) < capability.range[0] || BigInt(actual as number) > capability.range[1]);
    // Outside its declared range the field is unset, which ranges leave out on purpose.
    if (isOutside && values.some(({ kind }) => kind === 'range')) continue;
    assert.ok(
      values.some((one) => approves(one, actual)),
      `approvers of ${capability.field} drop a match: ${rule.source}`,
    );
  }
}

test('the interpreter, generated code and highlighting agree, and nothing derived drops a match', () => {
  let accepted = 0;
  let matches = 0;
  const rounds = forAWhile(0.6, (random) => {
    const source = randomRule(random, world, random(4));
    const { rule, diagnostics } = readRule(source, model, { variables: table });
    if (rule === undefined) {
      assert.ok(diagnostics.length > 0, source);
      return;
    }
    accepted++;
    const compiled = compileRule(rule, model);
    const atoms = atomsOf(rule.expression);
    for (let turn = 0; turn < 4; turn++) {
      const event = randomEvent(random);
      const env = randomEnvironment(random);
      const expected: boolean = evaluate(rule, model, event, env);
      assert.equal(compiled(event, env), expected, `generated code differs: ${source}`);
      assert.equal(highlight(rule, model, event, env).matched, expected, `highlighting differs: ${source}`);
      for (const atom of atoms) {
        const value = fieldReader(model, atom.field)(event, 0);
        assert.equal(atom.test(value), interpretedPredicate(atom.leaf)(value), `${atom.key} differs: ${source}`);
      }
      if (!expected) continue;
      matches++;
      checkDerived(rule, event);
    }
  });
  assert.ok(accepted > rounds / 2, `only ${accepted} of ${rounds} rules were well typed`);
  assert.ok(matches > rounds / 10, `only ${matches} matches in ${rounds} rules`);
});

test('damaged texts give diagnostics and never an exception', () => {
  let refused = 0;
  const rounds = forAWhile(0.3, (random) => {
    const source = mangle(random, randomRule(random, world, random(3)));
    const { rule, diagnostics } = readRule(source, model, { variables: table });
    parseMacro(source);
    assert.equal(rule === undefined, diagnostics.length > 0);
    if (rule === undefined) refused++;
    for (const diagnostic of diagnostics) {
      assert.ok(Object.hasOwn(DIAGNOSTIC_CODES, diagnostic.code));
      assert.ok(diagnostic.offset + diagnostic.length <= source.length);
      assert.ok(diagnostic.line >= 1 && diagnostic.column >= 1);
      renderDiagnostic(diagnostic, source);
    }
  });
  assert.ok(refused > rounds / 10, `only ${refused} of ${rounds} were refused`);
});

test('a printed grouping reads back as the same tree', () => {
  forAWhile(0.1, (random) => {
    const { tree, diagnostics } = parseRule(randomRule(random, world, random(4)));
    assert.equal(diagnostics.length, 0);
    const printed = printGrouping(tree!);
    const again = parseRule(printed);
    assert.equal(again.diagnostics.length, 0, printed);
    assert.equal(printGrouping(again.tree!), printed);
  });
});
