/** Containers of runc alone, as people run them by hand: free ids, no daemon, user namespaces, nesting. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Watch } from '../kernel/watch.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'shrike-runc-'));
const state = join(folder, 'state');
const HEX = (n: number): string => n.toString(16).repeat(64).slice(0, 64);

let watch: Watch;
before(async () => {
  const root = join(folder, 'rootfs');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp', 'etc']) mkdirSync(join(root, name), { recursive: true });
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  copyFileSync(busybox, join(root, 'bin/busybox'));
  for (const name of ['sh', 'echo', 'sleep', 'cat', 'id']) symlinkSync('busybox', join(root, 'bin', name));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nkestrel:x:77:77::/:/bin/sh\n');
  watch = await Watch.start({ types: ['fork', 'exec', 'exit'] }, { workloads: { stateFolders: [state] } });
  // What else runs on the machine is of no interest, and would only slow the test down.
  watch.keep = (event) => event.cgroup.containerId !== '';
});
after(async () => {
  await watch.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Spec {
  readonly args: readonly string[];
  readonly cgroupsPath?: string;
  readonly uid?: number;
  readonly userNamespace?: boolean;
}

/** A bundle that runs `args` on the shared root. */
function bundle(name: string, { args, cgroupsPath, uid = 0, userNamespace = false }: Spec): string {
  const path = join(folder, name);
  mkdirSync(path);
  execFileSync('runc', ['spec'], { cwd: path });
  const config = JSON.parse(execFileSync('cat', [join(path, 'config.json')], { encoding: 'utf8' }));
  config.process.terminal = false;
  config.process.args = args;
  config.process.user = { uid, gid: uid };
  config.root = { path: join(folder, 'rootfs'), readonly: true };
  if (cgroupsPath !== undefined) config.linux.cgroupsPath = cgroupsPath;
  if (userNamespace) {
    config.linux.namespaces.push({ type: 'user' });
    config.linux.uidMappings = [{ containerID: 0, hostID: 100_000, size: 1000 }];
    config.linux.gidMappings = [{ containerID: 0, hostID: 100_000, size: 1000 }];
  }
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  return path;
}

const runc = (...args: string[]) => run('runc', ['--root', state, ...args], { timeout: 30_000 });
/** Without waiting for the end of its output, which a detached container keeps open. */
const runcDetached = (...args: string[]): void => {
  execFileSync('runc', ['--root', state, ...args], { timeout: 30_000, stdio: 'ignore' });
};

describe('runc', () => {
  test('a container with a free id carries it from its first program on, vouched for by its state', async () => {
    const name = `web-${process.pid}`;
    await runc('run', '-b', bundle(name, { args: ['/bin/sh', '-c', `echo in-${name}; sleep 0.2; true`] }), name);
    const first = await watch.find(
      'its first program',
      (e) => e.evt.name === 'exec' && e.process.args.includes(`echo in-${name}; sleep 0.2; true`),
    );
    assert.deepEqual([first.container?.id, first.container?.runtime], [name, 'runc']);
    const last = await watch.find('its end', (e) => e.evt.name === 'exit' && e.process.pid === first.process.pid);
    assert.deepEqual([last.container.id, last.container.confirmed], [name, true]);
  });

  test('exec into a container counts as its container', async () => {
    const name = `exec-${process.pid}`;
    runcDetached('run', '-d', '-b', bundle(name, { args: ['/bin/sleep', '100'] }), name);
    try {
      // Its state is written after its first process was made.
      for (let i = 0; i < 200 && watch.probe.workloads.directory.get(name)?.vouchedByUid !== 0; i++) await sleep(20);
      await runc('exec', name, '/bin/echo', `into-${name}`);
      const event = await watch.find(
        'the exec',
        (e) => e.evt.name === 'exec' && e.process.comm === 'echo' && e.process.args.includes(`into-${name}`),
      );
      assert.deepEqual([event.container.id, event.container.confirmed], [name, true]);
    } finally {
      await runc('delete', '-f', name);
    }
  });

  test("in a user namespace ids are the host's and names the container's", async () => {
    const name = `userns-${process.pid}`;
    await run('chmod', ['-R', 'a+rX', folder]);
    // It lives until its accounts have been read: how soon that is depends on the machine.
    const args = ['/bin/sh', '-c', 'while true; do sleep 0.2; done'];
    runcDetached('run', '-d', '-b', bundle(name, { args, uid: 77, userNamespace: true }), name);
    try {
      const event = await watch.find(
        'a program of kestrel',
        (e) => e.evt.name === 'exec' && e.container?.id === name && e.process.user === 'kestrel',
      );
      assert.equal(event.process.uid, 100_077);
    } finally {
      await runc('delete', '-f', name);
    }
  });

  test('of two nested containers the inner one counts, and the outer one is named beside it', async () => {
    const name = HEX(11);
    const outer = HEX(10);
    await runc(
      'run',
      '-b',
      bundle('nested', {
        args: ['/bin/echo', `nested-${process.pid}`],
        cgroupsPath: `/docker/${outer}/docker/${name}`,
      }),
      name,
    );
    const event = await watch.find(
      'its program',
      (e) => e.evt.name === 'exec' && e.process.args.includes(`nested-${process.pid}`),
    );
    assert.deepEqual([event.container.id, event.container.inside_of], [name, [outer]]);
    execFileSync('sh', [
      '-c',
      `find /sys/fs/cgroup -depth -type d -path "*/docker/${outer}*" -exec rmdir {} + 2>/dev/null; true`,
    ]);
  });

  test('the same id twice is two containers with ages of their own', async () => {
    const name = `twice-${process.pid}`;
    const path = bundle(name, { args: ['/bin/echo', `twice-${process.pid}-run`] });
    const ages: string[] = [];
    for (let i = 0; i < 2; i++) {
      await runc('run', '-b', path, name);
      await watch.find(
        `run ${i}`,
        () =>
          watch.events.filter((e) => e.evt.name === 'exec' && e.process.args.includes(`twice-${process.pid}-run`))
            .length > i,
      );
    }
    for (const e of watch.events)
      if (e.evt.name === 'exec' && e.process.args.includes(`twice-${process.pid}-run`))
        ages.push(e.container.created_at);
    assert.equal(ages.length, 2);
    assert.ok(ages[1]! > ages[0]!, ages.join());
  });
});
