/**
 * Cases that stand beside the rules: `NAME.cases.yaml` holds, per rule id, events that must match and near misses that
 * must not, and advice (`response`, `false_positives`; under `_family` for all). An event is a mapping of fields to values; a list of events is a story, whose last event is judged after the
 * actions of the earlier ones ran. `${name}: value` presets a variable.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fieldTable, findField } from '../../../schema/fields.ts';
import { type FieldMap, unknownKeys } from '../event-model.ts';
import { nearestName } from '../language/nearest-name.ts';
import { createEnvironment, evaluateRules } from './apply-actions.ts';
import { parseDurationNs } from './duration.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import { type OwnerFinder, VariableStore } from './variable-store.ts';

/** The time that cases run at; events say `now` and `now-5m`. */
export const CASE_NOW_NS = 1_700_000_000_000_000_000n;

/** Key of the advice that holds for every rule of the file. */
const FAMILY = '_family';
/** Texts beside the cases: what to do about a match, and what matches without being an attack. */
const ADVICE: ReadonlySet<string> = new Set(['response', 'false_positives']);

export interface CaseProblem {
  readonly file: string;
  readonly rule: string;
  /** `match`, `near_miss`, with the number of the case from one; or what is wrong with the file. */
  readonly where: string;
  readonly message: string;
}

export interface CaseReport {
  readonly cases: number;
  readonly problems: readonly CaseProblem[];
  /** Rules that cannot be tried here: filtered, or about events that are off. */
  readonly untried: readonly string[];
}

/** Files of cases in a directory. */
export function caseFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.cases.yaml'))
    .sort();
}

/** A mapping of mappings, as events are written too, with dotted names. Iterated lists stay lists. */
export function flattenEvent(event: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const isMapping = value !== null && typeof value === 'object' && !Array.isArray(value);
    if (isMapping && findField(name) === undefined) Object.assign(flat, flattenEvent(value as FieldMap, name));
    else flat[name] = value;
  }
  return flat;
}

/** `now`, `now-5m`, `now+1s` in time fields become nanoseconds; everything else stays. */
export function resolveTimes(event: FieldMap, nowNs: bigint = CASE_NOW_NS): FieldMap {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    const match = typeof value === 'string' ? /^now(?:([+-])(.+))?$/.exec(value) : null;
    if (match === null) return value;
    const shift = match[2] === undefined ? 0n : parseDurationNs(match[2]);
    if (shift === null) return value;
    return String(match[1] === '-' ? nowNs - shift : nowNs + shift);
  };
  const entries = Object.entries(event).map(([name, value]) => [
    name,
    findField(name)?.timestamp === true ? resolve(value) : value,
  ]);
  return Object.fromEntries(entries);
}

const id = (event: FieldMap, ...names: readonly string[]) => {
  for (const name of names) if (event[name] !== undefined && event[name] !== '') return String(event[name]);
  return null;
};

/** Owners by the ids that a case gives; events without a process id belong to one and the same process. */
export const caseOwners: OwnerFinder<FieldMap> = {
  process: (event) => `process ${id(event, 'process.pid') ?? '0'}`,
  ancestors: function* (event) {
    const parent = id(event, 'process.parent.pid', 'process.ppid');
    if (parent !== null) yield `process ${parent}`;
    const more = event['process.ancestors.pid'];
    if (Array.isArray(more)) for (const pid of more) yield `process ${String(pid)}`;
  },
  container: (event) => id(event, 'process.container.id', 'container.id'),
  cgroup: (event) => id(event, 'process.cgroup.id', 'cgroup.id', 'process.container.id', 'container.id'),
  processById: (pid) => `process ${pid}`,
};

