/** Cgroups on the running kernel: made, joined, removed. Real directories, real moves; the truth is /proc and stat. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type CgroupMount, findCgroupMounts } from '../../src/enrich/container/cgroup-mounts.ts';
import { Watch } from './watch.ts';

const ID = 'f00d'.repeat(16);

/** Runs itself again as often as its first argument says. */
const EXEC_AGAIN = '[ "$1" -le 0 ] || exec /bin/sh -c "$0" "$0" "$(($1 - 1))" "$2"';
/** Moves process $0 to and fro between two cgroups for as long as it lives, at a pace that fills no ring. */
const MOVE = 'while echo "$0" > "$1/cgroup.procs" && echo "$0" > "$2/cgroup.procs"; do sleep 0.0005; done 2> /dev/null';

let watch: Watch;
let mounts: CgroupMount[];
before(async () => {
  mounts = await findCgroupMounts();
  watch = await Watch.start();
});
after(() => watch.stop());

describe('a cgroup', () => {
  test('is known to the first program that runs in it, with path, inode, version and time', async () => {
    assert.ok(mounts.length > 0, 'no cgroup hierarchy is mounted');
    for (const mount of mounts) {
      const path = `/docker-${ID}.scope`;
      const folder = `${mount.path}${path}`;
      const before = Date.now();
      mkdirSync(folder);
      try {
        const marker = `in-v${mount.version}-${process.pid}`;
        const { pid } = await watch.run('/bin/sh', [
          '-c',
          `echo $$ > ${folder}/cgroup.procs; exec /bin/cat /proc/self/cgroup ${marker}`,
        ]);
        const { cgroup, container } = await watch.event('exec', pid, (e) => e.process.args.includes(marker));
        assert.deepEqual(
          [cgroup.id, cgroup.version, cgroup.inode],
          [path, mount.version, String(statSync(folder).ino)],
        );
        assert.deepEqual([container.id, container.runtime, container.confirmed], [ID, 'docker', false]);
        const age = Date.parse(container.created_at) - before;
        assert.ok(age > -50 && age < 10_000, `made ${age} ms after it was made`);
      } finally {
        rmdirSync(folder);
      }
    }
  });

  test('is left when the process moves on', async () => {
    const [mount] = mounts;
    const folders = ['x-one', 'x-two'].map((name) => `${mount!.path}/${name}-${process.pid}`);
    for (const folder of folders) mkdirSync(folder);
    try {
      const script = folders
        .map((f, i) => `echo $$ > ${f}/cgroup.procs; /bin/cat /dev/null step-${i}-${process.pid}`)
        .join('; ');
      await watch.run('/bin/sh', ['-c', `${script}; true`]);
      for (const [i, folder] of folders.entries()) {
        const event = await watch.find(
          `step ${i}`,
          (e) => e.evt.name === 'exec' && e.process.args.includes(`step-${i}-${process.pid}`),
        );
        assert.equal(event.cgroup.id, folder.slice(mount!.path.length));
        assert.equal(event.container, undefined);
      }
    } finally {
      for (const folder of folders) rmdirSync(folder);
    }
  });

  test('never lends its id to the path of another one while a task is moved between both', async () => {
    const [mount] = mounts;
    const folders = ['here', 'there'].map((name) => `${mount!.path}/${name}-${process.pid}`);
    for (const folder of folders) mkdirSync(folder);
    const paths = new Map(folders.map((f) => [String(statSync(f).ino), f.slice(mount!.path.length)]));
    const rounds = process.env.SHRIKE_VM === undefined ? 1500 : 150;
    const marker = `moved-${process.pid}`;
    const watch = await Watch.start({ types: ['exec'] });
    const task = spawn('/bin/sh', ['-c', EXEC_AGAIN, EXEC_AGAIN, String(rounds), marker], { stdio: 'ignore' });
    const ended = once(task, 'exit');
    const mover = spawn('/bin/sh', ['-c', MOVE, task.pid!.toString(), ...folders], { stdio: 'ignore' });
    try {
      await ended;
      await watch.settle();
      const events = watch.events.filter((e) => e.evt.name === 'exec' && e.process.args.includes(marker));
      assert.equal(events.length, rounds + 1);
      let inside = 0;
      for (const { cgroup } of events) {
        const path = paths.get(cgroup.inode);
        if (path === undefined) assert.ok(![...paths.values()].includes(cgroup.id), `${cgroup.inode}: ${cgroup.id}`);
        else {
          inside++;
          assert.equal(cgroup.id, path);
        }
      }
      assert.ok(inside > 0, 'the task was never moved');
    } finally {
      mover.kill();
      task.kill();
      await Promise.all([mover, task].map((p) => p.exitCode ?? p.signalCode ?? once(p, 'exit')));
      for (const folder of folders) rmdirSync(folder);
      await watch.stop();
    }
  });

  test('ten thousand that come and go leave no more behind than the bound', async () => {
    const [mount] = mounts;
    const base = `${mount!.path}/churn-${process.pid}`;
    mkdirSync(base);
    const stats = () => watch.probe.workloads.stats();
    const first = stats().cgroups.cgroups;
    const count = process.env.SHRIKE_VM === undefined ? 10_000 : 1000;
    try {
      for (let i = 0; i < count; i++) {
        const folder = `${base}/docker-${i.toString(16).padStart(64, '0')}.scope`;
        mkdirSync(folder);
        rmdirSync(folder);
        if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await watch.settle();
      const { cgroups, containers } = stats();
      assert.ok(cgroups.noted >= count, `${cgroups.noted} of ${count} were reported`);
      assert.ok(cgroups.cgroups - first <= 2100, `${cgroups.cgroups} remembered`);
      assert.ok(containers.containers <= 2100, `${containers.containers} containers remembered`);
      assert.equal(cgroups.evicted, 0);
    } finally {
      rmdirSync(base);
    }
  });
});
