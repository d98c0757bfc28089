import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type CgroupMaker, CgroupResolver } from './cgroup-resolver.ts';
import { ContainerDirectory } from './container-directory.ts';

const A = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const root = mkdtempSync(join(tmpdir(), 'cgroup-proc-'));
after(() => rmSync(root, { recursive: true }));
const procRoot = join(root, 'proc');
mkdirSync(join(procRoot, '7'), { recursive: true });
writeFileSync(join(procRoot, '7/cgroup'), `4:memory:/other\n2:pids:/docker/${A}\n0::/system.slice/a.service\n`);

const RUNC: CgroupMaker = { runtime: 'runc', isOnHost: true };
const vouching = { rank: 2, ownerUid: 0 } as const;

describe('the cgroup resolver', () => {
  test('answers at once from what a record brought, and keeps the time of the making', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.made(2, 5n, `/docker/${A}`, 10n, 0, RUNC);
    assert.equal(resolver.of(5n, 0n).containerId, A);
    resolver.note(2, 5n, `/docker/${A}`, 99n);
    assert.deepEqual([resolver.of(5n, 0n).createdAtNs, resolver.of(5n, 0n).inode], [10n, 5n]);
  });

  test('keeps the hierarchies apart, and the one that names a container wins', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.note(2, 5n, '/system.slice/a.service');
    resolver.note(1, 5n, `/docker/${A}`);
    assert.equal(resolver.of(5n, 0n).unit, 'a.service');
    assert.deepEqual([resolver.of(5n, 5n).containerId, resolver.of(5n, 5n).version], [A, 1]);
    resolver.note(1, 6n, '/user');
    assert.equal(resolver.of(5n, 6n).unit, 'a.service');
    resolver.note(2, 1n, '/');
    assert.equal(resolver.of(1n, 6n).path, '/user');
  });

  test('two cgroups of one hierarchy share nothing because the other hierarchy is the same', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.note(1, 9n, '/user.slice');
    resolver.note(2, 5n, `/docker/${A}`);
    resolver.note(2, 6n, '/other');
    assert.equal(resolver.of(5n, 9n).containerId, A);
    assert.equal(resolver.of(6n, 9n).path, '/other');
  });

  test('reads an unknown id from the asking process in the background', async () => {
    const resolver = new CgroupResolver({ procRoot });
    assert.equal(resolver.of(6n, 7n, 7).containerId, '');
    await resolver.settled();
    assert.equal(resolver.of(6n, 7n, 7).containerId, A);
    assert.equal(resolver.of(6n, 0n, 7).unit, 'a.service');
  });

  test('a record that comes during the read wins', async () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.of(6n, 0n, 7);
    resolver.note(2, 6n, '/system.slice/b.service');
    await resolver.settled();
    assert.equal(resolver.of(6n, 0n, 7).unit, 'b.service');
  });

  test('counts a process that has gone and asks again later', async () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.of(6n, 0n, 8);
    await resolver.settled();
    assert.equal(resolver.stats().readsFailed, 1);
    resolver.of(6n, 0n, 8);
    assert.equal(resolver.stats().queued, 1);
    await resolver.settled();
  });

  test('a re-used id takes the new path', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.made(2, 5n, `/docker/${A}`, 1n, 0);
    resolver.made(2, 5n, '/system.slice/a.service', 2n, 0);
    assert.equal(resolver.of(5n, 0n).manager, 'systemd');
    assert.equal(resolver.of(5n, 0n).createdAtNs, 2n);
    assert.equal(resolver.stats().replaced, 1);
  });

  test('remembers a removed cgroup for the grace time and no longer', () => {
    const directory = new ContainerDirectory();
    const resolver = new CgroupResolver({ procRoot, directory, graceNs: 100n });
    resolver.made(2, 5n, `/docker/${A}`, 1n, 0);
    resolver.removed(2, 5n, 50n);
    resolver.made(2, 6n, '/x', 149n, 0);
    assert.equal(resolver.of(5n, 0n).containerId, A);
    resolver.made(2, 7n, '/y', 150n, 0);
    assert.equal(resolver.of(5n, 0n).containerId, '');
    assert.equal(directory.stats().containers, 0);
  });

  test('ten thousand cgroups that come and go leave nothing behind', () => {
    const directory = new ContainerDirectory();
    const resolver = new CgroupResolver({ procRoot, directory, graceNs: 1000n });
    for (let i = 1n; i <= 10_000n; i++) {
      const id = i.toString(16).padStart(64, '0');
      resolver.made(2, i, `/docker/${id}`, i * 10n, 0, RUNC);
      resolver.joinedByRuntime(2, i);
      resolver.removed(2, i, i * 10n + 5n);
    }
    assert.ok(resolver.stats().cgroups <= 101, `${resolver.stats().cgroups}`);
    assert.equal(directory.stats().containers, resolver.stats().cgroups);
    assert.equal(resolver.stats().evicted, 0);
  });

  test('stays within its bound and counts what it drops', () => {
    const resolver = new CgroupResolver({ procRoot, cgroupsMax: 10, queueMax: 2 });
    for (let id = 1n; id <= 25n; id++) resolver.note(2, id, `/g${id}`);
    assert.equal(resolver.stats().cgroups, 10);
    assert.equal(resolver.stats().evicted, 15);
    for (let id = 100n; id < 105n; id++) resolver.of(id, 0n, 99999);
    assert.equal(resolver.stats().queueFull, 3);
  });

  test('learns what exists from the mounted hierarchy', async () => {
    const mount = join(root, 'cgroup');
    const path = `/system.slice/docker-${A}.scope`;
    mkdirSync(`${mount}${path}`, { recursive: true });
    const resolver = new CgroupResolver({ procRoot });
    assert.equal(await resolver.walk([{ version: 2, path: mount, mountId: 31 }]), 3);
    const id = statSync(`${mount}${path}`, { bigint: true }).ino;
    const cgroup = resolver.of(id, 0n);
    assert.deepEqual([cgroup.containerId, cgroup.makerUid, resolver.mountIdOf(cgroup)], [A, process.getuid!(), 31]);
    assert.equal(resolver.ofPaths(path, ''), cgroup);
  });
});

