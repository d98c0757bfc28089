/**
 * Detections as YAML says them, read and checked. A file may hold several; docs/reference/detections.md describes the
 * format. What is wrong with one detection does not touch the others.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import Compile from 'typebox/compile';
import { isMap, isSeq, LineCounter, parseDocument as parseYaml, type YAMLMap } from 'yaml';
import type { CheckedRule } from '../../rules/language/index.ts';
import { SEVERITIES, type Severity } from '../api/contract.ts';
import type { EventDocument } from '../events/json-fields.ts';
import { readFilter, testOf } from '../events/search.ts';
import { translate } from '../events/translate.ts';
import { raw, type Sql, sql } from '../store/sql.ts';
import { type GroupField, groupFieldOf } from './group-fields.ts';

const closed = <P extends Record<string, ReturnType<typeof Type.Unknown> | object>>(properties: P) =>
  Type.Object(properties as never, { additionalProperties: false }) as never as ReturnType<typeof Type.Object<P & {}>>;
const severity = Type.Enum([...SEVERITIES]);
const duration = Type.String({ pattern: '^\\d+(s|m|h|d)$' });
const classes = Type.Enum(['signal', 'event', 'internal']);

/** One detection as it is written. */
const Written = closed({
  id: Type.String({ pattern: '^[a-z0-9_]{1,100}$' }),
  title: Type.String({ minLength: 1, maxLength: 300 }),
  description: Type.Optional(Type.String()),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  enabled: Type.Optional(Type.Boolean()),
  kind: Type.Enum(['match', 'threshold', 'distinct', 'new_value', 'sequence']),
  class: Type.Optional(classes),
  filter: Type.Optional(Type.String()),
  rules: Type.Optional(Type.Array(Type.String())),
  group_by: Type.Optional(Type.Array(Type.String(), { maxItems: 8 })),
  window: Type.Optional(duration),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  distinct: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  learn: Type.Optional(duration),
  within: Type.Optional(Type.Enum(['process_tree', 'container', 'host'])),
  steps: Type.Optional(
    Type.Array(
      closed({ filter: Type.String(), class: Type.Optional(classes), rules: Type.Optional(Type.Array(Type.String())) }),
      { minItems: 2, maxItems: 8 },
    ),
  ),
  severity: Type.Optional(Type.Union([severity, Type.Literal('from_rule')])),
  cases: Type.Optional(
    Type.Array(
      closed({ count: Type.Optional(Type.Integer({ minimum: 1 })), filter: Type.Optional(Type.String()), severity }),
    ),
  ),
  attack: Type.Optional(Type.Array(Type.String({ pattern: '^T\\d{4}(\\.\\d{3})?$' }))),
  playbook: Type.Optional(Type.String()),
  playbooks: Type.Optional(Type.Record(Type.String(), Type.String())),
  suppress: Type.Optional(
    Type.Array(
      closed({ filter: Type.String(), expires: Type.Optional(Type.String()), reason: Type.Optional(Type.String()) }),
    ),
  ),
  regroup_after: Type.Optional(duration),
  tests: Type.Optional(Type.Array(Type.Unknown())),
});

/** The parts of a written detection, loosely typed where YAML is. */
export interface WrittenDetection {
  id: string;
  title: string;
  description?: string;
  version?: number;
  enabled?: boolean;
  kind: 'match' | 'threshold' | 'distinct' | 'new_value' | 'sequence';
  class?: 'signal' | 'event' | 'internal';
  filter?: string;
  rules?: string[];
  group_by?: string[];
  window?: string;
  count?: number;
  distinct?: string;
  value?: string;
  learn?: string;
  within?: 'process_tree' | 'container' | 'host';
  steps?: { filter: string; class?: 'signal' | 'event' | 'internal'; rules?: string[] }[];
  severity?: Severity | 'from_rule';
  cases?: { count?: number; filter?: string; severity: Severity }[];
  attack?: string[];
  playbook?: string;
  playbooks?: Record<string, string>;
  suppress?: { filter: string; expires?: string; reason?: string }[];
  regroup_after?: string;
  tests?: unknown[];
}

