/** What is called unexplained, and what never is: records made by hand in the layout that the kernel half writes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordView } from '../../decode/record-view.ts';
import {
  EXEC_SECURE,
  ExecRecord,
  ForkRecord,
  RecordType,
  SetuidRecord,
  TASK_IO_WORKER,
  TASK_KTHREAD,
} from '../../decode/records.gen.ts';
import { CredentialWatch } from './credential-watch.ts';

const FIRST_USER_NS = 0xeffffffd;
const ALL_CAPS = 0x1ffffffffffn;

interface Ids {
  uid?: number;
  euid?: number;
  suid?: number;
  fsuid?: number;
  gid?: number;
  egid?: number;
  sgid?: number;
  fsgid?: number;
  caps?: bigint;
  bounding?: bigint;
  securebits?: number;
  userNs?: number;
}

/** Everything of one id that is not said otherwise. */
const user = (uid: number, more: Ids = {}): Ids => ({
  ...{ uid, euid: uid, suid: uid, fsuid: uid, gid: uid, egid: uid, sgid: uid, fsgid: uid },
  caps: uid === 0 ? ALL_CAPS : 0n,
  ...more,
});

type Place = readonly [at: number, wide?: boolean];

/** Where an accessor reads, learnt from a record whose words are their own places. */
function placeOf(read: (r: RecordView) => number | bigint): number {
  const view = new RecordView(new ArrayBuffer(1024));
  for (let i = 0; i < view.u32.length; i++) view.u32[i] = 4 * i;
  const value = read(view);
  return typeof value === 'bigint' ? Number(value & 0xffffffffn) : value;
}

const PLACES = {
  pid: [placeOf(ForkRecord.taskPid)],
  tid: [placeOf(ForkRecord.taskTid)],
  flags: [placeOf(ForkRecord.taskFlags)],
  startNs: [placeOf(ForkRecord.taskStartNs), true],
  uid: [placeOf(ForkRecord.taskUid)],
  euid: [placeOf(ForkRecord.taskEuid)],
  suid: [placeOf(ForkRecord.taskSuid)],
  fsuid: [placeOf(ForkRecord.taskFsuid)],
  gid: [placeOf(ForkRecord.taskGid)],
  egid: [placeOf(ForkRecord.taskEgid)],
  sgid: [placeOf(ForkRecord.taskSgid)],
  fsgid: [placeOf(ForkRecord.taskFsgid)],
  securebits: [placeOf(ForkRecord.taskSecurebits)],
  userNs: [placeOf(ForkRecord.taskUserNs)],
  effective: [placeOf(ForkRecord.taskCapEffective), true],
  permitted: [placeOf(ForkRecord.taskCapPermitted), true],
  bounding: [placeOf(ForkRecord.taskCapBounding), true],
  timeNs: [16, true],
  forkerTid: [placeOf(ForkRecord.forkerTid)],
  forkerStartNs: [placeOf(ForkRecord.forkerStartNs), true],
  cloneFlags: [placeOf(ForkRecord.cloneFlags), true],
  fileMode: [placeOf(ExecRecord.fileMode)],
  execFlags: [placeOf(ExecRecord.flags)],
  oldTid: [placeOf(ExecRecord.oldTid)],
  arg1: [placeOf(SetuidRecord.arg1)],
  arg2: [placeOf(SetuidRecord.arg2)],
  arg3: [placeOf(SetuidRecord.arg3)],
} as const satisfies Record<string, Place>;

type Facts = Partial<Record<keyof typeof PLACES, number | bigint>>;

/** One process whose records are played. */
class Stage {
  readonly watch = new CredentialWatch();
  #now = 1_000n;

