import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { LiveSource } from './live.ts';
import { SimulatedRing, simulatedNative } from './simulated-rings.ts';

/** A record of 24 bytes or more whose number and time can be read back. */
function record(number: number, timeNs: number, length = 24): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, BigInt(number), true);
  view.setBigUint64(16, BigInt(timeNs), true);
  return bytes;
}

function start(size = 4096) {
  const urgent = new SimulatedRing(size);
  const events = new SimulatedRing(size);
  const source = new LiveSource(simulatedNative([urgent, events]), [
    { fd: 0, bytes: size },
    { fd: 1, bytes: size },
  ]);
  const got: [ring: number, number: number][] = [];
  const options = { sink: (): void => {} };
  const running = source.run((ring, view) => {
    got.push([ring, Number(view.u64[(view.base >>> 3) + 1])]);
    options.sink();
  });
  const stop = async (): Promise<void> => {
    source.stop();
    await running;
  };
  return { urgent, events, source, got, options, stop };
}

test('records that wrap around the end of the ring come whole, whatever their lengths', async () => {
  const { events, got, source, stop } = start(1024);
  let written = 0;
  while (written < 3000) {
    if (events.write(record(written, written, 24 + ((written * 13) % 200)))) written++;
    else await turn();
    // The timer that gathers would make this test slow.
    if (events.pending > 700) await sleep(1);
    if (source.counts.drains > 100_000) break;
    if (written % 100 === 0) await turn();
  }
  await stop();
  assert.deepEqual(
    got,
    Array.from({ length: 3000 }, (_, i) => [1, i]),
  );
});

test('both rings are read in the order of time', async () => {
  const { urgent, events, got, stop } = start();
  events.write(record(2, 20));
  events.write(record(4, 40));
  urgent.write(record(1, 10));
  urgent.write(record(3, 30));
  await sleep(20);
  assert.deepEqual(got, [
    [0, 1],
    [1, 2],
    [0, 3],
    [1, 4],
  ]);
  await stop();
});

test('a record that is still written holds up what is behind it and is not waited for in a spin; discarded ones are skipped', async () => {
  const { events, source, got, stop } = start();
  const busy = events.reserve(record(1, 1))!;
  events.discard(events.reserve(record(2, 2))!);
  events.write(record(3, 3));
  await sleep(30);
  assert.deepEqual(got, []);
  assert.ok(source.counts.drains < 60, `${source.counts.drains} drains in 30 ms`);
  events.commit(busy);
  await sleep(20);
  assert.deepEqual(got, [
    [1, 1],
    [1, 3],
  ]);
  assert.equal(events.pending, 0, 'all was given back');
  await stop();
});

test('a quiet ring costs no drain', async () => {
  const { source, stop } = start();
  await sleep(20);
  const { drains, wakeUps } = source.counts;
  await sleep(50);
  assert.deepEqual([source.counts.drains, source.counts.wakeUps], [drains, wakeUps]);
  await stop();
});

test('events wake at once while there are few, and gather when they follow one another', async () => {
  const { events, source, got, stop } = start(65_536);
  await sleep(20);
  const before = source.counts.wakeUps;
  for (let i = 0; i < 5; i++) {
    events.write(record(i, i));
    await turn();
    await turn();
    assert.equal(got.length, i + 1, 'told at once');
  }
  const from = performance.now();
  for (let i = 5; i < 1000; i++) {
    events.write(record(i, i));
    await turn();
  }
  await sleep(20);
  assert.equal(got.length, 1000);
  // 40 in a row, one for each 10 ms since, and the one that ends a gathering.
  const most = 45 + 5 + (performance.now() - from) / 10 + 60 / 10;
  const wakeUps = source.counts.wakeUps - before;
  assert.ok(wakeUps <= most, `${wakeUps} wake-ups, at most ${most}`);
  await stop();
});

test('life-cycle records wake while events gather', async () => {
  const { urgent, events, got, stop } = start();
  await sleep(5);
  events.write(record(1, 1));
  await turn();
  await turn();
  assert.deepEqual(got, [[1, 1]], 'the first event wakes at once');
  events.write(record(2, 2));
  urgent.write(record(3, 3));
  await turn();
  await turn();
  assert.deepEqual(got.length, 3, 'no timer has run out, but the urgent ring has woken');
  await stop();
});

test('a costly sink is cut short by time, so that others have their turn', async () => {
  const { events, options, got, stop } = start(1 << 16);
  options.sink = () => {
    const until = performance.now() + 0.5;
    while (performance.now() < until);
  };
  for (let i = 0; i < 1000; i++) events.write(record(i, i));
  await turn();
  await turn();
  assert.ok(got.length > 0 && got.length < 500, `${got.length} of 1000 in one go`);
  options.sink = () => {};
  await stop();
  assert.equal(got.length, 1000, 'stopping hands over the rest');
});

test('what is in the rings when it is stopped is still handed over, and the rings are closed', async () => {
  const { urgent, events, got, stop } = start();
  await sleep(5);
  events.write(record(1, 1));
  urgent.write(record(2, 2));
  await stop();
  assert.equal(got.length, 2);
  assert.ok(urgent.closed && events.closed);
});
