/** Who changed what, and when. Written with the change: a change that cannot be recorded fails. */
import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '../api/contract.ts';
import type { Database } from '../store/database.ts';
import { allOf, raw, type Sql, sql, tabSeparated } from '../store/sql.ts';

export class AuditLog {
  private readonly database: Database;
  constructor(database: Database) {
    this.database = database;
  }

  async write(actor: string, address: string, action: string, target: string, detail: object = {}): Promise<void> {
    const now = Date.now();
    const id = now.toString(16).padStart(12, '0') + randomBytes(6).toString('hex');
    const row = [id, (now / 1000).toFixed(6), actor, address, action, target, JSON.stringify(detail)]
      .map(tabSeparated)
      .join('\t');
    await this.database.insert(
      'audit',
      ['id', 'time', 'actor', 'address', 'action', 'target', 'detail'],
      Buffer.from(`${row}\n`),
    );
  }

  /** Newest first. */
  async list(conditions: readonly Sql[], after: string | undefined, limit: number): Promise<AuditEntry[]> {
    const rows = await this.database.query<Omit<AuditEntry, 'detail'> & { detail: string }>(
      sql`SELECT id, formatDateTime(time, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS time, actor, address, action, target, detail FROM ${raw(this.database.name)}.audit WHERE ${allOf([...conditions, ...(after === undefined ? [] : [sql`id < ${after}`])])} ORDER BY audit.id DESC LIMIT ${limit}`,
    );
    return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
  }
}
