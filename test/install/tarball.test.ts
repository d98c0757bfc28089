/** The archive for hosts without a package manager that we know: unpacked at the root, it runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chroot, debianRoot, project } from './chroot.ts';
import { firstSignal } from './first-signal.ts';

describe('the archive', { timeout: 1_200_000 }, () => {
  let system: Chroot;
  before(() => {
    if (!existsSync(project('build/package/stage/shrike')))
      execFileSync('sh', [project('scripts/package/stage.sh'), project('build/package/stage')], { stdio: 'inherit' });
    execFileSync('sh', [project('scripts/package/build-tarball.sh'), '0.1.0'], { stdio: 'inherit' });
    system = new Chroot(debianRoot());
    const name = `shrike-0.1.0-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}.tar.gz`;
    copyFileSync(project(`build/package/${name}`), join(system.root, 'root/shrike.tar.gz'));
  });
  after(() => system?.close());

  test('leaves the links of the system in place', () => {
    system.must('tar -C / -xzf /root/shrike.tar.gz');
    for (const path of ['/lib', '/bin', '/sbin'])
      assert.equal(system.must(`stat -c %F ${path}`).trim(), 'symbolic link');
    assert.match(system.must('shrike help'), /self-test/);
  });

  test('gives its first signal within a minute of the start, and leaves nothing attached', async () => {
    await firstSignal(system);
  });
});
