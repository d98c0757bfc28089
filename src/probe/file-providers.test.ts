import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CHECK_HOOKS,
  type CheckSupport,
  chooseWays,
  fileProviders,
  hookedTypes,
  wantedProvider,
} from './file-providers.ts';

const EVERYTHING: CheckSupport = {
  loads: () => true,
  hasFunction: () => true,
  lsms: ['capability', 'bpf'],
  refused: new Map(),
  only: null,
};

const programs = (support: Partial<CheckSupport>): string[] =>
  [...chooseWays({ ...EVERYTHING, ...support })].filter(([, reason]) => reason === null).map(([program]) => program);

const cases: readonly {
  name: string;
  support: Partial<CheckSupport>;
  chmod: string | undefined;
  utimes: string | undefined;
}[] = [
  { name: 'entries of functions come first', support: {}, chmod: 'entry_path_chmod', utimes: 'entry_vfs_utimes' },
  {
    name: 'without them the LSM hooks serve, and breakpoints where there is none',
    support: { loads: (way) => way !== 'fentry' },
    chmod: 'hook_path_chmod',
    utimes: 'break_vfs_utimes',
  },
  {
    name: 'LSM hooks that are not in force do not count',
    support: { loads: (way) => way !== 'fentry', lsms: ['apparmor'] },
    chmod: 'break_path_chmod',
    utimes: 'break_vfs_utimes',
  },
  {
    name: 'a way that was refused is not taken',
    support: { refused: new Map([['fentry', 'no']]) },
    chmod: 'hook_path_chmod',
    utimes: 'break_vfs_utimes',
  },
  {
    name: 'a check that the kernel does not have as a function',
    support: { hasFunction: (name) => name !== 'security_path_chmod' },
    chmod: 'hook_path_chmod',
    utimes: 'entry_vfs_utimes',
  },
  { name: 'only one provider is wanted', support: { only: 'lsm' }, chmod: 'hook_path_chmod', utimes: undefined },
  { name: 'tracepoints only', support: { only: 'tracepoint' }, chmod: undefined, utimes: undefined },
  { name: 'a kernel that takes nothing', support: { loads: () => false }, chmod: undefined, utimes: undefined },
];

describe('each check is reached in the strongest way that the kernel gives', () => {
  for (const { name, support, chmod, utimes } of cases) {
    test(name, () => {
      const used = programs(support);
      assert.equal(
        used.find((program) => program.endsWith('_path_chmod')),
        chmod,
      );
      assert.equal(
        used.find((program) => program.endsWith('_vfs_utimes')),
        utimes,
      );
      assert.equal(
        new Set(used.map((program) => program.replace(/^[a-z]+_/, ''))).size,
        used.length,
        'one way per check',
      );
    });
  }
});

test('a type whose checks are not all reached is followed by its text', () => {
  const all = new Set(programs({}));
  assert.deepEqual(new Set(hookedTypes((p) => all.has(p))), new Set(CHECK_HOOKS.flatMap((h) => h.serves)));
  all.delete('entry_want_write');
  const types = hookedTypes((p) => all.has(p));
  assert.ok(!types.includes('setxattr') && !types.includes('removexattr') && types.includes('chmod'));
  const setxattr = fileProviders((p) => all.has(p)).find(({ type }) => type === 'setxattr');
  assert.deepEqual(setxattr, { type: 'setxattr', exact: false, ways: ['tracepoint'] });
});

test('a provider that does not exist is refused with those that do', () => {
  assert.equal(wantedProvider(undefined), null);
  assert.equal(wantedProvider('lsm'), 'lsm');
  assert.match(
    (wantedProvider('ebpf') as { problem: string }).problem,
    /'ebpf': it can be tracepoint, fentry, lsm, kprobe/,
  );
});
