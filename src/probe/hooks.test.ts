import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOOKS, hookFits, parseKernelVersion } from './hooks.ts';

test('a kernel gets one of the two io_uring programs, never both', () => {
  for (const [release, expected] of [
    ['5.10.0-28-amd64', []],
    ['6.1.0-40-cloud-amd64', ['on_io_uring_complete_old']],
    ['6.14.2', ['on_io_uring_complete_old']],
    ['6.18.44', ['on_io_uring_complete']],
    ['7.2.0', ['on_io_uring_complete']],
  ] as const) {
    const kernel = parseKernelVersion(release)!;
    const programs = HOOKS.filter((h) => h.point === 'tp_btf/io_uring_complete' && hookFits(h, kernel)).map(
      (h) => h.program,
    );
    assert.deepEqual(programs, expected, release);
  }
  assert.equal(parseKernelVersion('rubbish'), null);
});
