/**
 * `shrike flare`: one archive with what somebody needs who is to find out why Shrike does not do what it should. Every part is
 * what another command prints or a small file says, cleaned of secrets; a part that cannot be had says why in its place.
 *
 * Surprising: parts are made by starting this program again, so that one that hangs or fails costs that part alone.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArguments } from './arguments.ts';
import { scrub } from './scrub.ts';
import { wrongUse } from './session.ts';
import { VERSION } from './version.ts';

const PART_MS_MAX = 45_000;
const PART_BYTES_MAX = 4 << 20;
const FILES_MAX = 100;

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Small files of the system that explain much. */
const SYSTEM_FILES = [
  '/proc/version',
  '/proc/cmdline',
  '/proc/meminfo',
  '/proc/self/status',
  '/proc/self/cgroup',
  '/proc/self/mountinfo',
  '/proc/sys/kernel/unprivileged_bpf_disabled',
  '/proc/sys/kernel/kptr_restrict',
  '/sys/kernel/security/lockdown',
  '/sys/kernel/security/lsm',
  '/etc/os-release',
];

/** Writes the archive and says where. Exit code 0, or 1 when it cannot be written. */
export async function flare(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['config-dir'], plain: [0, 1] });
  if (typeof parsed === 'string') return wrongUse('flare', parsed);
  const folder = parsed.options.get('config-dir');
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `shrike-flare-${time}`;
  const target = resolve(parsed.plain[0] ?? `${name}.tar.gz`);
  const scratch = mkdtempSync(join(tmpdir(), 'shrike-flare-'));
  try {
    const root = join(scratch, name);
    mkdirSync(root, { mode: 0o700 });
    const put = (part: string, text: string): void => {
      mkdirSync(join(root, part, '..'), { recursive: true });
      writeFileSync(join(root, part), scrub(text).slice(0, PART_BYTES_MAX), { mode: 0o600 });
    };
    const configured = folder === undefined ? [] : ['--config-dir', folder];
    const own = (part: string, ...command: string[]): Promise<void> =>
      said(process.execPath, [...process.execArgv, MAIN, ...command]).then((text) => put(part, text));
    const foreign = (part: string, command: string, ...rest: string[]): Promise<void> =>
      said(command, rest).then((text) => put(part, text));
    put('version.txt', `Shrike ${VERSION}\nNode.js ${process.version}\n`);
    const policies = join(folder ?? '/etc/shrike', 'runtime-security.d');
    await Promise.all([
      own('status.json', 'status', '--json', ...configured),
      own('status.txt', 'status', ...configured),
      own('config.txt', 'config', ...configured),
      own('respond.txt', 'respond', 'status'),
    ]);
    await Promise.all([
      own('self-test.txt', 'self-test', ...configured),
      own('policy-check.txt', 'policy', 'check', policies),
      own('doctor.txt', 'doctor'),
      foreign('uname.txt', 'uname', '-a'),
      ...['shrike', 'shrike-agent', 'shrike-server'].map((unit) =>
        foreign(`journal/${unit}.txt`, 'journalctl', '-u', unit, '-n', '2000', '--no-pager', '-o', 'short-iso'),
      ),
    ]);
    for (const path of SYSTEM_FILES) put(`system${path}`, contentOf(path));
    for (const path of configFiles(folder ?? '/etc/shrike')) put(`files/${basename(path)}`, contentOf(path));
    execFileSync('tar', ['-C', scratch, '-czf', target, name], { stdio: ['ignore', 'ignore', 'pipe'] });
    const bytes = statSync(target).size;
    process.stdout.write(
      `${target}\n${(bytes / 1024).toFixed(0)} KiB; passwords, keys and tokens are taken out, but look through it before you give it away\n`,
    );
    return 0;
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' && path === 'tar' ? 'there is no program tar here' : message;
    process.stderr.write(`shrike flare: ${target} cannot be written: ${why}\n`);
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Everything that a program printed, and how it ended. */
function said(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const limits = { encoding: 'utf8' as const, timeout: PART_MS_MAX, maxBuffer: PART_BYTES_MAX };
    execFile(command, args, limits, (error, stdout, stderr) => {
      const end = error === null ? '' : `\n[ended with ${error.code ?? error.signal}]\n`;
      done(`${stdout}${stderr === '' ? '' : `\n[standard error]\n${stderr}`}${end}`);
    });
  });
}

function contentOf(path: string): string {
  try {
    if (statSync(path).size > PART_BYTES_MAX) return '[too large]\n';
    return readFileSync(path, 'utf8');
  } catch (error) {
    return `[${(error as Error).message}]\n`;
  }
}

/** The configuration and the policies beside it; keys and certificates are neither. */
function configFiles(folder: string): string[] {
  const list = (place: string, fits: (name: string) => boolean): string[] => {
    try {
      return readdirSync(place)
        .filter(fits)
        .map((name) => join(place, name));
    } catch {
      return [];
    }
  };
  return [
    ...list(folder, (name) => name.endsWith('.yaml')),
    ...list(join(folder, 'runtime-security.d'), (name) => name.endsWith('.policy') && name !== 'default.policy'),
  ].slice(0, FILES_MAX);
}
