/**
 * Runs many rules on each event. What single fields decide is remembered per value (field-memo.ts), so for values seen
 * before an event costs a look-up per leading field and a few bits per row called up; only rules that need more than
 * single fields (iterator variables, variables, the clock) run their own function, and only when all else about them
 * holds.
 *
 * Surprising: candidates are collected first and matched afterwards, in the order of the rules, so that a rule's actions
 * are seen by the variables of later rules, exactly as if every rule had run one after the other.
 */
import type { CheckedRule } from '../language/ast.ts';
import { fieldReader } from '../language/evaluate.ts';
import type { FieldSpec, FieldValue, Model } from '../language/model.ts';
import type { Environment } from '../language/variables.ts';
import { type Entry, FieldMemo, type Truth } from './field-memo.ts';
import { type ConditionUse, planRules } from './plan.ts';

/** What the engine needs of a rule. */
export interface EngineRule<E> {
  readonly id: string;
  readonly eventType: string;
  readonly checked: CheckedRule;
  /** The compiled rule; the last word where single fields do not decide. */
  readonly matches: (event: E, env: Environment<E>) => boolean;
}

/** Facts that stay as long as a program runs, so that they are looked at once per run and not per event. */
export interface ProgramRun<E> {
  /** An object that stands for the run of the event's process; undefined when there is none. */
  readonly keyOf: (event: E) => object | undefined;
  /** Fields whose value depends on that object and on nothing else. */
  readonly covers: (field: FieldSpec) => boolean;
}

export interface EngineOptions<E, R extends EngineRule<E>> {
  /** A rule's function threw; the rule is switched off until the rules are loaded anew. */
  readonly onRuleError?: (rule: R, error: unknown) => void;
  readonly programRun?: ProgramRun<E>;
  /** Newest names of fields that depend on the rule and not only on the event. Default: `event.rule.tags`. */
  readonly ruleFields?: readonly string[];
}

export interface EngineStats {
  readonly events: number;
  readonly matches: number;
  /** How often a rule's own function had to run. */
  readonly functionRuns: number;
  /** Rules switched off because their function threw. */
  readonly rulesDisabled: number;
  /** Values remembered now, over all fields. */
  readonly remembered: number;
}

export interface RuleEngine<E, R extends EngineRule<E> = EngineRule<E>> {
  /**
   * Calls `onMatch` for each rule of the type that holds, in the order of the rules, and gives their number. `onMatch`
   * may evaluate another event. Does not throw, unless `onMatch` or `onRuleError` does.
   */
  evaluate(eventType: string, event: E, env: Environment<E>, onMatch: (rule: R, event: E) => void): number;
  stats(): EngineStats;
}

/** Builds an engine. `rules` stand in the order in which they are to run; their types may be mixed. */
export function createRuleEngine<E, R extends EngineRule<E>>(
  rules: Iterable<R>,
  model: Model<E>,
  options: EngineOptions<E, R> = {},
): RuleEngine<E, R> {
  const byType = new Map<string, R[]>();
  for (const rule of rules) {
    const list = byType.get(rule.eventType);
    if (list === undefined) byType.set(rule.eventType, [rule]);
    else list.push(rule);
  }
  const programs = new Map([...byType].map(([type, list]) => [type, new TypeProgram(list, model, options)]));
  return {
    evaluate: (eventType, event, env, onMatch) => programs.get(eventType)?.evaluate(event, env, onMatch) ?? 0,
    stats: () => {
      const all = [...programs.values()].map((program) => program.stats());
      const sum = (pick: (stats: EngineStats) => number): number =>
        all.reduce((total, stats) => total + pick(stats), 0);
      return {
        events: sum(({ events }) => events),
        matches: sum(({ matches }) => matches),
        functionRuns: sum(({ functionRuns }) => functionRuns),
        rulesDisabled: sum(({ rulesDisabled }) => rulesDisabled),
        remembered: sum(({ remembered }) => remembered),
      };
    },
  };
}

/** What is known of the event at hand. One per nested evaluation. */
interface Frame<E> {
  event: E;
  /** Number of the event; a field or rule is marked with it instead of being cleared. */
  epoch: number;
  readonly loadedAt: Float64Array;
  readonly values: FieldValue[];
  readonly entries: Entry[];
  readonly spares: readonly Entry[];
  readonly seenAt: Float64Array;
  readonly decided: Uint8Array;
  /** Rules that may match, unordered and each once. */
  readonly candidates: Int32Array;
  count: number;
}

