import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networksOverlap, parseNetwork, printNetwork } from './network.ts';

function network(text: string) {
  const parsed = parseNetwork(text);
  assert.ok(parsed.ok, text);
  return parsed.network;
}

const overlaps: readonly (readonly [string, string, boolean])[] = [
  ['10.1.2.3', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.1.0.0/16', true],
  ['10.0.0.1', '::ffff:10.0.0.1', true],
  ['192.168.0.1', '::ffff:192.168.4.0/120', false],
  ['10.0.0.1', '::/0', false],
  ['10.0.0.1', '0.0.0.0/0', true],
  ['2001:db8::1', '::1/0', true],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['10.0.0.1', '::ffff:0.0.0.0/90', false],
  ['2001:db8:0:1::/64', '2001:db8::/32', true],
  ['2001:db8::1/128', '2001:db8::2/128', false],
];

for (const [left, right, expected] of overlaps) {
  test(`${left} and ${right} ${expected ? 'overlap' : 'do not overlap'}, in both orders`, () => {
    assert.equal(networksOverlap(network(left), network(right)), expected);
    assert.equal(networksOverlap(network(right), network(left)), expected);
  });
}

for (const text of [
  '10.0.0.0/33',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '::/129',
  '1::2::3',
  '1:2:3',
  '12345::',
  '0.0.0.0',
  '::',
  '10.0.0.01',
  '1.2.3.4::',
  '10.0.0.1/',
  '10.0.0.1/-1',
]) {
  test(`${text} is no network`, () => assert.equal(parseNetwork(text).ok, false));
}

const printed: readonly (readonly [string, string])[] = [
  ['192.168.0.1/24', '192.168.0.0/24'],
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8::/32', '2001:db8::/32'],
  ['::1', '::1'],
];

for (const [text, expected] of printed) {
  test(`${text} is printed as ${expected}`, () => assert.equal(printNetwork(network(text)), expected));
}
