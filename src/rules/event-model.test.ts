/** The real model of events over readers, and over events written down by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldTable } from '../../schema/fields.ts';
import { createEventModel, createFieldMapModel, eventModel, type FieldMap, unknownKeys } from './event-model.ts';
import { compileRule, emptyEnvironment, evaluate, readRule } from './language/index.ts';

const model = createFieldMapModel();

test('every field and every old name is found, with its newest name', () => {
  const { fields, aliases } = fieldTable();
  for (const { name } of fields) assert.equal(eventModel.field(name)?.name, name);
  for (const [old, name] of aliases) assert.equal(eventModel.field(old)?.name, name);
});

test('every field of a hand-written event has a value of its type', () => {
  for (const { name, type, array, wide, iterator } of fieldTable().fields) {
    const value = model.read(model.field(name)!)({});
    if (array || iterator !== undefined) assert.deepEqual(value, [], name);
    else if (type === 'ip') assert.equal(typeof value, 'object', name);
    else
      assert.equal(
        typeof value,
        type === 'bool' ? 'boolean' : type === 'string' ? 'string' : wide ? 'bigint' : 'number',
        name,
      );
  }
});

const env = emptyEnvironment<FieldMap>(1_700_000_000_000_000_000n);

for (const [expression, event, holds] of [
  ['open.filename == "/etc/passwd"', { 'open.file.path': '/etc/passwd' }, true],
  ['open.file.path == "/etc/passwd"', { 'open.filename': '/etc/passwd' }, true],
  ['exec.file.path == "/x/real"', { 'exec.file.path': '/usr/bin/link', 'exec.file.path#symlink1': '/x/real' }, true],
  ['exec.file.path != "/x/real"', { 'exec.file.path': '/usr/bin/link', 'exec.file.path#symlink1': '/x/real' }, false],
  ['exec.file.path != ""', { 'exec.file.path': '/usr/bin/x' }, true],
  ['open.file.extension == "php"', { 'open.file.extension': '.php' }, true],
  ['open.retval == EACCES && open.file.name != ""', { 'open.retval': -13, 'open.file.name': 'x' }, true],
  ['open.flags & (O_CREAT|O_WRONLY) > 0', { 'open.flags': 65 }, true],
  ['exec.cap_effective & CAP_SYS_ADMIN > 0', { 'exec.cap_effective': '2199023255551' }, true],
  ['exec.auid == AUDIT_AUID_UNSET', { 'exec.auid': 4294967295 }, true],
  ['open.file.inode == 18446744073709551', { 'open.file.inode': '18446744073709551' }, true],
  ['exec.created_at > 5s', { 'exec.created_at': '1699999990000000000' }, true],
  ['connect.addr.ip in 10.0.0.0/8', { 'connect.addr.ip': '10.1.2.3' }, true],
  ['connect.addr.hostname in ["EXAMPLE.com"]', { 'connect.addr.hostname': ['example.COM'] }, true],
  [
    'dns.question.name == "Example.COM" && network.l4_protocol == IP_PROTO_UDP',
    { 'dns.question.name': 'example.com', 'network.l4_protocol': 17 },
    true,
  ],
  ['dns.question.name.length > 5', { 'dns.question.name': 'example.com' }, true],
  [
    'exec.file.name == "x" && process.ancestors.length == 2',
    { 'exec.file.name': 'x', 'process.ancestors': [{}, {}] },
    true,
  ],
  [
    'exec.file.name == "x" && process.ancestors.argv in ["-c"]',
    { 'exec.file.name': 'x', 'process.ancestors': [{}, { argv: ['-c'] }] },
    true,
  ],
  [
    'exec.file.name == "x" && process.ancestors[A].uid == 1 && process.ancestors[A].argv in ["-c"]',
    { 'exec.file.name': 'x', 'process.ancestors': [{ uid: 1 }, { argv: ['-c'] }] },
    false,
  ],
  ['signal.type == SIGKILL && signal.target.pid == 4', { 'signal.type': 9, 'signal.target.pid': 4 }, true],
] as const) {
  test(`${expression} is ${holds} for ${JSON.stringify(event)}`, () => {
    const { rule, diagnostics } = readRule(expression, model, { eventType: 'required' });
    assert.deepEqual(diagnostics, []);
    assert.equal(compileRule(rule!, model)(event, env), holds);
    assert.equal(evaluate(rule!, model, event, env), holds);
  });
}

for (const expression of [
  'open.file.path == "relative"',
  'open.file.path =~ r"/etc/.*"',
  'open.file.path == "/a/../b"',
  'open.file.path == "/a/"',
  'open.file.path =~ "*"',
  'bpf.map.name == "longer_than_15_characters"',
  'packet.filter =~ "tcp*"',
  'packet.filter != "tcp"',
  'network.size > 5',
  'open.flags > 5 && network.size > 5',
]) {
  test(`${expression} does not compile`, () => {
    assert.equal(readRule(expression, eventModel, { eventType: 'required' }).rule, undefined);
  });
}

test('arguments of system calls may be relative', () => {
  const { diagnostics } = readRule('open.syscall.path == "../etc/passwd"', eventModel, { eventType: 'required' });
  assert.deepEqual(diagnostics, []);
});

test('fields without a reader read as zero and are named', () => {
  const partial = createEventModel<{ path: string }>({
    readerOf: (name) => (name === 'open.file.path' ? (event) => event.path : undefined),
  });
  const { rule } = readRule('open.filename == "/x" && open.flags == 0', partial, { eventType: 'required' });
  assert.equal(compileRule(rule!, partial)({ path: '/x' }, emptyEnvironment()), true);
  assert.deepEqual(partial.unimplemented(['open.filename', 'open.flags', 'open.flags']), ['open.flags']);
  assert.equal(partial.field('open.file.path')?.alternatives, undefined);
});

test('keys that are no field are found', () => {
  assert.deepEqual(
    unknownKeys({ 'open.file.pth': 1, 'open.filename': '', 'event.type': '', 'process.ancestors': [] }),
    ['open.file.pth'],
  );
});