/** The rules of one event type. */
class TypeProgram<E, R extends EngineRule<E>> {
  private readonly rules: readonly R[];
  private readonly options: EngineOptions<E, R>;
  private readonly memos: readonly FieldMemo[];
  private readonly readers: readonly ((event: E, index: number) => FieldValue)[];
  /** Fields that lead rows: all, the covered ones, the others. */
  private readonly leaders: readonly number[];
  private readonly coveredLeaders: readonly number[];
  private readonly otherLeaders: readonly number[];
  /** Rows without a leading field. */
  private readonly leaderless: readonly number[];
  private readonly rowRule: Int32Array;
  private readonly rowExact: Uint8Array;
  /** Conditions of row r besides the leading one: covered fields from start[r], others from middle[r] up to start[r+1]. */
  private readonly start: Int32Array;
  private readonly middle: Int32Array;
  private readonly useField: Int32Array;
  private readonly useCondition: Int32Array;
  private readonly disabled: Uint8Array;
  private readonly frames: Frame<E>[] = [];
  private depth = 0;
  private readonly runs = new WeakMap<object, Int32Array>();
  private events = 0;
  private matches = 0;
  private functionRuns = 0;
  private rulesDisabled = 0;

  constructor(rules: readonly R[], model: Model<E>, options: EngineOptions<E, R>) {
    this.rules = rules;
    this.options = options;
    const ruleFields = new Set(options.ruleFields ?? ['event.rule.tags']);
    const plan = planRules(
      rules.map(({ checked }) => checked),
      { covers: options.programRun?.covers ?? (() => false), isOpaque: ({ spec }) => ruleFields.has(spec.name) },
    );
    this.memos = plan.fields.map((field) => new FieldMemo(field));
    this.readers = plan.fields.map(({ field }) => fieldReader(model, field));
    this.leaders = plan.fields.flatMap(({ rows }, index) => (rows.length > 0 ? [index] : []));
    this.coveredLeaders = this.leaders.filter((index) => plan.fields[index]!.covered);
    this.otherLeaders = this.leaders.filter((index) => !plan.fields[index]!.covered);
    this.leaderless = plan.rows.flatMap(({ leader }, row) => (leader === -1 ? [row] : []));
    this.rowRule = Int32Array.from(plan.rows, ({ rule }) => rule);
    this.rowExact = Uint8Array.from(plan.rows, ({ exact }) => Number(exact));
    this.start = new Int32Array(plan.rows.length + 1);
    this.middle = new Int32Array(plan.rows.length);
    const uses: ConditionUse[] = [];
    for (const [row, { covered, others }] of plan.rows.entries()) {
      uses.push(...covered);
      this.middle[row] = uses.length;
      uses.push(...others);
      this.start[row + 1] = uses.length;
    }
    this.useField = Int32Array.from(uses, ({ field }) => field);
    this.useCondition = Int32Array.from(uses, ({ condition }) => condition);
    this.disabled = new Uint8Array(rules.length);
  }

  evaluate(event: E, env: Environment<E>, onMatch: (rule: R, event: E) => void): number {
    const frame = this.frames[this.depth] ?? this.makeFrame(event);
    frame.event = event;
    frame.epoch++;
    frame.count = 0;
    this.events++;
    this.collect(frame);
    if (frame.count === 0) return 0;
    this.depth++;
    try {
      return this.match(frame, env, onMatch);
    } finally {
      this.depth--;
    }
  }

  stats(): EngineStats {
    const { events, matches, functionRuns, rulesDisabled } = this;
    const remembered = this.memos.reduce((sum, memo) => sum + memo.size, 0);
    return { events, matches, functionRuns, rulesDisabled, remembered };
  }

  /** Finds the rules that may match. */
  private collect(frame: Frame<E>): void {
    for (let index = 0; index < this.leaderless.length; index++)
      this.tryRow(frame, this.leaderless[index]!, false, false);
    const ofRun = this.coveredLeaders.length === 0 ? undefined : this.rowsOfRun(frame);
    if (ofRun !== undefined) {
      for (let index = 0; index < ofRun.length; index++) this.tryRow(frame, ofRun[index]!, true, false);
    }
    const leaders = ofRun === undefined ? this.leaders : this.otherLeaders;
    for (let at = 0; at < leaders.length; at++) {
      const field = leaders[at]!;
      const entry = this.load(frame, field);
      if (entry.count === 0) continue;
      const isFault = entry === this.memos[field]!.fault;
      for (let index = 0; index < entry.count; index++) this.tryRow(frame, entry.rows[index]!, false, isFault);
    }
  }