/** A condition on records: of a class, of rules, and a SECL expression. */
export interface Selector {
  readonly where: Sql;
  readonly matches: (record: DetectionRecord) => boolean;
}

/** A record as detections see it. */
export interface DetectionRecord {
  readonly id: string;
  readonly timeNs: bigint;
  readonly class: number;
  readonly hostId: string;
  readonly host: string;
  readonly type: string;
  readonly ruleId: string;
  /** 1 to 5 for signals, else 0. */
  readonly severity: number;
  readonly context: string;
  readonly document: EventDocument;
}

/** A detection that can run. */
export interface Detection {
  readonly written: WrittenDetection;
  readonly file: string;
  readonly steps: readonly Selector[];
  readonly groupBy: readonly GroupField[];
  readonly windowNs: bigint;
  readonly distinct: GroupField | undefined;
  readonly value: GroupField | undefined;
  readonly learnNs: bigint;
  readonly regroupNs: bigint;
  readonly cases: readonly {
    readonly count: number;
    readonly test: ((d: EventDocument) => boolean) | undefined;
    readonly severity: Severity;
  }[];
  readonly suppress: readonly { readonly test: (d: EventDocument) => boolean; readonly expiresMs: number }[];
}

/** Something that is wrong with a file, and where. */
export interface DetectionFault {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly message: string;
}

const CLASS_NUMBERS = { signal: 1, event: 2, internal: 3 } as const;
const UNIT_S = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const check = Compile(Written as never);

/** `5m` in nanoseconds. */
export const durationNs = (text: string): bigint =>
  BigInt(Number(text.slice(0, -1)) * UNIT_S[text.at(-1) as keyof typeof UNIT_S]) * 1_000_000_000n;

/** Reads all files of the folders; later folders replace detections of the same id. */
export function loadDetections(folders: readonly string[]): { detections: Detection[]; faults: DetectionFault[] } {
  const byId = new Map<string, Detection>();
  const faults: DetectionFault[] = [];
  for (const folder of folders) {
    let names: string[];
    try {
      names = readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        faults.push({ file: folder, line: 1, id: '', message: (error as Error).message });
      continue;
    }
    for (const name of names) {
      const file = join(folder, name);
      const read = readDetections(readFileSync(file, 'utf8'), file);
      faults.push(...read.faults);
      for (const detection of read.detections) byId.set(detection.written.id, detection);
    }
  }
  return { detections: [...byId.values()], faults };
}

/** Reads one file's text. */
export function readDetections(text: string, file: string): { detections: Detection[]; faults: DetectionFault[] } {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines });
  const faults: DetectionFault[] = [];
  const fault = (offset: number, id: string, message: string): void => {
    faults.push({ file, line: lines.linePos(offset).line, id, message });
  };
  for (const error of document.errors) fault(error.pos[0], '', error.message.split('\n')[0]!);
  if (faults.length > 0) return { detections: [], faults };
  const list = isMap(document.contents) ? document.contents.get('detections') : undefined;
  if (!isSeq(list)) {
    fault(0, '', 'the file needs a list `detections:`');
    return { detections: [], faults };
  }
  const detections: Detection[] = [];
  for (const item of list.items) {
    const offset = (item as YAMLMap).range?.[0] ?? 0;
    const written = (isMap(item) ? item.toJSON() : undefined) as WrittenDetection | undefined;
    const id = typeof written?.id === 'string' ? written.id : '';
    if (written === undefined || !check.Check(written)) {
      const [first] = written === undefined ? [] : check.Errors(written);
      fault(
        offset,
        id,
        first === undefined
          ? 'a detection is a mapping'
          : `${(first as { instancePath: string }).instancePath.slice(1) || 'it'}: ${(first as { message: string }).message}`,
      );
      continue;
    }
    const made = prepare(written, file);
    if (typeof made === 'string') fault(offset, id, made);
    else detections.push(made);
  }
  return { detections, faults };
}

