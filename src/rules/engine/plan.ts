/**
 * Lays the rules of one event type out for evaluation. Every row (see normal-form.ts) gets one leading condition, the one
 * that is likely to fail most often: the row comes up only for values of that field which fulfil it, and what else it
 * asks for is looked at only then. So the work for an event grows with the rows its values call up, not with the rules.
 *
 * Surprising: leading fields are chosen together. A field that would lead few rows only is given up when those rows have
 * another good one, since every leading field is read for every event.
 */
import type { CheckedRule, FieldExpr } from '../language/ast.ts';
import type { FieldSpec, FieldValue } from '../language/model.ts';
import { type AccessKey, accessKeys, estimate } from './access-keys.ts';
import { Atoms, type Condition, conditionKey, conditionTest, fieldOf, rowsOfRule } from './normal-form.ts';

export interface PlannedCondition {
  readonly test: (value: FieldValue) => boolean;
  /** Undefined when the condition leads no row, so that nobody looks it up. */
  keys: readonly AccessKey[] | null | undefined;
  /** Rows that it leads. */
  readonly rows: number[];
}

export interface PlannedField {
  readonly field: FieldExpr;
  /** Its value belongs to the program that runs and stays as long as that does. */
  readonly covered: boolean;
  readonly conditions: PlannedCondition[];
  /** All rows that it leads. */
  readonly rows: number[];
}

/** A condition of a row besides the leading one. */
export interface ConditionUse {
  readonly field: number;
  readonly condition: number;
}

export interface PlannedRow {
  readonly rule: number;
  readonly exact: boolean;
  /** The field that leads; -1: none, the row comes up for every event. */
  readonly leader: number;
  /** Those on covered fields. */
  readonly covered: readonly ConditionUse[];
  readonly others: readonly ConditionUse[];
}

export interface Plan {
  readonly fields: readonly PlannedField[];
  readonly rows: readonly PlannedRow[];
}

export interface PlanOptions {
  readonly covers: (field: FieldSpec) => boolean;
  readonly isOpaque: (field: FieldExpr) => boolean;
}

/** Weight of reading a field, in the terms of an estimate: iterated lists are read only where nothing else leads. */
function readingWeight(cost: number): number {
  return cost >= 1000 ? 0.3 : cost >= 50 ? 0.01 : 0;
}

/** A leading condition this rare is as good as any. */
const RARE = 0.03;
/** A field that leads fewer rows than this share of all is given up if it can be. */
const SMALL_SHARE = 0.05;

interface Part {
  readonly fieldKey: string;
  readonly condition: Condition;
  readonly score: number;
}

interface DraftRow {
  readonly rule: number;
  readonly exact: boolean;
  readonly parts: readonly Part[];
  leader: Part | undefined;
}

/** Plans rules in their order; a rule's number is its index. */
export function planRules(rules: readonly CheckedRule[], options: PlanOptions): Plan {
  const atoms = new Atoms(options.isOpaque);
  const drafts: DraftRow[] = [];
  for (const [rule, checked] of rules.entries()) {
    for (const { conditions, exact } of rowsOfRule(checked, atoms)) {
      const parts = [...conditions].map(([fieldKey, condition]) => ({
        fieldKey,
        condition,
        score: scoreOf(condition),
      }));
      parts.sort((left, right) => left.score - right.score);
      drafts.push({ rule, exact, parts, leader: parts[0] });
    }
  }
  concentrate(drafts, options);
  return layOut(drafts, options);
}

function scoreOf(condition: Condition): number {
  return estimate(condition) + readingWeight(fieldOf(condition).spec.cost);
}

/** Moves rows away from fields that lead few, to fields that lead anyway. */
function concentrate(drafts: readonly DraftRow[], options: PlanOptions): void {
  const byLeader = new Map<string, DraftRow[]>();
  for (const draft of drafts) {
    if (draft.leader === undefined) continue;
    const list = byLeader.get(draft.leader.fieldKey) ?? [];
    list.push(draft);
    byLeader.set(draft.leader.fieldKey, list);
  }
  const fewFirst = [...byLeader].sort((left, right) => left[1].length - right[1].length);
  for (const [fieldKey, led] of fewFirst) {
    if (led.length > Math.max(1, drafts.length * SMALL_SHARE)) break;
    if (options.covers(fieldOf(led[0]!.leader!.condition).spec)) continue;
    const moves = led.map((draft) =>
      draft.parts.find(
        (part) =>
          part.fieldKey !== fieldKey &&
          byLeader.has(part.fieldKey) &&
          part.score <= Math.max(RARE, draft.leader!.score),
      ),
    );
    if (moves.includes(undefined)) continue;
    for (const [index, draft] of led.entries()) {
      draft.leader = moves[index]!;
      byLeader.get(draft.leader.fieldKey)!.push(draft);
    }
    byLeader.delete(fieldKey);
  }
}

function layOut(drafts: readonly DraftRow[], options: PlanOptions): Plan {
  const fields: PlannedField[] = [];
  const fieldNumbers = new Map<string, number>();
  const conditionNumbers: Map<string, number>[] = [];
  const use = (part: Part): ConditionUse => {
    let field = fieldNumbers.get(part.fieldKey);
    if (field === undefined) {
      const expr = fieldOf(part.condition);
      field = fields.push({ field: expr, covered: options.covers(expr.spec), conditions: [], rows: [] }) - 1;
      fieldNumbers.set(part.fieldKey, field);
      conditionNumbers.push(new Map());
    }
    const key = conditionKey(part.condition);
    let condition = conditionNumbers[field]!.get(key);
    if (condition === undefined) {
      const planned = { test: conditionTest(part.condition), keys: undefined, rows: [] };
      condition = fields[field]!.conditions.push(planned) - 1;
      conditionNumbers[field]!.set(key, condition);
    }
    return { field, condition };
  };
  const rows = drafts.map((draft, row): PlannedRow => {
    let leader = -1;
    if (draft.leader !== undefined) {
      const lead = use(draft.leader);
      leader = lead.field;
      const condition = fields[leader]!.conditions[lead.condition]!;
      if (condition.keys === undefined) condition.keys = accessKeys(draft.leader.condition);
      condition.rows.push(row);
      fields[leader]!.rows.push(row);
    }
    const rest = draft.parts.filter((part) => part !== draft.leader).map(use);
    return {
      rule: draft.rule,
      exact: draft.exact,
      leader,
      covered: rest.filter(({ field }) => fields[field]!.covered),
      others: rest.filter(({ field }) => !fields[field]!.covered),
    };
  });
  return { fields, rows };
}
