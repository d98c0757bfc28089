/** Acts on sockets (programs/netacts.c), and what tests of network events share. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EventJson } from './watch.ts';

/** The program that acts on sockets. */
export const NETACTS = fileURLToPath(new URL('../../build/test/programs/netacts', import.meta.url));

/** Runs an act to its end while nobody else of this process may run, and returns what it printed. */
export function netact(...args: (string | number)[]): EventJson {
  const out = execFileSync(NETACTS, args.map(String), { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(out.split('\n')[0]!);
}

/** Sends bytes as one datagram to a port, from a port (0: any). */
export function sendRaw(bytes: Uint8Array, ip: string, port: number, from = 0): EventJson {
  const out = execFileSync(NETACTS, ['raw', ip, String(port), String(from)], {
    encoding: 'utf8',
    input: bytes,
    timeout: 60_000,
  });
  return JSON.parse(out);
}
