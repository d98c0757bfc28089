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

/** An address as text, written without `networkOf`. */
function addressText(address: bigint, bits: 32 | 128): string {
  const step = bits === 32 ? 8n : 16n;
  const parts: string[] = [];
  for (let at = BigInt(bits) - step; at >= 0n; at -= step) {
    const part = (address >> at) & ((1n << step) - 1n);
    parts.push(part.toString(bits === 32 ? 10 : 16));
  }
  return parts.join(bits === 32 ? '.' : ':');
}

for (const [bits, base] of [
  [32, 0xa55a_c33dn],
  [128, 0x2001_0db8_a55a_c33d_5aa5_3cc3_69d2_b487n],
] as const) {
  test(`of ${bits} bits, every prefix length holds its first and last address and not the ones beside them`, () => {
    for (let prefix = 0; prefix <= bits; prefix++) {
      const size = 1n << BigInt(bits - prefix);
      const first = base - (base % size);
      const range = network(`${addressText(base, bits)}/${prefix}`);
      const holds = (address: bigint): boolean =>
        networksOverlap(network(`${addressText(address, bits)}/${bits}`), range);
      assert.deepEqual([holds(first), holds(first + size - 1n)], [true, true], `/${prefix}`);
      if (prefix > 0) {
        const beside = [first - 1n, first + size].filter((address) => address >= 0n && address < 1n << BigInt(bits));
        assert.ok(beside.length > 0 && !beside.some(holds), `beside /${prefix}`);
      }
    }
  });
}
