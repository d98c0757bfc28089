/** Containers of containerd, and pods made through its Kubernetes interface (CRI), on the running kernel. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type EventJson, Watch } from '../kernel/watch.ts';
import { Pod } from './cri-control.ts';
import { startContainerd } from './docker.ts';

const run = promisify(execFile);
const IMAGE = 'docker.io/library/shrike-test:1';

let socket: string;
const ctr = (...args: string[]) => run('ctr', ['-a', socket, ...args], { timeout: 60_000 });

async function startWatch(kinds: readonly ('containerd' | 'cri')[], excludePause = false): Promise<Watch> {
  const watch = await Watch.start(
    { types: ['fork', 'exec', 'exit'] },
    { workloads: { sockets: kinds.map((kind) => [kind, socket] as const), filter: { excludePause } } },
  );
  watch.keep = (event) => event.cgroup.containerId !== '';
  for (
    let i = 0;
    i < 500 && watch.probe.workloads.stats().runtimes.filter((name) => name.includes(socket)).length < kinds.length;
    i++
  )
    await sleep(20);
  assert.equal(
    watch.probe.workloads.stats().runtimes.filter((name) => name.includes(socket)).length,
    kinds.length,
    `${watch.probe.workloads.stats().runtimes}`,
  );
  return watch;
}

before(() => {
  socket = startContainerd();
});

describe('containerd', () => {
  let watch: Watch;
  before(async () => {
    watch = await startWatch(['containerd']);
  });
  after(() => watch.stop());

  test('a container has its id, image and runtime, in any namespace', async () => {
    for (const namespace of ['default', `other${process.pid}`]) {
      const name = `c-${namespace}-${process.pid}`;
      if (namespace !== 'default') {
        await run(
          'sh',
          [
            '-c',
            `ctr -a ${socket} images export - ${IMAGE} | ctr -a ${socket} -n ${namespace} images import --snapshotter native -`,
          ],
          { timeout: 60_000 },
        );
      }
      await ctr(
        '-n',
        namespace,
        'run',
        '--rm',
        '--snapshotter',
        'native',
        IMAGE,
        name,
        '/bin/sh',
        '-c',
        `echo ${name}; true`,
      );
      const event = await watch.find(
        `its program in ${namespace}`,
        (e) => e.evt.name === 'exec' && e.process.args.includes(`echo ${name}; true`),
      );
      const { id, runtime, confirmed, image } = event.container;
      assert.deepEqual(
        [id, runtime, confirmed, image?.name, image?.tag],
        [name, 'containerd', true, 'docker.io/library/shrike-test', '1'],
      );
    }
  });

  test('thirty short containers at once: none wrong, none missing', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `burst-${i}-${process.pid}`);
    const queue = [...names];
    const worker = async (): Promise<void> => {
      for (let name = queue.pop(); name !== undefined; name = queue.pop())
        await ctr('run', '--rm', '--snapshotter', 'native', IMAGE, name, '/bin/echo', `mark-${name}`);
    };
    await Promise.all([worker(), worker(), worker()]);
    const wrong: unknown[] = [];
    for (const name of names) {
      const { container } = await watch.find(
        name,
        (e: EventJson) => e.evt.name === 'exec' && e.process.comm === 'echo' && e.process.args.includes(`mark-${name}`),
      );
      if (container?.id !== name || container.image?.name !== 'docker.io/library/shrike-test' || !container.confirmed)
        wrong.push(container);
    }
    assert.deepEqual(wrong, []);
  });
});

describe('a pod', () => {
  for (const kinds of [['cri'], ['cri', 'containerd']] as const) {
    test(`is known by ${kinds.join(' and ')}: container, pod, namespace, image, and its sandbox as such`, async () => {
      const watch = await startWatch(kinds);
      const name = `shop-${kinds.length}-${process.pid}`;
      const pod = new Pod(socket, name, 'checkout', `0f1e2d3c-0000-4000-8000-00000000000${kinds.length}`);
      try {
        await pod.run();
        const id = await pod.start('web', IMAGE, ['/bin/sh', '-c', `echo in-${name}; sleep 1000`]);
        const event = await watch.find(
          'its program',
          (e) => e.evt.name === 'exec' && e.process.args.includes(`echo in-${name}; sleep 1000`),
        );
        const { container } = event;
        assert.deepEqual(
          [container.id, container.name, container.confirmed, container.image.name],
          [id, 'web', true, 'docker.io/library/shrike-test'],
        );
        for (const tag of [
          `pod_name:${name}`,
          'kube_namespace:checkout',
          'kube_container_name:web',
          'image_tag:1',
          'container_name:web',
          'short_image:shrike-test',
        ])
          assert.ok(container.tags.includes(tag), `${tag} is not in ${container.tags}`);
        const pause = await watch.find(
          'the sandbox',
          (e) => e.container?.id === pod.id && e.evt.name === 'exec' && e.process.comm === 'sh',
        );
        assert.ok(pause.container.tags.includes('container_kind:sandbox'), `${pause.container.tags}`);
        assert.ok(pause.container.tags.includes(`pod_name:${name}`), `${pause.container.tags}`);
      } finally {
        await pod.remove().catch(() => {});
        await watch.stop();
      }
    });
  }

  test("leaves out its sandbox's events when they are not wanted, and counts them", async () => {
    const watch = await startWatch(['cri'], true);
    const pod = new Pod(socket, `quiet-${process.pid}`, 'checkout', '0f1e2d3c-0000-4000-8000-000000000009');
    try {
      await pod.run();
      const id = await pod.start('web', IMAGE, ['/bin/sleep', '1000']);
      await watch.find(
        'its program',
        (e) => e.evt.name === 'exec' && e.container?.id === id && e.process.comm === 'sleep',
      );
      await pod.remove();
      await watch.settle();
      assert.ok(watch.probe.pipeline.counts.excluded > 0);
      const exits = watch.events.filter((e) => e.evt.name === 'exit');
      assert.deepEqual(
        [exits.some((e) => e.container?.id === id), exits.some((e) => e.container?.id === pod.id)],
        [true, false],
      );
    } finally {
      await watch.stop();
    }
  });
});
