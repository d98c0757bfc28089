import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  cgroupOfContainer,
  chooseCgroup,
  parseCgroupFile,
  parseCgroupPath,
  parseProcessCgroups,
} from './cgroup-path.ts';

const A = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const B = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const TASK = 'cb4f1d2e3a5b6c7d8e9f0a1b2c3d4e5f';
const POD = '3f0a1b2c-1111-2222-3333-444455556666';
const POD_ = POD.replaceAll('-', '_');

// [path, container id, runtime, manager]
const PATHS: [string, string, string, string][] = [
  ['/', '', '', ''],
  ['', '', '', ''],
  [`/docker/${A}`, A, 'docker', 'docker'],
  [`/docker/${A}/init.scope`, A, 'docker', 'docker'],
  [`/docker/${A}/system.slice/ssh.service`, A, 'docker', 'docker'],
  [`/docker/${A}/docker/${B}`, B, 'docker', 'docker'],
  [`/docker/${A} (deleted)`, A, 'docker', 'docker'],
  [`/../../docker/${A}`, A, 'docker', 'docker'],
  [`/system.slice/docker-${A}.scope`, A, 'docker', 'docker'],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${A}.scope`, A, 'docker', 'docker'],
  ['/system.slice/docker.service', '', '', 'systemd'],
  ['/docker/buildkit/8nq0s2x1h3k5', '', '', ''],
  [`/system.slice/nerdctl-${A}.scope`, A, 'containerd', 'containerd'],
  [`/default/${A}`, A, 'containerd', 'containerd'],
  [`/k8s.io/${A}`, A, 'containerd', 'containerd'],
  [`/kubepods/burstable/pod${POD}/${A}`, A, '', ''],
  [`/kubepods.slice/kubepods-pod${POD_}.slice/cri-containerd-${A}.scope`, A, 'containerd', 'containerd'],
  [
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD_}.slice/crio-${A}.scope`,
    A,
    'cri-o',
    'cri-o',
  ],
  [`/kubepods.slice/kubepods-pod${POD_}.slice/crio-${A}.scope/container`, A, 'cri-o', 'cri-o'],
  [`/kubepods.slice/kubepods-pod${POD_}.slice/crio-conmon-${A}.scope`, '', '', 'systemd'],
  [
    `/system.slice/containerd.service/kubepods-burstable-pod${POD_}.slice:cri-containerd:${A}`,
    A,
    'containerd',
    'containerd',
  ],
  [`/system.slice:docker:${A}`, A, 'docker', 'docker'],
  [`/x:crio-conmon:${A}`, '', '', ''],
  [`/machine.slice/libpod-${A}.scope`, A, 'podman', 'podman'],
  [`/machine.slice/libpod-${A}.scope/container`, A, 'podman', 'podman'],
  [`/libpod_parent/libpod-${A}`, A, 'podman', 'podman'],
  [`/machine.slice/libpod-conmon-${A}.scope`, '', '', 'systemd'],
  [`/libpod_parent/conmon-${A}`, '', '', ''],
  [`/docker/${B}/machine.slice/libpod-conmon-${A}.scope`, B, 'docker', 'docker'],
  [`/ecs/${TASK}/${TASK}-1234567890`, `${TASK}-1234567890`, 'ecs', 'ecs'],
  [`/ecs/${TASK}/${A}`, A, '', ''],
  [`/garden/${TASK}-12`, `${TASK}-12`, 'garden', 'garden'],
  ['/garden/0f1e2d3c-4b5a-6978-8796-a5b4', '0f1e2d3c-4b5a-6978-8796-a5b4', 'garden', 'garden'],
  ['/lxc/web', 'web', 'lxc', 'lxc'],
  ['/lxc/web/init.scope', 'web', 'lxc', 'lxc'],
  ['/lxc.payload.web/system.slice/cron.service', 'web', 'lxc', 'lxc'],
  ['/lxc.monitor.web', '', '', ''],
  ['/machine.slice/systemd-nspawn@build.service/payload', 'build', 'nspawn', 'nspawn'],
  ['/machine.slice/machine-web.scope', 'web', 'nspawn', 'nspawn'],
  ['/system.slice/machine-web.scope', '', '', 'systemd'],
  [`/isulad-${A}.scope`, A, '', ''],
  ['/system.slice/ssh.service', '', '', 'systemd'],
  ['/user.slice/user-0.slice/session-3.scope', '', '', 'systemd'],
  ['/init.scope', '', '', 'systemd'],
  ['/cg1', '', '', ''],
  [`/docker/${A}0`, '', '', ''],
  [`/docker/${A.slice(1)}`, '', '', ''],
  [`/docker/${A.slice(1)}g`, '', '', ''],
  [`/kubepods/burstable/pod${POD}`, '', '', ''],
  [`/x/${POD}`, '', '', ''],
  [`/x/${TASK}`, '', '', ''],
  [`/docker/${A.toUpperCase()}`, A.toUpperCase(), 'docker', 'docker'],
];

