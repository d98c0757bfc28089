/** The published schema is the one that the shape gives. `UPDATE=1` writes it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { policyJsonSchema } from './policy-json-schema.ts';

const published = new URL('../../../docs/reference/policy.schema.json', import.meta.url);

test('docs/reference/policy.schema.json is fresh (UPDATE=1 writes it, the formatter lays it out)', () => {
  const schema = policyJsonSchema();
  if (process.env.UPDATE === '1') writeFileSync(published, `${JSON.stringify(schema, null, 2)}\n`);
  assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(schema)));
});

test('every object of the schema refuses unknown keys and every pattern is valid', () => {
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { type, properties, additionalProperties, pattern } = node as Readonly<Record<string, unknown>>;
    if (type === 'object' && properties !== undefined) assert.equal(additionalProperties, false);
    if (typeof pattern === 'string') assert.doesNotThrow(() => new RegExp(pattern, 'u'));
    for (const part of Object.values(node)) visit(part);
  };
  visit(policyJsonSchema());
});
