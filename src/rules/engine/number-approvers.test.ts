/** From rules to the kernel's filters by number: nothing that a rule could match is dropped. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { liveModel } from '../field-readers.ts';
import { readRule } from '../language/index.ts';
import { buildNumberApprover, type FilteredByNumber, type NumberApprover, placeOf } from './number-approvers.ts';

const build = (type: FilteredByNumber, ...sources: string[]): NumberApprover =>
  buildNumberApprover(
    type,
    sources.map((source) => {
      const { rule, diagnostics } = readRule(source, liveModel, { eventType: 'single' });
      assert.deepEqual(diagnostics, [], source);
      return { checked: rule! };
    }),
    liveModel,
  );

/** What the kernel half decides (bpf/lib/approve.h). */
const passes = ({ active, anyBits, places }: NumberApprover, first: bigint, second = 0n): boolean =>
  !active ||
  (first & anyBits[0]) !== 0n ||
  (second & anyBits[1]) !== 0n ||
  ((places[0] >> placeOf(first)) & 1n) === 1n ||
  ((places[1] >> placeOf(second)) & 1n) === 1n;

describe('what passes in the kernel', () => {
  for (const [type, sources, first, second, expected] of [
    ['mmap', ['mmap.protection & PROT_EXEC > 0'], 5n, 2n, true],
    ['mmap', ['mmap.protection & PROT_EXEC > 0'], 3n, 2n, false],
    ['mmap', ['mmap.flags & MAP_FIXED > 0'], 4n, 0x10n, true],
    ['mmap', ['mmap.flags & MAP_FIXED > 0'], 4n, 2n, false],
    ['mmap', ['mmap.protection & PROT_EXEC > 0', 'mmap.file.name == "x.so"'], 1n, 2n, true],
    ['mmap', ['mmap.protection == PROT_NONE'], 0n, 2n, true],
    ['mprotect', ['mprotect.req_protection & VM_EXEC > 0 && mprotect.vm_protection & VM_WRITE > 0'], 4n, 3n, true],
    ['mprotect', ['mprotect.req_protection & VM_EXEC > 0 && mprotect.vm_protection & VM_WRITE > 0'], 3n, 1n, false],
    ['ptrace', ['ptrace.request in [PTRACE_ATTACH, PTRACE_SEIZE]'], 0x4206n, 0n, true],
    ['ptrace', ['ptrace.request in [PTRACE_ATTACH, PTRACE_SEIZE]'], 1n, 0n, false],
    ['ptrace', ['ptrace.request != PTRACE_TRACEME'], 16n, 0n, true],
    ['signal', ['signal.type == SIGKILL'], 9n, 0n, true],
    ['signal', ['signal.type == SIGKILL'], 15n, 0n, false],
    ['signal', ['signal.type == SIGKILL || signal.target.pid == 1'], 15n, 0n, true],
    ['bpf', ['bpf.cmd == BPF_PROG_LOAD || bpf.cmd == BPF_MAP_CREATE'], 0n, 0n, true],
    ['bpf', ['bpf.cmd == BPF_PROG_LOAD'], 1n, 0n, false],
    ['capabilities', ['capabilities.used & CAP_SYS_ADMIN > 0'], 1n, 1n << 21n, true],
    ['capabilities', ['capabilities.used & CAP_SYS_ADMIN > 0'], 1n << 21n, 1n, false],
  ] as const) {
    test(`${sources.join(' / ')} with ${first}, ${second}: ${expected ? 'passes' : 'is dropped'}`, () => {
      assert.equal(passes(build(type, ...sources), first, second), expected);
    });
  }

  test('every number of a set passes, also those that share places', () => {
    const numbers = [0n, 63n, 64n, 0x4200n, 0x59616d61n, 0x53564d41n];
    const approver = build('prctl', `prctl.option in [${numbers.join(', ')}]`);
    for (const number of numbers) assert.equal(passes(approver, number), true, String(number));
    assert.equal(passes(approver, 15n), false);
  });

  test('without rules everything passes', () => {
    assert.equal(passes(build('mmap'), 0n), true);
  });
});
