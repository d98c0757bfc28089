/**
 * The server that `shrike up` starts beside itself: a process of its own, because the one that holds kernel power opens no network
 * socket and must not grow. It ends with `up`, also when that is killed: its standard input ends then.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const RESTART_MS_FIRST = 1000;
const RESTART_MS_MAX = 60_000;
const END_MS_MAX = 10_000;

export interface ServerBesideOptions {
  readonly probeSocket: string;
  readonly configFolder: string | undefined;
  readonly policies: string | undefined;
  /** Options of `shrike server`, by name. */
  readonly passed: ReadonlyMap<string, string>;
}

/** See the head of the file. */
export class ServerBeside {
  readonly #options: ServerBesideOptions;
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = RESTART_MS_FIRST;
  #isEnding = false;

  constructor(options: ServerBesideOptions) {
    this.#options = options;
    this.#start();
  }

  #start(): void {
    const { probeSocket, configFolder, policies, passed } = this.#options;
    const args = [MAIN, 'server', '--end-with-input', '--probe', resolvePath(probeSocket)];
    if (configFolder !== undefined) args.push('--config-dir', resolvePath(configFolder));
    if (policies !== undefined) args.push('--policies', resolvePath(policies));
    for (const [name, value] of passed) args.push(`--${name}`, value);
    // Standard output is for signals alone: what the server says goes where notes go.
    const child = spawn(process.execPath, args, { stdio: ['pipe', 2, 2] });
    this.#child = child;
    child.on('error', (error) => process.stderr.write(`shrike: the server cannot start: ${error.message}\n`));
    child.stdin!.on('error', () => {});
    child.on('exit', (code, signal) => {
      this.#child = null;
      if (this.#isEnding || code === 0) return;
      if (code === 2 || code === 3) {
        process.stderr.write('shrike: watching goes on without the console; --no-server leaves it out\n');
        return;
      }
      process.stderr.write(`shrike: the server ended (${signal ?? code}) and starts again\n`);
      this.#restart = setTimeout(() => this.#start(), this.#restartMs);
      this.#restart.unref();
      this.#restartMs = Math.min(this.#restartMs * 2, RESTART_MS_MAX);
    });
  }

  /** Ends it in order; what the probe said last is stored first. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin!.end();
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
    await ended;
    clearTimeout(late);
  }
}
