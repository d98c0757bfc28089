/** Brings a store to the tables of this version. Running it again, or in two servers at once, is harmless. */
import type { Database } from './database.ts';
import { baseStatements, type Layout, localTable, MIGRATIONS, type Retention, retentionExpression } from './schema.ts';
import { raw, sql } from './sql.ts';

/** The layout of a database. */
export const layoutOf = (database: Database): Layout => ({ database: database.name, cluster: database.cluster?.name });

/**
 * Runs what is missing and sets the retention.
 * @returns versions that were new
 * @throws StoreError when the store refuses; Error when the store is newer than this program
 */
export async function migrate(database: Database, retention: Retention): Promise<number[]> {
  const layout = layoutOf(database);
  for (const statement of baseStatements(layout)) await database.command(raw(statement));
  const table = raw(`${database.name}.migrations`);
  const done = new Set(
    (await database.query<{ version: number }>(sql`SELECT version FROM ${table}`)).map(({ version }) => version),
  );
  const newest = MIGRATIONS.at(-1)!.version;
  const tooNew = [...done].filter((version) => version > newest);
  if (tooNew.length > 0) {
    throw new Error(
      `the store was made by a newer Shrike (its tables have version ${Math.max(...tooNew)}, this program knows ${newest}); start that version`,
    );
  }
  const run: number[] = [];
  for (const migration of MIGRATIONS) {
    if (done.has(migration.version)) continue;
    for (const statement of migration.statements(layout, retention)) await database.command(raw(statement));
    await database.command(sql`INSERT INTO ${table} VALUES (${migration.version}, ${migration.title}, now())`);
    run.push(migration.version);
  }
  await setRetention(database, retention);
  return run;
}

/** Changes how long events are kept; old ones go with the next merge. */
async function setRetention(database: Database, retention: Retention): Promise<void> {
  const layout = layoutOf(database);
  const wanted = retentionExpression(retention);
  const [row] = await database.query<{ ddl: string }>(
    sql`SELECT create_table_query AS ddl FROM system.tables WHERE database = ${layout.database} AND name = ${layout.cluster === undefined ? 'events' : 'events_local'}`,
  );
  if (row?.ddl.includes(wanted)) return;
  const where = layout.cluster === undefined ? '' : ` ON CLUSTER \`${layout.cluster}\``;
  await database.command(raw(`ALTER TABLE ${localTable(layout, 'events')}${where} MODIFY TTL ${wanted}`));
}
