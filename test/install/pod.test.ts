/**
 * The pod that the chart gives, run by Docker: the same image, arguments, rights, profiles and mounts, with folders for what the
 * kubelet would make. The profile for seccomp is the chart's, so a system call that it forgets is found here.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { Docker, IMAGE } from '../workloads/docker.ts';
import { project } from './chroot.ts';
import { heldCapabilities } from './container-files.ts';

const SHRIKE = 'shrike:pod-test';
const WAIT_MS_MAX = 120_000;

// biome-ignore lint/suspicious/noExplicitAny: manifests are read by name
type Manifest = any;

const run = promisify(execFile);

describe('the pod of the chart', { timeout: 1_200_000 }, () => {
  let engine: Docker;
  const folder = mkdtempSync(join(tmpdir(), 'shrike-pod-'));
  const name = (part: string): string => `pod-${part}-${process.pid}`;
  const mark = `pod-mark-${process.pid}`;
  let pod: Manifest;
  let config: Manifest;

  before(() => {
    engine = new Docker();
    if (!existsSync(project('build/package/stage/shrike')))
      execFileSync('sh', [project('scripts/package/stage.sh'), project('build/package/stage')], { stdio: 'inherit' });
    execFileSync('sh', [project('scripts/package/build-image.sh'), SHRIKE], {
      stdio: 'inherit',
      env: { ...process.env, DOCKER_HOST: `unix://${engine.socket}` },
    });
    const values = join(folder, 'values.yaml');
    writeFileSync(
      values,
      `image: { repository: shrike, tag: pod-test }\ndatadog: { securityAgent: { runtime: { policies: { configMap: own } } } }\n`,
    );
    const text = execFileSync('sh', [project('scripts/chart/render.sh'), '-values', values], { encoding: 'utf8' });
    const documents: Manifest[] = parseAllDocuments(text).map((document) => document.toJS());
    const find = (kind: string): Manifest => documents.find((document) => document?.kind === kind);
    pod = find('DaemonSet').spec.template.spec;
    config = find('ConfigMap');
    const own = `rules:\n  - id: own_mark\n    description: a program of the test\n    expression: exec.args =~ "*${mark}*"\n`;
    for (const volume of pod.volumes) {
      if (volume.hostPath !== undefined && volume.name !== 'seccomp') continue;
      const place = join(folder, volume.name);
      mkdirSync(place);
      chmodSync(place, 0o777);
      const data: Record<string, string> =
        volume.name === 'config' ? config.data : volume.name === 'custom-policies' ? { 'own.policy': own } : {};
      for (const [key, value] of Object.entries(data)) writeFileSync(join(place, key), value);
    }
    // The kubelet gives a folder on the node to nobody else than root.
    chownSync(join(folder, 'seccomp'), 0, 0);
  });
  after(async () => {
    for (const part of ['prepare', 'probe', 'agent']) await engine?.docker('rm', '-f', name(part)).catch(() => '');
    await engine?.docker('rmi', SHRIKE).catch(() => '');
    rmSync(folder, { recursive: true, force: true });
  });

  /** A container of the pod as arguments of `docker run`. */
  function asArguments(container: Manifest): string[] {
    const { securityContext: context } = container;
    const source = (volume: string): string => {
      const { hostPath } = pod.volumes.find((one: Manifest) => one.name === volume);
      return hostPath !== undefined && volume !== 'seccomp' ? hostPath.path : join(folder, volume);
    };
    const options = ['--network', 'none', '--pid', 'host', '--cgroupns', 'host', '--cap-drop', 'ALL'];
    for (const capability of heldCapabilities(context.capabilities.add ?? [])) options.push('--cap-add', capability);
    if (context.readOnlyRootFilesystem) options.push('--read-only');
    if (context.allowPrivilegeEscalation === false) options.push('--security-opt', 'no-new-privileges');
    if (context.seccompProfile?.type === 'Localhost')
      options.push('--security-opt', `seccomp=${join(folder, 'seccomp', context.seccompProfile.localhostProfile)}`);
    options.push('--user', `${context.runAsUser}:${context.runAsGroup ?? 0}`);
    for (const { name: variable, value } of container.env ?? []) options.push('-e', `${variable}=${value}`);
    if (container.resources !== undefined)
      options.push('--memory', `${Number.parseInt(container.resources.limits.memory, 10)}m`);
    for (const mount of container.volumeMounts) {
      const from = mount.subPath === undefined ? source(mount.name) : join(source(mount.name), mount.subPath);
      options.push('-v', `${from}:${mount.mountPath}${mount.readOnly ? ':ro' : ''}`);
    }
    // The engine of the test has its socket elsewhere than below the host's root.
    if (container.name === 'probe') options.push('-v', `${engine.socket}:/var/run/docker.sock:ro`);
    if (container.command !== undefined) options.push('--entrypoint', container.command[0]);
    return [...options, container.image, ...(container.command ?? []).slice(1), ...container.args];
  }

  const logs = async (part: string): Promise<string> => {
    const { stdout, stderr } = await run('docker', ['-H', `unix://${engine.socket}`, 'logs', name(part)], {
      maxBuffer: 64 << 20,
    });
    return `${stderr}${stdout}`;
  };
  const until = async <T>(what: string, part: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + WAIT_MS_MAX; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) assert.fail(`${what} never came; ${part} said ${(await logs(part)).slice(-1500)}`);
    }
  };

  test('its first container puts profile and policies in place', async () => {
    const [prepare] = pod.initContainers;
    await engine.docker('run', '--name', name('prepare'), ...asArguments(prepare));
    assert.equal(readFileSync(join(folder, 'seccomp/shrike'), 'utf8').trim(), config.data['seccomp.json'].trim());
    assert.ok(existsSync(join(folder, 'policies/default.policy')));
  });

  test('probe and agent see host and containers, with own rules beside the shipped ones', async () => {
    for (const container of pod.containers)
      await engine.docker('run', '-d', '--name', name(container.name), ...asArguments(container));
    await until('the start', 'probe', async () => (/^watching /m.test(await logs('probe')) ? true : undefined));
    assert.match(
      await engine.docker('exec', name('probe'), 'sh', '-c', 'shrike self-test; shrike status; true'),
      /exec +passed\nopen +passed\nchmod +passed/,
    );
    const signal = (program: string, arg: string) =>
      until(`a signal about ${arg}`, 'agent', async () => {
        for (const line of (await logs('agent')).split('\n')) {
          if (!line.startsWith('{') || !line.includes('"own_mark"') || !line.includes(arg)) continue;
          const json = JSON.parse(line);
          if (json.process.comm === program) return json;
        }
        return undefined;
      });
    execFileSync('/bin/echo', [`${mark}-host`], { stdio: 'ignore' });
    assert.equal((await signal('echo', `${mark}-host`)).process.ppid, process.pid);
    const id = await engine.docker(
      'run',
      '-d',
      '--network',
      'none',
      '--name',
      name('other'),
      IMAGE,
      '/bin/sleep',
      '300',
    );
    try {
      await engine.docker('exec', name('other'), '/bin/cat', `/${mark}-inside`).catch(() => '');
      const inside = await signal('cat', `${mark}-inside`);
      assert.deepEqual([inside.container.id, inside.container.name], [id, name('other')]);
    } finally {
      await engine.docker('rm', '-f', name('other'));
    }
    assert.doesNotMatch(await logs('probe'), /not permitted|EPERM/);
  });

  test('both end in order', async () => {
    for (const part of ['agent', 'probe']) {
      await engine.docker('stop', '-t', '30', name(part));
      assert.equal(
        await engine.docker('inspect', '-f', '{{.State.ExitCode}} {{.State.OOMKilled}}', name(part)),
        '0 false',
      );
    }
  });
});
