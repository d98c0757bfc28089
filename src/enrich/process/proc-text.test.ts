import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  findScriptArgument,
  parseAuditNumber,
  parseCmdline,
  parseEnviron,
  parseExeLink,
  parseMountinfo,
  parseNamespaceLink,
  parseStat,
  parseStatus,
  stripInterpreterArguments,
  ttyName,
} from './proc-text.ts';
import { AUDIT_UNSET } from './types.ts';

function stat(text: string): ReturnType<typeof parseStat> {
  const bytes = Buffer.from(text, 'latin1');
  return parseStat(bytes, bytes.length);
}

const TAIL = 'S 1 42 43 34817 42 4194560 1 2 3 4 5 6 7 8 20 0 3 0 12345 1000 2 0';

describe('/proc/PID/stat', () => {
  const names = ['sh', 'a b', 'a) S 1 (b', '))', '', 'x\ny', '(sd-pam)'];
  for (const name of names) {
    test(`the name ${JSON.stringify(name)} does not shift the fields`, () => {
      const facts = stat(`42 (${name}) ${TAIL}\n`)!;
      assert.deepEqual(
        [facts.pid, facts.comm, facts.state, facts.ppid, facts.sid, facts.tty, facts.threads, facts.startNs],
        [42, name, 'S', 1, 43, 'pts1', 3, 123_450_000_000n],
      );
    });
  }

  test('a name that is not UTF-8 is kept reversibly', () => {
    assert.equal(stat(`42 (\xff) ${TAIL}`)!.comm, '\udcff');
  });

  test('kernel threads are told by their flag', () => {
    assert.equal(stat('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0')!.isKthread, true);
    assert.equal(stat(`42 (kthreadd) ${TAIL}`)!.isKthread, false);
  });

  for (const text of [
    '',
    '42',
    '42 (x',
    '42 (x) S 1',
    ') 42 (',
    '\0\0\0',
    'x (y) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 z',
  ]) {
    test(`${JSON.stringify(text)} is no stat`, () => {
      assert.equal(stat(text), null);
    });
  }

  const ttys: [number, string][] = [
    [0, ''],
    [(136 << 8) | 0, 'pts0'],
    [(136 << 8) | (300 & 0xff) | ((300 & 0xfff00) << 12), 'pts300'],
    [(4 << 8) | 1, 'tty1'],
    [(4 << 8) | 64, 'ttyS0'],
    [(5 << 8) | 1, 'console'],
    [(250 << 8) | 1, ''],
  ];
  for (const [device, name] of ttys) {
    test(`terminal ${device} is called ${name || 'nothing'}`, () => assert.equal(ttyName(device), name));
  }
});

