/**
 * Writes the reference pages of fields and constants from the tables. What a file, a process or a packet has is written
 * once; an event's table then says `open.file.*` in one row. Every field is still found: by its group, or by its own row.
 */
import { CONSTANT_GROUPS, constantsOf } from './constants.ts';
import { EVENTS, GENERIC_ALIASES } from './event-fields.ts';
import { ADDRESS, FILE, FLOW, type Leaf, PACKET, PROCESS } from './field-groups.ts';
import { type FieldDefinition, fieldTable } from './fields.ts';
import type { GeneratedFile } from './generate.ts';
import { OWN_EVENTS } from './own-event-fields.ts';

/** Those of compatible policies, and Shrike's own. */
const ALL_EVENTS = [...EVENTS, ...OWN_EVENTS].sort((a, b) => (a.type < b.type ? -1 : 1));

interface Section {
  readonly title: string;
  readonly anchor: string;
  readonly it: string;
  readonly leaves: readonly Leaf[];
}

/** Groups that get a section of their own, the largest first, so that a process takes its file with it. */
const SECTIONS: readonly Section[] = [
  { title: 'A process', anchor: 'a-process', it: 'the process', leaves: PROCESS },
  { title: 'A file', anchor: 'a-file', it: 'the file', leaves: FILE },
  { title: 'A packet', anchor: 'a-packet', it: 'the packet', leaves: PACKET },
  { title: 'A flow', anchor: 'a-flow', it: 'the flow', leaves: FLOW },
  { title: 'A socket address', anchor: 'a-socket-address', it: 'the address', leaves: ADDRESS },
];

const titleOf = new Map(CONSTANT_GROUPS.map(({ key, title }) => [key, title]));

/** Heading to the anchor that Markdown readers make of it. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '');

function constantsLink(group: string | undefined): string {
  const title = group === undefined ? undefined : titleOf.get(group);
  return title === undefined ? '' : ` ([${title}](constants.md#${anchorOf(title)}))`;
}

function notes(field: Pick<Leaf, 'timestamp' | 'check' | 'caseInsensitive' | 'alternatives'>): string {
  const parts = [
    field.timestamp ? 'compares with durations as an age' : '',
    field.check === 'file-path' ? 'path globs; absolute paths; no regular expressions' : '',
    field.check === 'any-path' ? 'path globs' : '',
    field.check === 'kernel-name' ? '15 characters at most' : '',
    field.check === 'packet-filter' ? 'compares with == only' : '',
    field.check === 'extension' ? 'the dot may be left out' : '',
    field.caseInsensitive ? 'letter case does not count, except in regular expressions' : '',
    field.alternatives?.some((suffix) => suffix.endsWith('#overlay')) ? 'also compared inside the overlay' : '',
    field.alternatives?.some((suffix) => /#symlink\d?$/.test(suffix)) ? 'also compared by symbolic links' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `; ${parts.join('; ')}`;
}

const list = (isList: boolean) => (isList ? '[]' : '');

function leafRow(leaf: Leaf, it: string): string {
  const doc = leaf.doc.replaceAll('{it}', it);
  return `| \`${leaf.path}\` | ${leaf.type}${list(leaf.array === true)} | ${doc}${constantsLink(leaf.constants)}${notes(leaf)} |`;
}

function fieldRow(field: FieldDefinition): string {
  const old = field.aliases === undefined ? '' : `; formerly ${field.aliases.map((name) => `\`${name}\``).join(', ')}`;
  return `| \`${field.name}\` | ${field.type}${list(field.array)} | ${field.doc}${constantsLink(field.constants)}${notes(field)}${old} |`;
}

/** Rows of a set of fields, with whole groups in one row. */
function rowsOf(fields: readonly FieldDefinition[]): string[] {
  const rest = new Map(fields.map((field) => [field.name, field]));
  const groups = new Map<string, string>();
  for (const { title, anchor, leaves } of SECTIONS) {
    const last = `.${leaves[0]!.path}`;
    for (const name of [...rest.keys()]) {
      if (!name.endsWith(last)) continue;
      const prefix = name.slice(0, -leaves[0]!.path.length);
      if (!leaves.every(({ path }) => rest.has(prefix + path))) continue;
      const members = leaves.map(({ path }) => rest.get(prefix + path)!);
      const iterator = members[0]!.iterator;
      const of = iterator === undefined ? '' : `, for each element of \`${iterator}\``;
      groups.set(members[0]!.name, `| \`${prefix}*\` | | [${title}](#${anchor})${of} |`);
      for (const member of members) rest.delete(member.name);
      // Fields with an old name or something special are worth a row of their own as well.
      for (const member of members) {
        const isSpecial = member.aliases !== undefined || (member.alternatives?.length ?? 0) > 1;
        if (isSpecial && member.iterator === undefined) rest.set(member.name, member);
      }
    }
  }
  const rows: string[] = [];
  for (const field of fields) {
    const group = groups.get(field.name);
    if (group !== undefined) rows.push(group);
    if (rest.has(field.name)) rows.push(fieldRow(field));
  }
  return rows;
}

