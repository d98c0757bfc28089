/**
 * How the JSON of events is described: one small table per object. Surprising: the tables are text, because an object of
 * forty members reads best as forty lines; a line that cannot be read is an error at once.
 *
 *     name   type   What it is.        `name?` need not be there
 *
 * Types: text, int, number, bool, time (ISO 8601 UTC), map (text to anything), any, `@name` (another table), each with `[]`
 * for a list; `a|b|c` for one of these words.
 */

/** Tables by the name that others refer to them by. */
export type EventShapes = Readonly<Record<string, Shape>>;

export interface Shape {
  readonly doc: string;
  readonly members: string;
}

/** One object. */
export const shape = (doc: string, members: string): Shape => ({ doc, members });

/** What a JSON schema is made of. */
export type JsonSchema = { readonly [key: string]: unknown };

const LINE = /^(\w+)(\?)?\s+(\S+)\s+(.*\.)$/;

function typeSchema(type: string, names: ReadonlySet<string>, where: string): JsonSchema {
  if (type.endsWith('[]')) return { type: 'array', items: typeSchema(type.slice(0, -2), names, where) };
  if (type.startsWith('@')) {
    const name = type.slice(1);
    if (!names.has(name)) throw new Error(`${where}: there is no table ${name}`);
    return { $ref: `#/$defs/${name}` };
  }
  if (type.includes('|')) return { type: 'string', enum: type.split('|') };
  switch (type) {
    case 'text':
      return { type: 'string' };
    case 'int':
      return { type: 'integer' };
    case 'number':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'time':
      return { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
    case 'map':
      return { type: 'object' };
    case 'any':
      return {};
    default:
      throw new Error(`${where}: ${type} is no type`);
  }
}

/** One table as a JSON schema. Throws for a line that it cannot read. */
function objectSchema(name: string, { doc, members }: Shape, names: ReadonlySet<string>): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const line of members.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const match = LINE.exec(text);
    if (match === null) throw new Error(`schema/event-json: ${name}: cannot read "${text}"`);
    const [, member, optional, type, description] = match as unknown as [
      string,
      string,
      string | undefined,
      string,
      string,
    ];
    if (Object.hasOwn(properties, member)) throw new Error(`schema/event-json: ${name}.${member} is there twice`);
    // Beside $ref a description is allowed since 2019-09.
    properties[member] = { ...typeSchema(type, names, `schema/event-json: ${name}.${member}`), description };
    if (optional === undefined) required.push(member);
  }
  return { type: 'object', description: doc, properties, required, additionalProperties: false };
}

/** All tables as one schema whose root is the table `root`. */
export function buildSchema(shapes: EventShapes, root: string, id: string): JsonSchema {
  const names = new Set(Object.keys(shapes));
  const defs = Object.fromEntries(
    Object.entries(shapes)
      .filter(([name]) => name !== root)
      .map(([name, one]) => [name, objectSchema(name, one, names)]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: 'Shrike event',
    ...objectSchema(root, shapes[root]!, names),
    $defs: defs,
  };
}
