/** The Debian package as an administrator meets it: install, configure, watch, upgrade, remove, purge. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Chroot, debianRoot, project } from './chroot.ts';
import { firstSignal } from './first-signal.ts';

describe('the Debian package', { timeout: 1_200_000 }, () => {
  let system: Chroot;
  before(() => {
    execFileSync('sh', [project('scripts/package/stage.sh'), project('build/package/stage')], { stdio: 'inherit' });
    for (const version of ['0.1.0', '0.1.1'])
      execFileSync('sh', [project('scripts/package/build-deb.sh'), version], {
        stdio: 'inherit',
        env: { ...process.env, SHRIKE_PACKAGES: 'base' },
      });
    system = new Chroot(debianRoot());
    for (const version of ['0.1.0', '0.1.1']) {
      const name = `shrike_${version}_${process.arch === 'x64' ? 'amd64' : 'arm64'}.deb`;
      copyFileSync(project(`build/package/${name}`), join(system.root, `root/shrike-${version}.deb`));
    }
  });
  after(() => {
    system?.close();
  });

  test('installs, with a user, units and configuration of its own', () => {
    system.must('dpkg -i /root/shrike-0.1.0.deb');
    assert.match(system.must('shrike help'), /up/);
    assert.match(system.must('getent passwd shrike'), /nologin/);
    assert.equal(system.must("stat -c '%a %U %G' /etc/shrike/shrike.yaml").trim(), '640 root shrike');
    for (const path of [
      '/etc/shrike/runtime-security.d/default.policy',
      '/lib/systemd/system/shrike.service',
      '/lib/systemd/system/shrike-agent.service',
      '/usr/share/man/man1/shrike.1.gz',
      '/etc/systemd/system/multi-user.target.wants/shrike.service',
    ])
      assert.equal(system.sh(`test -e ${path}`).status, 0, path);
    assert.equal(
      system.must('systemd-analyze verify /lib/systemd/system/shrike.service 2>&1 || true').includes('rror'),
      false,
    );
  });

  test('takes the switches of the seed as single dotted lines, and names the rules it uses', () => {
    system.must(`echo 'runtime_security_config.enabled: true' >> /etc/shrike/security-agent.yaml
      echo 'runtime_security_config.network.enabled: true' >> /etc/shrike/system-probe.yaml`);
    const shown = system.must('shrike config 2>&1');
    assert.match(shown, /runtime_security_config\.enabled.*true.*security-agent\.yaml/);
    assert.match(system.must('shrike policy check /etc/shrike/runtime-security.d 2>&1'), /default\.policy/);
  });

  test('gives its first signal within a minute of the start, and leaves nothing attached', async () => {
    await firstSignal(system);
  });

  test('gathers a support bundle without secrets', () => {
    system.must(`printf 'api_key: hunter2\\nsinks:\\n  oncall:\\n    type: webhook\\n    url: https://hooks.example.org/s/hunter2\\n' >> /etc/shrike/security-agent.yaml
      shrike flare /root/flare.tar.gz`);
    const names = system.must('tar -tzf /root/flare.tar.gz');
    for (const name of ['status.json', 'config.txt', 'doctor.txt', 'policy-check.txt', 'files/security-agent.yaml'])
      assert.ok(names.includes(name), `${name} is not in ${names}`);
    const all = system.must('tar -xOzf /root/flare.tar.gz');
    assert.match(all, /oncall/);
    assert.doesNotMatch(all, /hunter2/);
  });

  test('keeps changed configuration through upgrade and downgrade', () => {
    system.must(
      "echo '# mine' >> /etc/shrike/shrike.yaml; echo 'rules: []' > /etc/shrike/runtime-security.d/own.policy",
    );
    for (const version of ['0.1.1', '0.1.0']) {
      system.must(`dpkg -i --force-confold /root/shrike-${version}.deb`);
      assert.match(system.must("dpkg-query -W -f='${Version}' shrike"), new RegExp(version));
      assert.match(system.must('cat /etc/shrike/shrike.yaml'), /# mine/);
      assert.equal(system.sh('test -e /etc/shrike/runtime-security.d/own.policy').status, 0);
    }
  });

  test('leaves only configuration when removed, and nothing when purged', () => {
    system.must('dpkg -r shrike');
    const left = (): string =>
      system.must(
        "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /root \\) -prune -o -iname '*shrike*' -print",
      );
    const paths = left()
      .trim()
      .split('\n')
      .filter(
        (path) => !path.startsWith('/var/lib/dpkg/') && !path.startsWith('/etc/shrike') && path !== '/var/lib/shrike',
      );
    assert.deepEqual(paths, []);
    system.must('dpkg -P shrike');
    assert.deepEqual(
      left()
        .trim()
        .split('\n')
        .filter((path) => path !== '' && !path.startsWith('/var/lib/dpkg/')),
      [],
    );
    assert.equal(system.sh('getent passwd shrike').status, 2);
    assert.ok(existsSync(system.root));
  });
});
