/** An agent as a process of its own, for tests: with a folder, a configuration, and everything at hand to look at it. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@connectrpc/connect';
import { stringify } from 'yaml';
import { Agent } from '../../src/wire/agent.gen.ts';
import type { AgentStatus } from '../../src/wire/ingest.gen.ts';
import { connectLocal } from '../../src/wire/local-client.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export async function until(holds: () => boolean | Promise<boolean>, what: () => string, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; !(await holds()); ) {
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ends a child and waits for that. */
export async function end(child: ChildProcess | null, kill: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill(kill);
  await closed;
}

export class AgentProcess {
  /** Readable for the unprivileged user that the agent becomes. */
  readonly folder = mkdtempSync(join(tmpdir(), 'shrike-agent-'));
  readonly probeSocket = join(this.folder, 'run', 'probe.sock');
  readonly agentSocket = join(this.folder, 'agent-run', 'agent.sock');
  readonly stateFolder: string;
  child: ChildProcess | null = null;
  errors = '';

  constructor(stateFolder?: string) {
    chmodSync(this.folder, 0o755);
    this.stateFolder = stateFolder ?? join(this.folder, 'state');
    mkdirSync(join(this.folder, 'conf'));
    mkdirSync(join(this.folder, 'run'), { mode: 0o755 });
  }

  configure(sinks: object, agent: object = {}): void {
    writeFileSync(
      join(this.folder, 'conf', 'shrike.yaml'),
      stringify({
        probe: { socket: this.probeSocket },
        agent: { socket: this.agentSocket, state_dir: this.stateFolder, ...agent },
        sinks,
      }),
    );
  }

  /** Starts it; resolves when it says that it runs. */
  async start(nodeArguments: readonly string[] = []): Promise<void> {
    const child = spawn(
      process.execPath,
      [...nodeArguments, MAIN, 'agent', '--config-dir', join(this.folder, 'conf')],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    child.stdout!.resume();
    let text = '';
    child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      this.errors = text;
    });
    await until(
      () => text.includes('agent: running') || child.exitCode !== null || child.signalCode !== null,
      () => `the agent runs; it said ${text}`,
      30_000,
    );
    assert.ok(text.includes('agent: running') || child.signalCode !== null, text);
  }

  async status(): Promise<AgentStatus> {
    const { transport, close } = connectLocal(this.agentSocket);
    try {
      return (await createClient(Agent, transport).getAgentStatus({}, { timeoutMs: 3000 })).agent!;
    } finally {
      close();
    }
  }

  /** Documents in a file that a sink wrote; the last line may be under way. */
  documents(name: string): { [name: string]: unknown }[] {
    let text: string;
    try {
      text = readFileSync(join(this.folder, name), 'utf8');
    } catch {
      return [];
    }
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async remove(): Promise<void> {
    await end(this.child, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
