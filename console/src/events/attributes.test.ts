import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkExpression } from '../language/check.ts';
import { attributesOf, condition } from './attributes.ts';

const json = {
  evt: { name: 'open', outcome: 'Success' },
  hostname: 'web-1',
  process: {
    pid: 7,
    comm: 'a "quoted"\\name',
    user: 'root',
    executable: { path: '/usr/bin/cat', user: 'root' },
    args: ['-n', '/etc/shadow'],
    parent: { pid: 6, comm: 'sh' },
  },
  file: { path: '/etc/shadow', mode: 0o100640, flags: ['O_RDONLY'], inode: '131592' },
  syscall: { name: 'openat', retval: 3 },
  container: { id: 'abc' },
};
const rows = attributesOf(json).flatMap((group) => group.rows.map((row) => ({ group: group.title, ...row })));
const find = (group: string, name: string) => rows.find((row) => row.group === group && row.name === name);

describe('attributes of an event', () => {
  test('every condition that is offered is correct SECL', () => {
    const offered = rows.map(condition).filter((one) => one !== undefined);
    assert.ok(offered.length > 8);
    for (const one of offered) assert.deepEqual(checkExpression(one, 'filter'), [], one);
  });

  const cases = [
    ['File', 'Path', '/etc/shadow', 'open.file.path == "/etc/shadow"'],
    ['File', 'Mode', '0640', 'open.file.mode == 33184'],
    ['File', 'Inode', '131592', 'open.file.inode == 131592'],
    ['File', 'Opened with', 'O_RDONLY', undefined],
    ['Process', 'Name', 'a "quoted"\\name', 'process.comm == "a \\"quoted\\"\\\\name"'],
    ['Process', 'Executable', '/usr/bin/cat', 'process.file.path == "/usr/bin/cat"'],
    ['Process', 'Arguments', '-n /etc/shadow', 'process.args == "-n /etc/shadow"'],
    ['Parent', 'Process id', '6', 'process.parent.pid == 6'],
    ['Event', 'Result', '3', 'open.retval == 3'],
    ['Container', 'Id', 'abc', 'process.container.id == "abc"'],
  ] as const;
  for (const [group, name, value, asked] of cases) {
    test(`${group}: ${name} asks with ${asked ?? 'nothing'}`, () => {
      const row = find(group, name)!;
      assert.equal(row.value, value);
      assert.equal(condition(row), asked);
    });
  }

  test('an address is asked for as a network', () => {
    const [row] = attributesOf({ evt: { name: 'connect' }, network: { destination: { ip: '10.0.0.1' } } }).find(
      ({ title }) => title === 'Network',
    )!.rows;
    assert.equal(condition(row!), 'connect.addr.ip in [10.0.0.1]');
    assert.deepEqual(checkExpression(condition(row!)!, 'filter'), []);
  });

  test('an event without anything gives no rows, and does not throw', () => assert.deepEqual(attributesOf({}), []));
});
