/**
 * The container image as users start it: the line of docs/install.md, the compose file, and both files for Elastic Beanstalk
 * with their 256 MiB. Each must show what host processes and other containers do, with rules of the user's own beside the
 * shipped ones.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Docker, IMAGE } from '../workloads/docker.ts';
import { project } from './chroot.ts';
import {
  CAPABILITY_NAMES,
  type ContainerFile,
  fromCompose,
  fromDockerrun,
  fromPage,
  runArguments,
} from './container-files.ts';

const SHRIKE = 'shrike:under-test';
const WAIT_MS_MAX = 120_000;

const run = promisify(execFile);

describe('the container image', { timeout: 1_500_000 }, () => {
  let engine: Docker;
  let folder = '';
  const mark = `mark-${process.pid}`;
  let running = '';
  before(() => {
    engine = new Docker();
    folder = mkdtempSync(join(tmpdir(), 'shrike-image-'));
    if (!existsSync(project('build/package/stage/shrike')))
      execFileSync('sh', [project('scripts/package/stage.sh'), project('build/package/stage')], { stdio: 'inherit' });
    execFileSync('sh', [project('scripts/package/build-image.sh'), SHRIKE], {
      stdio: 'inherit',
      env: { ...process.env, DOCKER_HOST: `unix://${engine.socket}` },
    });
    writeFileSync(
      join(folder, 'own.policy'),
      `rules:\n  - id: own_mark\n    description: a program of the test\n    expression: exec.args =~ "*${mark}*"\n`,
    );
  });
  afterEach(async () => {
    if (running !== '') await engine.docker('rm', '-f', running).catch(() => '');
    running = '';
  });
  after(async () => {
    await engine?.docker('rmi', SHRIKE).catch(() => '');
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** Both streams of the container's log. */
  const logs = async (name: string): Promise<string> => {
    const { stdout, stderr } = await run('docker', ['-H', `unix://${engine.socket}`, 'logs', name], {
      maxBuffer: 64 << 20,
    });
    return `${stderr}${stdout}`;
  };

  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + WAIT_MS_MAX; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) assert.fail(`${what} never came; the log ends ${(await logs(running)).slice(-1500)}`);
    }
  };

  const start = async (file: ContainerFile, name: string): Promise<string> => {
    running = `${name}-${process.pid}`;
    await engine.docker(
      ...runArguments(file, {
        name: running,
        image: SHRIKE,
        socket: engine.socket,
        mounts: [`${join(folder, 'own.policy')}:/etc/shrike/runtime-security.d/own.policy:ro`],
      }),
    );
    await until('the start', async () => (/^watching /m.test(await logs(running)) ? true : undefined));
    return running;
  };

  /** The signal about a program of that name; whoever starts a container has the words in its arguments too. */
  const signal = (program: string, arg: string) =>
    until(`a signal about ${arg}`, async () => {
      for (const line of (await logs(running)).split('\n')) {
        if (!line.startsWith('{') || !line.includes('"own_mark"') || !line.includes(arg)) continue;
        const json = JSON.parse(line);
        if (json.process.comm === program) return json;
      }
      return undefined;
    });

  const seesHostAndContainers = async (): Promise<void> => {
    execFileSync('/bin/echo', [`${mark}-host`], { stdio: 'ignore' });
    const onHost = await signal('echo', `${mark}-host`);
    assert.equal(onHost.process.ppid, process.pid);
    assert.equal(onHost.container, undefined);
    const other = `other-${process.pid}`;
    const id = await engine.docker('run', '-d', '--network', 'none', '--name', other, IMAGE, '/bin/sleep', '300');
    try {
      await engine.docker('exec', other, '/bin/cat', `/${mark}-inside`).catch(() => '');
      const inside = await signal('cat', `${mark}-inside`);
      assert.deepEqual([inside.container.id, inside.container.name], [id, other]);
      assert.equal(inside.container.image.name, IMAGE.split(':')[0]);
    } finally {
      await engine.docker('rm', '-f', other);
    }
  };

  const CASES: readonly [string, string, () => ContainerFile][] = [
    ['the line of docs/install.md', 'line', () => fromPage('docs/install.md')],
    ['the compose file', 'compose', () => fromCompose('deploy/docker/compose.yaml')],
    [
      'Dockerrun.aws.json of Elastic Beanstalk, without the pid namespace and the files of the host, in 256 MiB',
      'dockerrun',
      () => fromDockerrun('deploy/elastic-beanstalk/Dockerrun.aws.json', { '/cgroup/': '/sys/fs/cgroup/' }),
    ],
    [
      'docker-compose.yml of Elastic Beanstalk on Amazon Linux 2 and later, in 256 MiB',
      'beanstalk',
      () => fromCompose('deploy/elastic-beanstalk/docker-compose.yml'),
    ],
  ];
  for (const [title, name, file] of CASES) {
    test(`watches host and containers with ${title}`, async () => {
      const settings = file();
      assert.deepEqual([...settings.capabilities].sort(), [...CAPABILITY_NAMES].sort());
      await start(settings, name);
      await seesHostAndContainers();
      const state = JSON.parse(await engine.docker('inspect', '-f', '{{json .State}}', running));
      assert.deepEqual([state.Running, state.OOMKilled], [true, false]);
      // Where memory is short, whoever asks is ended before the probe is.
      await engine.docker('exec', running, 'shrike', 'status').catch(() => '');
      execFileSync('/bin/echo', [`${mark}-later`], { stdio: 'ignore' });
      await signal('echo', `${mark}-later`);
      const [usage] = (await engine.docker('stats', '--no-stream', '--format', '{{.MemUsage}}', running)).split('\n');
      console.log(`${title}: ${usage}`);
    });
  }

  test('ends in order when it is stopped', async () => {
    await start(fromCompose('deploy/docker/compose.yaml'), 'stop');
    await engine.docker('stop', '-t', '30', running);
    const state = JSON.parse(await engine.docker('inspect', '-f', '{{json .State}}', running));
    assert.deepEqual([state.Running, state.ExitCode], [false, 0]);
  });

  test('watches nothing, and says so, where the environment switches it off', async () => {
    const file = fromCompose('deploy/docker/compose.yaml');
    running = `off-${process.pid}`;
    await engine.docker(
      ...runArguments(
        { ...file, environment: ['DD_RUNTIME_SECURITY_CONFIG_ENABLED=false'] },
        { name: running, image: SHRIKE, socket: engine.socket, mounts: [] },
      ),
    );
    await until('the end', async () =>
      (await engine.docker('inspect', '-f', '{{.State.Running}}', running)) === 'false' ? true : undefined,
    );
    assert.match(await logs(running), /runtime_security_config\.enabled is false/);
    assert.equal(await engine.docker('inspect', '-f', '{{.State.ExitCode}}', running), '0');
  });
});
