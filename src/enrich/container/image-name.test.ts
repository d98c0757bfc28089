import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseImageName } from './image-name.ts';

const D = `sha256:${'0123456789abcdef'.repeat(4)}`;

// [text, name, short, tag, digest]
const NAMES: [string, string, string, string, string][] = [
  ['nginx', 'nginx', 'nginx', 'latest', ''],
  ['nginx:1.25', 'nginx', 'nginx', '1.25', ''],
  ['team/web', 'team/web', 'web', 'latest', ''],
  ['registry.example:5000/web', 'registry.example:5000/web', 'web', 'latest', ''],
  ['registry.example:5000/team/web:v1', 'registry.example:5000/team/web', 'web', 'v1', ''],
  [`registry.example/web@${D}`, 'registry.example/web', 'web', '', D],
  [`registry.example/web:v1@${D}`, 'registry.example/web', 'web', 'v1', D],
  [D, '', '', '', D],
  [D.slice(7), '', '', '', D],
  ['', '', '', '', ''],
  [':tag', '', '', '', ''],
  ['a/', '', '', '', ''],
  ['web@nonsense', 'web', 'web', 'latest', ''],
];

describe('an image name', () => {
  for (const [text, name, short, tag, digest] of NAMES) {
    test(`${text || '(empty)'} has its parts`, () => {
      assert.deepEqual(parseImageName(text), { name, short, tag, digest });
    });
  }
  test('that is endless is none', () => {
    assert.equal(parseImageName('a'.repeat(1e6)).name, '');
  });
});
