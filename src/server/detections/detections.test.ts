import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type DetectionRecord, loadDetections, readDetections } from './definition.ts';
import { DetectionEngine, MemoryKnownValues } from './engine.ts';
import { testDetections } from './test-detections.ts';

const SHIPPED = fileURLToPath(new URL('../../../detections', import.meta.url));

describe('shipped detections', () => {
  const { detections, faults } = loadDetections([SHIPPED]);
  test('all can be read', () => assert.deepEqual(faults, []));
  test('each has a test that holds and one that does not', () => {
    for (const { written } of detections) {
      const hits = ((written.tests ?? []) as { expect: { hits?: number; severity?: string; groups?: number } }[]).map(
        ({ expect }) => expect.hits !== 0,
      );
      assert.ok(hits.includes(true) && hits.includes(false), written.id);
    }
  });
  for (const { detection, name, failure } of testDetections(detections)) {
    test(`${detection}: ${name}`, () => assert.equal(failure, null));
  }
});

describe('reading detections', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['no list', 'rules: []', /needs a list `detections:`/],
    ['bad YAML', 'detections: [', /./],
    ['no id', 'detections:\n  - kind: match\n    title: x', /id/],
    ['a key that is none', 'detections:\n  - id: a\n    kind: match\n    title: x\n    windw: 5m', /windw|additional/],
    [
      'a threshold without a window',
      'detections:\n  - id: a\n    kind: threshold\n    title: x\n    count: 3',
      /needs `window`/,
    ],
    [
      'a filter that cannot be read',
      'detections:\n  - id: a\n    kind: match\n    title: x\n    filter: "open.file.pth == 1"',
      /filter: .*pth/,
    ],
    ['a field that is none', 'detections:\n  - id: a\n    kind: match\n    title: x\n    group_by: [nobody]', /nobody/],
  ];
  for (const [name, text, expected] of cases) {
    test(`${name} is said, with the line`, () => {
      const { detections, faults } = readDetections(text, 'x.yaml');
      assert.equal(detections.length, 0);
      assert.match(faults[0]!.message, expected);
      assert.ok(faults[0]!.line >= 1);
    });
  }

  test('one bad detection leaves the others', () => {
    const { detections, faults } = readDetections(
      'detections:\n  - id: bad\n    kind: nothing\n    title: x\n  - id: good\n    kind: match\n    title: x',
      'x.yaml',
    );
    assert.deepEqual([detections.map(({ written }) => written.id), faults.length, faults[0]!.line], [['good'], 1, 2]);
  });

  test('a test that expects the wrong thing fails', () => {
    const { detections } = readDetections(
      'detections:\n  - id: a\n    kind: match\n    title: x\n    tests:\n      - events: [{ class: signal }]\n        expect: { hits: 0 }',
      'x.yaml',
    );
    assert.match(testDetections(detections)[0]!.failure ?? '', /expected no hit, got 1/);
  });
});

describe('the engine', () => {
  const record = (id: number, seconds: number, more: Partial<DetectionRecord> = {}): DetectionRecord => ({
    id: String(id),
    timeNs: BigInt(seconds) * 1_000_000_000n,
    class: 2,
    hostId: 'h',
    host: 'h',
    type: 'exec',
    ruleId: '',
    severity: 0,
    context: 'c',
    document: { evt: { name: 'exec' } },
    ...more,
  });
  const engineOf = (text: string) => {
    const { detections, faults } = readDetections(`detections:\n${text}`, 'x.yaml');
    assert.deepEqual(faults, []);
    return new DetectionEngine(detections);
  };

  test('records that come late count as if they had come in order', () => {
    const engine = engineOf('  - { id: a, kind: threshold, title: x, count: 3, window: 60s }');
    const hits = [record(1, 100), record(3, 120), record(2, 110)].flatMap((one) => engine.take(one, 0));
    assert.deepEqual(
      hits.at(-1)!.evidence.map(({ id }) => id),
      ['1', '2', '3'],
    );
  });

  test('what is too old to matter changes nothing', () => {
    const engine = engineOf('  - { id: a, kind: threshold, title: x, count: 2, window: 60s }');
    assert.deepEqual(
      [record(1, 1000), record(2, 10)].flatMap((one) => engine.take(one, 0)),
      [],
    );
  });

  test('groups are apart, and their number is bounded', () => {
    const engine = engineOf('  - { id: a, kind: threshold, title: x, count: 2, window: 60s, group_by: [context] }');
    for (let index = 0; index < 20_100; index++)
      assert.deepEqual(engine.take(record(index, 100, { context: `c${index}` }), 0), []);
    assert.equal(engine.forgotten, 100);
  });

  test('suppressions end at their date', () => {
    const engine = engineOf(
      '  - id: a\n    kind: match\n    class: event\n    title: x\n    suppress: [{ filter: "process.comm == \\"\\"", expires: 2026-01-01 }]',
    );
    assert.equal(engine.take(record(1, 1), Date.parse('2025-12-31')).length, 0);
    assert.equal(engine.take(record(2, 1), Date.parse('2026-01-02')).length, 1);
  });

  test('known values are bounded, and what was forgotten is counted', () => {
    const known = new MemoryKnownValues();
    for (let index = 0; index < 200_050; index++) known.learn('d', 'g', String(index), 1n);
    assert.equal(known.forgotten, 50);
    assert.equal(known.learn('d', 'g', '0', 2n).isNew, true);
    assert.equal(known.learn('d', 'g', '200049', 2n).isNew, false);
  });
});
