import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordView } from '../decode/record-view.ts';
import { RECORD_SIZES, RecordType, TEXT_OFFSETS } from '../decode/records.gen.ts';
import { CgroupResolver } from '../enrich/container/cgroup-resolver.ts';
import { ProcessTree } from '../enrich/process/process-tree.ts';
import { eventJson } from '../signals/event-json.ts';
import { lineage, whatHappened } from '../signals/signal-line.ts';
import { Pipeline } from './pipeline.ts';

const context = { userName: () => '', groupName: () => '', shownVariables: new Set<string>() };

function createPipeline(): Pipeline<never> {
  return new Pipeline<never>({
    tree: new ProcessTree({ reader: null, entriesMax: 1000 }),
    cgroups: new CgroupResolver({ procRoot: '/nonexistent', cgroupsMax: 100 }),
    hostname: 'h',
    onSignal: () => {},
  });
}

test('arbitrary bytes in the place of records never throw, and what passes the check can be shown', () => {
  const pipeline = createPipeline();
  let shown = 0;
  pipeline.watch((event) => {
    shown++;
    const text = JSON.stringify(eventJson(event, context));
    assert.equal(text.includes('\n'), false);
    assert.equal(/[\u0000-\u001f]/.test(whatHappened(event) + lineage(event.process)), false);
  });
  let seed = 42;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % n;
  };
  const types = Object.values(RecordType);
  for (let round = 0; round < 20_000; round++) {
    const view = new RecordView(new ArrayBuffer(1024));
    for (let i = 0; i < view.u8.length; i++) view.u8[i] = random(4) === 0 ? random(256) : 0;
    const type = types[random(types.length)]!;
    const size = Math.min(1024, RECORD_SIZES[type]! + random(300));
    view.u16[2] = random(20) === 0 ? random(65536) : type;
    view.u32[0] = random(20) === 0 ? random(2 ** 31) : size;
    // Most records must pass the check, or nothing behind it is tested.
    if (random(5) !== 0) {
      for (const at of TEXT_OFFSETS[type]!) {
        view.u32[at >>> 2] = random(size);
        view.u32[(at + 4) >>> 2] = random(size - view.u32[at >>> 2]! + 1);
      }
    }
    pipeline.handle(random(2), view, size);
  }
  assert.equal(pipeline.counts.stageErrors, 0, String((pipeline.firstError as Error)?.stack));
  assert.ok(pipeline.counts.malformed > 1000);
  assert.ok(shown > 5000, `${shown} passed`);
});

test('gaps in the numbers of one CPU are counted as missing', () => {
  const pipeline = createPipeline();
  for (const [cpu, seq] of [
    [0, 1n],
    [1, 7n],
    [0, 2n],
    [0, 5n],
    [1, 8n],
  ] as const) {
    const view = new RecordView(new ArrayBuffer(1024));
    view.u32[0] = RECORD_SIZES[RecordType.exit]!;
    view.u16[2] = RecordType.exit;
    view.u16[3] = cpu;
    view.u64[1] = seq;
    pipeline.handle(0, view, RECORD_SIZES[RecordType.exit]!);
  }
  assert.equal(pipeline.counts.missing, 2);
});
