/**
 * Every process on the way of a signal is killed at random moments under load: probe, agent, server, store. What the agent
 * acknowledged to the probe must be in the store exactly once. Only the probe's kernel half is left out, so that what was
 * acknowledged is known to the test; hub, socket, agent, spool, server and store are the real ones.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { hostId } from '../../src/wire/host-facts.ts';
import { AgentProcess, end, until } from '../agent/agent-process.ts';
import { LoadProbe } from '../agent/load-probe-process.ts';
import { eventually } from './eventually.ts';
import { freePort, startServerProcess, storesOf } from './server-process.ts';
import { ApiCaller, PASSWORD } from './test-server.ts';

const KILLS = Number(process.env.SHRIKE_TEST_KILLS ?? 8);
const RATE = 200;
/** Numbers that a killed probe may have used without having said so. */
const GAP = 1000;
const VICTIMS = ['probe', 'agent', 'server', 'store'] as const;

test(`every acknowledged signal is in the store exactly once, over ${KILLS} kills of probe, agent, server and store`, {
  timeout: 300_000 + KILLS * 20_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'shrike-kills-'));
  const [listen, ingest] = [await freePort(), await freePort()];
  const agent = new AgentProcess();
  let server: Awaited<ReturnType<typeof startServerProcess>> | undefined;
  let probe: LoadProbe | undefined;
  after(async () => {
    server?.child.removeAllListeners('exit');
    await end(probe?.child ?? null, 'SIGKILL');
    await end(server?.child ?? null, 'SIGKILL');
    await agent.remove();
    rmSync(directory, { recursive: true, force: true });
  });
  server = await startServerProcess(directory, listen, ingest);
  agent.configure({
    fleet: {
      type: 'shrike',
      url: `https://127.0.0.1:${ingest}`,
      token: /enrolment token {2}(\S+)/.exec(server.output)![1]!,
      ca_fingerprint: /authority ([0-9a-f]{64})/.exec(server.output)![1]!,
      retry: { first: '100ms', longest: '1s' },
    },
  });
  const startProbe = async (first: number): Promise<LoadProbe> => {
    const started = new LoadProbe(agent.probeSocket, RATE, first, hostId());
    probe = started;
    await started.serves();
    return started;
  };
  let current = await startProbe(0);
  await agent.start();

  /** Published, and not acknowledged when the probe died: these may be stored or not. */
  const inDoubt: (readonly [number, number])[] = [];
  const killed = { probe: 0, agent: 0, server: 0, store: 0 };
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 1200));
    // Each in turn at first, so that a short run kills all of them.
    const victim = VICTIMS[kill < VICTIMS.length ? kill : Math.floor(Math.random() * VICTIMS.length)]!;
    killed[victim] += 1;
    if (victim === 'probe') {
      await end(current.child, 'SIGKILL');
      inDoubt.push([current.acknowledged + 1, current.published + GAP]);
      current = await startProbe(current.published + GAP + 1);
    } else if (victim === 'agent') {
      await end(agent.child, 'SIGKILL');
      await agent.start();
    } else if (victim === 'server') {
      server.child.removeAllListeners('exit');
      await end(server.child, 'SIGKILL');
      server = await startServerProcess(directory, listen, ingest);
    } else {
      // None for a moment after it was killed before: the server starts it again.
      for (const pid of storesOf(server.child.pid!)) process.kill(pid, 'SIGKILL');
    }
  }

  // In peace: the last probe's signals must all come through.
  const last = current.published;
  await until(
    () => current.acknowledged >= last,
    () => `the agent acknowledges ${last}: ${current.said}; ${agent.errors.slice(-500)}`,
    120_000,
  );
  await end(current.child, 'SIGKILL');
  inDoubt.push([last + 1, current.published + GAP]);
  const status = await eventually(
    () => agent.status(),
    ({ sinks }) => sinks[0]?.waiting === 0n,
    240_000,
  );
  assert.equal(status.sinks[0]!.missed, 0n);

  const admin = await new ApiCaller(`http://127.0.0.1:${listen}/`).login('admin', PASSWORD);
  const ids = new Set<string>();
  const times = new Map<number, number>();
  let rows = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: { items: { id: string; json: { n: number } }[]; next_cursor: string | null } } =
      await admin.get(`/events?class=signal&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
    for (const { id, json } of body.items) {
      rows += 1;
      ids.add(id);
      times.set(json.n, (times.get(json.n) ?? 0) + 1);
    }
    cursor = body.next_cursor;
  }
  assert.equal(ids.size, rows, 'no id is there twice');
  assert.deepEqual(
    [...times].filter(([, count]) => count > 1),
    [],
    'no signal is there twice',
  );
  const missing: number[] = [];
  for (let n = 0; n <= last; n++) {
    if (!times.has(n) && !inDoubt.some(([from, to]) => n >= from && n <= to)) missing.push(n);
  }
  assert.deepEqual(missing, [], 'every acknowledged signal is there');
  assert.ok(rows > KILLS, `${rows} signals`);
  process.stderr.write(
    `${rows} signals stored, none missing and none twice, after ${KILLS} kills: ${Object.entries(killed)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}\n`,
  );
});