describe('a cgroup path', () => {
  for (const [path, id, runtime, manager] of PATHS) {
    test(`${path.replaceAll(A, '<A>').replaceAll(B, '<B>') || '(empty)'} names ${id === '' ? 'no container' : 'its container'}`, () => {
      const facts = parseCgroupPath(path);
      assert.deepEqual([facts.containerId, facts.runtime, facts.manager], [id, runtime, manager]);
    });
  }

  const pods: [string, string, string][] = [
    [`/kubepods/burstable/pod${POD}/${A}`, POD, 'burstable'],
    [`/kubepods/pod${POD}/${A}`, POD, 'guaranteed'],
    [
      `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD_}.slice/crio-${A}.scope`,
      POD,
      'besteffort',
    ],
    [
      `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${POD_}.slice/cri-containerd-${A}.scope`,
      POD,
      'burstable',
    ],
    [`/system.slice/containerd.service/kubepods-burstable-pod${POD_}.slice:cri-containerd:${A}`, POD, 'burstable'],
    [`/kubepods/besteffort/pod${TASK}/${A}`, TASK, 'besteffort'],
    ['/kubepods.slice', '', ''],
    [`/tripod${POD}`, '', ''],
  ];
  for (const [path, podUid, qosClass] of pods) {
    test(`${path.replaceAll(A, '<A>')} tells ${podUid === '' ? 'no pod' : `a ${qosClass} pod`}`, () => {
      const facts = parseCgroupPath(path);
      assert.deepEqual([facts.podUid, facts.qosClass], [podUid, qosClass]);
    });
  }

  test('keeps the ids of the containers around the innermost one', () => {
    assert.deepEqual(parseCgroupPath(`/docker/${A}/kubepods/pod${POD}/${B}`).outerContainerIds, [A]);
  });

  test('of a member tells the cgroup of the container itself', () => {
    assert.equal(cgroupOfContainer(`/docker/${A}/init.scope`, A), `/docker/${A}`);
    assert.equal(cgroupOfContainer(`/docker/${B}/docker/${A}`, B), `/docker/${B}`);
    assert.equal(cgroupOfContainer(`/x/libpod-${A}.scope/container`, A), `/x/libpod-${A}.scope`);
    assert.equal(cgroupOfContainer('/x/y', A), '');
  });

  test('is read in bounded time and without failing when it is hostile', () => {
    const started = performance.now();
    for (const path of [
      '/'.repeat(1e6),
      `/${'a-'.repeat(1e6)}`,
      `/${'pod'.repeat(1e5)}`,
      `/${':'.repeat(1e6)}`,
      '\0\n%',
    ]) {
      assert.equal(parseCgroupPath(path).containerId, '');
    }
    assert.ok(performance.now() - started < 1000);
  });
});

describe('the cgroup file of a process', () => {
  const cases: [string, string, string, string][] = [
    ['unified', `0::/system.slice/docker-${A}.scope\n`, A, `/system.slice/docker-${A}.scope`],
    ['legacy', `3:memory:/docker/${A}\n2:pids:/docker/${A}\n1:name=systemd:/docker/${A}\n`, A, `/docker/${A}`],
    [
      'hybrid with the container in one controller only',
      `9:name=systemd:/\n4:memory:/docker/${A}\n0::/\n`,
      A,
      `/docker/${A}`,
    ],
    [
      'hybrid with a service',
      `9:name=systemd:/system.slice/x.service\n8:pids:/\n0::/\n`,
      '',
      '/system.slice/x.service',
    ],
    [
      'colons in the name',
      `0::/system.slice/containerd.service/p.slice:cri-containerd:${A}\n`,
      A,
      `/system.slice/containerd.service/p.slice:cri-containerd:${A}`,
    ],
    ['removed cgroup', `0::/docker/${A} (deleted)\n`, A, `/docker/${A}`],
    ['root', '0::/\n', '', '/'],
    ['empty', '', '', '/'],
    ['not a cgroup file', 'hello\n:::\nx:y:z\n', '', '/'],
  ];
  for (const [name, text, id, path] of cases) {
    test(`${name}: gives the path that tells most`, () => {
      const facts = parseProcessCgroups(text);
      assert.deepEqual([facts.containerId, facts.path], [id, path]);
    });
  }

  test('splits on the first two colons only', () => {
    assert.deepEqual(parseCgroupFile('12:cpu,cpuacct:/a:b:c\n'), [
      { hierarchy: 12, controllers: 'cpu,cpuacct', path: '/a:b:c' },
    ]);
  });

  test('two paths of one record: the one that names a container wins', () => {
    assert.equal(chooseCgroup('/', `/docker/${A}`).containerId, A);
    assert.equal(chooseCgroup(`/docker/${B}`, `/docker/${A}`).containerId, B);
    assert.equal(chooseCgroup('/system.slice/a.service', '/').unit, 'a.service');
    assert.equal(chooseCgroup('/', '/cg1').path, '/cg1');
  });
});