function prepare(written: WrittenDetection, file: string): Detection | string {
  const { kind } = written;
  const missing = (
    {
      match: [],
      threshold: ['count', 'window'],
      distinct: ['distinct', 'count', 'window'],
      new_value: ['value'],
      sequence: ['steps', 'window'],
    } as const
  )[kind].find((name) => written[name] === undefined);
  if (missing !== undefined) return `a detection of kind ${kind} needs \`${missing}\``;
  const steps: Selector[] = [];
  const parts = written.steps ?? [
    {
      filter: written.filter ?? '',
      ...(written.class === undefined ? {} : { class: written.class }),
      ...(written.rules === undefined ? {} : { rules: written.rules }),
    },
  ];
  for (const part of parts) {
    const selector = selectorOf(
      part.filter,
      part.class ?? written.class ?? (kind === 'match' ? 'signal' : 'event'),
      part.rules,
    );
    if (typeof selector === 'string') return selector;
    steps.push(selector);
  }
  const fields: GroupField[] = [];
  for (const name of written.group_by ?? (kind === 'match' ? ['rule_id', 'host_id', 'context'] : ['host_id'])) {
    const field = groupFieldOf(name);
    if (field === undefined) return `group_by: there is no field ${name}`;
    fields.push(field);
  }
  const single = (name: string | undefined): GroupField | undefined | string => {
    if (name === undefined) return undefined;
    return groupFieldOf(name) ?? `there is no field ${name}`;
  };
  const distinct = single(written.distinct);
  if (typeof distinct === 'string') return `distinct: ${distinct}`;
  const value = single(written.value);
  if (typeof value === 'string') return `value: ${value}`;
  const tested: Detection['cases'][number][] = [];
  for (const one of written.cases ?? []) {
    const test = one.filter === undefined ? undefined : testText(one.filter);
    if (typeof test === 'string') return `cases: ${test}`;
    tested.push({ count: one.count ?? 0, test, severity: one.severity });
  }
  const suppress: Detection['suppress'][number][] = [];
  for (const one of written.suppress ?? []) {
    const test = testText(one.filter);
    if (typeof test === 'string') return `suppress: ${test}`;
    const expiresMs = one.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(one.expires);
    if (Number.isNaN(expiresMs)) return `suppress: ${one.expires} is no date`;
    suppress.push({ test, expiresMs });
  }
  return {
    written,
    file,
    steps,
    groupBy: fields,
    windowNs: written.window === undefined ? 0n : durationNs(written.window),
    distinct,
    value,
    learnNs: durationNs(written.learn ?? '7d'),
    regroupNs: durationNs(written.regroup_after ?? '1d'),
    cases: tested,
    suppress,
  };
}

function testText(text: string): ((d: EventDocument) => boolean) | string {
  const { rule, diagnostics } = readFilter(text);
  return rule === undefined ? (diagnostics[0]?.message ?? 'the filter cannot be read') : testOf(rule);
}

function selectorOf(
  filter: string,
  className: keyof typeof CLASS_NUMBERS,
  rules: readonly string[] | undefined,
): Selector | string {
  let rule: CheckedRule | undefined;
  if (filter.trim() !== '') {
    const read = readFilter(filter);
    if (read.rule === undefined) return `filter: ${read.diagnostics[0]?.message ?? 'cannot be read'}`;
    rule = read.rule;
  }
  const number = CLASS_NUMBERS[className];
  const test = rule === undefined ? undefined : testOf(rule);
  // An event that matched a rule is an event too: detections over events see both.
  const inClass = (one: number): boolean => one === number || (number === 2 && one === 1);
  return {
    where: sql`class IN ${number === 2 ? [1, 2] : [number]} AND ${rules === undefined ? raw('1') : sql`rule_id IN ${rules}`} AND ${rule === undefined ? raw('1') : translate(rule).where}`,
    matches: (record) =>
      inClass(record.class) &&
      (rules === undefined || rules.includes(record.ruleId)) &&
      (test === undefined || test(record.document)),
  };
}

export type { Static };
