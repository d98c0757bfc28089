/** The table of configuration keys: what must hold for every row, and that the page shows every row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG_KEYS } from './config.ts';
import { environmentName } from './config-key.ts';
import { generateConfig } from './generate-config.ts';

const repeated = (names: readonly string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

test('no name, alias or variable stands for two keys', () => {
  assert.deepEqual(repeated(CONFIG_KEYS.flatMap(({ name, aliases }) => [name, ...aliases])), []);
  assert.deepEqual(repeated(CONFIG_KEYS.flatMap(({ environment }) => environment)), []);
});

test('no key is a section of another, unless its type has no fixed names', () => {
  for (const { name, type } of CONFIG_KEYS) {
    if (type !== 'map') assert.ok(!CONFIG_KEYS.some((other) => other.name.startsWith(`${name}.`)), name);
  }
});

test('every row is complete: lower-case name, sentences with a full stop, variables with our form', () => {
  for (const { name, doc, environment, replacement, status } of CONFIG_KEYS) {
    assert.match(name, /^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
    assert.match(doc, /^[A-Z].*\.$/, name);
    assert.ok(!doc.includes('|'), name);
    for (const variable of environment.filter((v) => v.startsWith('DD_')))
      assert.ok(environment.includes(variable.replace('DD_', 'SHRIKE_')), variable);
    if (replacement !== undefined) {
      assert.equal(status, 'obsolete', name);
      assert.ok(
        CONFIG_KEYS.some((key) => key.name === replacement && key.status !== 'obsolete'),
        name,
      );
    }
  }
});

test('our forms of variables are stronger than the others', () => {
  for (const { name, environment } of CONFIG_KEYS) {
    const ours = environment.map((variable) => variable.startsWith('SHRIKE_'));
    assert.deepEqual(ours, ours.toSorted(), name);
  }
});

test('a variable follows from its key', () => {
  assert.equal(
    environmentName('runtime_security_config.event_server.burst'),
    'DD_RUNTIME_SECURITY_CONFIG_EVENT_SERVER_BURST',
  );
});

test('the page shows every key once in a table', () => {
  const [page] = generateConfig();
  for (const { name } of CONFIG_KEYS) assert.equal(page!.content.split(`\n| \`${name}\` |`).length, 2, name);
});