  /** Rows whose conditions on covered fields hold in this run; undefined when that cannot be known. */
  private rowsOfRun(frame: Frame<E>): Int32Array | undefined {
    let key: object | undefined;
    try {
      key = this.options.programRun?.keyOf(frame.event);
    } catch {
      return undefined;
    }
    if (key === undefined) return undefined;
    const known = this.runs.get(key);
    if (known !== undefined) return known;
    const rows: number[] = [];
    for (const field of this.coveredLeaders) {
      const entry = this.load(frame, field);
      if (entry === this.memos[field]!.fault) return undefined;
      for (let index = 0; index < entry.count; index++) {
        const row = entry.rows[index]!;
        const truth = this.conditions(frame, this.start[row]!, this.middle[row]!);
        if (truth === 2) return undefined;
        if (truth === 1) rows.push(row);
      }
    }
    const result = Int32Array.from(rows);
    this.runs.set(key, result);
    return result;
  }

  /** Makes the row's rule a candidate if the row's other conditions may hold. */
  private tryRow(frame: Frame<E>, row: number, coveredHold: boolean, undecided: boolean): void {
    const truth = this.conditions(frame, coveredHold ? this.middle[row]! : this.start[row]!, this.start[row + 1]!);
    if (truth === 0) return;
    const rule = this.rowRule[row]!;
    const decides = truth === 1 && !undecided && this.rowExact[row] === 1 ? 1 : 0;
    if (frame.seenAt[rule] === frame.epoch) {
      frame.decided[rule]! |= decides;
      return;
    }
    frame.seenAt[rule] = frame.epoch;
    frame.decided[rule] = decides;
    frame.candidates[frame.count++] = rule;
  }

  /** The conditions from..to together. */
  private conditions(frame: Frame<E>, from: number, to: number): Truth {
    let all: Truth = 1;
    for (let use = from; use < to; use++) {
      const field = this.useField[use]!;
      const entry = this.load(frame, field);
      const truth = this.memos[field]!.holds(entry, this.useCondition[use]!, frame.values[field]!);
      if (truth === 0) return 0;
      if (truth === 2) all = 2;
    }
    return all;
  }

  /** Reads a field, once per event. One that throws leaves the decision to the rules' own functions. */
  private load(frame: Frame<E>, field: number): Entry {
    if (frame.loadedAt[field] === frame.epoch) return frame.entries[field]!;
    frame.loadedAt[field] = frame.epoch;
    const memo = this.memos[field]!;
    let entry: Entry;
    try {
      const value = this.readers[field]!(frame.event, 0);
      frame.values[field] = value;
      entry = memo.lookUp(value, frame.spares[field]!);
    } catch {
      entry = memo.fault;
    }
    frame.entries[field] = entry;
    return entry;
  }

  private match(frame: Frame<E>, env: Environment<E>, onMatch: (rule: R, event: E) => void): number {
    const { candidates, count, event } = frame;
    sort(candidates, count);
    let matched = 0;
    for (let index = 0; index < count; index++) {
      const number = candidates[index]!;
      const rule = this.rules[number]!;
      if (frame.decided[number] === 0 && !this.run(number, rule, event, env)) continue;
      matched++;
      this.matches++;
      onMatch(rule, event);
    }
    return matched;
  }

  private run(number: number, rule: R, event: E, env: Environment<E>): boolean {
    if (this.disabled[number] === 1) return false;
    this.functionRuns++;
    try {
      return rule.matches(event, env);
    } catch (error) {
      this.disabled[number] = 1;
      this.rulesDisabled++;
      this.options.onRuleError?.(rule, error);
      return false;
    }
  }

  private makeFrame(event: E): Frame<E> {
    const fields = this.memos.length;
    const frame: Frame<E> = {
      event,
      epoch: 0,
      loadedAt: new Float64Array(fields),
      values: new Array<FieldValue>(fields).fill(false),
      entries: this.memos.map((memo) => memo.fault),
      spares: this.memos.map((memo) => memo.makeSpare()),
      seenAt: new Float64Array(this.rules.length),
      decided: new Uint8Array(this.rules.length),
      candidates: new Int32Array(this.rules.length),
      count: 0,
    };
    this.frames.push(frame);
    return frame;
  }
}

/** Puts the first `count` numbers in order. Nearly always there are a few. */
function sort(numbers: Int32Array, count: number): void {
  if (count > 24) {
    numbers.subarray(0, count).sort();
    return;
  }
  for (let index = 1; index < count; index++) {
    const number = numbers[index]!;
    let at = index - 1;
    for (; at >= 0 && numbers[at]! > number; at--) numbers[at + 1] = numbers[at]!;
    numbers[at + 1] = number;
  }
}