/** What is wrong with the names an event uses, or null. */
export function namesProblem(event: FieldMap): string | null {
  const unknown = unknownKeys(event).filter((key) => !/^\$\{.+\}$/.test(key));
  if (unknown.length === 0) return null;
  const known = function* () {
    for (const { name } of fieldTable().fields) yield name;
    yield* fieldTable().aliases.keys();
  };
  return unknown
    .map((name) => {
      const near = nearestName(name, known());
      return `there is no field ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
    })
    .join('; ');
}

/** Puts values that a case presets (`${name}: value`) into the store. */
export function presetVariables(
  event: FieldMap,
  store: VariableStore,
  rules: RuleSet<FieldMap>,
  nowNs: bigint,
): string | null {
  for (const [key, value] of Object.entries(event)) {
    const name = /^\$\{(.+)\}$/.exec(key)?.[1];
    if (name === undefined) continue;
    const declaration = rules.declarations.get(name);
    if (declaration === undefined) return `no rule sets \${${name}}`;
    const owner = declaration.scope === 'global' ? null : caseOwners[declaration.scope](event);
    if (!store.set(name, owner, value as never, false, nowNs))
      return `the event has no ${declaration.scope} to hold \${${name}}`;
  }
  return null;
}

/** Runs a story and tells whether the rule matched its last event; a text says what is wrong with the story. */
function runStory(story: readonly FieldMap[], rule: LoadedRule<FieldMap>, rules: RuleSet<FieldMap>): boolean | string {
  const store = new VariableStore(rules.declarations);
  const environment = createEnvironment(store, caseOwners, CASE_NOW_NS);
  for (const [index, raw] of story.entries()) {
    const event = resolveTimes(flattenEvent(raw));
    const wrong = namesProblem(event) ?? presetVariables(event, store, rules, CASE_NOW_NS);
    if (wrong !== null) return wrong;
    if (index === story.length - 1) return rule.matches(event, environment);
    const given = event['event.type'];
    const first = Object.keys(event)
      .map((name) => findField(name)?.eventType)
      .find((type) => typeof type === 'string');
    evaluateRules(rules, typeof given === 'string' ? given : (first ?? ''), event, environment);
  }
  return 'the story has no events';
}

function isEvent(value: unknown): value is FieldMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Runs all cases of a directory against a rule set over field maps. */
export function runCases(directory: string, rules: RuleSet<FieldMap>): CaseReport {
  const problems: CaseProblem[] = [];
  let cases = 0;
  const bySource = Map.groupBy(rules.rules.values(), ({ source }) => source.id);
  const tried = new Map<string, { match: number; near_miss: number }>();
  const definitions = rules.policies.flatMap(({ definitions: all }) => all).filter(({ kind }) => kind === 'rule');
  const off = new Set(
    definitions.filter(({ outcome }) => outcome === 'filtered' || outcome === 'disabled').map((d) => d.id),
  );
  for (const file of caseFiles(directory)) {
    const fail = (rule: string, where: string, message: string) => problems.push({ file, rule, where, message });
    let content: unknown;
    try {
      content = parse(readFileSync(join(directory, file), 'utf8'), { intAsBigInt: true });
    } catch (error) {
      fail('', 'file', (error as Error).message.split('\n')[0]!);
      continue;
    }
    if (!isEvent(content)) {
      fail('', 'file', 'a file of cases is a mapping of rule ids');
      continue;
    }
    for (const [ruleId, groups] of Object.entries(content)) {
      if (ruleId === FAMILY) continue;
      const expanded = bySource.get(ruleId);
      if (expanded === undefined) {
        if (!off.has(ruleId)) fail(ruleId, 'file', 'no loaded rule has this id');
        continue;
      }
      const counts = tried.get(ruleId) ?? { match: 0, near_miss: 0 };
      tried.set(ruleId, counts);
      for (const [group, list] of Object.entries(isEvent(groups) ? groups : {})) {
        if (ADVICE.has(group) && typeof list === 'string') continue;
        if (group !== 'match' && group !== 'near_miss') {
          fail(ruleId, group, 'cases are listed under match and near_miss, advice under response and false_positives');
          continue;
        }
        for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
          const where = `${group} ${index + 1}`;
          const story = (Array.isArray(entry) ? entry : [entry]) as readonly unknown[];
          if (!story.every(isEvent)) {
            fail(ruleId, where, 'an event is a mapping of fields to values');
            continue;
          }
          cases++;
          counts[group]++;
          const results = expanded.map((rule) => runStory(story, rule, rules));
          const wrong = results.find((result) => typeof result === 'string');
          if (wrong !== undefined) fail(ruleId, where, String(wrong));
          else if (results.includes(true) !== (group === 'match')) {
            fail(ruleId, where, group === 'match' ? 'should match, but does not' : 'should not match, but does');
          }
        }
      }
    }
  }
  for (const ruleId of bySource.keys()) {
    const counts = tried.get(ruleId);
    for (const group of ['match', 'near_miss'] as const) {
      if ((counts?.[group] ?? 0) === 0) {
        problems.push({
          file: bySource.get(ruleId)![0]!.source.policy.name,
          rule: ruleId,
          where: group,
          message: `has no ${group} case`,
        });
      }
    }
  }
  return { cases, problems, untried: [...off].filter((ruleId) => !bySource.has(ruleId)) };
}
