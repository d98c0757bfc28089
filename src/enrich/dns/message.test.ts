import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { A, HOSTILE, labels, message, RESPONSE, record } from '../../../test/network/dns-bytes.ts';
import { addressText } from '../network/address.ts';
import { type DnsMessage, readDns } from './message.ts';

const read = (bytes: Uint8Array, isCut = false): DnsMessage | string => readDns(bytes, 0, bytes.length, isCut);
const good = (bytes: Uint8Array): DnsMessage => {
  const result = read(bytes);
  assert.ok(typeof result !== 'string', String(result));
  return result;
};
const ips = (m: DnsMessage): string[] => m.addresses.map(({ key }) => addressText(Buffer.from(key, 'latin1'), 0));

test('a query: id, name with its case, type by number, class', () => {
  const m = good(message({ id: 0xbeef, name: 'WwW.ExAmple.Test', type: 65280, class: 3 }));
  assert.deepEqual(
    [m.id, m.isResponse, m.name, m.type, m.class, m.questionCount, m.labels, m.labelBytesMax],
    [0xbeef, false, 'WwW.ExAmple.Test', 65280, 3, 1, 3, 7],
  );
});

test('an answer: addresses of both families, names on the way, code and EDNS', () => {
  const cname = record(5, Buffer.concat([Buffer.from([3]), Buffer.from('cdn'), Buffer.from([0xc0, 12])]));
  const aaaa = record(28, Buffer.from('20010db8000000000000000000000007', 'hex'));
  const opt = record(41, Buffer.alloc(0), Buffer.from([0]), 0x01008000, 1232);
  const m = good(message({ flags: RESPONSE, answers: [cname, A('192.0.2.7'), aaaa], additional: [opt] }));
  assert.deepEqual(ips(m), ['192.0.2.7', '2001:db8::7']);
  assert.deepEqual(m.cnames, ['cdn.example.test']);
  assert.equal(m.code, 16, 'EDNS adds the upper bits');
  assert.deepEqual(m.edns, { payloadBytes: 1232, version: 0, dnssec: true });
});

test('the root, the longest name and the longest label', () => {
  assert.equal(good(message({ name: '' })).name, '');
  const longest = [63, 63, 63, 61].map((n) => 'a'.repeat(n)).join('.');
  assert.equal(good(message({ name: longest })).name, longest);
});

test('a reverse name of 34 labels keeps its dots', () => {
  const name = `${new Array(32).fill('f').join('.')}.ip6.arpa`;
  assert.equal(good(message({ name, type: 12 })).name, name);
});

test('what would be mistaken for a dot or end the line is escaped; other alphabets stay readable', () => {
  const name = Buffer.concat([Buffer.from([4]), Buffer.from('a.b\n'), labels('test')]);
  const m = good(Buffer.concat([message().subarray(0, 12), name, Buffer.from([0, 1, 0, 1])]));
  assert.equal(m.name, 'a\\.b\\010.test');
  const utf8 = Buffer.from('bücher', 'utf8');
  const idn = Buffer.concat([Buffer.from([utf8.length]), utf8, labels('local')]);
  assert.equal(good(Buffer.concat([message().subarray(0, 12), idn, Buffer.from([0, 1, 0, 1])])).name, 'bücher.local');
  assert.equal(good(message({ name: 'xn--bcher-kva.test' })).name, 'xn--bcher-kva.test');
});

test('mDNS: an answer without a question, and the bit for a direct answer', () => {
  const answer = record(1, Buffer.from([192, 0, 2, 1]), labels('host.local'), 120, 0x8001);
  const header = message({ flags: 0x8400, counts: [0, 1, 0, 0] }).subarray(0, 12);
  const m = good(Buffer.concat([header, answer]));
  assert.deepEqual([m.questionCount, m.name, ips(m)], [0, '', ['192.0.2.1']]);
  assert.equal(good(message({ name: 'host.local', class: 0x8001 })).class, 1);
});

test('a server that could not read the query answers with a bare header', () => {
  assert.equal(good(message({ flags: 0x8181, counts: [0, 0, 0, 0] }).subarray(0, 12)).code, 1);
});

describe('bytes that are no DNS', () => {
  for (const [what, bytes, reason] of HOSTILE) {
    test(what, () => assert.equal(read(bytes), reason));
  }
});

test('a message cut anywhere is refused; cut by us it gives what is there', () => {
  const whole = message({ flags: RESPONSE, answers: [A('192.0.2.1'), A('192.0.2.2')] });
  const question = 12 + labels('example.test').length + 4;
  for (let length = 0; length < whole.length; length++) {
    assert.equal(typeof read(whole.subarray(0, length)), 'string', `${length} bytes`);
    const cut = read(whole.subarray(0, length), true);
    if (length >= question)
      assert.equal(typeof cut !== 'string' && cut.name, 'example.test', `${length} bytes, cut by us`);
  }
});

test('random changes of good messages never throw and never take long', () => {
  let state = 12345;
  const random = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state % n;
  };
  const seeds = [
    message({ name: 'a.b.c.d.example.test' }),
    message({ flags: RESPONSE, answers: Array.from({ length: 20 }, (_, i) => A(`192.0.2.${i}`)) }),
    ...HOSTILE.map(([, bytes]) => bytes),
  ].filter((b) => b.length > 0);
  const started = performance.now();
  let readable = 0;
  for (let i = 0; i < 60_000; i++) {
    const bytes = Buffer.from(seeds[random(seeds.length)]!);
    for (let n = 1 + random(4); n > 0; n--) bytes[random(bytes.length)] = random(256);
    const result = read(bytes, random(4) === 0);
    if (typeof result !== 'string') {
      readable++;
      assert.ok(result.name.length <= 4 * 255 && result.addresses.length <= 128);
    }
  }
  assert.ok(readable > 1000, `${readable} were still readable`);
  assert.ok(performance.now() - started < 20_000);
});
