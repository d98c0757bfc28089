/** The agent as a process: killed at random with its probe, a full disk, sinks that are down, clocks that jump, reloads. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { SinkStatus_State } from '../../src/wire/ingest.gen.ts';
import { AgentProcess, end, until } from './agent-process.ts';
import { LoadProbe } from './load-probe-process.ts';

const ROUNDS = Number(process.env.SHRIKE_CRASH_ROUNDS ?? 8);
const isRoot = process.getuid?.() === 0;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startProbe(agent: AgentProcess, rate: number, first = 0): Promise<LoadProbe> {
  const probe = new LoadProbe(agent.probeSocket, rate, first);
  cleanups.push(() => end(probe.child, 'SIGKILL'));
  await probe.serves();
  return probe;
}

function newAgent(stateFolder?: string): AgentProcess {
  const agent = new AgentProcess(stateFolder);
  cleanups.push(() => agent.remove());
  return agent;
}

const numbersIn = (agent: AgentProcess, name: string): number[] =>
  agent.documents(name).flatMap(({ n }) => (typeof n === 'number' ? [n] : []));

test(`kill -9 of agent and probe at ${ROUNDS} random moments under load: every acknowledged signal is delivered`, {
  timeout: 60_000 + ROUNDS * 5000,
}, async () => {
  const agent = newAgent();
  agent.configure({ out: { type: 'file', path: join(agent.folder, 'out', 'signals.json'), size_max: '1GiB' } });
  let probe = await startProbe(agent, 1000);
  await agent.start();
  /** Signals that a probe which was killed may have taken with it: published, not acknowledged. */
  const inDoubt: [number, number][] = [];
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 400));
    if (Math.random() < 0.7) {
      await end(agent.child, 'SIGKILL');
      kills++;
      if (Math.random() < 0.5) await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      await agent.start();
    } else {
      await end(probe.child, 'SIGKILL');
      kills++;
      inDoubt.push([probe.acknowledged + 1, probe.published + 1000]);
      probe = await startProbe(agent, 1000, probe.published + 1001);
    }
  }
  // Once more in peace: the last probe's signals must all come through.
  await until(
    () => probe.pending < 100 && probe.acknowledged > 0,
    () => `the agent keeps up: ${probe.said}`,
  );
  const last = probe.published;
  await until(
    () => numbersIn(agent, 'out/signals.json').includes(last),
    () => `signal ${last} is delivered; ${probe.said}; ${agent.errors}`,
    30_000,
  );
  await end(agent.child);
  const got = numbersIn(agent, 'out/signals.json');
  const unique = new Set(got);
  const missing: number[] = [];
  for (let n = 0; n <= last; n++) {
    if (!unique.has(n) && !inDoubt.some(([from, to]) => n >= from && n <= to)) missing.push(n);
  }
  assert.deepEqual(missing, []);
  assert.equal(kills, ROUNDS);
  assert.ok(unique.size > ROUNDS * 10, `${unique.size} signals`);
  console.log(`${kills} kills, ${unique.size} signals, ${got.length - unique.size} delivered twice, none missing`);
});

test('an agent started as root becomes an unprivileged user without capabilities', {
  skip: isRoot ? false : 'needs root to give up',
}, async () => {
  const agent = newAgent();
  agent.configure({ out: { type: 'file', path: join(agent.folder, 'out', 'signals.json') } });
  await agent.start();
  const facts = readFileSync(`/proc/${agent.child!.pid}/status`, 'latin1');
  for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) assert.match(facts, new RegExp(`^${name}:\t0+$`, 'm'));
  assert.doesNotMatch(facts, /^[UG]id:.*\b0\b/m);
  assert.doesNotMatch(facts, /^Groups:.*\b0\b/m);
  for (const thread of readdirSync(`/proc/${agent.child!.pid}/task`)) {
    assert.match(readFileSync(`/proc/${agent.child!.pid}/task/${thread}/status`, 'latin1'), /^CapEff:\t0+$/m);
  }
  assert.equal(statSync(agent.agentSocket).mode & 0o777, 0o660);
  assert.equal(statSync(agent.stateFolder).mode & 0o007, 0);
});

