import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerFacts } from './container.ts';
import { ContainerDirectory } from './container-directory.ts';
import { ContainerFilter } from './container-filter.ts';
import { parseImageName } from './image-name.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** A runtime whose answers the test chooses. */
class Runtime implements RuntimeClient {
  readonly name = 'test';
  readonly rank = 2;
  readonly ownerUid = 0;
  state: RuntimeClient['state'] = 'live';
  asked = 0;
  readonly #end = Promise.withResolvers<void>();
  answer: (id: string) => Promise<ContainerFacts | null> = async () => null;
  mayKnow = (): boolean => true;
  run = (): Promise<void> => this.#end.promise;
  stop = (): void => this.#end.resolve();
  ask = (id: string): Promise<ContainerFacts | null> => {
    this.asked++;
    return this.answer(id);
  };
}

const quick = { retryMs: [5, 5], deadlineMs: 50 };
const settled = (directory: ContainerDirectory, id: string): Promise<string> =>
  new Promise((resolve) => {
    const container = directory.get(id)!;
    directory.whenSettled(container, () => resolve(container.state));
  });

describe('the container directory', () => {
  test('describes a container that a runtime knows, with tags in the names that policies use', async () => {
    const directory = new ContainerDirectory(quick);
    const runtime = new Runtime();
    runtime.answer = async (id) => ({
      id,
      name: 'web',
      image: parseImageName('team/web:2'),
      labels: new Map([['io.kubernetes.pod.namespace', 'shop']]),
    });
    void directory.attach(runtime);
    const container = directory.see('a', 'docker', '/docker/a');
    assert.equal(container.state, 'pending');
    assert.equal(await settled(directory, 'a'), 'known');
    for (const tag of [
      'container_name:web',
      'image_name:team/web',
      'image_tag:2',
      'short_image:web',
      'kube_namespace:shop',
    ])
      assert.ok(container.tags.includes(tag), tag);
    directory.stop();
  });

  test('waits for the answer although a list has named the container meanwhile', async () => {
    const directory = new ContainerDirectory(quick);
    const runtime = new Runtime();
    const answer = Promise.withResolvers<ContainerFacts | null>();
    runtime.answer = () => answer.promise;
    void directory.attach(runtime);
    const container = directory.see('a', 'docker', '/docker/a');
    directory.learn(runtime, { id: 'a', isPart: true, name: 'web' });
    assert.deepEqual([container.state, container.name], ['pending', 'web']);
    answer.resolve({ id: 'a', name: 'web', createdAtNs: 5n, cgroupPaths: ['/docker/a'] });
    assert.equal(await settled(directory, 'a'), 'known');
    assert.deepEqual([container.createdAtNs, container.cgroupPaths], [5n, ['/docker/a']]);
    directory.stop();
  });

  test('is content with what a list says where the answer does not come', async () => {
    const directory = new ContainerDirectory(quick);
    const runtime = new Runtime();
    void directory.attach(runtime);
    directory.see('a', 'docker', '/docker/a');
    directory.learn(runtime, { id: 'a', isPart: true, name: 'web' });
    assert.equal(await settled(directory, 'a'), 'known');
    assert.equal(directory.get('a')!.name, 'web');
    directory.stop();
  });

  test('lets containers wait that are seen before the runtimes of the machine were looked for', async () => {
    const directory = new ContainerDirectory(quick);
    directory.expectRuntimes();
    const container = directory.see('a', 'docker', '/docker/a');
    await sleep(20);
    assert.equal(container.state, 'pending');
    const runtime = new Runtime();
    runtime.answer = async (id) => ({ id, name: 'web' });
    void directory.attach(runtime);
    directory.runtimesFound();
    assert.equal(await settled(directory, 'a'), 'known');
    assert.equal(container.name, 'web');
    directory.stop();
  });

  test('gives up waiting for one that nobody knows, and still takes a late answer', async () => {
    const directory = new ContainerDirectory(quick);
    const runtime = new Runtime();
    void directory.attach(runtime);
    directory.see('a', 'docker', '/docker/a');
    assert.equal(await settled(directory, 'a'), 'unknown');
    assert.equal(runtime.asked, 3);
    directory.learn(runtime, { id: 'a', name: 'late' });
    assert.deepEqual([directory.get('a')!.state, directory.get('a')!.name], ['known', 'late']);
    directory.stop();
  });

  test('waits for nobody where there is no runtime', () => {
    const directory = new ContainerDirectory(quick);
    assert.equal(directory.see('a', 'docker', '/docker/a').state, 'unknown');
  });

  test('a runtime that hangs delays the containers of others by nothing', async () => {
    const directory = new ContainerDirectory({ ...quick, concurrency: 2, deadlineMs: 60_000 });
    const hanging = new Runtime();
    hanging.answer = () => new Promise(() => {});
    hanging.mayKnow = () => true;
    const good = new Runtime();
    good.answer = async (id) => ({ id, name: `name-${id}` });
    void directory.attach(hanging);
    void directory.attach(good);
    for (const id of ['a', 'b', 'c', 'd']) directory.see(id, 'docker', `/docker/${id}`);
    const states = await Promise.race([
      Promise.all(['a', 'b', 'c', 'd'].map((id) => settled(directory, id))),
      sleep(1000),
    ]);
    assert.deepEqual(states, ['known', 'known', 'known', 'known']);
    directory.stop();
  });

  test('asks a bounded number and counts what found no place', () => {
    const directory = new ContainerDirectory({ ...quick, queueMax: 3, concurrency: 1 });
    const runtime = new Runtime();
    runtime.answer = () => new Promise(() => {});
    void directory.attach(runtime);
    for (let i = 0; i < 10; i++) directory.see(`c${i}`, 'docker', `/docker/c${i}`);
    assert.equal(directory.stats().queueFull, 6);
    assert.equal(directory.get('c9')!.state, 'unknown');
    directory.stop();
  });

  test('keeps what was announced but never ran within its bound, and those that run', () => {
    const directory = new ContainerDirectory({ containersMax: 10 });
    const runtime = new Runtime();
    directory.see('running', 'docker', '/docker/running');
    for (let i = 0; i < 50; i++) directory.learn(runtime, { id: `announced-${i}` });
    assert.equal(directory.stats().containers, 10);
    assert.ok(directory.get('running') !== undefined);
  });

  test('a deleted container is remembered for a while, as the records of the kernel may come later', async () => {
    const directory = new ContainerDirectory({ rememberMs: 20 });
    const runtime = new Runtime();
    let gone: (id: string) => void = () => {};
    runtime.run = (async (listener: { gone: (id: string) => void }) => {
      gone = listener.gone;
      await new Promise(() => {});
    }) as never;
    void directory.attach(runtime);
    directory.learn(runtime, { id: 'a', name: 'short' });
    gone('a');
    assert.equal(directory.see('a', 'docker', '/docker/a').name, 'short');
    directory.leave(directory.get('a')!);
    assert.equal(directory.get('a'), undefined);
    directory.learn(runtime, { id: 'b' });
    gone('b');
    await sleep(30);
    gone('c');
    assert.equal(directory.get('b'), undefined);
    directory.stop();
  });
});

describe('the container filter', () => {
  const make = (name: string, image: string, namespace = '', isSandbox = false) => {
    const directory = new ContainerDirectory();
    directory.learn(
      { rank: 2, ownerUid: 0 },
      { id: 'a', name, image: parseImageName(image), isSandbox, pod: { namespace } },
    );
    return directory.get('a')!;
  };
  const filter = new ContainerFilter({
    include: ['name:^keep-'],
    exclude: ['image:^registry\\.example/', 'kube_namespace:^kube-system$'],
    excludePause: true,
  });
  const cases: [string, ReturnType<typeof make>, boolean][] = [
    ['a container that no pattern names stays', make('web', 'nginx'), false],
    ['an excluded image goes', make('web', 'registry.example/web:1'), true],
    ['include wins', make('keep-me', 'registry.example/web:1'), false],
    ['an excluded namespace goes', make('dns', 'coredns', 'kube-system'), true],
    ['a pause container goes', make('pause', 'pause', 'shop', true), true],
  ];
  for (const [name, container, expected] of cases) test(name, () => assert.equal(filter.excludes(container), expected));

  test('says what is wrong with a pattern', () => {
    assert.equal(new ContainerFilter({ exclude: ['nginx', 'image:('] }).problems.length, 2);
  });
});
