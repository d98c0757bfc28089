/** Runs the acts of kernel activity (programs/kernel-acts.c) under a watch of the wanted records. */
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withCompanions } from '../../src/probe/record-choice.ts';
import { type EventJson, Watch } from './watch.ts';

/** The program that acts. */
export const KERNEL_ACTS = fileURLToPath(new URL('../../build/test/programs/kernel-acts', import.meta.url));

/** A watch of these records and the life of processes. */
export function watchRecords(...types: string[]): Promise<Watch> {
  return Watch.start({
    types: withCompanions([...types, 'fork', 'exec', 'exit', 'cgroup_made', 'cgroup_removed', 'cgroup_joined']),
  });
}

/** Runs an act to its end and returns the JSON of its first line. */
export function act(...args: string[]): EventJson {
  const out = execFileSync(KERNEL_ACTS, args, { encoding: 'utf8', timeout: 60_000 }).trim();
  return out === '' ? undefined : JSON.parse(out.split('\n')[0]!);
}

/** Starts an act that stays until it is ended, and returns its first line and the way to end it. */
export async function hold(...args: string[]): Promise<{ truth: EventJson; end: () => void }> {
  const child = spawn(KERNEL_ACTS, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise<string[]>((resolve, reject) => {
    createInterface(child.stdout).once('line', (text) => resolve([text]));
    child.once('error', reject);
  });
  return { truth: JSON.parse(line!), end: () => child.kill('SIGKILL') };
}
