/**
 * What stands in an event's JSON, as rows for people, each with the SECL field that asks for the same thing: that is
 * what "filter for" and "suppress" are made of. Rows whose value no rule can ask for have no field.
 */
import { findField } from '../../../schema/fields.ts';
import { literal } from '../language/literal.ts';

export type EventJson = Readonly<Record<string, unknown>>;

export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly field?: string;
  /** The field's value as SECL literal. */
  readonly literal?: string;
  readonly kind?: 'time' | 'code';
}

export interface AttributeGroup {
  readonly title: string;
  readonly rows: readonly Attribute[];
}

/** Value at a path such as `process.parent.comm`, or undefined. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

type Row = readonly [name: string, path: string, field?: string, kind?: 'time' | 'code'];

const PROCESS: readonly Row[] = [
  ['Name', 'comm', 'comm'],
  ['Executable', 'executable.path', 'file.path', 'code'],
  ['Arguments', 'args', 'args', 'code'],
  ['Process id', 'pid', 'pid'],
  ['User', 'user', 'user'],
  ['Group', 'group', 'group'],
  ['Effective user', 'credentials.euser', 'euser'],
  ['Terminal', 'tty', 'tty_name'],
  ['Working directory', 'cwd', undefined, 'code'],
  ['Started', 'exec_time', undefined, 'time'],
  ['Ended', 'exit_time', undefined, 'time'],
  ['Interpreter', 'interpreter.path', 'interpreter.file.path', 'code'],
  ['Executable owner', 'executable.user', 'file.user'],
  ['Lineage', 'lineage_gap'],
];

const FILE: readonly Row[] = [
  ['Path', 'path', 'file.path', 'code'],
  ['New path', 'destination.path', 'file.destination.path', 'code'],
  ['Name', 'name', 'file.name', 'code'],
  ['Owner', 'user', 'file.user'],
  ['Group', 'group', 'file.group'],
  ['Mode', 'mode', 'file.mode'],
  ['File system', 'filesystem', 'file.filesystem'],
  ['Inode', 'inode', 'file.inode'],
  ['Modified', 'modification_time', undefined, 'time'],
  ['Opened with', 'flags'],
  ['Path found by', 'resolution'],
];

/** Ints of SECL written in a file's mode are octal for people. */
function shown(name: string, value: unknown): string {
  if (name === 'Mode' && typeof value === 'number') return `0${(value & 0o7777).toString(8)}`;
  if (name === 'Lineage') return value === true ? 'its start was not seen' : '';
  if (Array.isArray(value)) return value.map(String).join(name === 'Opened with' ? ' | ' : ' ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value === undefined || value === null ? '' : String(value);
}

function rowsOf(json: unknown, rows: readonly Row[], prefix: string): Attribute[] {
  const made: Attribute[] = [];
  for (const [name, path, field, kind] of rows) {
    const value = at(json, path);
    const text = shown(name, value);
    if (text === '') continue;
    const full = field === undefined ? undefined : prefix === '' ? field : `${prefix}.${field}`;
    const definition = full === undefined ? undefined : findField(full);
    made.push({
      name,
      value: text,
      ...(kind === undefined ? {} : { kind }),
      ...(definition === undefined
        ? {}
        : { field: definition.name, literal: literalFor(definition.type, name, value, text) }),
    });
  }
  return made;
}

function literalFor(type: string, name: string, value: unknown, text: string): string {
  if (type === 'int' || type === 'bool') return name === 'Mode' ? String(value) : text;
  return type === 'ip' ? text : literal(text);
}

/** The equality that asks for exactly this attribute. */
export function condition(attribute: Attribute): string | undefined {
  if (attribute.field === undefined) return undefined;
  return findField(attribute.field)?.type === 'ip'
    ? `${attribute.field} in [${attribute.literal}]`
    : `${attribute.field} == ${attribute.literal}`;
}

/** All rows of an event, empty ones left out. */
export function attributesOf(json: EventJson): readonly AttributeGroup[] {
  const type = String(at(json, 'evt.name') ?? '');
  const groups: AttributeGroup[] = [];
  const add = (title: string, rows: Attribute[]) => {
    if (rows.length > 0) groups.push({ title, rows });
  };
  add('Event', [
    ...(type === '' ? [] : [{ name: 'Type', value: type }]),
    ...rowsOf(
      json,
      [
        ['Outcome', 'evt.outcome'],
        ['Host', 'hostname', 'event.hostname'],
        ['Service', 'service', 'event.service'],
      ],
      '',
    ),
    ...rowsOf(
      json,
      [
        ['System call', 'syscall.name'],
        ['Result', 'syscall.retval', 'retval'],
      ],
      type,
    ),
  ]);
  if (type !== 'exec') add('File', rowsOf(at(json, 'file'), FILE, type));
  add(
    'Name lookup',
    rowsOf(
      at(json, 'dns'),
      [
        ['Name', 'question.name', 'question.name', 'code'],
        ['Record type', 'question.type', 'question.type'],
        ['Answers', 'response.ips', undefined, 'code'],
      ],
      'dns',
    ),
  );
  add(
    'Network',
    rowsOf(
      at(json, 'network'),
      [
        ['Destination', 'destination.ip', 'addr.ip', 'code'],
        ['Port', 'destination.port', 'addr.port'],
        ['Source', 'client.ip', undefined, 'code'],
        ['Protocol', 'l4_protocol'],
      ],
      type,
    ),
  );
  add('Process', rowsOf(at(json, 'process'), PROCESS, 'process'));
  add('Parent', rowsOf(at(json, 'process.parent'), PROCESS.slice(0, 6), 'process.parent'));
  add(
    'Container',
    rowsOf(
      at(json, 'container'),
      [
        ['Id', 'id', 'process.container.id', 'code'],
        ['Runtime', 'runtime'],
        ['Image', 'image'],
        ['Name', 'name'],
        ['Created', 'created_at', undefined, 'time'],
      ],
      '',
    ),
  );
  add(
    'Control group',
    rowsOf(
      at(json, 'cgroup'),
      [
        ['Id', 'id', 'process.cgroup.id', 'code'],
        ['Managed by', 'manager'],
      ],
      '',
    ),
  );
  return groups;
}
