import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCgroupPath } from '../enrich/container/cgroup-path.ts';
import { Cgroup, NO_CGROUP } from '../enrich/container/container.ts';
import { ContainerDirectory } from '../enrich/container/container-directory.ts';
import { parseImageName } from '../enrich/container/image-name.ts';
import { ageText, type ProcessRow } from './process-list.ts';
import { psText } from './ps.ts';
import { around, treeText } from './tree.ts';

const ID = 'a1b2c3d4e5f60718'.repeat(4);
const directory = new ContainerDirectory();
const claim = parseCgroupPath(`/docker/${ID}`);
const container = directory.see(ID, 'docker', claim.path);
const cgroup = new Cgroup(claim, 2, container);
directory.learn(
  { rank: 2, ownerUid: 0 },
  { id: ID, name: 'web', image: parseImageName('team/web:2.5'), cgroupPaths: [claim.path] },
);
const fake = new Cgroup(parseCgroupPath(`/docker-${'f00d'.repeat(16)}.scope`), 2, null);

const row = (pid: number, ppid: number, line: string, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  ppid,
  user: 'root',
  ageSeconds: 61,
  command: line.split(' ')[0]!,
  arguments: line.split(' '),
  executable: '',
  isKthread: false,
  cgroup: NO_CGROUP,
  ...more,
});

const ROWS = [
  row(1, 0, 'init'),
  row(20, 1, 'shim'),
  row(30, 20, 'sh -c x', { cgroup, user: 'kestrel' }),
  row(31, 30, 'sleep 5', { cgroup, user: 'kestrel' }),
  row(40, 1, 'cat', { cgroup: fake }),
];

describe('shrike ps', () => {
  test('prints one block per container, the host first', () => {
    assert.equal(
      psText(ROWS, 0),
      `host  2 processes
      PID  USER        AGE  COMMAND
        1  root      1m01s  init
       20  root      1m01s  shim

docker  f00df00df00d  unconfirmed: no runtime vouches for it  1 process
      PID  USER        AGE  COMMAND
       40  root      1m01s  cat

web  team/web:2.5  docker  a1b2c3d4e5f6  2 processes
      PID  USER        AGE  COMMAND
       30  kestrel   1m01s  sh -c x
       31  kestrel   1m01s  sleep 5
`,
    );
  });

  test('keeps to the width and prints nothing that moves the cursor', () => {
    const text = psText([row(5, 1, 'x', { arguments: ['\u001b[2J', 'y'.repeat(500)] })], 60);
    assert.ok(text.split('\n').every((line) => line.length <= 60));
    assert.doesNotMatch(text, /\u001b/);
  });
});

describe('shrike tree', () => {
  test('draws ancestry and says where a container and another user begin', () => {
    assert.equal(
      treeText(ROWS, 0),
      `1 init  root
├─ 20 shim
│  └─ [web  team/web:2.5  docker  a1b2c3d4e5f6]  30 sh -c x  kestrel
│     └─ 31 sleep 5
└─ [docker  f00df00df00d  unconfirmed: no runtime vouches for it]  40 cat
`,
    );
  });

  test('of one process shows its ancestors and descendants only', () => {
    assert.deepEqual(
      around(ROWS, (r) => r.pid === 30).map((r) => r.pid),
      [1, 20, 30, 31],
    );
  });

  test('draws a ring of parents once', () => {
    const text = treeText([row(2, 3, 'a'), row(3, 2, 'b')], 0);
    assert.equal(text.trim().split('\n').length, 2);
  });
});

test('ages have two units at most', () => {
  assert.deepEqual([5.9, 61, 3_660, 90_061].map(ageText), ['5s', '1m01s', '1h01m', '1d1h']);
});