describe('a container without a telling name', () => {
  test('is what a runtime program made and put a process into', () => {
    const directory = new ContainerDirectory();
    const resolver = new CgroupResolver({ procRoot, directory });
    resolver.made(2, 4n, '/made', 1n, 0, RUNC);
    resolver.made(2, 5n, '/made/web', 1n, 0, RUNC);
    resolver.joinedByRuntime(2, 5n);
    resolver.made(2, 6n, '/made/web/below', 1n, 0);
    assert.equal(resolver.of(4n, 0n).containerId, '');
    for (const id of [5n, 6n])
      assert.deepEqual([resolver.of(id, 0n).containerId, resolver.of(id, 0n).runtime], ['web', 'runc']);
  });

  for (const { who, isOnHost, makerUid, confirmed } of [
    { who: 'by root on the host is vouched for, although nobody has read its state', isOnHost: true, makerUid: 0 },
    { who: 'by another user is unconfirmed', isOnHost: true, makerUid: 1000, confirmed: false },
    { who: 'by root in another container is unconfirmed', isOnHost: false, makerUid: 0, confirmed: false },
  ].map((row) => ({ confirmed: true, ...row }))) {
    test(`made ${who}`, () => {
      const resolver = new CgroupResolver({ procRoot, directory: new ContainerDirectory() });
      resolver.made(2, 5n, '/web', 1n, makerUid, { runtime: 'runc', isOnHost });
      assert.equal(resolver.of(5n, 0n).confirmed, false);
      resolver.joinedByRuntime(2, 5n);
      assert.deepEqual([resolver.of(5n, 0n).containerId, resolver.of(5n, 0n).confirmed], ['web', confirmed]);
    });
  }

  test('ten thousand made and removed leave only the few of the grace time', () => {
    const directory = new ContainerDirectory();
    const resolver = new CgroupResolver({ procRoot, directory });
    for (let i = 1n; i <= 10_000n; i++) {
      const nowNs = i * 1_000_000_000n;
      resolver.made(2, i, `/web-${i}`, nowNs, 0, RUNC);
      resolver.joinedByRuntime(2, i);
      resolver.removed(2, i, nowNs);
    }
    const { cgroups, removed } = resolver.stats();
    assert.ok(cgroups <= 32 && removed <= 32, `${cgroups} cgroups, ${removed} removed`);
    assert.ok(directory.stats().containers <= 32, `${directory.stats().containers} containers`);
  });

  test('is not what another program made, or what nobody was put into', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.made(2, 5n, '/web', 1n, 0);
    resolver.joinedByRuntime(2, 5n);
    resolver.made(2, 6n, '/docker', 1n, 0, RUNC);
    assert.equal(resolver.of(5n, 0n).containerId + resolver.of(6n, 0n).containerId, '');
  });
});

describe('a claim', () => {
  const make = (makerUid: number) => {
    const directory = new ContainerDirectory();
    const resolver = new CgroupResolver({ procRoot, directory });
    resolver.made(2, 5n, `/user.slice/docker-${A}.scope`, 1n, makerUid);
    return { directory, cgroup: resolver.of(5n, 0n) };
  };

  test('is unconfirmed until a runtime vouches for the id', () => {
    const { directory, cgroup } = make(0);
    assert.equal(cgroup.confirmed, false);
    directory.learn(vouching, { id: A, name: 'web' });
    assert.equal(cgroup.confirmed, true);
  });

  test('stays unconfirmed when somebody else made the cgroup, or it is not where the runtime says', () => {
    const other = make(1000);
    other.directory.learn(vouching, { id: A });
    assert.equal(other.cgroup.confirmed, false);
    const elsewhere = make(0);
    elsewhere.directory.learn(vouching, { id: A, cgroupPaths: [`/system.slice/docker-${A}.scope`] });
    assert.equal(elsewhere.cgroup.confirmed, false);
  });

  test("is confirmed for a user's own runtime by what that user made", () => {
    const { directory, cgroup } = make(1000);
    directory.learn({ rank: 2, ownerUid: 1000 }, { id: A });
    assert.equal(cgroup.confirmed, true);
  });
});
