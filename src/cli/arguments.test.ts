import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from './arguments.ts';

const spec = { switches: ['json'], options: ['type'], plain: [0, 1] } as const;

test('switches, options in both forms and plain arguments are told apart', () => {
  const parsed = parseArguments(['--json', '--type', 'exec', '--', '-file'], spec);
  assert.ok(typeof parsed !== 'string');
  assert.deepEqual(
    [[...parsed.switches], [...parsed.options], parsed.plain],
    [['json'], [['type', 'exec']], ['-file']],
  );
  const other = parseArguments(['--type=open'], spec);
  assert.ok(typeof other !== 'string' && other.options.get('type') === 'open');
});

test('what is wrong is said in words', () => {
  for (const [args, message] of [
    [['--jsno'], /unknown option --jsno; known here: --json, --type/],
    [['--type'], /--type needs a value/],
    [['--json=1'], /--json takes no value/],
    [['a', 'b'], /unexpected argument 'b'/],
  ] as const) {
    const parsed = parseArguments(args, spec);
    assert.ok(typeof parsed === 'string' && message.test(parsed), String(parsed));
  }
  assert.match(String(parseArguments([], { plain: [1, 1] })), /1 argument is missing/);
});
