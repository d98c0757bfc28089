/**
 * What can watch a machine, started and stopped for bench/cost.ts: Shrike with the shipped rules, and from Debian auditd and
 * bpftrace with equal duties (every exec with its arguments, reads of /etc/shadow, changes below /etc). Each proves that it
 * watches by reporting a planted read of /etc/shadow; one that does not is no sensor, and its figures would be worthless.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const START_TRIES = 400;

/** A sensor that watches. */
export interface Running {
  /** Processor time of its own processes so far, in ms. */
  cpuMs(): number;
  /** Everything it has written so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface SensorKind {
  readonly name: string;
  /** Null where it cannot be had here, with the reason on standard error. */
  start(folder: string): Promise<Running | null>;
  /** Whether what it wrote tells of the planted read. */
  reports(output: string): boolean;
}

/** Processor time of a process and all its threads, in ms (proc(5), 10 ms each tick). */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function ended(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));
}

async function until(ready: () => boolean, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < START_TRIES && child.exitCode === null; tries++) {
    if (ready()) return true;
    await sleep(100);
  }
  return false;
}

/** A process that writes what it saw to its standard output. */
async function writing(
  command: string,
  args: readonly string[],
  ready: (text: string) => boolean,
): Promise<Running | null> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  if (!(await until(() => ready(text), child))) {
    child.kill('SIGKILL');
    console.error(`${command} does not start here: ${text.slice(0, 300)}`);
    return null;
  }
  return {
    cpuMs: () => cpuMsOf(child.pid!),
    output: () => text,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
    },
  };
}

const AUDIT_RULES = [
  ['-a', 'always,exit', '-F', 'arch=b64', '-S', 'execve,execveat', '-k', 'exec'],
  ['-w', '/etc/shadow', '-p', 'r', '-k', 'shadow'],
  ['-w', '/etc', '-p', 'wa', '-k', 'etc'],
];
/** openat(2) is call 257 on x86_64; the tracepoints of single calls are missing where the kernel was built without them. */
const BPFTRACE = `
tracepoint:sched:sched_process_exec { printf("exec %d %s\\n", pid, str(args->filename)); }
tracepoint:raw_syscalls:sys_enter /args->id == 257/ {
  $path = str(args->args[1]);
  if ($path == "/etc/shadow" || (strncmp($path, "/etc/", 5) == 0 && (args->args[2] & 3) != 0)) { printf("open %d %s\\n", pid, $path); }
}
BEGIN { printf("watching\\n"); }`;
/** In a mount namespace of its own with the tracing file system, which hardened machines leave unmounted. */
const BPFTRACE_START = 'mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null; exec bpftrace -e "$1"';
/** What auditd must be told, besides where to write. */
const AUDITD = `log_format = RAW
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 200
max_log_file_action = IGNORE
space_left = 75
space_left_action = IGNORE
admin_space_left = 50
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
`;

/** Every sensor that the benchmark compares, the bare machine first. */
export const SENSORS: readonly SensorKind[] = [
  {
    name: 'bare',
    start: async () => ({ cpuMs: () => 0, output: () => '', stop: async () => undefined }),
    reports: () => true,
  },
  {
    name: 'shrike',
    start: (folder) =>
      writing(
        process.execPath,
        [
          '--max-semi-space-size=4',
          '--heap-growing-percent=30',
          MAIN,
          'up',
          '--json',
          '--no-server',
          '--stats',
          '--socket',
          join(folder, 'probe.sock'),
        ],
        (text) => text.includes('watching '),
      ),
    reports: (output) => output.includes('/etc/shadow'),
  },
  {
    name: 'auditd',
    start: async (folder) => {
      const log = join(folder, 'audit.log');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { mode: 0o700 });
      writeFileSync(join(folder, 'auditd.conf'), `log_file = ${log}\n${AUDITD}`, { mode: 0o600 });
      const running = await writing('auditd', ['-n', '-c', folder], () => {
        try {
          return readFileSync(log, 'utf8').includes('DAEMON_START');
        } catch {
          return false;
        }
      });
      if (running === null) return null;
      execFileSync('auditctl', ['-b', '8192'], { stdio: 'ignore' });
      for (const rule of AUDIT_RULES) execFileSync('auditctl', rule, { stdio: 'ignore' });
      execFileSync('auditctl', ['-e', '1'], { stdio: 'ignore' });
      return {
        ...running,
        output: () => readFileSync(log, 'utf8'),
        stop: async () => {
          execFileSync('auditctl', ['-D'], { stdio: 'ignore' });
          execFileSync('auditctl', ['-e', '0'], { stdio: 'ignore' });
          await running.stop();
        },
      };
    },
    reports: (output) => output.includes('key="shadow"'),
  },
  {
    name: 'bpftrace',
    start: () =>
      writing('unshare', ['-m', 'sh', '-c', BPFTRACE_START, 'sh', BPFTRACE], (text) => text.includes('watching')),
    reports: (output) => output.includes('/etc/shadow'),
  },
];
