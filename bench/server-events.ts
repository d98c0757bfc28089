/** Made-up records for load on the server: a fleet whose hosts run a few programs often and many seldom. */
import { randomBytes } from 'node:crypto';

/** A record as the wire has it. */
export interface MadeRecord {
  readonly id: string;
  readonly class: 1 | 2 | 3;
  readonly timeUnixNs: bigint;
  readonly hostId: string;
  readonly json: Uint8Array;
  readonly severity: number;
  readonly type: string;
  readonly ruleId: string;
  readonly sequence: bigint;
}

const PROGRAMS = [
  'nginx',
  'postgres',
  'redis-server',
  'node',
  'python3',
  'java',
  'sshd',
  'cron',
  'bash',
  'curl',
  'git',
  'ls',
  'cat',
  'grep',
  'systemd-journald',
  'containerd-shim',
];
const USERS = ['root', 'www-data', 'postgres', 'redis', 'app', 'deploy', 'nobody'];
const FOLDERS = [
  '/etc',
  '/usr/lib/x86_64-linux-gnu',
  '/var/log',
  '/var/lib/postgresql/15/main',
  '/srv/app',
  '/tmp',
  '/home/deploy',
  '/proc/self',
];
const RULES = ['credential_file_read', 'execution_from_temporary_directory', 'ssh_authorized_keys_changed'];

/** Small reproducible random numbers (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Random bytes for many ids: asking for sixteen each time would cost more than storing an event does. */
const POOL = 16 * 4096;
let pool = randomBytes(POOL);
let used = 0;

/** UUID of version 7 for a time (RFC 9562). */
export function uuid7(timeMs: number): string {
  if (used === POOL) {
    pool = randomBytes(POOL);
    used = 0;
  }
  const bytes = pool.subarray(used, used + 16);
  used += 16;
  bytes.writeUIntBE(timeMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Builds records; `timeMs` is when they happened. About 2 KB of JSON each: a lean event with two ancestors. */
export function recordMaker(seed: number, hosts = 20): (timeMs: number) => MadeRecord {
  const random = randomSource(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2 * list.length)]!;
  const encoder = new TextEncoder();
  const process = (name: string, user: string, pid: number, ppid: number): Record<string, unknown> => ({
    key: `${pid}-${(pid * 7919).toString(36)}-1`,
    pid,
    ppid,
    uid: USERS.indexOf(user) * 33,
    gid: USERS.indexOf(user) * 33,
    user,
    group: user,
    comm: name.slice(0, 15),
    fork_time: '2026-03-01T10:00:00.000000001Z',
    exec_time: '2026-03-01T10:00:00.000200001Z',
    executable: { path: `/usr/bin/${name}`, name, inode: String(1000 + pid) },
    argv0: name,
    args: ['--config', `/etc/${name}.conf`],
    argc: 3,
    envs: ['PATH', 'HOME', 'LANG'],
  });
  let number = 0n;
  return (timeMs) => {
    const host = Math.floor(random() * hosts);
    const name = random() < 0.01 ? `tool-${Math.floor(random() * 500)}` : pick(PROGRAMS);
    const user = pick(USERS);
    const type = random() < 0.2 ? 'exec' : 'open';
    const isSignal = random() < 0.002;
    const pid = 300 + Math.floor(random() * 30_000);
    const ancestors = [process('bash', user, pid - 1, pid - 2), process('systemd', 'root', 1, 0)];
    const file = `${pick(FOLDERS)}/${random() < 0.3 ? `file-${Math.floor(random() * 50_000)}` : name}.${pick(['so', 'log', 'conf', 'py', 'db'])}`;
    const containerId = random() < 0.4 ? (host * 100 + Math.floor(random() * 20)).toString(16).padStart(64, 'c') : '';
    const ruleId = isSignal ? pick(RULES) : '';
    number += 1n;
    const json = {
      title: isSignal ? `${ruleId}: ${name} opened ${file}` : '',
      evt: {
        name: type,
        category: type === 'exec' ? 'Process Activity' : 'File Activity',
        outcome: 'Success',
        async: false,
      },
      date: new Date(timeMs).toISOString(),
      hostname: `host-${host}`,
      process: { ...process(name, user, pid, pid - 1), tid: pid, mnt_ns: 4026531832, parent: ancestors[0], ancestors },
      usr: { id: user, group: user },
      cgroup: {
        id: containerId === '' ? `/system.slice/${name}.service` : `/docker/${containerId}`,
        manager: 'systemd',
      },
      ...(containerId === '' ? {} : { container: { id: containerId, runtime: 'docker' } }),
      file: {
        path: file,
        name: file.slice(file.lastIndexOf('/') + 1),
        inode: '42',
        mode: 33188,
        filesystem: 'ext4',
        uid: 0,
        gid: 0,
        user: 'root',
        group: 'root',
        flags: ['O_RDONLY'],
      },
      syscall: { name: 'openat', retval: 3, flags: 0, mode: 0 },
      ...(isSignal ? { severity: 'high', agent: { rule_id: ruleId, policy_name: 'default.policy' } } : {}),
    };
    return {
      id: uuid7(timeMs),
      class: isSignal ? 1 : 2,
      timeUnixNs: BigInt(timeMs) * 1_000_000n + BigInt(Math.floor(random() * 999_999)),
      hostId: host.toString(16).padStart(32, 'a'),
      json: encoder.encode(JSON.stringify(json)),
      severity: isSignal ? 4 : 0,
      type,
      ruleId,
      sequence: number,
    };
  };
}
