/**
 * Runs the tests that stand in a detection's file: sample events in, expected signals out. The events are short: what is
 * left out of a document stays empty, `at` is the offset from the first event.
 */

import { SEVERITIES } from '../api/contract.ts';
import type { EventDocument } from '../events/json-fields.ts';
import type { Detection, DetectionRecord } from './definition.ts';
import { durationNs } from './definition.ts';
import { DetectionEngine, type Hit } from './engine.ts';

interface WrittenTest {
  readonly name?: string;
  readonly events?: readonly WrittenEvent[];
  readonly expect?: { readonly hits?: number; readonly groups?: number; readonly severity?: string };
}

interface WrittenEvent {
  readonly at?: string;
  readonly repeat?: number;
  readonly class?: 'signal' | 'event' | 'internal';
  readonly type?: string;
  readonly rule?: string;
  readonly severity?: string;
  readonly host?: string;
  readonly context?: string;
  readonly document?: Record<string, unknown>;
}

export interface DetectionTestResult {
  readonly detection: string;
  readonly name: string;
  /** Null: passed. */
  readonly failure: string | null;
}

const CLASSES = { signal: 1, event: 2, internal: 3 } as const;
/** 2026-01-01, so that tests do not depend on the day. */
const START_NS = 1_767_225_600_000_000_000n;

/** Runs every test of every detection, each in an engine of its own. */
export function testDetections(detections: readonly Detection[]): DetectionTestResult[] {
  const results: DetectionTestResult[] = [];
  for (const detection of detections) {
    for (const [index, test] of ((detection.written.tests ?? []) as readonly WrittenTest[]).entries()) {
      results.push({
        detection: detection.written.id,
        name: test.name ?? `test ${index + 1}`,
        failure: runTest(detection, test),
      });
    }
  }
  return results;
}

function runTest(detection: Detection, test: WrittenTest): string | null {
  const { events, expect } = test;
  if (!Array.isArray(events) || events.length === 0) return 'the test has no events';
  if (
    expect === undefined ||
    (expect.hits === undefined && expect.groups === undefined && expect.severity === undefined)
  )
    return 'the test expects nothing';
  const engine = new DetectionEngine([detection]);
  const hits: Hit[] = [];
  let number = 0;
  for (const event of events as readonly WrittenEvent[]) {
    for (let copy = 0; copy < (event.repeat ?? 1); copy++) {
      number += 1;
      hits.push(...engine.take(recordOf(event, number), Number(START_NS / 1_000_000n)));
    }
  }
  const groups = new Set(hits.map(({ groupKey }) => groupKey)).size;
  if (expect.hits !== undefined && (expect.hits === 0) !== (hits.length === 0))
    return `expected ${expect.hits === 0 ? 'no hit' : 'a hit'}, got ${hits.length}`;
  if (expect.groups !== undefined && groups !== expect.groups)
    return `expected ${expect.groups} signals, got ${groups}`;
  const severity = hits.at(-1)?.severity;
  if (expect.severity !== undefined && severity !== expect.severity)
    return `expected severity ${expect.severity}, got ${severity ?? 'no hit'}`;
  return null;
}

function recordOf(event: WrittenEvent, number: number): DetectionRecord {
  const type = event.type ?? 'exec';
  const document: EventDocument = {
    ...event.document,
    evt: { name: type, outcome: 'Success', ...((event.document?.evt as object | undefined) ?? {}) },
  };
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    timeNs: START_NS + (event.at === undefined ? 0n : durationNs(event.at)) + BigInt(number),
    class: CLASSES[event.class ?? 'event'],
    hostId: event.host ?? 'host-1',
    host: event.host ?? 'host-1',
    type,
    ruleId: event.rule ?? '',
    severity: SEVERITIES.indexOf((event.severity ?? 'informational') as (typeof SEVERITIES)[number]) + 1,
    context: event.context ?? 'context-1',
    document,
  };
}
