/**
 * The RPM package: installed by rpm into a system of its own, whose programs and libraries are Debian's. That shows files,
 * scripts, configuration and whether it runs; names of packages that it asks for are those of libraries, as every
 * distribution provides them.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Chroot, debianRoot, project } from './chroot.ts';
import { firstSignal } from './first-signal.ts';

describe('the RPM package', { timeout: 1_200_000 }, () => {
  let system: Chroot;
  const file = (version: string): string => project(`build/package/shrike-${version}-1.${uname}.rpm`);
  const uname = process.arch === 'x64' ? 'x86_64' : 'aarch64';
  const rpm = (...args: string[]) =>
    spawnSync('rpm', ['--root', system.root, ...args], { encoding: 'utf8', timeout: 300_000 });
  // Debian's rpm asks to be told that it is meant; the root has no database that knows of its libraries.
  const install = (...args: string[]): void => {
    const { status, stderr } = rpm('--force-debian', '--nodeps', ...args);
    assert.equal(status, 0, stderr);
  };
  before(() => {
    if (!existsSync(project('build/package/stage/shrike')))
      execFileSync('sh', [project('scripts/package/stage.sh'), project('build/package/stage')], { stdio: 'inherit' });
    for (const version of ['0.1.0', '0.1.1'])
      execFileSync('sh', [project('scripts/package/build-rpm.sh'), version], { stdio: 'inherit' });
    system = new Chroot(debianRoot());
  });
  after(() => system?.close());

  test('asks for libraries by the names that every distribution provides', () => {
    const { stdout } = spawnSync('rpm', ['-qp', '--requires', file('0.1.0')], { encoding: 'utf8' });
    for (const library of ['libc.so.6(GLIBC_2.28)(64bit)', 'libatomic.so.1()(64bit)', 'libelf.so.1()(64bit)'])
      assert.ok(stdout.includes(library), `${library} is not in ${stdout}`);
  });

  test('installs, with a user, units and configuration of its own, and verifies', () => {
    install('-i', file('0.1.0'));
    assert.match(system.must('shrike help'), /self-test/);
    assert.match(system.must('getent passwd shrike'), /nologin/);
    assert.equal(system.must("stat -c '%a %U %G' /etc/shrike/shrike.yaml").trim(), '640 root shrike');
    assert.equal(system.must('test -h /lib && echo link').trim(), 'link');
    for (const path of [
      '/usr/lib/systemd/system/shrike.service',
      '/etc/systemd/system/multi-user.target.wants/shrike.service',
    ])
      assert.equal(system.sh(`test -e ${path}`).status, 0, path);
    const { stdout, status } = rpm('--nodeps', '-V', 'shrike');
    assert.equal(status, 0, stdout);
  });

  test('gives its first signal within a minute of the start, and leaves nothing attached', async () => {
    await firstSignal(system);
  });

  test('keeps changed configuration through upgrade and downgrade', () => {
    system.must(
      "echo '# mine' >> /etc/shrike/shrike.yaml; echo 'rules: []' > /etc/shrike/runtime-security.d/own.policy",
    );
    for (const [version, option] of [
      ['0.1.1', '-U'],
      ['0.1.0', '-U'],
    ] as const) {
      install(option, '--oldpackage', file(version));
      assert.equal(rpm('-q', '--qf', '%{VERSION}', 'shrike').stdout, version);
      assert.match(system.must('cat /etc/shrike/shrike.yaml'), /# mine/);
      assert.equal(system.sh('test -e /etc/shrike/runtime-security.d/own.policy').status, 0);
      assert.equal(system.sh('test -e /etc/systemd/system/multi-user.target.wants/shrike.service').status, 0);
    }
  });

  test('leaves nothing but what was changed in its configuration when removed', () => {
    install('-e', 'shrike');
    const left = system
      .must(
        "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /root -o -path /var/lib/rpm \\) -prune -o \\( -iname '*shrike*' -o -path '/etc/shrike/*' \\) -print",
      )
      .trim()
      .split('\n')
      .sort();
    assert.deepEqual(left, [
      '/etc/shrike',
      '/etc/shrike/runtime-security.d',
      '/etc/shrike/runtime-security.d/own.policy',
      '/etc/shrike/shrike.yaml.rpmsave',
    ]);
  });
});
