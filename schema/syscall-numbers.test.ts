import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLS } from './calls.ts';
import { callName, callNumber } from './syscall-numbers.ts';

test('the names of all calls agree with those that the kernel half knows by itself', () => {
  for (const { name, x86_64, i386, arm64 } of CALLS) {
    // Ours tell the 16-bit forms apart, where the kernel's names tell the 32-bit ones.
    const kernelName = name.replace(/^old_mmap$/, 'mmap');
    const other = (n: string): boolean =>
      n === kernelName ||
      n.replace(/32$/, '') === name ||
      `${n}16` === name ||
      n === `_${name}` ||
      n.includes(name) ||
      name.includes(n);
    if (x86_64 !== undefined) assert.equal(callName(x86_64, 'x64'), kernelName);
    if (i386 !== undefined)
      assert.ok(other(callName(i386, 'x64', true)), `i386 ${i386}: ${callName(i386, 'x64', true)}, not ${name}`);
    if (arm64 !== undefined)
      assert.ok(other(callName(arm64, 'arm64')), `arm64 ${arm64}: ${callName(arm64, 'arm64')}, not ${name}`);
  }
});

test('names and numbers lead to each other', () => {
  for (const architecture of ['x64', 'arm64']) {
    for (let number = 0; number < 512; number++) {
      const name = callName(number, architecture);
      if (name !== String(number)) assert.equal(callNumber(name, architecture), number, name);
    }
  }
  assert.equal(callNumber('no_such_call', 'x64'), undefined);
  assert.equal(callName(500, 'x64'), '500');
});
