/**
 * The way back: a finished document (event or signal as JSON) as the fields that SECL names, so that an expression can be held
 * against it where no live event is, as in an agent's sinks. Surprising: not every field can be told from a document; an
 * expression that asks for one that cannot is refused instead of silently never holding.
 */
import { findField } from '../../schema/fields.ts';
import { wholeAncestors } from '../base/short-ancestors.ts';
import { createFieldMapModel, type FieldMap } from '../rules/event-model.ts';
import { compileRule, emptyEnvironment, readRule, renderDiagnostic } from '../rules/language/index.ts';
import { CAPABILITIES, type JsonObject } from './events/parts.ts';

type Fields = Record<string, unknown>;

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Nanoseconds since the epoch of an ISO time with up to nine digits of a second; undefined for anything else. */
function timeNs(value: unknown): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(textOf(value));
  if (match === null) return undefined;
  const seconds = BigInt(Date.parse(`${match[1]}Z`)) / 1000n;
  return String(seconds * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0')));
}

/** A mask from names of capabilities. */
function capabilityMask(value: unknown): string {
  let mask = 0n;
  for (const name of listOf(value)) {
    const bit = CAPABILITIES.indexOf(textOf(name).replace(/^CAP_/, ''));
    if (bit >= 0) mask |= 1n << BigInt(bit);
  }
  return String(mask);
}

/** Fields of a file below `to`, from its JSON. */
const FILE_FIELDS: Readonly<Record<string, (file: JsonObject) => unknown>> = {
  path: (file) => file.path,
  name: (file) => file.name,
  extension: (file) => /^.+(\.[^.]+)$/.exec(textOf(file.name))?.[1] ?? '',
  inode: (file) => file.inode,
  mode: (file) => file.mode,
  rights: (file) => (typeof file.mode === 'number' ? file.mode & 0o7777 : undefined),
  mount_id: (file) => file.mount_id,
  filesystem: (file) => file.filesystem,
  uid: (file) => file.uid,
  gid: (file) => file.gid,
  user: (file) => file.user,
  group: (file) => file.group,
  in_upper_layer: (file) => file.in_upper_layer,
  modification_time: (file) => timeNs(file.modification_time),
  change_time: (file) => timeNs(file.change_time),
  mount_detached: (file) => file.mount_detached === true,
  hashes: (file) => listOf(file.hashes),
};

/** Fields of a process, from its JSON. */
const PROCESS_FIELDS: Readonly<Record<string, (process: JsonObject, credentials: JsonObject) => unknown>> = {
  pid: (p) => p.pid,
  ppid: (p) => p.ppid,
  tid: (p) => p.tid,
  uid: (p) => p.uid,
  gid: (p) => p.gid,
  user: (p) => p.user,
  group: (p) => p.group,
  comm: (p) => p.comm,
  tty_name: (p) => p.tty,
  argv0: (p) => p.argv0,
  argv: (p) => listOf(p.args),
  args: (p) => listOf(p.args).join(' '),
  args_flags: (p) => listOf(p.args).flatMap((one) => /^-{1,2}([^-=][^=]*)$/.exec(textOf(one))?.[1] ?? []),
  args_options: (p) => listOf(p.args).flatMap((one) => /^-{1,2}([^-=][^=]*=.*)$/s.exec(textOf(one))?.[1] ?? []),
  args_truncated: (p) => p.args_truncated === true,
  envs: (p) => listOf(p.envs).map((one) => textOf(one).split('=', 1)[0]),
  envs_truncated: (p) => p.envs_truncated === true,
  is_thread: (p) => p.is_thread,
  is_kworker: (p) => p.is_kworker,
  is_exec: (p) => p.is_exec,
  created_at: (p) => timeNs(p.fork_time) ?? timeNs(p.exec_time),
  mntns: (p) => p.mnt_ns,
  netns: (p) => p.net_ns,
  euid: (_, c) => c.euid,
  egid: (_, c) => c.egid,
  euser: (_, c) => c.euser,
  egroup: (_, c) => c.egroup,
  fsuid: (_, c) => c.fsuid,
  fsgid: (_, c) => c.fsgid,
  auid: (_, c) => c.auid ?? 4294967295,
  cap_effective: (_, c) => capabilityMask(c.cap_effective),
  cap_permitted: (_, c) => capabilityMask(c.cap_permitted),
};

const PREFIXES = ['process', 'exec', 'exit', 'process.parent', 'exec.parent', 'exit.parent'];

function addFile(fields: Fields, prefix: string, json: unknown): void {
  const file = objectOf(json);
  for (const [name, read] of Object.entries(FILE_FIELDS)) {
    const value = read(file);
    if (value !== undefined) fields[`${prefix}${name}`] = value;
  }
}

