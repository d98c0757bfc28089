/** The load probe (load-probe.ts) as a child: what it published, and what was acknowledged to it. The caller ends it. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './agent-process.ts';

const PROGRAM = fileURLToPath(new URL('load-probe.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

/** A running load probe, and what it said so far. */
export class LoadProbe {
  readonly child: ChildProcess;
  published = -1;
  acknowledged = -1;
  pending = 0;
  dropped = 0;
  isServing = false;
  said = '';

  /** @param first number of its first signal @param hostId whose signals they are */
  constructor(socket: string, rate: number, first: number, hostId = 'h') {
    this.published = first - 1;
    const gid = isRoot ? {} : { SOCKET_GID: String(process.getgid!()) };
    this.child = spawn(process.execPath, [PROGRAM, socket, String(rate), String(first), hostId], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...gid },
    });
    let rest = '';
    this.child.stdout!.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#hear(line);
    });
  }

  /** Resolves when agents can connect. */
  async serves(): Promise<void> {
    await until(
      () => this.isServing || this.child.exitCode !== null,
      () => `the load probe serves: ${this.said}`,
      60_000,
    );
    assert.ok(this.isServing, this.said);
  }

  #hear(line: string): void {
    this.said = line;
    const [word, number, , pending, , dropped] = line.split(' ');
    if (word === 'serving') this.isServing = true;
    else if (word === 'acknowledged') this.acknowledged = Math.max(this.acknowledged, Number(number));
    else if (word === 'published') {
      this.published = Number(number);
      this.pending = Number(pending);
      this.dropped = Number(dropped);
    }
  }
}
