/** What every installation must come to: a start, a signal about what a process of the host does, a clean end. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { loadNative } from '../../src/capture/native.ts';
import { type Chroot, linesOf } from './chroot.ts';

const SIGNAL_MS_MAX = 60_000;

/** Numbers of the programs of ours that the kernel holds. */
const attached = (): Set<number> =>
  new Set(
    loadNative()
      .allPrograms()
      .filter(({ name }) => name === 'on_fork' || name === 'on_exec')
      .map(({ id }) => id),
  );

/** Starts `shrike up` in the system, waits for a signal of this process's own doing, has it test itself, and ends it. */
export async function firstSignal(system: Chroot): Promise<void> {
  const before = attached();
  const up = system.start('shrike up --json --no-server');
  try {
    const { find } = linesOf(up);
    await find((line) => line.startsWith('watching'));
    const began = Date.now();
    execFileSync('cat', ['/etc/shadow'], { stdio: 'ignore' });
    const signal = JSON.parse(
      await find(
        (line) =>
          line.startsWith('{') &&
          line.includes('"credential_file_read"') &&
          JSON.parse(line).process.ppid === process.pid,
      ),
    );
    assert.equal(signal.file.path, '/etc/shadow');
    assert.ok(Date.now() - began < SIGNAL_MS_MAX);
    assert.match(system.must('shrike self-test'), /exec +passed\nopen +passed\nchmod +passed/);
    assert.match(system.must('shrike status; true'), /3 of 3 passed/);
    const ended = new Promise((resolve) => up.on('close', resolve));
    up.kill('SIGTERM');
    assert.equal(await ended, 0);
  } finally {
    up.kill('SIGKILL');
  }
  assert.deepEqual([...attached().difference(before)], [], 'nothing stays attached');
}
