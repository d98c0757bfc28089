import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, encodeText, printableText } from './text.ts';

const roundTrip = (bytes: Uint8Array): void => {
  const text = decodeText(bytes, 0, bytes.length);
  assert.deepEqual(Buffer.from(encodeText(text)), Buffer.from(bytes), `bytes ${Buffer.from(bytes).toString('hex')}`);
  assert.equal(JSON.parse(JSON.stringify(text)), text);
};

test('any bytes survive the way to a string and back', () => {
  for (const hex of [
    '',
    '61',
    'c3a9',
    'ff',
    'fffe80',
    'c3',
    'e282ac',
    'eda080',
    'edbfbf',
    'f09f9880',
    'f0808080',
    'c0af',
    'efbbbf61',
    '61ff62e282',
  ]) {
    roundTrip(Buffer.from(hex, 'hex'));
  }
  let seed = 1;
  for (let round = 0; round < 2000; round++) {
    const bytes = new Uint8Array(round % 40);
    for (let i = 0; i < bytes.length; i++) {
      seed = (seed * 1103515245 + 12345) >>> 0;
      bytes[i] = seed >>> 16;
    }
    roundTrip(bytes);
  }
});

test('valid UTF-8 keeps its characters and a byte that is none becomes a lone surrogate', () => {
  assert.equal(decodeText(Buffer.from('h\u00e9\u{1f600}'), 0, 7), 'h\u00e9\u{1f600}');
  assert.equal(decodeText(Uint8Array.of(0x61, 0xff), 0, 2), 'a\udcff');
});

test('printable text holds no control byte and no direction override', () => {
  assert.equal(printableText('\u{1f480}'), '\u{1f480}');
  assert.equal(printableText('a\n\u001b[31m\u202e\udcff\\'), 'a\\n\\x1b[31m\\u202e\\xff\\\\');
});
