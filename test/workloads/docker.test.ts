/** Docker containers on the running kernel: every event carries the right id, name and image. */
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { findCgroupMounts } from '../../src/enrich/container/cgroup-mounts.ts';
import { type EventJson, Watch } from '../kernel/watch.ts';
import { Docker, IMAGE } from './docker.ts';

const CONTAINERS = Number(process.env.SHRIKE_TEST_CONTAINERS ?? 500);

let engine: Docker;
/** The life of an event's process: its key without the number of the program run. */
const lifeOf = (event: EventJson): string => event.process.key.replace(/-\d+$/, '');

let watch: Watch;

before(async () => {
  engine = new Docker();
  watch = await Watch.start(
    { types: ['fork', 'exec', 'exit'] },
    { workloads: { sockets: [['docker', engine.socket]] } },
  );
  // What else runs on the machine is of no interest.
  watch.keep = (event) => event.cgroup.containerId !== '';
  const deadline = Date.now() + 10_000;
  while (!watch.probe.workloads.stats().runtimes.some((name) => name.includes(engine.socket))) {
    assert.ok(Date.now() < deadline, 'the probe does not find the engine');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
after(() => watch.stop());

/** Events of one container, by the id that the engine gave. */
const eventsOf = (id: string): EventJson[] => watch.events.filter((e) => e.container?.id === id);

describe('Docker', () => {
  test(`${CONTAINERS} short containers: every event has the right id, name and image`, async () => {
    watch.events.length = 0;
    const started = Date.now();
    const ids = new Map<string, string>();
    let next = 0;
    const starter = async (): Promise<void> => {
      while (next < CONTAINERS) {
        const n = next++;
        // A file name that only this container opens: the truth does not depend on what is tested.
        const name = `short-${process.pid}-${n}`;
        const image = n % 2 === 0 ? IMAGE : 'registry.example/team/web:2.5';
        const id = await engine.docker(
          'create',
          '--network',
          'none',
          '--name',
          name,
          image,
          '/bin/cat',
          `/tmp/mark-${name}`,
        );
        ids.set(name, id);
        await engine.docker('start', '-a', name).catch(() => '');
        await engine.docker('rm', name);
      }
    };
    await Promise.all([starter(), starter(), starter(), starter()]);
    await watch.settle();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const wrong: string[] = [];
    const missing: string[] = [];
    let events = 0;
    const marks = new Map<string, EventJson>();
    for (const event of watch.events) {
      const mark = event.evt.name === 'exec' ? /^\/tmp\/mark-(.+)$/.exec(event.process.args[0] ?? '') : null;
      if (mark !== null && event.process.comm === 'cat') marks.set(mark[1]!, event);
    }
    for (const [name, id] of ids) {
      const mark = marks.get(name);
      if (mark === undefined) {
        missing.push(`${name}: no exec was seen`);
        continue;
      }
      const image =
        Number(name.split('-').at(-1)) % 2 === 0 ? ['shrike-test', '1'] : ['registry.example/team/web', '2.5'];
      // All events of the process that the engine started in it, and all that claim to be of this container.
      // Process ids come again among so many: a life is known by pid and start.
      const life = lifeOf(mark);
      const mine = watch.events.filter((e) => lifeOf(e) === life && e.date >= mark.date);
      for (const event of [...new Set([...mine, ...eventsOf(id)])]) {
        events++;
        const { container } = event;
        if (container === undefined || container.name === undefined || container.image === undefined)
          missing.push(`${name}: ${event.evt.name} ${JSON.stringify(container)}`);
        else if (
          container.id !== id ||
          container.name !== name ||
          container.image.name !== image[0] ||
          container.image.tag !== image[1] ||
          container.confirmed !== true ||
          container.runtime !== 'docker'
        )
          wrong.push(`${name}: ${event.evt.name} ${JSON.stringify(container)}`);
      }
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const { released } = watch.probe.pipeline.held;
    console.log(
      `${ids.size} containers in ${seconds} s, ${events} events: ${wrong.length} wrong, ${missing.length} missing; waited: ${JSON.stringify(released)}`,
    );
    assert.deepEqual(wrong.slice(0, 5), []);
    assert.deepEqual(missing.slice(0, 5), []);
    assert.equal(ids.size, CONTAINERS);
    assert.ok(events >= 2 * CONTAINERS, `${events} events`);
    const counts = watch.probe.sensor.counts();
    const lost = Object.entries(counts).map(([type, c]) => [type, c.lost_ring_full + c.lost_scratch_busy] as const);
    console.log(`lost: ${JSON.stringify(Object.fromEntries(lost.filter(([, n]) => n > 0)))}`);
    for (const [type, n] of lost) if (['fork', 'exec', 'exit'].includes(type)) assert.equal(n, 0, type);
  });

  test('exec into a container, a restart, and two containers of one image are told apart', async () => {
    const names = [`one-${process.pid}`, `two-${process.pid}`];
    const ids = await Promise.all(
      names.map((name) => engine.docker('run', '-d', '--network', 'none', '--name', name, IMAGE, '/bin/sleep', '1000')),
    );
    for (const [i, name] of names.entries()) {
      await engine.docker('exec', name, '/bin/echo', `inside-${name}`);
      const event = await watch.find(
        `exec in ${name}`,
        (e) => e.evt.name === 'exec' && e.process.args[0] === `inside-${name}`,
      );
      assert.deepEqual([event.container.id, event.container.name, event.container.confirmed], [ids[i], name, true]);
    }
    const before = (
      await watch.find(
        'the first start',
        (e) => e.evt.name === 'exec' && e.container?.id === ids[0] && e.process.comm === 'sleep',
      )
    ).container;
    await engine.docker('restart', '-t', '0', names[0]!);
    await engine.docker('exec', names[0]!, '/bin/echo', `again-${names[0]}`);
    const again = await watch.find(
      'exec after the restart',
      (e) => e.evt.name === 'exec' && e.process.args[0] === `again-${names[0]}`,
    );
    assert.deepEqual([again.container.id, again.container.name], [ids[0], names[0]]);
    assert.ok(again.container.created_at > before.created_at, 'the restarted container is younger');
    await engine.docker('rm', '-f', ...names);
  });

  test("names in events are those of the container's own accounts, and a privileged container is no other", async () => {
    const name = `user-${process.pid}`;
    const run = ['run', '-d', '--privileged', '--network', 'none', '--user', 'kestrel', '--name', name, IMAGE];
    // It lives until its accounts have been read: how soon that is depends on the machine.
    await engine.docker(...run, '/bin/sh', '-c', 'while true; do sleep 0.2; done');
    try {
      const event = await watch.find(
        'a program of kestrel',
        (e) => e.evt.name === 'exec' && e.container?.name === name && e.process.user === 'kestrel',
      );
      assert.deepEqual([event.process.uid, event.container.confirmed], [1234, true]);
    } finally {
      await engine.docker('rm', '-f', name);
    }
  });

  test('a container that ran before the probe has its id, name, image and tags at the first event', async () => {
    const name = `before-${process.pid}`;
    const id = await engine.docker(
      'run',
      '-d',
      '--network',
      'none',
      '--label',
      'com.docker.compose.service=shop',
      '--name',
      name,
      IMAGE,
      '/bin/sh',
      '-c',
      'while true; do cat /etc/passwd > /dev/null; sleep 0.2; done',
    );
    const later = await Watch.start(
      { types: ['fork', 'exec', 'exit'] },
      { workloads: { sockets: [['docker', engine.socket]] } },
    );
    later.keep = (event) => event.cgroup.containerId === id;
    try {
      const event = await later.find('an exec in it', (e) => e.evt.name === 'exec' && e.container?.id === id);
      assert.deepEqual(
        [event.container.name, event.container.confirmed, event.container.image.name],
        [name, true, 'shrike-test'],
      );
      for (const tag of [
        `container_name:${name}`,
        'image_name:shrike-test',
        'image_tag:1',
        'short_image:shrike-test',
        'compose_service:shop',
        'git.commit.sha:0123456',
      ])
        assert.ok(event.container.tags.includes(tag), `${tag} is not in ${event.container.tags}`);
      assert.ok(Math.abs(Date.parse(event.container.created_at) - Date.now()) < 60_000);
    } finally {
      await later.stop();
      await engine.docker('rm', '-f', name);
    }
  });
});

describe('a cgroup that merely looks like a container', () => {
  test('is reported as unconfirmed, whether its id exists or not', async () => {
    const name = `real-${process.pid}`;
    const id = await engine.docker('run', '-d', '--network', 'none', '--name', name, IMAGE, '/bin/sleep', '1000');
    const [mount] = await findCgroupMounts();
    const invented = 'f00d'.repeat(16);
    for (const claimed of [invented, id]) {
      const folder = `${mount!.path}/docker-${claimed}.scope`;
      mkdirSync(folder);
      try {
        const marker = `fake-${claimed.slice(0, 8)}-${process.pid}`;
        const { pid } = await watch.run('/bin/sh', [
          '-c',
          `echo $$ > ${folder}/cgroup.procs; exec /bin/echo ${marker}`,
        ]);
        const event = await watch.event('exec', pid, (e) => e.process.args[0] === marker);
        assert.deepEqual([event.container.id, event.container.confirmed], [claimed, false]);
      } finally {
        rmdirSync(folder);
      }
    }
    await engine.docker('rm', '-f', name);
  });
});