function addProcess(fields: Fields, prefix: string, json: unknown, container: unknown): void {
  const process = objectOf(json);
  const credentials = objectOf(process.credentials);
  for (const [name, read] of Object.entries(PROCESS_FIELDS)) {
    const value = read(process, credentials);
    if (value !== undefined) fields[`${prefix}${name}`] = value;
  }
  addFile(fields, `${prefix}file.`, process.executable);
  if (process.interpreter !== undefined) addFile(fields, `${prefix}interpreter.file.`, process.interpreter);
  const { id } = objectOf(container);
  if (id !== undefined) fields[`${prefix}container.id`] = id;
}

/** Everything in a document whose dotted path is the name of a field. */
function addSameNames(fields: Fields, json: JsonObject, prefix = '', depth = 0): void {
  for (const [key, value] of Object.entries(json)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (findField(name) !== undefined) fields[name] = value;
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 6)
      addSameNames(fields, value as JsonObject, name, depth + 1);
  }
}

const EXIT_CAUSES = ['EXITED', 'COREDUMPED', 'SIGNALED'];

/** All fields that a document tells. */
export function fieldsOfDocument(document: JsonObject): FieldMap {
  const evt = objectOf(document.evt);
  const type = textOf(evt.name);
  const fields: Fields = {};
  addSameNames(fields, document);
  fields['event.type'] = type;
  fields['event.hostname'] = document.hostname;
  fields['event.async'] = evt.async;
  fields['event.timestamp'] = timeNs(document.date);
  fields['event.os'] = 'linux';
  fields['event.rule.tags'] = listOf(document.tags);
  const { process, container, file, syscall } = document;
  const { parent } = objectOf(process);
  const prefixes = type === 'exec' || type === 'exit' ? ['process.', `${type}.`] : ['process.'];
  for (const prefix of prefixes) {
    addProcess(fields, prefix, process, container);
    if (parent !== undefined) addProcess(fields, `${prefix}parent.`, parent, undefined);
    fields[`${prefix}ancestors`] = wholeAncestors(process).map((one) => {
      const ancestor: Fields = {};
      addProcess(ancestor, '', one, undefined);
      return ancestor;
    });
  }
  if (file !== undefined && type !== 'exec') {
    addFile(fields, `${type}.file.`, file);
    const { mode } = objectOf(objectOf(file).destination);
    if (mode !== undefined) fields[`${type}.file.destination.mode`] = mode;
  }
  const { retval, path, flags, mode } = objectOf(syscall);
  if (retval !== undefined) fields[`${type}.retval`] = retval;
  if (path !== undefined) fields[`${type}.syscall.path`] = path;
  if (flags !== undefined) {
    fields[`${type}.flags`] = flags;
    fields[`${type}.syscall.flags`] = flags;
  }
  if (mode !== undefined) fields[`${type}.syscall.mode`] = mode;
  if (type === 'exit') fields['exit.cause'] = EXIT_CAUSES.indexOf(textOf(objectOf(document.exit).cause));
  const { id, created_at: createdAt } = objectOf(container);
  if (id !== undefined) fields['container.id'] = id;
  if (timeNs(createdAt) !== undefined) fields['container.created_at'] = timeNs(createdAt);
  return fields;
}

/** Whether documents tell a field of processes; fields of other things are told under their own names. */
function isTold(name: string): boolean {
  const iterated = name.replace(/^(process|exec|exit)\.ancestors\./, '$1.parent.').replace(/\.length$/, '');
  const prefix = PREFIXES.filter((p) => iterated.startsWith(`${p}.`)).sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return true;
  const rest = iterated.slice(prefix.length + 1);
  if (prefix === 'exit' && (rest === 'cause' || rest === 'code')) return true;
  if (rest === 'container.id') return !prefix.endsWith('parent');
  const file = /^(?:interpreter\.)?file\.(.+)$/.exec(rest);
  return file === null ? Object.hasOwn(PROCESS_FIELDS, rest) : Object.hasOwn(FILE_FIELDS, file[1]!);
}

/**
 * An expression as a condition on documents.
 * @returns the condition, which never throws; or the text that says what is wrong with the expression
 */
export function compileDocumentCondition(source: string): ((document: JsonObject) => boolean) | string {
  const model = createFieldMapModel();
  const { rule, diagnostics } = readRule<FieldMap>(source, model, { eventType: 'single' });
  if (diagnostics.length > 0 || rule === undefined) {
    return diagnostics.map((d) => renderDiagnostic(d, source)).join('\n');
  }
  const untold = rule.fields.filter((name) => !isTold(name));
  if (untold.length > 0) return `documents do not tell ${untold.join(', ')}, so that it could never hold`;
  const test = compileRule<FieldMap>(rule, model);
  return (document) => {
    const fields = fieldsOfDocument(document);
    if (rule.eventType !== null && fields['event.type'] !== rule.eventType) return false;
    try {
      return test(fields, emptyEnvironment(BigInt(textOf(fields['event.timestamp']) || 0)));
    } catch {
      return false; // A document that is not ours: a text where a number belongs.
    }
  };
}
