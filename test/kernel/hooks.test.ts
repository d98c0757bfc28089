/** Every hook that is meant for this kernel loads on it; a program that the verifier refuses is a failure here. */
import assert from 'node:assert/strict';
import { release } from 'node:os';
import { test } from 'node:test';
import { loadNative } from '../../src/capture/native.ts';
import { Sensor } from '../../src/probe/index.ts';
import { kernelAtLeast } from './watch.ts';

test(`programs load on ${release()}`, () => {
  const { hooks, programs } = Sensor.inspect();
  for (const { hook, state, reason, log } of hooks) {
    console.log(`${hook.program}: ${state} ${reason}`);
    assert.notEqual(state, 'refused', `${hook.program}: ${reason}\n${log.slice(-3000)}`);
  }
  for (const p of programs)
    if (p.instructions !== undefined)
      console.log(`${p.name}: ${p.instructions} instructions, ${p.verifiedInstructions} verified`);
  const live = (program: string): boolean =>
    hooks.some((s) => s.hook.program.startsWith(program) && s.state === 'live');
  const types = (tracepoint: string): string => String(loadNative().tracepointArguments(tracepoint));
  for (const program of ['on_fork', 'on_exec', 'on_exit', 'on_sys_exit']) assert.ok(live(program), program);
  if (kernelAtLeast(5, 17) && !kernelAtLeast(7, 0))
    assert.ok(live('on_name_free'), `kmem_cache_free(${types('kmem_cache_free')})`);
  if (kernelAtLeast(5, 19)) assert.ok(live('on_io_uring_complete'), `io_uring_complete(${types('io_uring_complete')})`);
});
