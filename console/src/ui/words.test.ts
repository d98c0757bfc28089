import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, compact, duration, plural, shortId } from './words.ts';

const cases: readonly (readonly [string, string, string])[] = [
  ['bytes below a unit', bytes(512), '512 B'],
  ['bytes with one digit', bytes(1536), '1.5 KiB'],
  ['many bytes', bytes(1_834_221_010), '1.7 GiB'],
  ['a small count stays whole', compact(9999), '9,999'],
  ['a large count is short', compact(12_483_220), '12.5M'],
  ['two units of time', duration(93_784), '1 d 2 h'],
  ['no time', duration(0.4), '0 s'],
  ['one thing', plural(1, 'signal'), '1 signal'],
  ['many things', plural(1200, 'entry', 'entries'), '1,200 entries'],
  [
    'a container id is cut',
    shortId('4f1c2b7e9a0d83c5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9'),
    '4f1c2b7e9a0d',
  ],
  ['another id is not', shortId('ecs-task-1'), 'ecs-task-1'],
];
for (const [name, got, want] of cases) test(name, () => assert.equal(got, want));
