/** A spool whose process is killed again and again, at random moments: what was promised is there, in order, with nothing odd. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Spool } from './spool.ts';

const WRITER = fileURLToPath(new URL('../../../test/agent/spool-writer.ts', import.meta.url));
const ROUNDS = Number(process.env.SHRIKE_CRASH_ROUNDS ?? 25);

const folder = mkdtempSync(join(tmpdir(), 'shrike-spool-crash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the writer from a number on, and kills it a while after it began to write. */
async function writeAndKill(start: number, ms: number): Promise<{ kept: number; took: number[] }> {
  const child = spawn(process.execPath, [WRITER, folder, String(start)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('latin1').on('data', (piece: string) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), ms);
    text += piece;
  });
  const signal = await new Promise((resolve) => child.on('close', (_, kill) => resolve(kill)));
  assert.equal(signal, 'SIGKILL', text);
  const lines = text.split('\n').slice(0, -1);
  const numbers = (word: string): number[] =>
    lines.filter((line) => line.startsWith(word)).map((line) => Number(line.slice(word.length + 1)));
  return { kept: numbers('kept').at(-1) ?? start - 1, took: numbers('took') };
}

test(`kill -9 at ${ROUNDS} random moments loses nothing that was promised, and repeats only what was not committed`, {
  timeout: 20_000 + ROUNDS * 3000,
}, async () => {
  let start = 0;
  let repeated = 0;
  const taken = new Set<number>();
  let lastTaken = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const { kept, took } = await writeAndKill(start, 5 + Math.random() * 120);
    for (const number of took) {
      assert.ok(number <= lastTaken + 1, `${number} comes before ${lastTaken + 1}, which was skipped`);
      if (taken.has(number)) repeated++;
      taken.add(number);
      lastTaken = Math.max(lastTaken, number);
    }
    // Look without taking part: what is there beyond what was taken, and how far does it reach?
    const spool = new Spool({ folder, bytesMax: 4 << 20, ageMsMax: 3_600_000, sync: 'never' });
    spool.setReaders(['reader']);
    const reader = spool.reader('reader');
    assert.equal(reader.missed, 0);
    let expected: number | null = null;
    for (let entries = reader.read(1000, 1 << 20); entries.length > 0; entries = reader.read(1000, 1 << 20)) {
      for (const { payload } of entries) {
        const [number, padding] = Buffer.from(payload).toString('latin1').split(' ') as [string, string];
        expected ??= Number(number);
        assert.equal(Number(number), expected, 'entries follow each other without a gap');
        assert.match(padding, /^x*$/);
        expected++;
      }
    }
    const end: number = expected ?? lastTaken + 1;
    assert.ok(end > kept, `round ${round}: ${kept} was promised, and the spool ends before ${end}`);
    assert.equal(spool.damaged, 0);
    spool.close();
    start = end;
  }
  assert.ok(start > ROUNDS * 10, `the writer got on: ${start}`);
  assert.ok(repeated < start, `${repeated} of ${start} were read twice`);
});
