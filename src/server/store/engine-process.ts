/**
 * The process that holds the embedded store. Started by embedded-engine.ts with the data directory, the socket and the
 * memory limit as arguments; says `ready` on its standard output, and ends in order when its standard input closes, which
 * also happens when the server dies.
 */
import { chmodSync, rmSync } from 'node:fs';
import process from 'node:process';
import { serveEngine } from './engine-http.ts';

const [directory, socket, memoryBytesMax] = process.argv.slice(2) as [string, string, string];
process.umask(0o077);
const engine = serveEngine(directory, Number(memoryBytesMax));
rmSync(socket, { force: true });
engine.server.listen(socket, () => {
  chmodSync(socket, 0o600);
  process.stdout.write('ready\n');
});
/** How long queries that run may go on after the end was asked for; then they are cut off, which harms no stored row. */
const END_MS_MAX = 15_000;
const end = (): void => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS_MAX).unref();
  void engine.close().then(() => process.exit(0));
};
process.stdin.resume();
process.stdin.on('end', end);
process.stdin.on('error', end);
// Ctrl-C reaches the whole foreground group; the server decides when the store ends.
process.on('SIGINT', () => {});
