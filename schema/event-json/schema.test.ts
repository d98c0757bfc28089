import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/schema';
import { schemaProblem } from '../../test/event-schema.ts';
import { buildSchema, shape } from './shape.ts';

test('a table that cannot be read is an error that names it', () => {
  for (const [members, message] of [
    ['a text', /cannot read "a text"/],
    ['a text No full stop', /cannot read/],
    ['a sting A word.', /sting is no type/],
    ['a @nobody Somebody.', /no table nobody/],
    ['a text One.\na int Two.', /is there twice/],
  ] as const) {
    assert.throws(() => buildSchema({ x: shape('X.', members) }, 'x', 'urn:x'), message);
  }
});

test('a schema takes what its table says and nothing else', () => {
  const schema = Compile(
    buildSchema(
      {
        x: shape('X.', 'n int N.\nt? time T.\nl? @y[] L.\nw? a|b W.'),
        y: shape('Y.', 'm map M.'),
      },
      'x',
      'urn:x',
    ),
  );
  for (const [value, fits] of [
    [{ n: 1 }, true],
    [{ n: 1, t: '2026-01-02T03:04:05.000000006Z', l: [{ m: { any: 1 } }], w: 'b' }, true],
    [{}, false],
    [{ n: 1.5 }, false],
    [{ n: 1, other: 2 }, false],
    [{ n: 1, t: 'yesterday' }, false],
    [{ n: 1, l: [{}] }, false],
    [{ n: 1, w: 'c' }, false],
  ] as const) {
    assert.equal(schema.Check(value), fits, JSON.stringify(value));
  }
});

test('the published schema refuses what is no event', () => {
  for (const value of [{}, { title: '' }, [], null]) assert.notEqual(schemaProblem(value), '');
});
