/** Holds events against the published schema, with a validator that knows nothing of how it is made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';

const schema = JSON.parse(readFileSync(new URL('../docs/reference/event.schema.json', import.meta.url), 'utf8'));
const validator = Compile(schema);

/** What is wrong with an event, '' when it is as published. */
export function schemaProblem(event: unknown): string {
  const plain = JSON.parse(JSON.stringify(event));
  if (validator.Check(plain)) return '';
  const [, errors] = validator.Errors(plain);
  return errors
    .map(
      (e: { instancePath: string; message: string; params?: unknown }) =>
        `${e.instancePath} ${e.message} ${JSON.stringify(e.params ?? '')}`,
    )
    .join('; ');
}

/** Fails when an event is not as published: its table is in schema/event-json/. */
export function assertAsPublished(event: unknown): void {
  const problem = schemaProblem(event);
  assert.equal(problem, '', `not as docs/reference/event.schema.json says (tables in schema/event-json/): ${problem}`);
}