test('a sink that is down holds back neither the probe nor other sinks, and gets everything when it is back', {
  timeout: 60_000,
}, async () => {
  const got: number[] = [];
  let isDown = true;
  const receiver = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      if (isDown) {
        response.writeHead(503).end();
        return;
      }
      got.push(JSON.parse(text).n);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const agent = newAgent();
  agent.configure({
    hook: {
      type: 'webhook',
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      retry: { first: '50ms', longest: '500ms' },
    },
    file: { type: 'file', path: join(agent.folder, 'out', 'signals.json') },
  });
  const probe = await startProbe(agent, 200);
  await agent.start();
  await until(
    () => probe.acknowledged >= 500,
    () => `the probe is served: ${probe.said}`,
  );
  await until(
    () => numbersIn(agent, 'out/signals.json').length >= 500,
    () => 'the file gets on',
  );
  const status = await agent.status();
  const hook = status.sinks.find(({ name }) => name === 'hook')!;
  assert.equal(hook.state, SinkStatus_State.RETRYING);
  assert.match(hook.lastError, /503/);
  assert.ok(hook.waiting >= 500n);
  assert.equal(probe.dropped, 0);
  await end(probe.child);
  isDown = false;
  await until(
    () => got.includes(probe.acknowledged),
    () => `the webhook got ${got.length}`,
    30_000,
  );
  assert.deepEqual(
    got.slice(0, 500),
    Array.from({ length: 500 }, (_, n) => n),
  );
});

test('a full disk stops acknowledgements, nothing acknowledged is lost, and it goes on when there is room', {
  skip: isRoot ? false : 'needs root to mount a file system',
  timeout: 90_000,
}, async () => {
  const mount = join('/tmp', `shrike-full-${process.pid}`);
  mkdirSync(mount);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mount]);
  cleanups.push(() => {
    execFileSync('umount', ['-l', mount]);
    rmSync(mount, { recursive: true, force: true });
  });
  const agent = newAgent(join(mount, 'state'));
  // The sink is a folder that is not there and cannot be made: everything stays in the spool.
  writeFileSync(join(agent.folder, 'blocked'), '');
  const path = join(agent.folder, 'blocked', 'signals.json');
  agent.configure(
    { out: { type: 'file', path, retry: { first: '50ms', longest: '200ms' } } },
    { spool: { signals_max: '64MiB' } },
  );
  const probe = await startProbe(agent, 500);
  await agent.start();
  await until(
    async () => (await agent.status()).spool!.problem !== '',
    () => `the disk is full: ${probe.said}`,
    30_000,
  );
  assert.match((await agent.status()).spool!.problem, /ENOSPC/);
  const whenFull = probe.acknowledged;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  assert.ok(probe.acknowledged <= whenFull + 500, 'acknowledgements stop');
  assert.ok(probe.pending > 0, 'the probe keeps what is not acknowledged');

  // kill -9 while it is full, then room.
  await end(agent.child, 'SIGKILL');
  rmSync(join(agent.folder, 'blocked'));
  mkdirSync(join(agent.folder, 'blocked'), { mode: 0o777 });
  execFileSync('chmod', ['777', join(agent.folder, 'blocked')]);
  await agent.start();
  const { published } = probe;
  let last: unknown;
  await until(
    async () => {
      last = await agent.status();
      return probe.acknowledged >= published;
    },
    () =>
      `acknowledgements go on: ${probe.said} ${agent.errors} ${JSON.stringify(last, (_, v) => (typeof v === 'bigint' ? Number(v) : v))}`,
    30_000,
  );
  await until(
    () => numbersIn(agent, 'blocked/signals.json').includes(published),
    () => 'all is delivered',
    30_000,
  );
  const got = new Set(numbersIn(agent, 'blocked/signals.json'));
  const missing = Array.from({ length: published + 1 }, (_, n) => n).filter((n) => !got.has(n));
  assert.deepEqual(missing.length <= probe.dropped ? [] : missing, []);
  assert.equal(probe.dropped, 0, `within its limits the probe drops nothing: ${probe.said}`);
});

