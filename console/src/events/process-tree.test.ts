import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProcessNode } from '../../../src/server/api/contract.ts';
import { treeRows } from './process-tree.ts';

const node = (key: string, parent: string | null, user = 'root'): ProcessNode => ({
  key,
  parent_key: parent,
  host: 'web-1',
  pid: 1,
  ppid: 0,
  name: key,
  path: `/bin/${key}`,
  args: [],
  user,
  uid: 0,
  tty: '',
  container: '',
  time_start: null,
  time_end: null,
  exit_code: null,
  signals: 0,
  is_subject: false,
  events: [],
});
const drawn = (nodes: readonly ProcessNode[], folded: readonly string[] = []) =>
  treeRows(nodes, new Set(folded)).map(
    ({ node: { key }, depth, rails, isLast }) =>
      `${depth} ${rails.map((one) => (one ? '|' : ' ')).join('')}${isLast ? '└' : '├'}${key}`,
  );

describe('rows of a process tree', () => {
  test('children stand below their parent, and lines pass where siblings follow', () => {
    const nodes = [node('init', null), node('a', 'init'), node('b', 'init'), node('a1', 'a'), node('a2', 'a')];
    assert.deepEqual(drawn(nodes), ['0 └init', '1 ├a', '2 |├a1', '2 |└a2', '1 └b']);
  });
  test('a folded node hides what is below it', () => {
    assert.deepEqual(drawn([node('init', null), node('a', 'init'), node('a1', 'a')], ['a']), ['0 └init', '1 └a']);
  });
  test('a node whose parent is not there is a root', () => {
    assert.deepEqual(drawn([node('a', 'gone'), node('b', null)]), ['0 ├a', '0 └b']);
  });
  test('a cycle ends', () => {
    assert.ok(drawn([node('root', null), node('a', 'b'), node('b', 'a'), node('self', 'self')]).length <= 4);
  });
  test('a change of user is told', () => {
    const rows = treeRows(
      [node('sshd', null), node('bash', 'sshd', 'deploy'), node('ls', 'bash', 'deploy')],
      new Set(),
    );
    assert.deepEqual(
      rows.map(({ userChanged }) => userChanged),
      [false, true, false],
    );
  });
});
