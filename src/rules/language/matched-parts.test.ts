import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapEvent } from '../../../test/secl/map-model.ts';
import { testModel as model } from '../../../test/secl/test-model.ts';
import { compileRule } from './compile.ts';
import { matchedParts } from './matched-parts.ts';
import { readRule } from './read-rule.ts';
import { emptyEnvironment } from './variables.ts';

/** `part → values` of each part that decided, `!` before one that did not hold. */
function explain(source: string, event: MapEvent): string[] {
  const { rule, diagnostics } = readRule(source, model);
  assert.deepEqual(diagnostics, []);
  const env = emptyEnvironment<MapEvent>(1_000_000_000_000n);
  const parts = matchedParts(rule!, model, event, env);
  assert.equal(parts.length > 0, compileRule(rule!, model)(event, env), 'parts are told exactly when the rule holds');
  return parts.map(
    ({ offset, length, field, values, negated }) =>
      `${negated ? '!' : ''}${source.slice(offset, offset + length)} → ${field} ${values.join()}`,
  );
}

const event = {
  'process.name': '/usr/bin/cat',
  'process.uid': 1000,
  'process.is_root': false,
  'process.list': [
    { key: 1, value: 'a.sh', flag: true },
    { key: 2, value: 'b.sh', flag: false },
    { key: 3, value: 'c', flag: false },
  ],
  'open.filename': '/etc/shadow',
  'open.flags': 3,
} as unknown as MapEvent;

test('the parts that decided are told with their place and the values that count', () => {
  for (const [source, expected] of [
    ['open.filename == "/etc/shadow"', ['open.filename == "/etc/shadow" → open.filename /etc/shadow']],
    [
      'open.filename == "/etc/shadow" && process.uid > 10',
      ['open.filename == "/etc/shadow" → open.filename /etc/shadow', 'process.uid > 10 → process.uid 1000'],
    ],
    // Of an alternative only what held.
    ['open.filename == "/x" || process.uid == 1000', ['process.uid == 1000 → process.uid 1000']],
    ['open.filename != "/x"', ['open.filename != "/x" → open.filename /etc/shadow']],
    [
      '!(open.filename == "/x" || process.uid == 0)',
      ['!open.filename == "/x" → open.filename /etc/shadow', '!process.uid == 0 → process.uid 1000'],
    ],
    ['!process.is_root', ['!process.is_root → process.is_root false']],
    ['open.flags & 2 > 0', ['open.flags & 2 > 0 → open.flags 3']],
    ['open.filename == "/y"', []],
  ] as const) {
    assert.deepEqual(explain(source, event), expected, source);
  }
});
