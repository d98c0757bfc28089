/**
 * Starts the process of the embedded store, and starts it again when it dies. A query under way at that moment fails and
 * its caller decides; inserts are retried by the ingest, which is safe because records are stored once by their id.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Pause before a restart; doubles up to the second figure while starts fail. */
const RESTART_MS = [200, 10_000] as const;

/** How long a start waits for the store of the server before. */
const LOCK_MS = 30_000;

export interface EmbeddedEngineOptions {
  /** Holds `store/` (data), `store.sock` and `store.log`. */
  readonly directory: string;
  /** Most memory that the engine takes; a quarter of the machine's, at least 1 GiB, when not given. */
  readonly memoryBytesMax?: number;
}

export class EmbeddedEngine {
  readonly socket: string;
  /** Folder that the engine makes, empty at its start: rows to insert are put there as files. */
  readonly incoming: string;
  /** Times that it had to be started again. */
  restarts = 0;
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly directory: string;
  private readonly memoryBytesMax: number;

  constructor(options: EmbeddedEngineOptions) {
    this.directory = options.directory;
    this.socket = join(options.directory, 'store.sock');
    this.incoming = join(options.directory, 'store.incoming');
    this.memoryBytesMax =
      options.memoryBytesMax ?? Math.max(1024 ** 3, Math.min(8 * 1024 ** 3, Math.floor(totalmem() / 4)));
  }

  /** Process id of the engine, for tests and health. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when the engine answers; rejects with what it said when it cannot start. */
  async start(): Promise<void> {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const deadline = performance.now() + LOCK_MS;
    for (;;) {
      try {
        return await this.launch();
      } catch (error) {
        // The store of a server that was killed may still be on its way out.
        if (!/lock|in use|another server instance/i.test((error as Error).message) || performance.now() > deadline)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, RESTART_MS[0]));
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(timer);
    rmSync(this.socket, { force: true });
  }

  private isStarted = false;

  private launch(): Promise<void> {
    const logPath = join(this.directory, 'store.log');
    const log = openSync(logPath, 'w', 0o600);
    const program = fileURLToPath(new URL('engine-process.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      [program, join(this.directory, 'store'), this.socket, String(this.memoryBytesMax)],
      { stdio: ['pipe', 'pipe', log] },
    );
    this.child = child;
    return new Promise((resolve, reject) => {
      child.stdout!.once('data', () => {
        this.isStarted = true;
        resolve();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        reject(
          new Error(
            `the embedded store in ${this.directory} did not start (${signal ?? `exit code ${code}`}); its last words: ` +
              (readFileSync(logPath, 'utf8').trim().split('\n').slice(-5).join(' ').slice(-600) || 'none'),
          ),
        );
        if (!this.stopping && this.isStarted) this.relaunch(RESTART_MS[0]);
      });
      child.stdin!.on('error', () => {});
    });
  }

  private relaunch(pauseMs: number): void {
    setTimeout(
      () => {
        if (
          this.stopping ||
          (this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null)
        )
          return;
        this.restarts += 1;
        // A failed start comes here again by its exit handler.
        this.launch().catch(() => {});
      },
      Math.min(pauseMs * 2 ** Math.min(this.restarts, 6), RESTART_MS[1]),
    ).unref();
  }
}
