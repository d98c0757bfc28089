import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { message } from '../../../test/network/dns-bytes.ts';
import { DnsStreamReader } from '../dns/stream-reader.ts';
import { TcpStreams } from './streams.ts';

const framed = (...messages: Buffer[]): Buffer =>
  Buffer.concat(messages.flatMap((m) => [Buffer.from([m.length >> 8, m.length & 0xff]), m]));
const FIN = 1;
const SYN = 2;
const PSH = 8;

/** A table of streams that keeps what it reads. */
function reader(streamsMax?: number): {
  streams: TcpStreams;
  got: string[];
  take: (seq: number, bytes: Uint8Array, flags?: number, missing?: number, key?: string) => void;
} {
  const streams = new TcpStreams(streamsMax);
  const got: string[] = [];
  const make = (): DnsStreamReader =>
    new DnsStreamReader(
      (u8, at, length) => got.push(Buffer.from(u8.subarray(at, at + length)).toString('hex')),
      (reason) => got.push(reason),
    );
  return {
    streams,
    got,
    take: (seq, bytes, flags = PSH, missing = 0, key = 'k') => streams.take(key, seq, flags, bytes, missing, make),
  };
}

const one = message({ name: 'one.test' });
const two = message({ name: 'two.test', id: 2 });
const bytes = framed(one, two);
const both = [one.toString('hex'), two.toString('hex')];

test('a stream split in two at every byte gives the same messages', () => {
  for (let at = 0; at <= bytes.length; at++) {
    const { got, take, streams } = reader();
    take(1000, bytes.subarray(0, at));
    take(1000 + at, bytes.subarray(at));
    assert.deepEqual(got, both, `split at ${at}`);
    assert.equal(streams.bytes, 0);
  }
});

test('single bytes, over the turn of the sequence numbers, from memory that is used again', () => {
  const { got, take } = reader();
  const shared = new Uint8Array(1);
  const start = 0xffff_ffff - 10;
  bytes.forEach((byte, i) => {
    shared[0] = byte;
    take((start + i) >>> 0, shared);
  });
  assert.deepEqual(got, both);
});

describe('segments as networks deliver them', () => {
  const parts = [0, 5, 17, 30, bytes.length];
  const segment = (i: number): [number, Buffer] => [500 + parts[i]!, bytes.subarray(parts[i], parts[i + 1])];
  for (const [name, order] of [
    ['repeated', [0, 0, 1, 1, 2, 3, 3]],
    ['swapped', [0, 2, 1, 3]],
    ['backwards but for the first', [0, 3, 2, 1]],
  ] as const) {
    test(name, () => {
      const { got, take } = reader();
      for (const i of order) take(...segment(i));
      assert.deepEqual(got, both);
    });
  }
  test('overlapping', () => {
    const { got, take } = reader();
    take(500, bytes.subarray(0, 20));
    take(510, bytes.subarray(10, 40));
    take(505, bytes.subarray(5));
    assert.deepEqual(got, both);
  });
});

test('a hole that does not fill is told once, and memory stays bounded', () => {
  const { got, take, streams } = reader();
  take(0, bytes.subarray(0, 10));
  for (let i = 0; i < 200; i++) take(100 + i * 20, Buffer.alloc(20, 1));
  assert.equal(got.filter((g) => g === 'stream_gap').length, 1);
  assert.ok(streams.bytes < 70_000, `${streams.bytes} bytes kept`);
});

test('bytes that were not copied lose the place', () => {
  const { got, take } = reader();
  take(0, bytes.subarray(0, 10), PSH, 4000);
  assert.deepEqual(got, ['stream_gap']);
});

test('a length that no message has ends the reading of the stream', () => {
  const { got, take } = reader();
  take(0, Buffer.from([0, 3, 1, 2, 3]));
  take(5, bytes);
  assert.deepEqual(got, ['stream_length']);
});

test('a new connection on the same key begins anew', () => {
  const { got, take } = reader();
  take(0, bytes.subarray(0, 9));
  take(7000, new Uint8Array(0), SYN);
  take(7001, framed(one));
  assert.deepEqual(got, [one.toString('hex')]);
});

test('ended and too many streams are forgotten', () => {
  const { take, streams } = reader(16);
  for (let i = 0; i < 1000; i++) take(0, bytes.subarray(0, 9), PSH, 0, `k${i}`);
  assert.equal(streams.size, 16);
  assert.equal(streams.bytes, 16 * 256, 'room is counted, not what is in it');
  take(9, bytes.subarray(9), FIN, 0, 'k999');
  assert.equal(streams.size, 15);
  assert.equal(streams.bytes, 15 * 256);
});