test('a wall clock that jumps by days, either way, loses nothing', { timeout: 60_000 }, async () => {
  const agent = newAgent();
  // Preloaded into the agent: SIGUSR2 sets its wall clock forward by 30 days, then back by 60, and so on.
  const jump = join(agent.folder, 'jump.mjs');
  writeFileSync(
    jump,
    `const now = Date.now.bind(Date);
let shift = 0, step = 30 * 86400e3;
const Real = Date;
Date.now = () => now() + shift;
process.on('SIGUSR2', () => { shift += step; step = -step * 2; });`,
  );
  agent.configure(
    { out: { type: 'file', path: join(agent.folder, 'out', 'signals.json') } },
    { spool: { age_max: '1h' } },
  );
  const probe = await startProbe(agent, 500);
  await agent.start(['--import', jump]);
  for (let i = 0; i < 6; i++) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    agent.child!.kill('SIGUSR2');
  }
  // And once over a restart: files seem to be from the future or long ago.
  await end(agent.child, 'SIGKILL');
  execFileSync('find', [agent.stateFolder, '-name', '*.segment', '-exec', 'touch', '-d', '40 days ago', '{}', '+']);
  await agent.start();
  await until(
    () => probe.acknowledged > 1000,
    () => probe.said,
  );
  const { acknowledged } = probe;
  await until(
    () => numbersIn(agent, 'out/signals.json').includes(acknowledged),
    () => 'all is delivered',
  );
  const got = new Set(numbersIn(agent, 'out/signals.json'));
  assert.deepEqual(
    Array.from({ length: acknowledged + 1 }, (_, n) => n).filter((n) => !got.has(n)),
    [],
  );
  assert.equal((await agent.status()).spool!.dropped, 0n);
});

test('SIGHUP changes sinks without a restart and without a gap; what is wrong is said and the rest runs', {
  timeout: 60_000,
}, async () => {
  const agent = newAgent();
  const file = (name: string) => ({ type: 'file', path: join(agent.folder, 'out', name) });
  agent.configure({ a: file('a.json'), b: { ...file('b.json'), filter: 'process.pid =' } });
  mkdirSync(join(agent.folder, 'out'));
  execFileSync('chmod', ['777', join(agent.folder, 'out')]);
  const probe = await startProbe(agent, 200);
  await agent.start();
  await until(
    () => numbersIn(agent, 'a.json'.replace(/^/, 'out/')).length > 50,
    () => 'a gets signals',
  );
  let status = await agent.status();
  assert.equal(status.sinks.find(({ name }) => name === 'b')?.state, SinkStatus_State.MISCONFIGURED);
  assert.match(agent.errors, /sinks\.b\.filter cannot be used/);
  const { pid } = agent.child!;

  agent.configure({ a: file('a.json'), b: file('b.json'), c: file('c.json') });
  agent.child!.kill('SIGHUP');
  await until(
    () => numbersIn(agent, 'out/c.json').length > 50,
    () => `c gets signals: ${agent.errors}`,
  );
  agent.configure({ b: file('b.json') });
  agent.child!.kill('SIGHUP');
  await until(
    async () => (await agent.status()).sinks.length === 1,
    () => 'only b is left',
  );
  const upTo = probe.published;
  await until(
    () => numbersIn(agent, 'out/b.json').includes(upTo),
    () => 'b gets on',
  );
  assert.equal(agent.child!.pid, pid);
  const b = numbersIn(agent, 'out/b.json');
  assert.deepEqual(
    b.slice(0, upTo + 1),
    Array.from({ length: upTo + 1 }, (_, n) => n),
    'b has what came while its configuration was wrong',
  );
  status = await agent.status();
  assert.equal(status.problems.length, 0, status.problems.join());
});

test('a second agent on the same folder is refused, and the first goes on', async () => {
  const agent = newAgent();
  agent.configure({ out: { type: 'file', path: join(agent.folder, 'out', 'signals.json') } });
  await agent.start();
  const second = spawn(
    process.execPath,
    [...process.execArgv, agent.child!.spawnargs.at(-4)!, 'agent', '--config-dir', join(agent.folder, 'conf')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  second.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
  });
  const code = await new Promise((resolve) => second.on('close', resolve));
  assert.equal(code, 3);
  assert.match(said, /another agent uses/);
  assert.equal((await agent.status()).pid, agent.child!.pid);
});