describe('/proc/PID/status', () => {
  const text =
    'Name:\tx\nTgid:\t42\nPid:\t42\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nNSpid:\t42\t7\t1\n' +
    'CapInh:\t0000000000000001\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000000004\nCapBnd:\t0000000000000008\nCapAmb:\t0000000000000010\n';

  test('gives ids, capabilities and the pid in its own namespace', () => {
    const facts = parseStatus(text, 1000, 3)!;
    const c = facts.credentials;
    assert.deepEqual([facts.tgid, facts.nsPid], [42, 1]);
    assert.deepEqual([c.uid, c.euid, c.suid, c.fsuid, c.gid, c.egid, c.sgid, c.fsgid], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual([c.capInheritable, c.capPermitted, c.capAmbient], [1n, 0x1ffffffffffn, 16n]);
    assert.deepEqual([c.auid, c.sessionId], [1000, 3]);
  });

  test('a text that lacks the ids is refused', () => {
    assert.equal(parseStatus('Name:\tx\n', 0, 0), null);
    assert.equal(parseStatus('', 0, 0), null);
  });

  test('login uid: unset when missing or odd', () => {
    assert.deepEqual([null, '', 'x', '1000\n', '4294967295'].map(parseAuditNumber), [
      AUDIT_UNSET,
      AUDIT_UNSET,
      AUDIT_UNSET,
      1000,
      AUDIT_UNSET,
    ]);
  });
});

describe('arguments and environment', () => {
  const cases: [string, string, string[]][] = [
    ['plain', 'ls\0-l\0/tmp\0', ['ls', '-l', '/tmp']],
    ['an empty argument in the middle', 'a\0\0b\0', ['a', '', 'b']],
    ['an empty argument at the end', 'a\0b\0\0', ['a', 'b', '']],
    ['a single empty argument', 'a\0\0', ['a', '']],
    ['no last NUL', 'a\0b', ['a', 'b']],
    ['none', '', []],
    ['a title over the arguments', `nginx: worker process${'\0'.repeat(40)}`, ['nginx: worker process']],
    ['a title with one NUL of padding', 'sshd: root@pts/0\0\0', ['sshd: root@pts/0']],
    ['a title without a blank', `postgres${'\0'.repeat(9)}`, ['postgres']],
    ['half a UTF-8 sequence', 'a\0\xe2\x82', ['a', '\udce2\udc82']],
  ];
  for (const [name, text, expected] of cases) {
    test(`cmdline with ${name}`, () => {
      const bytes = Buffer.from(text, 'latin1');
      assert.deepEqual(parseCmdline(bytes, bytes.length), expected);
    });
  }

  test('an environment overwritten with NULs gives no empty strings', () => {
    const bytes = Buffer.from(`A=1\0${'\0'.repeat(5000)}B=2\0${'\0'.repeat(100)}`);
    assert.deepEqual(parseEnviron(bytes, bytes.length), ['A=1', 'B=2']);
    assert.deepEqual(parseEnviron(Buffer.alloc(9000), 9000), []);
  });

  test('bytes behind the length are not looked at', () => {
    assert.deepEqual(parseCmdline(Buffer.from('a\0bc\0'), 3), ['a', 'b']);
  });

  const scripts: [string, string, string[], number][] = [
    ['backup.sh', '/usr/bin/dash', ['/bin/sh', './backup.sh', 'x'], 1],
    ['tool', '/usr/bin/python3.11', ['/usr/bin/python3', '-u', '/opt/tool'], 2],
    ['a-very-long-scr', '/usr/bin/bash', ['/bin/bash', '/x/a-very-long-script-name'], 1],
    ['sh', '/usr/bin/dash', ['sh', './sh.d'], -1],
    ['dash', '/usr/bin/dash', ['sh', 'dash'], -1],
    ['cat', '/usr/bin/cat', ['/usr/bin/cat', 'cat'], -1],
    ['worker', '/usr/bin/x', ['x'], -1],
    ['', '/usr/bin/x', ['x', ''], -1],
  ];
  for (const [comm, exe, argv, index] of scripts) {
    test(`${comm || '(no name)'} running ${argv.join(' ')} is ${index < 0 ? 'no script' : 'a script'}`, () => {
      assert.equal(findScriptArgument(comm, exe, argv), index);
    });
  }

  test('what the kernel put before a script is taken away again', () => {
    assert.deepEqual(stripInterpreterArguments(['/bin/sh', '-e', './s', 'a'], './s'), ['./s', 'a']);
    assert.deepEqual(stripInterpreterArguments(['ls', 'x'], '/bin/ls'), ['ls', 'x']);
  });
});

describe('links and mounts', () => {
  const links: [string, string, boolean, boolean][] = [
    ['/usr/bin/ls', '/usr/bin/ls', false, false],
    ['/tmp/x (deleted)', '/tmp/x', true, false],
    ['/memfd:evil (deleted)', 'memfd:evil', false, true],
    ['/memfd:x', '/memfd:x', false, false],
  ];
  for (const [link, path, maybeDeleted, memfd] of links) {
    test(`${link} leads to ${path}`, () => assert.deepEqual(parseExeLink(link), { path, maybeDeleted, memfd }));
  }

  test('namespace links give inode numbers', () => {
    assert.deepEqual(
      ['mnt:[4026531841]', 'pid_for_children:[12]', '', 'mnt:[x]', '/etc'].map(parseNamespaceLink),
      [4026531841, 12, 0, 0, 0],
    );
  });

  test('mountinfo: optional fields and escapes', () => {
    const mounts = parseMountinfo(
      '36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n' +
        '40 35 0:30 / /o rw - overlay overlay rw,upperdir=/u\nbroken\n',
    );
    assert.deepEqual(mounts.get(36), { filesystem: 'ext3', mountPoint: '/mnt 2', options: 'rw,errors=continue' });
    assert.equal(mounts.get(40)!.filesystem, 'overlay');
    assert.equal(mounts.size, 2);
  });
});
