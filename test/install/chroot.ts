/**
 * A throw-away Debian system to install packages in: an overlay over a debootstrap root, entered by chroot, with the machine's
 * own kernel below /proc and /sys. What is written goes into a memory file system and is gone afterwards.
 */
import { type ChildProcess, execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Makes the root once: `build/<name>` from debootstrap. */
export function debianRoot(): string {
  const root = project('build/debian-root');
  execFileSync('sh', [project('scripts/attacks/make-root.sh'), root], { stdio: 'inherit', timeout: 900_000 });
  return root;
}

/** One system. */
export class Chroot {
  readonly folder = mkdtempSync(join(tmpdir(), 'shrike-install-'));
  readonly root = join(this.folder, 'merged');

  constructor(lower: string) {
    for (const name of ['changes', 'merged']) mkdirSync(join(this.folder, name));
    const mount = (...args: string[]): void => {
      execFileSync('mount', args);
    };
    mount('-t', 'tmpfs', '-o', 'size=2g', 'none', join(this.folder, 'changes'));
    for (const name of ['upper', 'work']) mkdirSync(join(this.folder, 'changes', name));
    const layers = `lowerdir=${lower},upperdir=${join(this.folder, 'changes/upper')},workdir=${join(this.folder, 'changes/work')}`;
    mount('-t', 'overlay', 'overlay', '-o', layers, this.root);
    mount('-t', 'proc', 'proc', join(this.root, 'proc'));
    mount('--rbind', '/sys', join(this.root, 'sys'));
    mount('--make-rslave', join(this.root, 'sys'));
    mount('--bind', '/dev', join(this.root, 'dev'));
    mount('-t', 'tmpfs', 'none', join(this.root, 'run'));
  }

  /** Runs a shell script to its end. */
  sh(script: string): SpawnSyncReturns<string> {
    return spawnSync('chroot', [this.root, 'env', '-i', ...ENVIRONMENT, 'sh', '-c', script], {
      encoding: 'utf8',
      timeout: 300_000,
    });
  }

  /** Runs a script that must succeed; gives what it printed. */
  must(script: string): string {
    const { status, stdout, stderr } = this.sh(script);
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  start(script: string): ChildProcess {
    return spawn('chroot', [this.root, 'env', '-i', ...ENVIRONMENT, 'sh', '-c', `exec ${script}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  close(): void {
    for (const mounted of ['run', 'dev', 'sys', 'proc']) {
      spawnSync('umount', ['-R', '-l', join(this.root, mounted)]);
    }
    spawnSync('umount', ['-l', this.root]);
    spawnSync('umount', ['-l', join(this.folder, 'changes')]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];

/** Lines that a command printed so far, and a wait for one of them. */
export function linesOf(child: ChildProcess): {
  lines: string[];
  find: (fits: (line: string) => boolean) => Promise<string>;
} {
  const lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      lines.push(...parts);
    });
  }
  const find = async (fits: (line: string) => boolean): Promise<string> => {
    for (const end = Date.now() + 60_000; ; ) {
      const line = lines.find(fits);
      if (line !== undefined) return line;
      if (Date.now() > end || child.exitCode !== null)
        throw new Error(`it never came; there was ${lines.slice(-20).join('\n').slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { lines, find };
}
