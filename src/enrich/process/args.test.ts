/** Flags and options read out of command lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argsFlags, argsOptions } from './args.ts';

for (const [args, flags, options] of [
  [['-abc'], ['a', 'b', 'c', 'abc'], []],
  [['--verbose'], ['verbose'], []],
  [['--a', '-v=1', '-', '--'], [], ['v=1']],
  [['-a.b'], ['a.b'], []],
  [['-a-b', 'x'], ['a-b'], ['a-b=x']],
  [['-c', 'f', '-x'], ['c', 'x'], ['c=f']],
  [['-c', '', '-x'], ['c', 'x'], ['c=']],
  [['--host=x', '--port', '80'], ['port'], ['host=x', 'port=80']],
  [['--user=a=b'], [], ['user=a=b']],
  [['-p', '-1'], ['p', '1'], []],
  [['---'], [], []],
  [['plain', 'words'], [], []],
] as const) {
  test(`${JSON.stringify(args)} has the flags ${flags.join()} and the options ${options.join()}`, () => {
    assert.deepEqual(argsFlags(args), flags);
    assert.deepEqual(argsOptions(args), options);
  });
}

test('a command line of a million words is cut, not feared', () => {
  const args = Array.from({ length: 1_000_000 }, () => '-abcdefgh');
  assert.equal(argsFlags(args).length, 4096);
});
