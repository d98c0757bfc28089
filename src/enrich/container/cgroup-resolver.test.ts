import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { CgroupResolver } from './cgroup-resolver.ts';

const A = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const procRoot = mkdtempSync(join(tmpdir(), 'cgroup-proc-'));
after(() => rmSync(procRoot, { recursive: true }));
mkdirSync(join(procRoot, '7'));
writeFileSync(join(procRoot, '7/cgroup'), `4:memory:/other\n2:pids:/docker/${A}\n0::/\n`);

describe('the cgroup resolver', () => {
  test('answers at once from a noted pair', () => {
    const resolver = new CgroupResolver({ procRoot });
    assert.equal(resolver.note(5n, `/docker/${A}`, '', 10n).containerId, A);
    assert.equal(resolver.lookup(5n).containerId, A);
    assert.equal(resolver.createdAtNs(5n), 10n);
    resolver.note(5n, `/docker/${A}`, '', 99n);
    assert.equal(resolver.createdAtNs(5n), 10n);
  });

  test('reads an unknown id from the asking process in the background', async () => {
    const resolver = new CgroupResolver({ procRoot });
    assert.equal(resolver.lookup(6n, 7).containerId, '');
    await resolver.settled();
    assert.equal(resolver.lookup(6n, 7).containerId, A);
  });

  test('a path from the start snapshot answers at once and is checked afterwards', async () => {
    const resolver = new CgroupResolver({ procRoot });
    assert.equal(resolver.lookup(6n, 7, `/docker/${A.replace('a', 'b')}`).containerId, A.replace('a', 'b'));
    await resolver.settled();
    assert.equal(resolver.lookup(6n, 7).containerId, A);
    assert.equal(resolver.createdAtNs(6n), 0n);
  });

  test('a record that comes during the read wins', async () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.lookup(6n, 7);
    resolver.note(6n, '/system.slice/a.service');
    await resolver.settled();
    assert.equal(resolver.lookup(6n, 7).unit, 'a.service');
  });

  test('counts a process that has gone and asks again later', async () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.lookup(6n, 8);
    await resolver.settled();
    assert.equal(resolver.stats().readsFailed, 1);
    resolver.lookup(6n, 8);
    assert.equal(resolver.stats().queued, 1);
    await resolver.settled();
  });

  test('a re-used id takes the new path', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.note(5n, `/docker/${A}`, '', 1n);
    resolver.note(5n, '/system.slice/a.service', '', 2n);
    assert.equal(resolver.lookup(5n).manager, 'systemd');
    assert.equal(resolver.createdAtNs(5n), 2n);
    assert.equal(resolver.stats().replaced, 1);
  });

  test('says confirmed only after a runtime did', () => {
    const resolver = new CgroupResolver({ procRoot });
    resolver.note(5n, `/docker/${A}`);
    assert.equal(resolver.lookup(5n).confirmed, false);
    assert.equal(resolver.confirm(A), 1);
    assert.equal(resolver.lookup(5n).confirmed, true);
    assert.equal(resolver.confirm(''), 0);
  });

  test('stays within its bound and counts what it drops', () => {
    const resolver = new CgroupResolver({ procRoot, cgroupsMax: 10, queueMax: 2 });
    for (let id = 1n; id <= 25n; id++) resolver.note(id, `/g${id}`);
    assert.equal(resolver.stats().cgroups, 10);
    assert.equal(resolver.stats().evicted, 15);
    for (let id = 100n; id < 105n; id++) resolver.lookup(id, 99999);
    assert.equal(resolver.stats().queueFull, 3);
  });
});
