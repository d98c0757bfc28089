/**
 * Writes numbered entries to a spool for ever and prints each number once the spool has promised to keep it; a reader commits
 * behind it and prints what it took. Made to be killed.
 */
import { writeSync } from 'node:fs';
import { Spool } from '../../src/agent/spool/spool.ts';

const [folder, start] = process.argv.slice(2);
const spool = new Spool({ folder: folder!, bytesMax: 4 << 20, ageMsMax: 3_600_000, sync: 'flush' });
spool.setReaders(['reader']);
const reader = spool.reader('reader');
let next = Number(start);

/** One write call per line: a line is whole or not there. */
const say = (text: string): void => {
  writeSync(1, `${text}\n`);
};

for (;;) {
  const count = 1 + Math.floor(Math.random() * 20);
  const payloads = Array.from({ length: count }, () => Buffer.from(`${next++} ${'x'.repeat(Math.random() * 3000)}`));
  spool.append(payloads);
  await spool.flush();
  say(`kept ${next - 1}`);
  if (Math.random() < 0.5) {
    const entries = reader.read(30, 1 << 16);
    for (const { payload } of entries) say(`took ${Buffer.from(payload).toString('latin1').split(' ', 1)[0]}`);
    if (entries.length > 0) reader.commit(entries.at(-1)!.sequence);
  }
}
