/** bpf(2): programs and maps as the kernel keeps them, refused loads, and hands on the sensor's own objects. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { act, watchRecords } from './kernel-acts.ts';
import type { Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('bpf', 'self_protection');
});
after(() => watch.stop());

test('a map that is made', async () => {
  const truth = act('bpf-map', 'shrike_map');
  const event = await watch.event('bpf', truth.pid, (e) => e.bpf.cmd === 'BPF_MAP_CREATE');
  assert.deepEqual(event.bpf.map, { id: truth.id, name: 'shrike_map', type: 'BPF_MAP_TYPE_HASH' });
  assert.equal(event.syscall.retval, truth.fd);
});

test('a program that is loaded, with its helpers and tag', async () => {
  const truth = act('bpf-prog', 'shrike_prog');
  const event = await watch.event('bpf', truth.pid, (e) => e.bpf.cmd === 'BPF_PROG_LOAD');
  const { program } = event.bpf;
  assert.equal(program.id, truth.id);
  assert.equal(program.name, 'shrike_prog');
  assert.equal(program.type, 'BPF_PROG_TYPE_KPROBE');
  assert.equal(program.tag, truth.tag);
  assert.deepEqual(program.helpers, ['BPF_KTIME_GET_NS', 'BPF_GET_CURRENT_PID_TGID', 'BPF_KTIME_GET_BOOT_NS']);
  assert.equal(program.helpers_truncated, undefined);
});

test('a program that is refused', async () => {
  const truth = act('bpf-prog-refused', 'no_right');
  const event = await watch.event('bpf', truth.pid, (e) => e.bpf.cmd === 'BPF_PROG_LOAD');
  assert.equal(event.syscall.retval, -truth.errno);
  assert.equal(event.bpf.program.name, 'no_right');
  assert.equal(event.bpf.program.id, undefined);
});

/** Id of some map of this process, whose sensor it is. */
function ownMapId(): string {
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const match = /^map_id:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'));
      if (match !== null) return match[1]!;
    } catch {
      // Closed meanwhile.
    }
  }
  throw new Error('this process has no map');
}

test("a map of the sensor's own in other hands is an act against the sensor", async () => {
  const truth = act('bpf-touch-map', ownMapId());
  assert.equal(truth.errno, 0);
  const event = await watch.event('self_protection', truth.pid);
  assert.equal(event.self_protection.action, 'bpf_object_touched');
});
