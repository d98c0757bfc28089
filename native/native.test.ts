/** The addon never takes the process down, whatever it is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadNative } from '../src/capture/native.ts';

const native = loadNative() as unknown as Record<string, (...args: unknown[]) => unknown>;
const ODD: unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  Number.NaN,
  2 ** 60,
  '',
  'x',
  'a\0b',
  {},
  [],
  Buffer.alloc(3),
  5n,
  Symbol.iterator,
  () => {},
];
// Calls that would change this very process, and those that take nothing.
const LEFT_OUT = new Set(['pidfdSendSignal', 'bootTimeNs', 'wallOffsetNs', 'kernelFeatures', 'allPrograms']);

test('wrong arguments are a TypeError or a typed error, never a crash', () => {
  let thrown = 0;
  for (const name of Object.keys(native).filter((n) => !LEFT_OUT.has(n))) {
    for (const first of ODD) {
      for (const second of [undefined, 'x', 4096, Buffer.alloc(1)]) {
        if (name === 'keepCapabilities' && typeof first === 'bigint') continue;
        try {
          native[name]!(first, second, first, second);
        } catch (error) {
          thrown++;
          const { code } = error as NodeJS.ErrnoException;
          assert.ok(error instanceof TypeError || code?.startsWith('SHRIKE_'), `${name}(${String(first)}): ${error}`);
        }
      }
    }
  }
  assert.ok(thrown > 100);
});

test('what belongs to this process is not disturbed by wrong descriptors', () => {
  for (const fd of [-1, 0, 1, 2, 999, 2 ** 32, 2 ** 31, 1.5, Number.POSITIVE_INFINITY]) {
    assert.throws(() => native.openRing!(fd, 4096), TypeError, `openRing(${fd})`);
    assert.throws(() => native.pidfdSendSignal!(fd, 0), /pidfdSendSignal|cannot send signal/, `pidfdSendSignal(${fd})`);
  }
});

test('a file that is no BPF object is refused with its path', () => {
  assert.throws(() => native.openObject!('/etc/hostname'), { code: 'SHRIKE_BPF_OPEN', message: /\/etc\/hostname/ });
  assert.throws(() => native.openObject!('/nonexistent'), { code: 'SHRIKE_BPF_OPEN' });
});

test('the clocks agree with those of Node', () => {
  const wallMs = Number(((native.bootTimeNs!() as bigint) + (native.wallOffsetNs!() as bigint)) / 1_000_000n);
  assert.ok(Math.abs(wallMs - Date.now()) < 100);
});
