import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../base/text.ts';
import { inlineText, nulStrings, pathText } from './decoder.ts';
import { internedInline, internedPath, internedStrings, internedText } from './interned.ts';

test('interned texts are what decoding gives, the first time and later, for any bytes', () => {
  let state = 3;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % n;
  };
  const alphabet = [0, 0, 47, 97, 97, 98, 0xc3, 0xa9, 0xff];
  const bytes = new Uint8Array(512);
  for (let round = 0; round < 2000; round++) {
    // Part of the bytes stays, so that texts come back among changed ones.
    for (let i = 0; i < 8; i++) bytes[random(480)] = alphabet[random(alphabet.length)]!;
    const offset = random(200);
    const length = random(3) === 0 ? random(8) : random(280);
    for (let again = 0; again < 2; again++) {
      assert.equal(internedPath(bytes, offset, length), pathText(bytes, offset, length));
      assert.equal(internedPath(bytes, offset, length, true), pathText(bytes, offset, length, true));
      assert.equal(internedText(bytes, offset, length), decodeText(bytes, offset, length));
      assert.equal(internedInline(bytes, offset), inlineText(bytes, offset));
      assert.deepEqual(internedStrings(bytes, offset, length), nulStrings(bytes, offset, length));
    }
  }
});

test('a list that repeats is the same object', () => {
  const bytes = Buffer.from('A=1\0B=2\0A=1\0B=2\0');
  assert.equal(internedStrings(bytes, 0, 8), internedStrings(bytes, 8, 8));
  assert.notEqual(internedStrings(bytes, 0, 4), internedStrings(bytes, 0, 8));
});
