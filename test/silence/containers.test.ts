/**
 * An ordinary day with Docker against the shipped rules: what people and orchestrators do with containers raises nothing grave.
 * Prints each signal with its rule and how often it came.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SEVERITIES } from '../../src/signals/signal.ts';
import { Sandbox } from '../attacks/sandbox.ts';
import { Docker, IMAGE } from '../workloads/docker.ts';

/** A service: it writes, reads and answers for as long as it runs. */
const SERVICE = 'echo ready; while true; do echo now > /data/now; cat /data/now > /dev/null; sleep 0.2; done';

describe('an ordinary day with containers', { timeout: 300_000 }, () => {
  let engine: Docker;
  let sandbox: Sandbox;
  const folder = mkdtempSync(join(tmpdir(), 'shrike-day-'));
  before(async () => {
    engine = new Docker();
    sandbox = await Sandbox.start();
  });
  after(async () => {
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('raises no signal of medium severity or above', async () => {
    const [web, batch] = [`web-${process.pid}`, `batch-${process.pid}`];
    const docker = (...args: string[]): Promise<string> => engine.docker(...args);
    const run = (...args: string[]): Promise<string> => docker('run', '--network', 'none', ...args);
    const signals = await sandbox.observe(async () => {
      writeFileSync(join(folder, 'settings'), 'colour=blue\n');
      assert.equal(await run('--rm', IMAGE, '/bin/echo', 'hello'), 'hello');
      await run(
        '-d',
        '--name',
        web,
        '-v',
        `${folder}:/data`,
        '--restart',
        'on-failure',
        IMAGE,
        '/bin/sh',
        '-c',
        SERVICE,
      );
      assert.equal(await docker('exec', web, '/bin/cat', '/data/settings'), 'colour=blue');
      assert.match(await docker('exec', web, '/bin/sh', '-c', 'ls / && id && ps'), /root/);
      assert.match(await docker('exec', '-u', 'kestrel', '-w', '/tmp', web, '/bin/id'), /1234/);
      await docker('exec', web, '/bin/touch', '/tmp/mine');
      await docker('cp', `${web}:/tmp/mine`, join(folder, 'mine'));
      await docker('cp', join(folder, 'settings'), `${web}:/tmp/settings`);
      await docker('restart', '-t', '0', web);
      await docker('stop', '-t', '0', web);
      await docker('start', web);
      assert.match(await docker('logs', web), /ready/);
      for (const look of [
        ['ps', '-a'],
        ['images'],
        ['top', web],
        ['inspect', web],
        ['diff', web],
        ['stats', '--no-stream', web],
      ])
        await docker(...look);
      // A job with limits, no rights and nothing to write to, as a careful team runs it.
      const limits = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--memory', '64m'];
      await run(
        '--name',
        batch,
        ...limits,
        '-u',
        'kestrel',
        IMAGE,
        '/bin/sh',
        '-c',
        'for n in 1 2 3; do echo $n; done',
      );
      await docker('commit', batch, `shrike-day:${process.pid}`);
      await docker('rm', '-f', web, batch);
      await docker('rmi', `shrike-day:${process.pid}`);
    });
    for (const [key, list] of Map.groupBy(signals, ({ severity, rule }) => `${severity.padEnd(9)} ${rule}`))
      console.log(`${String(list.length).padStart(5)} ${key.padEnd(50)} ${list[0]!.what}   ${list[0]!.by}`);
    const grave = signals.filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium'));
    assert.deepEqual(
      grave.map(({ rule, what }) => `${rule}: ${what}`),
      [],
    );
  });
});
