import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../language/fuzz.ts';
import { type LiteralPlace, LiteralTable } from './literal-table.ts';

const PLACES: Readonly<Record<LiteralPlace, (text: string, literal: string) => boolean>> = {
  prefix: (text, literal) => text.startsWith(literal),
  suffix: (text, literal) => text.endsWith(literal),
  piece: (text, literal) => text.includes(literal),
};

for (const place of ['prefix', 'suffix', 'piece'] as const) {
  test(`finds every literal as ${place} and no other`, () => {
    const random = seededRandom(7);
    const letters = 'aab/é\ud83d';
    const word = (most: number): string =>
      Array.from({ length: random(most) + 1 }, () => letters[random(letters.length)]).join('');
    let finds = 0;
    for (let round = 0; round < 200; round++) {
      const literals = [...new Set(Array.from({ length: random(12) + 1 }, () => word(4)))];
      const table = new LiteralTable(place, new Map(literals.map((literal, id) => [literal, [id]])));
      assert.deepEqual(table.left, []);
      for (let turn = 0; turn < 20; turn++) {
        const text = word(12);
        const found = new Set<number>();
        table.find(text, (id) => found.add(id));
        const expected = literals.flatMap((literal, id) => (PLACES[place](text, literal) ? [id] : []));
        assert.deepEqual(
          [...found].sort((left, right) => left - right),
          expected,
          `${literals.join()} in ${text}`,
        );
        finds += expected.length;
      }
    }
    assert.ok(finds > 500);
  });
}

test('hands back the literals that do not fit into its bounded table', () => {
  const random = seededRandom(9);
  const literals = Array.from({ length: 3000 }, () =>
    Array.from({ length: 40 }, () => String.fromCharCode(0x100 + random(400))).join(''),
  );
  const table = new LiteralTable('piece', new Map(literals.map((literal, id) => [literal, [id]])));
  assert.ok(table.left.length > 0 && table.left.length < literals.length);
  const left = new Set(table.left);
  for (const [id, literal] of literals.entries()) {
    const found: number[] = [];
    table.find(`x${literal}x`, (one) => found.push(one));
    assert.deepEqual(found, left.has(id) ? [] : [id]);
  }
});
