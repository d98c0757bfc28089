/**
 * Runs the cases that are about the language alone: lexing, parsing, compiling, evaluating (by the interpreter and by
 * generated code, which must agree), matchers, partial evaluation, approvers, discarders, highlighting and expansion.
 */
import * as eventModelModule from '../../../src/rules/event-model.ts';
import {
  type ApproverCapability,
  type ApproverKind,
  type ApproverValue,
  bitmaskCombinations,
  type Checked,
  canMatch,
  compileCapture,
  compileGlob,
  compilePattern,
  compileRegexp,
  compileRule,
  type Environment,
  evaluate,
  expandFim,
  type FieldValue,
  findApprovers,
  findDiscarders,
  globReachesBelow,
  highlight,
  type MacroDefinition,
  type Model,
  parseMacro,
  parseRule,
  printGrouping,
  readRule,
  scan,
  type VariableSpec,
} from '../../../src/rules/language/index.ts';
import { type MapEvent, mapModel, NOW_NS } from '../map-model.ts';
import { testModel } from '../test-model.ts';
import { difference, type Modes, type Runner, type Vector } from '../vector.ts';

const realModel = mapModel(eventModelModule.eventModel);

function modelOf(vector: Vector): Model<MapEvent> {
  return vector.model === 'real' ? realModel : testModel;
}

function macrosOf(vector: Vector): ReadonlyMap<string, MacroDefinition> {
  const macros = new Map<string, MacroDefinition>();
  for (const [name, source] of Object.entries(vector.macros ?? {})) {
    const { tree } = parseMacro(source);
    if (tree !== null) macros.set(name, { name, tree });
  }
  return macros;
}

function variablesOf(vector: Vector): ReadonlyMap<string, VariableSpec> {
  const variables = new Map<string, VariableSpec>();
  for (const [name, value] of Object.entries(vector.variables ?? {})) {
    const sample: unknown = Array.isArray(value) ? value[0] : value;
    const type = typeof sample === 'number' ? 'int' : typeof sample === 'boolean' ? 'bool' : 'string';
    variables.set(name, { name, type, array: Array.isArray(value) });
  }
  return variables;
}

function environmentOf(vector: Vector): Environment<MapEvent> {
  const values = vector.variables ?? {};
  return { nowNs: NOW_NS, variable: (name) => values[name] as FieldValue | undefined };
}

function read(vector: Vector, source: string, model = modelOf(vector)): Checked {
  const eventType = vector.model === 'real' ? 'single' : 'any';
  return readRule(source, model, { macros: macrosOf(vector), variables: variablesOf(vector), eventType });
}

/** Runs a case with its rule; a rule that does not compile is a difference. */
function withRule(run: (vector: Vector, rule: NonNullable<Checked['rule']>) => string | null): Runner {
  return (vector) => {
    const { rule, diagnostics } = read(vector, vector.expr ?? '');
    if (rule === undefined) return `does not compile: ${diagnostics.map((one) => one.message).join('; ')}`;
    return run(vector, rule);
  };
}

const runEval = withRule((vector, rule) => {
  const model = modelOf(vector);
  const env = environmentOf(vector);
  const interpreted = evaluate(rule, model, vector.event, env);
  const compiled = compileRule(rule, model)(vector.event, env);
  return difference({ interpreted, compiled }, { interpreted: vector.expect, compiled: vector.expect });
});

const outcome = (diagnostics: readonly unknown[]): string => (diagnostics.length === 0 ? 'ok' : 'error');

function runParse(vector: Vector): string | null {
  const { tree, diagnostics } = parseRule(vector.expr ?? '');
  const differs = difference(outcome(diagnostics), vector.expect);
  if (differs !== null || vector.grouping === undefined) return differs;
  return difference(tree === null ? null : printGrouping(tree), vector.grouping);
}

function runLex(vector: Vector): string | null {
  const { tokens, diagnostics } = scan(vector.expr ?? '');
  if (diagnostics.length > 0) return difference('error', vector.expect);
  const pairs = tokens.filter(({ kind }) => kind !== 'EOF').map(({ kind, value }) => [kind, value]);
  return difference(pairs, vector.expect);
}

type Compile = (
  pattern: string,
) => { readonly ok: true; readonly run: (input: string) => unknown } | { readonly ok: false };

/** Runs a matcher alone. */
function matcher(compile: Compile): Runner {
  return (vector) => {
    const compiled = compile(String(vector.pattern));
    return difference(compiled.ok ? compiled.run(String(vector.input)) : 'error', vector.expect);
  };
}

const pattern =
  (ignoreCase: boolean): Compile =>
  (text) => {
    const compiled = compilePattern(text, ignoreCase);
    return compiled.ok ? { ok: true, run: compiled.test } : compiled;
  };

const glob =
  (ignoreCase: boolean): Compile =>
  (text) => {
    const compiled = compileGlob(text, ignoreCase);
    return compiled.ok ? { ok: true, run: compiled.test } : compiled;
  };

const regexp =
  (ignoreCase: boolean): Compile =>
  (text) => {
    const compiled = compileRegexp(text, ignoreCase);
    return compiled.ok ? { ok: true, run: compiled.find } : compiled;
  };

const capture: Compile = (text) => {
  const compiled = compileCapture(text);
  return compiled.ok ? { ok: true, run: (input) => compiled.capture(input) ?? false } : compiled;
};

const runHighlight = withRule((vector, rule) => {
  const { matched, fragments } = highlight(rule, modelOf(vector), vector.event, environmentOf(vector));
  const expected = (vector.expect ?? []) as unknown[];
  const texts = fragments.map(({ text }) => text);
  return difference({ matched, texts }, { matched: vector.result, texts: expected });
});

