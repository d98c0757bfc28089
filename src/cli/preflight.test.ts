import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HostFacts, judgeHostAccess } from './preflight.ts';

const ON_HOST: HostFacts = {
  inHostPidNamespace: true,
  inHostUserNamespace: true,
  inHostCgroupNamespace: true,
  procRoot: '/proc',
  procShowsHost: true,
  cgroupRoot: '/sys/fs/cgroup',
  cgroupFound: true,
  hostRoot: '/',
  sockets: [],
};
/** As a container with everything mounted. */
const MOUNTED: HostFacts = {
  ...ON_HOST,
  inHostPidNamespace: false,
  inHostCgroupNamespace: false,
  procRoot: '/host/proc',
  cgroupRoot: '/host/sys/fs/cgroup',
  sockets: ['/run/docker.sock'],
};

// [case, facts, what is wrong, words that say how to mend it]
const CASES: [string, HostFacts, string[], RegExp][] = [
  ['on the host nothing is wrong, also without containers', ON_HOST, [], /^/],
  ['in a container with all mounts nothing is wrong', MOUNTED, [], /through \/host\/proc/],
  [
    'a pid namespace of its own',
    { ...MOUNTED, procRoot: '/proc', procShowsHost: false },
    ['host processes'],
    /--pid=host/,
  ],
  ['a cgroup namespace of its own', { ...MOUNTED, cgroupRoot: '/sys/fs/cgroup' }, ['host cgroups'], /--cgroupns=host/],
  ['no cgroups at all', { ...MOUNTED, cgroupFound: false }, ['host cgroups'], /Mount the host's/],
  ['no socket in a container', { ...MOUNTED, sockets: [] }, ['container runtimes'], /docker\.sock/],
  [
    'a user namespace of its own',
    { ...MOUNTED, inHostUserNamespace: false },
    ['user namespace'],
    /without user namespace/,
  ],
  [
    'what cannot be read is not called wrong',
    { ...ON_HOST, inHostPidNamespace: null, procShowsHost: null, inHostCgroupNamespace: null },
    [],
    /^/,
  ],
];

describe('host access', () => {
  for (const [name, facts, wrong, words] of CASES) {
    test(name, () => {
      const findings = judgeHostAccess(facts);
      assert.deepEqual(
        findings.filter((f) => !f.ok).map((f) => f.name),
        wrong,
      );
      assert.match(findings.map((f) => f.text).join('\n'), words);
    });
  }
});