  /** Plays a record; true when it shows an unexplained change. */
  play(type: keyof typeof RecordType, ids: Ids, facts: Facts = {}, isIoUring = false): boolean {
    const view = new RecordView(new ArrayBuffer(1024));
    const put = (name: keyof typeof PLACES, value: number | bigint): void => {
      const [at, wide] = PLACES[name] as Place;
      if (wide) view.u64[at >>> 3] = BigInt(value);
      else view.u32[at >>> 2] = Number(value);
    };
    const { caps = 0n, bounding = ALL_CAPS, userNs = FIRST_USER_NS, securebits = 0, ...named } = ids;
    for (const [name, value] of Object.entries(named)) put(name as keyof typeof PLACES, value);
    put('effective', caps);
    put('permitted', caps);
    put('bounding', bounding);
    put('userNs', userNs);
    put('securebits', securebits);
    put('pid', 100);
    put('tid', facts.pid ?? 100);
    put('startNs', 5n);
    this.#now += 1_000n;
    put('timeNs', this.#now);
    for (const [name, value] of Object.entries(facts)) put(name as keyof typeof PLACES, value);
    const { unexplained } = this.watch.observe(RecordType[type], view, isIoUring);
    return unexplained;
  }
}

const SUID = 0o104755;
const PLAIN = 0o100755;
const CHILD = { forkerTid: 100, forkerStartNs: 5n } as const;

describe('what nothing explains', () => {
  const cases: readonly [string, Ids, keyof typeof RecordType, Ids, Facts?][] = [
    ['root from nowhere, seen at an open', user(1000), 'open', user(0)],
    ['only the effective user', user(1000), 'open', user(1000, { euid: 0 })],
    ['capabilities alone', user(1000), 'open', user(1000, { caps: 0x200000n })],
    ['a group', user(1000), 'open', user(1000, { egid: 0 })],
    ['secure bits', user(1000), 'open', user(1000, { securebits: 1 })],
    ['another user namespace', user(1000), 'open', user(1000, { userNs: 7 })],
    ['capabilities that are out of bounds again', user(1000, { bounding: 1n }), 'open', user(1000, { bounding: 3n })],
    ['seen only when it runs a shell', user(1000), 'exec', user(0), { fileMode: PLAIN }],
    ['a setuid file gives the effective user, never the real one', user(1000), 'exec', user(0), { fileMode: SUID }],
    ['capabilities at the exec of a plain file', user(1000), 'exec', user(1000, { caps: 2n }), { fileMode: PLAIN }],
    ['seen at the end', user(1000), 'exit', user(0)],
    ['seen at the birth of a child', user(1000), 'fork', user(0), { pid: 101, tid: 101, ...CHILD }],
    [
      'an id that setuid was not asked for',
      user(0),
      'setuid',
      user(1000, { gid: 0, egid: 0, sgid: 0, fsgid: 0 }),
      { arg1: 7 },
    ],
    ['setuid that changes groups', user(0), 'setuid', user(1000), { arg1: 1000 }],
    ['capset that gains', user(1000, { caps: 1n }), 'capset', user(1000, { caps: 3n })],
    ['prctl that changes the user', user(1000), 'prctl', user(0)],
    ['unshare that changes the user', user(1000), 'unshare', user(0, { userNs: 7 })],
  ];
  for (const [name, from, type, to, facts] of cases) {
    test(name, () => {
      const stage = new Stage();
      assert.equal(stage.play('open', from), false, 'the first sight of a process is no change');
      assert.equal(stage.play(type, to, facts), true);
      if (type !== 'exit' && type !== 'fork') assert.equal(stage.play('open', to), false, 'it is told once');
    });
  }

  test('the event says what changed, and from what', () => {
    const stage = new Stage();
    stage.play('open', user(1000));
    const view = new RecordView(new ArrayBuffer(1024));
    view.u32[PLACES.pid[0] >>> 2] = 100;
    view.u32[PLACES.tid[0] >>> 2] = 100;
    view.u64[PLACES.startNs[0] >>> 3] = 5n;
    view.u64[2] = 1_000_000n;
    for (const name of ['uid', 'gid', 'egid', 'sgid', 'fsgid'] as const) view.u32[PLACES[name][0] >>> 2] = 1000;
    view.u32[PLACES.userNs[0] >>> 2] = FIRST_USER_NS;
    view.u64[PLACES.bounding[0] >>> 3] = ALL_CAPS;
    view.u64[PLACES.effective[0] >>> 3] = 1n;
    const { before, unexplained } = stage.watch.observe(RecordType.open, view, false);
    assert.equal(unexplained, true);
    assert.deepEqual(before!.changed, ['euid', 'suid', 'fsuid', 'cap_effective']);
    assert.equal(before!.credentials.euid, 1000);
  });
});

describe('what is explained', () => {
  const root = user(0);
  const cases: readonly [string, readonly [keyof typeof RecordType, Ids, Facts?][]][] = [
    [
      'su: setuid exec, then all ids',
      [
        [
          'exec',
          user(1000, { euid: 0, suid: 0, fsuid: 0, caps: ALL_CAPS }),
          { fileMode: SUID, execFlags: EXEC_SECURE },
        ],
        ['setgid', { ...root, uid: 1000, gid: 1000, egid: 0, sgid: 1000, fsgid: 0 }, { arg1: 1000 }],
      ],
    ],
    [
      'sudo: to root by setresuid',
      [
        ['exec', user(1000, { euid: 0, suid: 0, fsuid: 0, caps: ALL_CAPS }), { fileMode: SUID }],
        [
          'setuid',
          { ...user(1000), uid: 0, euid: 0, suid: 0, fsuid: 0, caps: ALL_CAPS },
          { arg1: 0, arg2: 0, arg3: 0 },
        ],
      ],
    ],
    ['a setgid file', [['exec', user(1000, { egid: 42, sgid: 42, fsgid: 42 }), { fileMode: 0o102755 }]]],
    [
      'a file with capabilities',
      [['exec', user(1000, { caps: 0x2000n }), { fileMode: PLAIN, execFlags: EXEC_SECURE }]],
    ],
    ['a user namespace of its own', [['unshare', user(1000, { userNs: 7, caps: ALL_CAPS })]]],
    [
      'newuidmap and the first exec in the namespace',
      [
        ['unshare', user(1000, { userNs: 7, caps: ALL_CAPS })],
        [
          'setuid',
          user(1000, { uid: 100_000, euid: 100_000, suid: 100_000, fsuid: 100_000, userNs: 7, caps: ALL_CAPS }),
          { arg1: 0 },
        ],
        [
          'exec',
          user(1000, { uid: 100_000, euid: 100_000, suid: 100_000, fsuid: 100_000, userNs: 7, caps: ALL_CAPS }),
          { fileMode: PLAIN },
        ],
      ],
    ],
    ['entering the namespaces of others', [['setns', user(1000, { userNs: 9, caps: ALL_CAPS })]]],
    ['bounds and secure bits by prctl', [['prctl', user(1000, { bounding: 1n, securebits: 0x2f })]]],
    ['a child', [['fork', user(1000), { pid: 101, tid: 101, ...CHILD }]]],
    [
      'a child in a user namespace of its own',
      [['fork', user(1000, { userNs: 7, caps: ALL_CAPS }), { pid: 101, tid: 101, ...CHILD, cloneFlags: 0x10000000n }]],
    ],
    ['a helper that a kernel thread starts', [['fork', root, { pid: 101, tid: 101, ...CHILD, flags: TASK_KTHREAD }]]],
    ['16-bit ids that stay', [['setuid', user(1000), { arg1: 65535, arg2: 65535 }]]],
    ['an operation of an io_uring worker', [['open', root, { flags: TASK_IO_WORKER }]]],
    ['a check of capabilities under borrowed credentials', [['capabilities', root]]],
    ['a move between control groups', [['cgroup_write', root]]],
    ['a new thread like the others', [['open', user(1000), { tid: 105 }]]],
    ['an older record that comes late', [['open', root, { timeNs: 3n }]]],
  ];
  for (const [name, records] of cases) {
    test(name, () => {
      const stage = new Stage();
      stage.play('open', user(1000));
      for (const [type, ids, facts] of records) assert.equal(stage.play(type, ids, facts), false, type);
    });
  }

  test('a root daemon that drops to a user in two steps', () => {
    const stage = new Stage();
    stage.play('open', root);
    assert.equal(stage.play('setgid', { ...root, gid: 33, egid: 33, sgid: 33, fsgid: 33 }, { arg1: 33 }), false);
    const dropped = { ...user(33), caps: 0n };
    assert.equal(stage.play('setuid', dropped, { arg1: 33 }), false);
    assert.equal(stage.play('open', dropped), false);
  });

  test('capset that gives up, and raises what is permitted', () => {
    const stage = new Stage();
    stage.play('open', root);
    assert.equal(stage.play('capset', { ...root, caps: 0xffn }), false);
  });

  test('requests through io_uring, whose credentials may be registered ones', () => {
    const stage = new Stage();
    stage.play('open', user(1000));
    assert.equal(stage.play('open', root, {}, true), false);
  });

  test('what happens after records were lost is taken as it is', () => {
    const stage = new Stage();
    stage.play('open', user(1000));
    stage.watch.forget();
    assert.equal(stage.play('open', root), false);
    assert.equal(stage.play('open', user(1000)), true, 'and watched from then on');
  });

  test('another process that got the number is another process', () => {
    const stage = new Stage();
    stage.play('open', user(1000));
    assert.equal(stage.play('open', root, { startNs: 9n }), false);
  });
});
