/**
 * Compiles the actions of one rule: filters, values of set actions, and what the others refer to. Anything wrong here
 * rejects the whole rule, because an action that silently did not filter, or hashed nothing, would be worse.
 */

import { evaluateValue } from '../language/evaluate.ts';
import {
  compileRule,
  type Environment,
  type FieldSpec,
  type FieldValue,
  fieldReader,
  type MacroDefinition,
  type Model,
  readRule,
  type ScalarType,
  type VariableScope,
  type VariableTable,
} from '../language/index.ts';
import { findFieldUse, runtimeValue, variableName } from './declare-variables.ts';
import { languageDiagnostics } from './expression-diagnostics.ts';
import type { ActionDefinition, HashDefinition, SetDefinition, SourceText } from './policy-definition.ts';
import { type PolicyCode, type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import type { ActionStep, Condition, LoadedAction, SetStep } from './rule-set.ts';
import { typeWords, type VariableDeclaration } from './variable-store.ts';

export interface ActionContext<E> {
  readonly ruleId: string;
  readonly eventType: string;
  readonly model: Model<E>;
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly variables: VariableTable;
  readonly declarations: ReadonlyMap<string, VariableDeclaration>;
  /** False: actions that act on the system are refused. */
  readonly enforcement: boolean;
  /** Undefined: all. */
  readonly enabledEventTypes: ReadonlySet<string> | undefined;
}

/** Events whose own file is hashed when the action names none. */
const HASHED_BY_DEFAULT: Readonly<Record<string, string>> = { open: 'open.file', exec: 'exec.file' };

type Result<T> = { readonly ok: T } | { readonly problems: readonly PolicyDiagnostic[] };

/** Compiles one action that {@link VariableDeclarer} let through. */
export function compileAction<E>(action: ActionDefinition, context: ActionContext<E>): Result<LoadedAction<E>> {
  const problems: PolicyDiagnostic[] = [];
  let filter: Condition<E> | undefined;
  if (action.filter !== undefined) {
    const compiled = compileCondition(action.filter, context);
    if ('ok' in compiled) filter = compiled.ok;
    else problems.push(...compiled.problems);
  }
  const step = compileStep(action, context);
  if ('problems' in step) problems.push(...step.problems);
  if (problems.length > 0 || !('ok' in step)) return { problems };
  return { ok: { definition: action, step: step.ok, ...(filter === undefined ? {} : { filter }) } };
}

function refuse<T>(
  action: ActionDefinition,
  message: string,
  code: PolicyCode = 'POLICY-ACTION',
  hint?: string,
): Result<T> {
  return { problems: [problem('error', code, action.place, message, hint)] };
}

/** Null when a field can be read in events of the rule, else what is wrong. */
function foreignField(spec: FieldSpec, { eventType, ruleId }: { eventType: string; ruleId: string }): string | null {
  if (spec.eventType !== null && spec.eventType !== eventType) {
    return `${spec.name} belongs to ${spec.eventType} events, but rule ${ruleId} is about ${eventType}`;
  }
  if (spec.onlyEventTypes !== undefined && !spec.onlyEventTypes.includes(eventType)) {
    return `${spec.name} exists in ${spec.onlyEventTypes.join(', ')} events only, but rule ${ruleId} is about ${eventType}`;
  }
  return null;
}

interface Readable<E> {
  readonly type: ScalarType;
  readonly array: boolean;
  readonly evaluate: (event: E, env: Environment<E>) => FieldValue;
  readonly condition: Condition<E> | undefined;
}

/** Compiles a text that may name fields of the rule's event and of every event. */
function compileText<E>(
  source: SourceText,
  context: ActionContext<E>,
  result: 'condition' | 'value',
): Result<Readable<E>> {
  const { model, macros, variables } = context;
  const { rule, diagnostics } = readRule(source.text, model, { macros, variables, result, eventType: 'any' });
  if (rule === undefined) return { problems: languageDiagnostics(source, diagnostics) };
  for (const name of rule.fields) {
    const foreign = foreignField(model.field(name)!, context);
    if (foreign !== null) return { problems: [problem('error', 'POLICY-EVENT', source.place, foreign)] };
  }
  const { expression } = rule;
  const isCondition = expression.type === 'bool' && !expression.array;
  const condition = isCondition ? compileRule(rule, model) : undefined;
  const evaluate = (event: E, env: Environment<E>): FieldValue =>
    condition === undefined
      ? (evaluateValue(expression, { model, event, env, index: 0 }) as FieldValue)
      : condition(event, env);
  return { ok: { type: expression.type, array: expression.array, evaluate, condition } };
}

function compileCondition<E>(source: SourceText, context: ActionContext<E>): Result<Condition<E>> {
  const compiled = compileText(source, context, 'condition');
  return 'ok' in compiled ? { ok: compiled.ok.condition! } : compiled;
}

function compileStep<E>(action: ActionDefinition, context: ActionContext<E>): Result<ActionStep<E>> {
  const { set, kill, coredump, hash, log, networkFilter, deny } = action;
  if (set !== undefined) return compileSet(action, set, context);
  if (kill !== undefined) {
    if (!context.enforcement) return refuse(action, 'kill needs enforcement, which is switched off');
    return { ok: { kind: 'kill', ...kill } };
  }
  if (hash !== undefined) return compileHash(action, hash, context);
  if (log !== undefined) {
    const message = log.message === '' ? `Rule ${context.ruleId} triggered` : log.message;
    return { ok: { kind: 'log', level: log.level.toLowerCase(), message } };
  }
  if (networkFilter !== undefined) {
    if (!context.enforcement) return refuse(action, 'network_filter needs enforcement, which is switched off');
    if (context.enabledEventTypes !== undefined && !context.enabledEventTypes.has('packet')) {
      return refuse(action, 'network_filter needs packet events, which are switched off', 'POLICY-EVENT');
    }
    return { ok: { kind: 'network_filter', ...networkFilter } };
  }
  if (deny !== undefined) {
    if (!context.enforcement) return refuse(action, 'deny needs enforcement, which is switched off');
    // The kernel refuses before any rule is evaluated: it could not ask.
    if (action.filter !== undefined)
      return refuse(
        action,
        'deny has no filter',
        'POLICY-ACTION',
        'write the condition into the expression of the rule',
      );
    const { mode } = deny;
    // A slip of the pen must not refuse calls that were only to be told of.
    if (mode !== 'audit' && mode !== 'enforce')
      return refuse(action, `deny has no mode ${mode}`, 'POLICY-ACTION', 'write mode: audit or mode: enforce');
    return { ok: { kind: 'deny', mode } };
  }
  return { ok: { kind: 'coredump', ...coredump! } };
}

function compileHash<E>(
  action: ActionDefinition,
  hash: HashDefinition,
  context: ActionContext<E>,
): Result<ActionStep<E>> {
  const field = hash.field === '' ? HASHED_BY_DEFAULT[context.eventType] : hash.field;
  if (field === undefined) return refuse(action, `hash needs a field in rules about ${context.eventType}`);
  // Only files have hashes; so this tells a file from everything else.
  const spec = context.model.field(`${field}.hashes`);
  if (spec === undefined || spec.iterator !== undefined) {
    const hint = `such as ${HASHED_BY_DEFAULT[context.eventType] ?? 'process.file'}`;
    return refuse(action, `${field} is no file`, 'POLICY-ACTION', hint);
  }
  const foreign = foreignField(spec, context);
  if (foreign !== null) return refuse(action, foreign, 'POLICY-EVENT');
  return { ok: { kind: 'hash', field, maxFileSizeBytes: hash.maxFileSizeBytes } };
}

/** Reads a field, or one element of it. */
function readerOf<E>(model: Model<E>, spec: FieldSpec, index: number | undefined): (event: E) => FieldValue {
  const span = { offset: 0, length: 0 };
  const at = index === undefined ? {} : { at: index };
  const array = spec.array && index === undefined;
  const read = fieldReader(model, {
    kind: 'field',
    type: spec.type,
    array,
    span,
    spec,
    access: { kind: 'all' },
    ...at,
  });
  return (event) => read(event, 0);
}

function compileSet<E>(action: ActionDefinition, set: SetDefinition, context: ActionContext<E>): Result<SetStep<E>> {
  const variable = variableName(set);
  const declaration = context.declarations.get(variable)!;
  const value = compileSetValue(action, set, declaration, context);
  if ('problems' in value) return value;
  const step: SetStep<E> = {
    kind: 'set',
    variable,
    scope: (set.scope === '' ? 'global' : set.scope) as VariableScope,
    append: set.append,
    value: value.ok,
  };
  if (set.scopeField === undefined) return { ok: step };
  const use = findFieldUse(context.model, set.scopeField);
  if (typeof use === 'string') return refuse(action, use);
  const { spec, index } = use;
  if (spec.type !== 'int' || (spec.array && index === undefined)) {
    return refuse(
      action,
      `scope_field ${set.scopeField} is a ${typeWords(spec.type, spec.array)}; it must hold a process id`,
    );
  }
  const foreign = foreignField(spec, context);
  if (foreign !== null) return refuse(action, foreign, 'POLICY-EVENT');
  const read = readerOf(context.model, spec, index);
  return { ok: { ...step, processId: (event) => Number(read(event)) } };
}

function compileSetValue<E>(
  action: ActionDefinition,
  set: SetDefinition,
  declaration: VariableDeclaration,
  context: ActionContext<E>,
): Result<SetStep<E>['value']> {
  if (set.value !== undefined) {
    const value = runtimeValue(set.value);
    return { ok: () => value };
  }
  if (set.field !== undefined) {
    const use = findFieldUse(context.model, set.field);
    if (typeof use === 'string') return refuse(action, use);
    const foreign = foreignField(use.spec, context);
    if (foreign !== null) return refuse(action, foreign, 'POLICY-EVENT');
    return { ok: readerOf(context.model, use.spec, use.index) };
  }
  const source = set.expression!;
  const compiled = compileText(source, context, 'value');
  if ('problems' in compiled) return compiled;
  const { type, array, evaluate } = compiled.ok;
  const agrees = type === declaration.type && (set.append || array === declaration.array);
  if (agrees) return { ok: evaluate };
  const wanted = typeWords(declaration.type, declaration.array);
  const message = `the expression gives a ${typeWords(type, array)}, but ${declaration.name} is a ${wanted}`;
  return { problems: [problem('error', 'POLICY-EXPRESSION', source.place, message)] };
}
