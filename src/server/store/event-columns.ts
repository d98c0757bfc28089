/**
 * What the store knows of an event without reading its JSON: one column per fact that people filter and group by, and
 * where in the JSON it stands. The engine takes all of them out of the document in one pass while it stores it.
 *
 * The SECL name says for which field of the rule language the column may stand in a query; names that begin with `*`
 * stand for the field of any event type (`*.file.path`: open.file.path, unlink.file.path, …).
 */

/** A column that comes from the JSON. */
export interface EventColumn {
  readonly name: string;
  /** Type in the store. */
  readonly type: string;
  /** Where it stands in the document, and as what it is read. */
  readonly path: readonly string[];
  readonly as: 'String' | 'UInt32' | 'Int64' | 'Array(String)';
  readonly secl?: readonly string[];
  /** Replaces `value` in the expression that makes the column. */
  readonly from?: (value: string) => string;
}

const word = 'LowCardinality(String)';
const process = (name: string): readonly string[] => ['process', name];

export const EVENT_COLUMNS: readonly EventColumn[] = [
  { name: 'host', type: word, path: ['hostname'], as: 'String', secl: ['event.hostname'] },
  { name: 'outcome', type: word, path: ['evt', 'outcome'], as: 'String' },
  { name: 'pid', type: 'UInt32', path: process('pid'), as: 'UInt32', secl: ['process.pid'] },
  { name: 'ppid', type: 'UInt32', path: process('ppid'), as: 'UInt32', secl: ['process.ppid'] },
  { name: 'comm', type: word, path: process('comm'), as: 'String', secl: ['process.comm'] },
  {
    name: 'process_path',
    type: word,
    path: ['process', 'executable', 'path'],
    as: 'String',
    secl: ['process.file.path'],
  },
  {
    name: 'process_name',
    type: word,
    path: ['process', 'executable', 'name'],
    as: 'String',
    secl: ['process.file.name'],
  },
  {
    name: 'args',
    type: 'String',
    path: process('args'),
    as: 'Array(String)',
    from: (value) => `arrayStringConcat(${value}, ' ')`,
    secl: ['process.args'],
  },
  { name: 'uid', type: 'UInt32', path: process('uid'), as: 'UInt32', secl: ['process.uid'] },
  { name: 'gid', type: 'UInt32', path: process('gid'), as: 'UInt32', secl: ['process.gid'] },
  { name: 'user', type: word, path: process('user'), as: 'String', secl: ['process.user'] },
  { name: 'tty', type: word, path: process('tty'), as: 'String', secl: ['process.tty_name'] },
  { name: 'process_key', type: 'String', path: process('key'), as: 'String' },
  { name: 'parent_comm', type: word, path: ['process', 'parent', 'comm'], as: 'String', secl: ['process.parent.comm'] },
  {
    name: 'parent_path',
    type: word,
    path: ['process', 'parent', 'executable', 'path'],
    as: 'String',
    secl: ['process.parent.file.path'],
  },
  {
    name: 'parent_name',
    type: word,
    path: ['process', 'parent', 'executable', 'name'],
    as: 'String',
    secl: ['process.parent.file.name'],
  },
  { name: 'parent_key', type: 'String', path: ['process', 'parent', 'key'], as: 'String' },
  {
    name: 'container_id',
    type: word,
    path: ['container', 'id'],
    as: 'String',
    secl: ['container.id', 'process.container.id'],
  },
  { name: 'cgroup_id', type: word, path: ['cgroup', 'id'], as: 'String', secl: ['cgroup.id', 'process.cgroup.id'] },
  { name: 'file_path', type: 'String', path: ['file', 'path'], as: 'String', secl: ['*.file.path'] },
  { name: 'file_name', type: word, path: ['file', 'name'], as: 'String', secl: ['*.file.name'] },
  {
    name: 'file_path_to',
    type: 'String',
    path: ['file', 'destination', 'path'],
    as: 'String',
    secl: ['*.file.destination.path'],
  },
  { name: 'flags', type: 'Int64', path: ['syscall', 'flags'], as: 'Int64', secl: ['open.flags'] },
  { name: 'retval', type: 'Int64', path: ['syscall', 'retval'], as: 'Int64', secl: ['*.retval'] },
  { name: 'dns_name', type: 'String', path: ['dns', 'question', 'name'], as: 'String', secl: ['dns.question.name'] },
  { name: 'remote_ip', type: 'String', path: ['network', 'destination', 'ip'], as: 'String' },
  { name: 'remote_port', type: 'UInt32', path: ['network', 'destination', 'port'], as: 'UInt32' },
];

/** Columns of the envelope, which the ingest writes. */
export const ENVELOPE_COLUMNS = [
  ['id', 'UUID'],
  ['time', "DateTime64(9, 'UTC')"],
  ['received', "DateTime64(6, 'UTC')"],
  ['class', 'UInt8'],
  ['host_id', word],
  ['severity', 'UInt8'],
  ['type', word],
  ['rule_id', word],
  ['json', 'String'],
] as const;

type Shape = { [name: string]: Shape | string };

/** The tuple type that takes all facts out of a document at once. */
export function documentType(): string {
  const shape: Shape = {};
  const put = (path: readonly string[], type: string): void => {
    let at = shape;
    for (const name of path.slice(0, -1)) {
      at[name] ??= {};
      at = at[name] as Shape;
    }
    at[path.at(-1)!] = type;
  };
  for (const { path, as } of EVENT_COLUMNS) put(path, as);
  put(['execution_context', 'key'], 'String');
  put(
    ['process', 'ancestors'],
    'Array(Tuple(pid UInt32, comm String, key String, executable Tuple(path String, name String)))',
  );
  const print = (at: Shape | string): string =>
    typeof at === 'string'
      ? at
      : `Tuple(${Object.entries(at)
          .map(([name, inner]) => `${name} ${print(inner)}`)
          .join(', ')})`;
  return print(shape);
}

/** Columns computed from several facts: name, type, expression over the document `d`. */
export const DERIVED_COLUMNS: readonly { readonly name: string; readonly type: string; readonly from: string }[] = [
  {
    name: 'ancestor_names',
    type: `Array(${word})`,
    from: 'arrayMap(a -> a.4.2, d.process.ancestors)',
  },
  {
    name: 'ancestor_paths',
    type: `Array(${word})`,
    from: 'arrayMap(a -> a.4.1, d.process.ancestors)',
  },
  {
    name: 'ancestor_keys',
    type: 'Array(String)',
    from: 'arrayMap(a -> a.3, d.process.ancestors)',
  },
  {
    // One run of a container, service or session: what its processes have in common.
    name: 'context',
    type: word,
    // A signal says itself which story it belongs to.
    from: `concat(host_id, ':', multiIf(d.execution_context.key != '', d.execution_context.key, d.container.id != '', concat('container:', d.container.id), d.cgroup.id NOT IN ('', '/'), concat('cgroup:', d.cgroup.id), length(d.process.ancestors) > 1, concat('process:', arrayElement(d.process.ancestors, -2).key), concat('process:', d.process.key)))`,
  },
  {
    // What the search box looks through, folded to lower case.
    name: 'search',
    type: 'String',
    from: `lowerUTF8(concat(type, ' ', rule_id, ' ', d.process.comm, ' ', d.process.executable.path, ' ', arrayStringConcat(d.process.args, ' '), ' ', d.process.user, ' ', d.file.path, ' ', d.file.destination.path, ' ', d.dns.question.name, ' ', d.network.destination.ip, ' ', d.hostname, ' ', d.container.id, ' ', d.process.parent.executable.path))`,
  },
];
