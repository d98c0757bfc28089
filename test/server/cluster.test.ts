/**
 * The store by URL: the same code over HTTP, against the real engine behind ClickHouse's HTTP interface, and the statements
 * that a sharded, replicated cluster would get.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { recordMaker } from '../../bench/server-events.ts';
import { EventSearch, filterOf } from '../../src/server/events/search.ts';
import { Database, parseStoreUrl, StoreError } from '../../src/server/store/database.ts';
import { Documents } from '../../src/server/store/documents.ts';
import { type EngineServer, serveEngine } from '../../src/server/store/engine-http.ts';
import { EventWriter } from '../../src/server/store/event-writer.ts';
import { migrate } from '../../src/server/store/migrate.ts';
import { baseStatements, MIGRATIONS } from '../../src/server/store/schema.ts';
import { raw, sql } from '../../src/server/store/sql.ts';

const RETENTION = { signal: 365, event: 15, internal: 30 };
let engine: EngineServer;
let directory: string;
let database: Database;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shrike-cluster-'));
  engine = serveEngine(join(directory, 'store'), 2 * 1024 ** 3);
  await new Promise<void>((resolve) => engine.server.listen(0, '127.0.0.1', resolve));
  const { port } = engine.server.address() as AddressInfo;
  database = new Database({ url: `clickhouse://127.0.0.1:${port}/fleet` });
});
after(async () => {
  await database.close();
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a store by URL', () => {
  test('URLs are read', () => {
    assert.deepEqual(parseStoreUrl('clickhouse://user:secret@db.example:9123/fleet?cluster=main'), {
      url: 'http://user:secret@db.example:9123',
      database: 'fleet',
      cluster: 'main',
    });
    assert.deepEqual(parseStoreUrl('clickhouse://db.example?secure=1'), {
      url: 'https://db.example:8443',
      database: 'shrike',
      cluster: undefined,
    });
  });

  test('migrations run once, and retention can change', async () => {
    assert.deepEqual(
      await migrate(database, RETENTION),
      MIGRATIONS.map(({ version }) => version),
    );
    assert.deepEqual(await migrate(database, RETENTION), []);
    assert.deepEqual(await migrate(database, { ...RETENTION, event: 3 }), []);
    const [row] = await database.query<{ ddl: string }>(
      sql`SELECT create_table_query AS ddl FROM system.tables WHERE database = 'fleet' AND name = 'events'`,
    );
    assert.match(row!.ddl, /class = 2, 3, 30/);
  });

  test('a store of a newer version is refused', async () => {
    await database.command(raw("INSERT INTO fleet.migrations VALUES (9999, 'from the future', now())"));
    await assert.rejects(migrate(database, RETENTION), /newer Shrike/);
    await database.command(raw('ALTER TABLE fleet.migrations DELETE WHERE version = 9999 SETTINGS mutations_sync = 1'));
  });

  test('records go in once and come out', async () => {
    const writer = new EventWriter(database);
    const make = recordMaker(3);
    const records = Array.from({ length: 3000 }, (_, index) => make(Date.now() - index));
    const [one, two] = await Promise.all([writer.write(records.slice(0, 2000))!, writer.write(records.slice(1000))!]);
    assert.deepEqual([one.accepted + two.accepted, one.duplicate + two.duplicate], [3000, 1000]);
    // Another server of the cluster knows nothing of what this one took.
    const other = await new EventWriter(database).write(records)!;
    assert.deepEqual([other!.accepted, other!.duplicate], [0, 3000]);
    const page = await new EventSearch(database).page(filterOf({}) as never, 1000, undefined);
    const sent = new Map(records.map((record) => [record.id, record]));
    assert.equal(page.items.length, 1000);
    for (const item of page.items) {
      assert.deepEqual(item.json, JSON.parse(new TextDecoder().decode(sent.get(item.id)!.json)));
      assert.equal(item.time.slice(20, 29), String(sent.get(item.id)!.timeUnixNs).slice(-9), 'nanoseconds are kept');
    }
  });

  test('documents are seen by another server', async () => {
    const [one, other] = [new Documents(database), new Documents(database)];
    await one.open();
    await one.put('view', 'v', { name: 'a "view"\twith\nlines' });
    await other.open();
    assert.deepEqual(other.get('view', 'v'), { name: 'a "view"\twith\nlines' });
    await one.delete('view', 'v');
    const third = new Documents(database);
    await third.open();
    assert.equal(third.get('view', 'v'), undefined);
    for (const documents of [one, other, third]) documents.close();
  });

  test('errors carry the code of the store, and a store that is away says so', async () => {
    await assert.rejects(
      database.query(raw('SELECT nothing FROM fleet.nowhere')),
      (error) => error instanceof StoreError && error.code === '60',
    );
    const away = new Database({ url: 'clickhouse://127.0.0.1:1' });
    await assert.rejects(
      away.query(raw('SELECT 1')),
      (error) => error instanceof StoreError && error.code === 'unreachable',
    );
    await away.close();
  });

  test('too much for one question ends it in time', async () => {
    const began = performance.now();
    await assert.rejects(
      database.query(raw('SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1'), { secondsMax: 1 }),
      (error) => error instanceof StoreError && error.code === '159',
    );
    assert.ok(performance.now() - began < 15_000);
  });
});

describe('the tables of a cluster', () => {
  const layout = { database: 'shrike', cluster: 'main' };
  const statements = [
    ...baseStatements(layout),
    ...MIGRATIONS.flatMap((migration) => migration.statements(layout, RETENTION)),
  ];

  test('every table is replicated, and sharded behind one name', () => {
    const local = statements.filter((statement) => /^CREATE TABLE IF NOT EXISTS shrike\.\w+_local/.test(statement));
    assert.ok(local.length >= 8);
    for (const statement of local) {
      const name = /shrike\.(\w+)_local/.exec(statement)![1]!;
      assert.match(statement, / ON CLUSTER `main` /);
      assert.ok(
        statement.includes(`ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/${name}', '{replica}'`),
        statement,
      );
      const front = statements.find((one) => one.startsWith(`CREATE TABLE IF NOT EXISTS shrike.${name} `));
      assert.ok(front?.includes(`Distributed('main', 'shrike', '${name}_local', `), name);
    }
  });

  test('all records of a host are on one shard, where their repetitions meet', () => {
    assert.ok(statements.some((one) => one.includes("'events_local', cityHash64(host_id))")));
  });

  test('the engine can read every statement', async () => {
    for (const statement of statements) {
      const [row] = await database.query<{ formatted: string }>(sql`SELECT formatQuery(${statement}) AS formatted`);
      assert.ok(row!.formatted.length > 20);
    }
  });
});
