/** Addresses, TLS versions, names of addresses, counts of queries. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { A, message, RESPONSE } from '../../../test/network/dns-bytes.ts';
import { AddressNames } from '../dns/address-names.ts';
import { type DnsMessage, readDns } from '../dns/message.ts';
import { QueryStatistics } from '../dns/query-statistics.ts';
import { addressBytes, addressKey, addressText, networkAt } from './address.ts';
import { PublicAddresses } from './public-addresses.ts';
import { tlsVersionOf } from './tls.ts';

const SECOND = 1_000_000_000n;
const read = (bytes: Buffer): DnsMessage => readDns(bytes, 0, bytes.length) as DnsMessage;

test('addresses from text and back in their shortest form', () => {
  for (const [text, shortest] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ] as const)
    assert.equal(addressText(addressBytes(text), 0), shortest);
  for (const bad of ['', '1.2.3', 'fe80::1%lo', 'x::']) assert.throws(() => addressBytes(bad), RangeError);
});

describe('what is public', () => {
  const addresses = new PublicAddresses(['10.0.0.0/8', '127.0.0.0/8', 'fc00::/7', '::1/128', '169.254.0.0/16']);
  for (const [text, expected] of [
    ['8.8.8.8', true],
    ['10.255.255.255', false],
    ['11.0.0.0', true],
    ['::ffff:10.0.0.1', false],
    ['169.254.169.254', false],
    ['fd00:ec2::254', false],
    ['2606:4700::1111', true],
    ['::1', false],
    ['0.0.0.0', false],
    ['::', false],
  ] as const)
    test(text, () => assert.equal(addresses.isPublic(networkAt(addressBytes(text), 0)), expected));
  test('a range that is none is named', () => {
    for (const bad of ['10.0.0.0/33', '10.0.0.0/', 'nonsense', '::/129'])
      assert.throws(() => new PublicAddresses([bad]), RangeError);
  });
});

test('the TLS version of a packet; of a ClientHello the highest offered', () => {
  const tls = (bytes: number[]): number => tlsVersionOf(Uint8Array.from(bytes), 0, bytes.length);
  assert.equal(tls([23, 3, 3, 0, 5, 1, 2, 3]), 0x303);
  assert.equal(tls([71, 69, 84, 32, 47, 32]), 0);
  const extensions = [0x0a, 0x0a, 0, 0, 0, 43, 0, 7, 6, 0x7a, 0x7a, 3, 4, 3, 3];
  const body = [3, 3, ...new Array(32).fill(1), 0, 0, 2, 0x13, 1, 1, 0, 0, extensions.length, ...extensions];
  const hello = [22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length, ...body];
  assert.equal(tls(hello), 0x304);
  for (let length = 6; length < hello.length; length++)
    assert.ok(tlsVersionOf(Uint8Array.from(hello), 0, length) >= 0x301);
});

test('an address is named by what was asked for, until the answer runs out', () => {
  const names = new AddressNames(2);
  const key = addressKey(addressBytes('192.0.2.1'), 0);
  names.learn(read(message({ name: 'a.test', flags: RESPONSE, answers: [A('192.0.2.1')] })), 0n);
  names.learn(read(message({ name: 'A.test', flags: RESPONSE, answers: [A('192.0.2.1')] })), 100n * SECOND);
  names.learn(read(message({ name: 'b.test', flags: RESPONSE, answers: [A('192.0.2.1')] })), 200n * SECOND);
  names.learn(read(message({ name: 'c.test' })), 0n);
  assert.deepEqual(names.namesOf(key, 300n * SECOND), ['a.test', 'b.test']);
  assert.deepEqual(names.namesOf(key, 450n * SECOND), ['b.test']);
  assert.deepEqual(names.namesOf(key, 501n * SECOND), []);
  for (const ip of ['192.0.2.2', '192.0.2.3', '192.0.2.4'])
    names.learn(read(message({ flags: RESPONSE, answers: [A(ip)] })), 0n);
  assert.equal(names.size, 2);
});

test('queries of a process are counted over five minutes', () => {
  const statistics = new QueryStatistics();
  const ask = (name: string, type: number, atS: number, pid = 7): ReturnType<QueryStatistics['add']> =>
    statistics.add(pid, 1n, read(message({ name, type })), BigInt(atS) * SECOND);
  ask('one.test', 1, 0);
  ask('ONE.test', 28, 1);
  const first = ask('twotwotwo.test', 16, 61);
  assert.deepEqual(
    [first.queries, first.names, first.types, first.labelBytesMax, first.nameBytes],
    [3, 2, 3, 9, 8 + 8 + 14],
  );
  assert.equal(ask('x.test', 1, 62, 8).queries, 1, 'another process');
  assert.equal(ask('y.test', 1, 301).queries, 2, 'the first minute is gone');
  const missing = statistics.add(7, 1n, read(message({ flags: 0x8183 })), 302n * SECOND);
  assert.deepEqual([missing.queries, missing.missing], [2, 1]);
  statistics.noteProgram('/bin/a');
  assert.equal(statistics.busiest(1, 302n * SECOND)[0]!.executable, '/bin/a');
  const busiest = (max: number, atS: number): unknown[] =>
    statistics.busiest(max, BigInt(atS) * SECOND).map(({ pid, queries }) => [pid, queries]);
  assert.deepEqual(busiest(9, 302), [
    [7, 2],
    [8, 1],
  ]);
  assert.deepEqual(busiest(1, 302), [[7, 2]]);
  assert.deepEqual(busiest(9, 400), [[7, 1]], 'who asks no more leaves');
  assert.deepEqual(busiest(9, 1000), []);
});
