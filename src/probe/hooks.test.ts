import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOOKS, parseKernelVersion, whyUnfit } from './hooks.ts';

test('a kernel gets one program of each pair at most', () => {
  for (const [point, types, expected] of [
    ['tp_btf/io_uring_complete', undefined, []],
    ['tp_btf/io_uring_complete', ['void', 'long long unsigned int', 'int'], []],
    [
      'tp_btf/io_uring_complete',
      ['void', 'void', 'u64', 'int', 'unsigned int', 'u64', 'u64'],
      ['on_io_uring_complete_old', 'on_io_uring_socket_old'],
    ],
    [
      'tp_btf/io_uring_complete',
      ['io_ring_ctx', 'void', 'io_uring_cqe'],
      ['on_io_uring_complete', 'on_io_uring_socket'],
    ],
    ['raw_tp/kmem_cache_free', ['long unsigned int', 'void'], []],
    ['raw_tp/kmem_cache_free', ['long unsigned int', 'void', 'char'], ['on_name_free_by_text']],
    ['raw_tp/kmem_cache_free', ['long unsigned int', 'void', 'kmem_cache'], ['on_name_free']],
  ] as const) {
    const fit = HOOKS.filter((h) => h.point === point && whyUnfit(h, () => types) === null).map((h) => h.program);
    assert.deepEqual(fit, expected, `${point} ${types}`);
  }
});

test('a kernel release is read or refused', () => {
  assert.deepEqual(parseKernelVersion('6.18.44-rt'), { major: 6, minor: 18 });
  assert.equal(parseKernelVersion('rubbish'), null);
});
