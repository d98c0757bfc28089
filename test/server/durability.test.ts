/**
 * Nothing that was acknowledged is lost or counted twice, whichever process is killed when: the server, its store, or both,
 * at random moments while agents deliver and repeat what was not acknowledged.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import type { Record as WireRecord } from '../../src/wire/record.gen.ts';
import { eventually } from './eventually.ts';
import { freePort, startServerProcess, storesOf } from './server-process.ts';
import { ApiCaller, enrolAgent, ingestClient, madeRecord, PASSWORD } from './test-server.ts';

const HOST = 'd'.repeat(32);
const KILLS = Number(process.env.SHRIKE_TEST_KILLS ?? 6);
const BATCH = 40;

test(`every acknowledged record is stored once, and signals count right, over ${KILLS} kills`, {
  timeout: 600_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'shrike-kill-'));
  const [listen, ingest] = [await freePort(), await freePort()];
  let { child, output } = await startServerProcess(directory, listen, ingest);
  after(() => {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
  const token = /enrolment token {2}(\S+)/.exec(output)![1]!;
  const agent = await enrolAgent(`127.0.0.1:${ingest}`, token, HOST);
  const acknowledged = new Map<string, WireRecord>();
  let ended = false;
  let repeats = 0;

  const deliver = async (worker: number): Promise<void> => {
    while (!ended) {
      const batch = Array.from({ length: BATCH }, (_, index) => {
        const isSignal = index % 20 === 0;
        return madeRecord(
          HOST,
          {
            process: { key: String(worker), comm: 'worker' },
            cgroup: { id: `/worker-${worker}` },
            ...(isSignal ? { agent: { rule_id: 'killed' } } : {}),
          },
          isSignal ? { class: 1, ruleId: 'killed', severity: 3, type: 'exec' } : {},
        );
      });
      for (;;) {
        try {
          // Connections die with the server: each attempt may need a new one.
          const client = ingestClient(`127.0.0.1:${ingest}`, { key: agent.key, cert: agent.certificate });
          const answer = await client.deliver({ records: batch }, { timeoutMs: 20_000 });
          assert.equal(answer.accepted + answer.duplicate, batch.length);
          for (const record of batch) acknowledged.set(record.id, record);
          break;
        } catch {
          repeats += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    }
  };
  const workers = [0, 1, 2].map(deliver);

  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 1500));
    const stores = storesOf(child.pid!);
    assert.equal(stores.length, 1, 'the server has one store');
    const victims = [[child.pid!], [stores[0]!], [child.pid!, stores[0]!]][kill % 3]!;
    const serverDies = victims.includes(child.pid!);
    child.removeAllListeners('exit');
    const exited = new Promise((resolve) => child.once('exit', resolve));
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    if (serverDies) {
      await exited;
      ({ child } = await startServerProcess(directory, listen, ingest));
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  ended = true;
  await Promise.all(workers);

  const admin = await new ApiCaller(`http://127.0.0.1:${listen}/`).login('admin', PASSWORD);
  const stored: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: { items: { id: string }[]; next_cursor: string | null } } = await admin.get(
      `/events?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    stored.push(...body.items.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  const unique = new Set(stored);
  assert.equal(unique.size, stored.length, 'nothing is there twice');
  const lost = [...acknowledged.keys()].filter((id) => !unique.has(id));
  assert.deepEqual(lost, [], 'nothing is lost');
  assert.equal(stored.length, acknowledged.size, 'nothing is there that was not delivered to the end');
  const signals = [...acknowledged.values()].filter((record) => record.class === 1).length;
  const counted = await eventually(
    async () =>
      ((await admin.get('/signals?rule=killed&limit=1000')).body.items as { count: number }[]).reduce(
        (sum, { count }) => sum + count,
        0,
      ),
    (sum) => sum === signals,
    30_000,
  );
  assert.equal(counted, signals);
  process.stderr.write(
    `${stored.length} records, ${signals} of them matches, ${repeats} repeated deliveries, ${KILLS} kills\n`,
  );
  child.removeAllListeners('exit');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
});
