import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from './complete.ts';
import { macrosIn } from './policy-macros.ts';

/** Proposals at the bar in `text`, the best first. */
function at(text: string, macros: readonly string[] = []): string[] | null {
  const place = text.indexOf('|');
  const found = complete(text.slice(0, place) + text.slice(place + 1), place, macros);
  if (found === null) return null;
  const word = text.slice(found.from, place);
  return found.proposals
    .filter((one) => one.text.startsWith(word))
    .sort((a, b) => b.rank - a.rank)
    .map((one) => one.text);
}

describe('completion', () => {
  test('starts with fields, those that people name first', () => {
    const found = at('exec.file.|')!;
    assert.ok(found.indexOf('exec.file.path') < found.indexOf('exec.file.inode'), found.slice(0, 5).join(' '));
  });

  const cases: readonly (readonly [
    name: string,
    text: string,
    includes: readonly string[],
    excludes: readonly string[],
  ])[] = [
    ['offers operators after a field of text', 'exec.file.path |', ['==', '=~', 'in', 'not in'], ['&', '>']],
    ['offers bits after a field of numbers', 'open.flags |', ['&', '>', '=='], ['=~']],
    ['offers networks after an address', 'connect.addr.ip |', ['in', 'not in'], ['=~']],
    ['offers joins after a condition', 'exec.file.path == "/bin/sh" |', ['&&', '||'], ['exec.file.path', '==']],
    ['offers joins and operators after a yes-or-no field', 'connect.addr.is_public |', ['==', '&&'], []],
    ['offers the constants of a field after its operator', 'open.flags & O_|', ['O_CREAT', 'O_WRONLY'], ['SIGKILL']],
    [
      'offers the constants inside brackets',
      'open.flags & (O_WRONLY | O_R|'.replace(' | O_R|', ' & O_R|'),
      ['O_RDWR'],
      [],
    ],
    ['offers true and false after a yes-or-no field', 'connect.addr.is_public == |', ['true', 'false'], ['O_CREAT']],
    ['offers macros where a list fits', 'process.file.name in |', ['shells'], []],
    [
      'offers fields after a join',
      'exec.file.name == "sh" && process.|',
      ['process.file.path', 'process.parent.file.name'],
      [],
    ],
  ];
  for (const [name, text, includes, excludes] of cases) {
    test(name, () => {
      const found = at(text, ['shells']);
      for (const one of includes) assert.ok(found?.includes(one), `${one} is not among ${found?.slice(0, 8)}`);
      for (const one of excludes) assert.ok(!found?.includes(one), `${one} is among them`);
    });
  }

  test('puts fields of the event type that the text is about before those of others', () => {
    const found = at('open.flags > 0 && |')!;
    assert.ok(found.indexOf('open.file.path') < found.indexOf('exec.file.path'));
  });

  test('says nothing inside quotes', () => assert.equal(at('exec.file.path == "/bin/|'), null));
});

test('macros of a policy that is still being written are known', () => {
  const policy =
    'type: policy\nmacros:\n  - id: shells\n    expression: \'["sh"]\'\n  # later\n  - id: "writers"\nrules:\n  - id: not_a_macro\n    expression: ';
  assert.deepEqual(macrosIn(policy), ['shells', 'writers']);
  assert.deepEqual(macrosIn('rules: []'), []);
});
