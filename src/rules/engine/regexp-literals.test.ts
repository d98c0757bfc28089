import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requiredTexts } from './regexp-literals.ts';

const cases: readonly (readonly [pattern: string, texts: readonly string[] | null, ignoreCase?: boolean])[] = [
  ['/etc/passwd', ['/etc/passwd']],
  ['^/etc/.*\\.conf$', ['/etc/']],
  ['etc|usr', ['etc', 'usr']],
  ['etc|.*', null],
  ['(cat|dog)s', ['cat', 'dog']],
  ['(cat|dog)?s', ['s']],
  ['ab*c', ['a']],
  ['ab+cd', ['ab']],
  ['ab{0,2}cde', ['cde']],
  ['x{y}', ['x{y}']],
  ['[a-z]+_miner', ['_miner']],
  ['[]a]b', ['b']],
  ['(?i)XMRig', ['xmrig'], true],
  ['(?i)stratum', ['tratum'], true],
  ['a(?i)b', null],
  ['\\d+', null],
  ['\\Qa.b\\E', null],
  ['\\x41bc', null],
  ['', null],
];

for (const [pattern, texts, ignoreCase = false] of cases) {
  test(`requires of /${pattern}/ ${texts === null ? 'nothing' : texts.join(' or ')}`, () => {
    assert.deepEqual(requiredTexts(pattern), texts === null ? null : { texts, ignoreCase });
  });
}
