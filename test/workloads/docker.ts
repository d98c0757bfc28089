/**
 * A Docker engine of the test's own, and the truth about its containers as the engine's own command line tells it. Started
 * once per machine and left running for the other test files; `scripts/test.sh` ends it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const path = (from: string): string => fileURLToPath(new URL(from, import.meta.url));

/** Where the engine keeps its state. */
export const FOLDER = process.env.SHRIKE_TEST_DOCKER ?? path('../../build/docker');

/** Image that the engine has. */
export const IMAGE = 'shrike-test:1';

/** A containerd with its Kubernetes interface; gives the path of its socket. */
export function startContainerd(): string {
  const folder = process.env.SHRIKE_TEST_CONTAINERD ?? path('../../build/containerd');
  const script = path('../../scripts/start-containerd.sh');
  return execFileSync(script, [folder, FOLDER], { encoding: 'utf8', timeout: 120_000 }).trim();
}

/** An engine that answers. */
export class Docker {
  readonly socket: string;

  constructor() {
    this.socket = execFileSync(path('../../scripts/start-docker.sh'), [FOLDER], {
      encoding: 'utf8',
      timeout: 120_000,
    }).trim();
  }

  /** Runs a docker command to its end and gives what it printed. */
  async docker(...args: string[]): Promise<string> {
    const { stdout } = await run('docker', ['-H', `unix://${this.socket}`, ...args], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      timeout: 120_000,
    });
    return stdout.trim();
  }
}
