/** The runner over a real spool and a sink that does as it is told. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { toBinary } from '@bufbuild/protobuf';
import { signalRecord } from '../../test/agent/records.ts';
import { SinkStatus_State } from '../wire/ingest.gen.ts';
import { RecordClass, RecordSchema, Severity, type Record as WireRecord } from '../wire/record.gen.ts';
import { DeadLetters } from './dead-letters.ts';
import type { RecordFilterOptions } from './record-filter.ts';
import { RetryDelay } from './retry-delay.ts';
import { SinkRunner } from './sink-runner.ts';
import type { DeliveryResult, Sink } from './sinks/sink.ts';
import { Spool } from './spool/spool.ts';

const root = mkdtempSync(join(tmpdir(), 'shrike-runner-'));
after(() => rmSync(root, { recursive: true, force: true }));

const ALL: RecordFilterOptions = {
  classes: new Set([RecordClass.SIGNAL]),
  severity: Severity.INFORMATIONAL,
  types: null,
  rules: null,
  condition: null,
};

class ToldSink implements Sink {
  readonly kind = 'told';
  entriesMax = 4;
  bytesMax = 1 << 20;
  readonly batches: string[][] = [];
  closed = false;
  readonly #answer: (batch: readonly WireRecord[], attempt: number) => DeliveryResult | Promise<DeliveryResult>;

  constructor(answer: (batch: readonly WireRecord[], attempt: number) => DeliveryResult | Promise<DeliveryResult>) {
    this.#answer = answer;
  }

  async deliver(records: readonly WireRecord[]): Promise<DeliveryResult> {
    this.batches.push(records.map(({ ruleId }) => ruleId));
    return this.#answer(records, this.batches.length);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

let folders = 0;
function setUp(sink: Sink, filter: Partial<RecordFilterOptions> = {}) {
  const folder = join(root, String(folders++));
  const options = { folder, bytesMax: 1 << 20, ageMsMax: 3_600_000, sync: 'never' as const };
  const spool = new Spool(options);
  spool.setReaders(['s']);
  const dead = join(folder, 'dead.jsonl');
  const runner = new SinkRunner({
    name: 's',
    sink,
    filter: { ...ALL, ...filter },
    retry: { firstMs: 5, longestMs: 20 },
    deadLetters: new DeadLetters(dead, 100_000),
    spools: [spool],
  });
  return { spool, runner, dead, options };
}

const add = (spool: Spool, records: readonly WireRecord[]): void => {
  spool.append(records.map((record) => toBinary(RecordSchema, record)));
};
const named = (...names: string[]): WireRecord[] => names.map((ruleId) => signalRecord({}, { ruleId }));

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 5000; !holds(); ) {
    if (Date.now() > end) assert.fail(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test('records go out in order and in batches, and are committed', async () => {
  const sink = new ToldSink(() => ({ kind: 'done' }));
  const { spool, runner } = setUp(sink);
  add(spool, named('a', 'b', 'c', 'd', 'e'));
  runner.start();
  await until(() => spool.reader('s').waiting === 0, 'all committed');
  add(spool, named('f'));
  await until(() => spool.reader('s').waiting === 0, 'the late one too');
  assert.deepEqual(sink.batches, [['a', 'b', 'c', 'd'], ['e'], ['f']]);
  await runner.stop(100);
  assert.equal(sink.closed, true);
  assert.equal(runner.status().delivered, 6n);
  spool.close();
});

test('a batch that fails is delivered again until it works, and nothing overtakes it', async () => {
  const sink = new ToldSink((_, attempt) => (attempt < 4 ? { kind: 'retry', reason: 'down' } : { kind: 'done' }));
  const { spool, runner } = setUp(sink);
  add(spool, named('a', 'b', 'c', 'd', 'e'));
  runner.start();
  await until(() => sink.batches.length >= 2, 'a second attempt');
  assert.equal(runner.status().state, SinkStatus_State.RETRYING);
  assert.equal(runner.status().lastError, 'down');
  await until(() => spool.reader('s').waiting === 0, 'all committed');
  const abcd = ['a', 'b', 'c', 'd'];
  assert.deepEqual(sink.batches, [abcd, abcd, abcd, abcd, ['e']]);
  const status = runner.status();
  assert.equal(status.state, SinkStatus_State.HEALTHY);
  assert.equal(status.retries, 3n);
  await runner.stop(100);
  spool.close();
});

test('a batch that is refused is halved until the culprit is alone, which goes to the dead letters', async () => {
  const sink = new ToldSink((batch) =>
    batch.some(({ ruleId }) => ruleId === 'bad') ? { kind: 'refused', reason: 'odd' } : { kind: 'done' },
  );
  const { spool, runner, dead } = setUp(sink);
  add(spool, named('a', 'bad', 'c', 'd'));
  runner.start();
  await until(() => spool.reader('s').waiting === 0, 'all committed');
  assert.deepEqual(sink.batches, [['a', 'bad', 'c', 'd'], ['a', 'bad'], ['a'], ['bad'], ['c', 'd']]);
  const lines = readFileSync(dead, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 1);
  assert.equal(lines[0].reason, 'odd');
  assert.equal(JSON.parse(lines[0].document).hostname, 'web-1');
  assert.deepEqual([runner.status().delivered, runner.status().dead], [3n, 1n]);
  await runner.stop(100);
  spool.close();
});

test('records that a receiver names as refused are put aside, the others count as delivered', async () => {
  const sink = new ToldSink(() => ({ kind: 'done', dead: [{ index: 1, reason: 'not mine' }] }));
  const { spool, runner, dead } = setUp(sink);
  add(spool, named('a', 'b', 'c'));
  runner.start();
  await until(() => spool.reader('s').waiting === 0, 'all committed');
  assert.match(readFileSync(dead, 'utf8'), /not mine/);
  assert.deepEqual([runner.status().delivered, runner.status().dead], [2n, 1n]);
  await runner.stop(100);
  spool.close();
});

test('what was under way when it stopped is delivered after the next start', async () => {
  const sink = new ToldSink(() => ({ kind: 'retry', reason: 'down' }));
  const { spool, runner, options } = setUp(sink);
  add(spool, named('a', 'b'));
  runner.start();
  await until(() => sink.batches.length > 1, 'attempts');
  await runner.stop(50);
  spool.close();
  const again = new Spool(options);
  again.setReaders(['s']);
  assert.equal(again.reader('s').waiting, 2);
  again.close();
});

test('a sink that hangs is told to end when the grace is over', async () => {
  let aborted = false;
  const sink: Sink = {
    kind: 'hangs',
    entriesMax: 10,
    bytesMax: 1000,
    deliver: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve({ kind: 'retry', reason: 'stopped' });
        });
      }),
    close: async () => {},
  };
  const { spool, runner } = setUp(sink);
  add(spool, named('a'));
  runner.start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const from = performance.now();
  await runner.stop(50);
  assert.ok(aborted && performance.now() - from < 1000);
  spool.close();
});

test('a sink that throws is tried again, and the error is shown', async () => {
  const sink = new ToldSink((_, attempt) => {
    if (attempt === 1) throw new Error('a bug');
    return { kind: 'done' };
  });
  const { spool, runner } = setUp(sink);
  add(spool, named('a'));
  runner.start();
  await until(() => spool.reader('s').waiting === 0, 'committed');
  assert.equal(runner.status().retries, 1n);
  await runner.stop(50);
  spool.close();
});

test('what the filter leaves out is committed without the sink, also behind a large flood', async () => {
  const sink = new ToldSink(() => ({ kind: 'done' }));
  const { spool, runner } = setUp(sink, { severity: Severity.HIGH, rules: new Set(['a']) });
  add(spool, [
    ...Array.from({ length: 500 }, () => signalRecord({}, { ruleId: 'a', severity: Severity.LOW })),
    ...named('a', 'b'),
    signalRecord({}, { class: RecordClass.EVENT }),
  ]);
  runner.start();
  await until(() => spool.reader('s').waiting === 0, 'committed');
  assert.deepEqual(sink.batches, [['a']]);
  assert.equal(runner.status().filtered, 502n);
  await runner.stop(50);
  spool.close();
});

test('delays double within bounds, differ, respect what is asked for, and begin anew after a success', () => {
  const delay = new RetryDelay({ firstMs: 100, longestMs: 1000 }, () => 1);
  assert.deepEqual(
    Array.from({ length: 6 }, () => delay.next()),
    [100, 200, 400, 800, 1000, 1000],
  );
  assert.equal(delay.next(5000), 5000);
  delay.succeeded();
  assert.equal(delay.next(), 100);
  const least = new RetryDelay({ firstMs: 100, longestMs: 1000 }, () => 0);
  assert.equal(least.next(), 50);
  for (let i = 0; i < 2000; i++) assert.ok(Number.isFinite(least.next()));
});
