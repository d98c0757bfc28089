/** The JSON schema of policy files (draft 7, which editors know), written from `policy-shape.ts`. */
import { type ObjectShape, POLICY_SHAPE, type Shape } from './policy-shape.ts';

type Json = { readonly [key: string]: unknown };

function objectSchema(shape: ObjectShape): Json {
  const groups: Json[] = [];
  if (shape.atLeastOne) groups.push({ anyOf: shape.atLeastOne.map((key) => ({ required: [key] })) });
  if (shape.exactlyOne) groups.push({ oneOf: shape.exactlyOne.map((key) => ({ required: [key] })) });
  return {
    type: 'object',
    description: shape.doc,
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(shape.keys).map(([key, of]) => [key, shapeSchema(of)])),
    ...(shape.required ? { required: shape.required } : {}),
    ...(groups.length === 0 ? {} : groups.length === 1 ? groups[0] : { allOf: groups }),
  };
}

/** Any spelling of a word, as a pattern: draft 7 has no flag for it. */
function anyCasePattern(words: readonly string[]): string {
  const word = (text: string) => [...text].map((c) => `[${c.toLowerCase()}${c.toUpperCase()}]`).join('');
  return `^(${words.map(word).join('|')})$`;
}

function shapeSchema(shape: Shape): Json {
  const description = shape.doc;
  switch (shape.kind) {
    case 'text':
      return {
        type: 'string',
        description,
        ...(shape.pattern ? { pattern: shape.pattern } : {}),
        ...(shape.oneOf ? (shape.anyCase ? { pattern: anyCasePattern(shape.oneOf) } : { enum: shape.oneOf }) : {}),
      };
    case 'bool':
      return { type: 'boolean', description };
    case 'int':
      return { type: 'integer', description };
    case 'duration':
      return {
        description,
        oneOf: [
          {
            type: 'string',
            pattern:
              '^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*$|^0$',
          },
          { type: 'integer', minimum: 0 },
        ],
      };
    case 'value':
      return {
        description,
        oneOf: [
          { type: 'boolean' },
          { type: 'integer' },
          { type: 'string' },
          { type: 'array', items: { type: 'string' }, minItems: 1 },
          { type: 'array', items: { type: 'integer' }, minItems: 1 },
        ],
      };
    case 'list':
      return { type: 'array', description, items: shapeSchema(shape.of) };
    case 'map':
      return { type: 'object', description, additionalProperties: { type: 'string' } };
    case 'object':
      return objectSchema(shape);
  }
}

/** The schema as a plain object, ready to be written as JSON. The published copy is docs/reference/policy.schema.json. */
export function policyJsonSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Shrike policy',
    ...objectSchema(POLICY_SHAPE),
  };
}
