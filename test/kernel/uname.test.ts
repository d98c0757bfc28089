/**
 * The machine under the kernel tests is what it should be: the kernel that was asked for, with its types described.
 * First to look at when every other kernel test fails on one kernel only.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

test('uname, Node and /proc name the same kernel release', () => {
  const report = process.report.getReport() as unknown as { readonly header: { readonly osRelease: string } };
  const uname = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
  assert.equal(report.header.osRelease, uname);
  assert.equal(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(), uname);
});

test('the kernel describes its types in BTF', () => {
  assert.ok(statSync('/sys/kernel/btf/vmlinux').size > 1_000_000);
  // The magic number of BTF, in this machine's byte order (include/uapi/linux/btf.h).
  assert.equal(new Uint16Array(readFileSync('/sys/kernel/btf/vmlinux').buffer, 0, 1)[0], 0xeb9f);
});

test('a test machine has BPF among its security modules', {
  skip: !process.env.SHRIKE_VM && 'only in a test machine',
}, () => {
  assert.ok(readFileSync('/sys/kernel/security/lsm', 'utf8').split(',').includes('bpf'));
});
