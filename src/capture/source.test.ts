/** What every source of records owes to whoever takes them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { RecordView } from '../decode/record-view.ts';
import { RECORD_SIZES, RecordType, SCHEMA_VERSION } from '../decode/records.gen.ts';
import { LiveSource } from './live.ts';
import { RecordingSource, RecordingWriter } from './recording.ts';
import { SimulatedRing, simulatedNative } from './simulated-rings.ts';
import { type RecordSource, RING_EVENTS, RING_URGENT } from './source.ts';
import { type GivenRecord, SyntheticSource } from './synthetic.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-source-'));
after(() => rmSync(folder, { recursive: true }));

/** Records of all lengths and both rings, in the order of their times. */
function makeRecords(count: number): GivenRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const isExit = i % 3 === 0;
    const type = isExit ? RecordType.exit : RecordType.open;
    const bytes = new Uint8Array((RECORD_SIZES[type]! + (i % 50) * 8 + 7) & ~7);
    const view = new DataView(bytes.buffer);
    for (let at = RECORD_SIZES[type]!; at < bytes.length; at++) bytes[at] = i + at;
    view.setUint32(0, bytes.length, true);
    view.setUint16(4, type, true);
    view.setBigUint64(8, BigInt(i), true);
    view.setBigUint64(16, BigInt(1000 + i), true);
    return { ring: isExit ? RING_URGENT : RING_EVENTS, bytes };
  });
}

let files = 0;
/** A source ends by itself when its records are finite; a live one when it is stopped. */
const kinds: Record<string, { make: (records: readonly GivenRecord[]) => RecordSource; endless?: boolean }> = {
  synthetic: { make: (records) => new SyntheticSource(records) },
  recording: {
    make: (records) => {
      const path = join(folder, String(files++));
      const writer = new RecordingWriter(path, {
        schemaVersion: SCHEMA_VERSION,
        kernel: '',
        arch: '',
        wallOffsetNs: '0',
      });
      for (const { ring, bytes } of records)
        writer.write(ring, new RecordView(Uint8Array.from(bytes).buffer), bytes.length);
      writer.close();
      assert.equal(writer.leftOut, 0);
      return new RecordingSource(path);
    },
  },
  live: {
    endless: true,
    make: (records) => {
      const rings = [new SimulatedRing(1 << 22), new SimulatedRing(1 << 22)] as const;
      for (const { ring, bytes } of records) assert.ok(rings[ring]!.write(bytes), 'the ring is large enough');
      return new LiveSource(simulatedNative(rings), [
        { fd: 0, bytes: 1 << 22 },
        { fd: 1, bytes: 1 << 22 },
      ]);
    },
  },
};

for (const [kind, { make, endless }] of Object.entries(kinds)) {
  describe(`${kind} source`, () => {
    test('every record comes once, in order, whole and aligned', async () => {
      const records = makeRecords(6000);
      const source = make(records);
      const got: GivenRecord[] = [];
      await source.run((ring, view, length) => {
        assert.equal(view.base % 8, 0);
        got.push({ ring, bytes: view.u8.slice(view.base, view.base + length) });
        if (endless && got.length === records.length) source.stop();
      });
      assert.equal(got.length, records.length);
      // One by one, as a picture of the difference of thousands takes minutes.
      for (const [i, record] of records.entries()) assert.deepEqual(got[i], record);
    });

    test('the loop stays free for others meanwhile', async () => {
      const source = make(makeRecords(9000));
      let turns = 0;
      let got = 0;
      const timer = setInterval(() => turns++, 0);
      await source.run(() => {
        got++;
        if (endless && got === 9000) source.stop();
      });
      clearInterval(timer);
      assert.ok(turns > 0);
    });

    test('stopped inside the sink, it ends, and may be stopped again', async () => {
      const source = make(makeRecords(10));
      let got = 0;
      await source.run(() => {
        got++;
        source.stop();
      });
      assert.ok(got >= 1 && got <= 10);
      source.stop();
    });

    test('stopped before it runs, it ends at once', async () => {
      const source = make(makeRecords(10));
      source.stop();
      let got = 0;
      await source.run(() => got++);
      assert.equal(got, 0);
    });
  });
}
