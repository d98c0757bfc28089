/** `shrike server` as a process of its own, to be killed by tests. The caller ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { PASSWORD } from './test-server.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A port of loopback that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts the command and resolves when it says that it is ready; the output tells its enrolment token. */
export function startServerProcess(
  directory: string,
  listen: number,
  ingest: number,
): Promise<{ child: ChildProcess; output: string }> {
  const child = spawn(
    process.execPath,
    [
      PROGRAM,
      'server',
      '--dir',
      directory,
      '--listen',
      `127.0.0.1:${listen}`,
      '--ingest',
      `127.0.0.1:${ingest}`,
      '--enrol-token',
      'test',
    ],
    { env: { ...process.env, SHRIKE_ADMIN_PASSWORD: PASSWORD }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`not ready: ${output}`)), 60_000);
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Ctrl-C')) {
        clearTimeout(timer);
        resolve({ child, output });
      }
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

/** Process ids of the stores that a server started. */
export function storesOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) /, '')
            .split(' ')[1] === String(pid)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}