const HEAD = ['| Field | Type | Meaning |', '| --- | --- | --- |'];

function fieldsPage(): string {
  const { fields } = fieldTable();
  const generic = fields.filter(({ eventType, onlyEventTypes }) => eventType === null && onlyEventTypes === undefined);
  const restricted = fields.filter(({ onlyEventTypes }) => onlyEventTypes !== undefined);
  const lines = [
    '# Fields',
    '',
    `Rules can use ${fields.length} fields of ${ALL_EVENTS.length} event types. A rule is about one event type: that of its fields that`,
    'belong to one. Generic fields exist in every event. `[]` marks lists: a comparison holds if it holds for any element.',
    'This page is generated from the tables in `schema/`.',
    '',
    '## Generic fields',
    '',
    ...HEAD,
    ...rowsOf(generic),
    '',
    `Generic fields of ${restricted[0]?.onlyEventTypes?.join(' and ') ?? ''} events only:`,
    '',
    ...HEAD,
    ...rowsOf(restricted),
    '',
    `Old spellings that still work: ${Object.keys(GENERIC_ALIASES)
      .map((name) => `\`${name}\``)
      .join(', ')}.`,
    '',
    '`fim.write.file.*` is no field: a rule that uses it stands for one rule per way of changing a file (open for writing, chmod,',
    'chown, link, rename from and to, unlink, utimes).',
    '',
  ];
  for (const event of ALL_EVENTS) {
    lines.push(
      `## ${event.type}`,
      '',
      `${event.doc}. Category ${event.category}, in policies since ${event.since}.`,
      '',
    );
    lines.push(...HEAD, ...rowsOf(fields.filter(({ eventType }) => eventType === event.type)), '');
  }
  for (const { title, it, leaves } of SECTIONS) {
    lines.push(`## ${title}`, '', ...HEAD, ...leaves.map((leaf) => leafRow(leaf, it)), '');
  }
  return lines.join('\n');
}

function numberText(value: number, group: string): string {
  const octal = ['open_flags', 'file_mode'].includes(group) && value > 7;
  const hex = ['capabilities', 'vm_flags', 'mmap_flags', 'clone_flags', 'prot', 'l3_protocol', 'tls_version'].includes(
    group,
  );
  return octal ? `0${value.toString(8)}` : hex ? `0x${value.toString(16)}` : String(value);
}

function constantsPage(): string {
  const lines = [
    '# Constants',
    '',
    'Names for numbers, usable wherever a number is. `true` and `false` are constants too. Error numbers are negative, as the',
    'kernel returns them. This page is generated from the tables in `schema/`.',
    '',
  ];
  for (const group of CONSTANT_GROUPS) {
    lines.push(`## ${group.title}`, '', `${group.doc} Source: ${group.source}.`, '');
    lines.push('| Name | Value | Where |', '| --- | --- | --- |');
    for (const { name, value, architecture } of constantsOf(group)) {
      lines.push(`| \`${name}\` | ${numberText(value, group.key)} | ${architecture ?? 'all'} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** The reference pages as they must be. */
export function generateFields(): GeneratedFile[] {
  return [
    { path: 'docs/reference/fields.md', content: fieldsPage() },
    { path: 'docs/reference/constants.md', content: constantsPage() },
  ];
}