const runFieldValues = withRule((vector, rule) => {
  const literals = rule.literals.filter(({ field }) => field === vector.field);
  const values = literals.map(({ kind, value }) => ({ value, type: kind }));
  return difference(Array.isArray(vector.expect) ? values : values[0], vector.expect);
});

function runEventType(vector: Vector): string | null {
  const { rule } = readRule(vector.expr ?? '', realModel, { eventType: 'required' });
  return difference(rule?.eventType ?? 'error', vector.expect);
}

function runExpand(vector: Vector): string | null {
  const rules = expandFim(String(vector.rule_id), vector.expr ?? '');
  return difference(
    rules.map(({ id, expression }) => ({ id, expr: expression })),
    vector.expect,
  );
}

interface VectorCapability {
  readonly field: string;
  readonly types: readonly ApproverKind[];
  readonly weight: number;
  readonly mode?: string;
  readonly range?: readonly [number, number];
}

function capabilityOf(one: VectorCapability): ApproverCapability {
  return {
    field: one.field,
    kinds: one.types,
    weight: one.weight,
    mode: one.mode === 'approver_only' ? 'approver-only' : 'normal',
    ...(one.range === undefined ? {} : { range: [BigInt(one.range[0]), BigInt(one.range[1])] }),
  };
}

function runApprover(vector: Vector): string | null {
  const rules = [];
  for (const source of vector.rules as string[]) {
    const { rule, diagnostics } = readRule(source, realModel);
    if (rule === undefined) return `does not compile: ${diagnostics[0]?.message}`;
    rules.push(rule);
  }
  const capabilities = ((vector.capabilities ?? []) as VectorCapability[]).map(capabilityOf);
  const found = findApprovers(rules, realModel, capabilities).byField ?? new Map();
  const expected = Object.entries((vector.expect ?? {}) as Record<string, unknown>);
  if (expected.length === 0) return difference([...found.keys()], []);
  if (expected.length !== found.size)
    return difference(
      [...found.keys()],
      expected.map(([name]) => name),
    );
  for (const [name, wanted] of expected) {
    const differs = approverDifference((found.get(name) ?? []) as readonly ApproverValue[], wanted);
    if (differs !== null) return `${name}: ${differs}`;
  }
  return null;
}

function approverDifference(values: readonly ApproverValue[], wanted: unknown): string | null {
  const plain = values.map((one) => (one.kind === 'range' ? [one.from, one.to] : one.value));
  if (typeof wanted === 'number') return difference(plain.length, wanted);
  if (Array.isArray(wanted)) return difference(sorted(plain), sorted(wanted));
  if (values.length === 0) return 'no value';
  const contains = /^every value contains (\w+)$/.exec(String(wanted));
  if (contains === null) return wanted === 'present' ? null : `this expectation is not understood: ${String(wanted)}`;
  const bits = BigInt(Number(realModel.constant(contains[1]!) ?? 0));
  const missing = plain.filter((value) => (BigInt(value as bigint) & bits) !== bits);
  return missing.length === 0 ? null : `${missing.join()} lacks ${contains[1]}`;
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
  return [...values].sort((left, right) => (text(left) < text(right) ? -1 : 1));
}

function runDiscarder(vector: Vector): string | null {
  const rules = [];
  for (const source of vector.rules as string[]) {
    const { rule, diagnostics } = readRule(source, realModel, { eventType: 'required' });
    if (rule === undefined) return `does not compile: ${diagnostics[0]?.message}`;
    rules.push(rule);
  }
  const found: Record<string, Record<string, FieldValue[]>> = {};
  for (const event of vector.events as MapEvent[]) {
    const ofType = rules.filter((rule) => rule.eventType === event.type);
    for (const { field, value } of findDiscarders(ofType, realModel, event)) {
      const type = String(event.type);
      found[type] = { ...found[type], [field]: [...(found[type]?.[field] ?? []), value] };
    }
  }
  return difference(found, vector.expect);
}

export const modes: Modes = {
  eval: runEval,
  compile: (vector) => difference(outcome(read(vector, vector.expr ?? '').diagnostics), vector.expect),
  parse: runParse,
  'parse-macro': (vector) => difference(outcome(parseMacro(vector.expr ?? '').diagnostics), vector.expect),
  lex: runLex,
  partial: withRule((vector, rule) =>
    difference(!canMatch(rule, modelOf(vector), String(vector.field), vector.event), vector.expect),
  ),
  'pattern-match': matcher(pattern(false)),
  'pattern-match-ci': matcher(pattern(true)),
  'glob-match': matcher(glob(false)),
  'glob-match-ci': matcher(glob(true)),
  'scalar-match': matcher((text) => ({ ok: true, run: (input) => input === text })),
  'scalar-match-ci': matcher((text) => ({ ok: true, run: (input) => input.toLowerCase() === text.toLowerCase() })),
  'regexp-match': matcher(regexp(false)),
  'regexp-match-ci': matcher(regexp(true)),
  'regexp-capture': matcher(capture),
  'glob-prefix': matcher((text) => ({ ok: true, run: (input) => globReachesBelow(text, input) })),
  highlight: runHighlight,
  'field-values': runFieldValues,
  'event-type': runEventType,
  expand: runExpand,
  approver: runApprover,
  discarder: runDiscarder,
  'bitmask-combinations/function': (vector) => {
    const masks = ((vector.input ?? []) as number[]).map(BigInt);
    return difference(bitmaskCombinations(masks).map(Number), vector.expect ?? []);
  },
};
