/**
 * Small things that are kept whole: users, tokens, suppressions, views, hosts. Read from memory, written to the store.
 *
 * Surprising: everything of one kind is held in memory, so that no request waits for the store to learn who asks; other
 * servers of a cluster see a change within {@link REFRESH_MS}. Larger things have tables of their own.
 */
import type { Database } from './database.ts';
import { raw, sql, tabSeparated } from './sql.ts';

/** How old the view of another server's changes may be. */
export const REFRESH_MS = 5000;
/** Most things of one kind. */
const DOCUMENTS_MAX = 200_000;

/** Kinds and what they hold. Declared here so that no two parts use one name for two things. */
export const DOCUMENT_KINDS = ['user', 'session', 'token', 'suppression', 'view', 'host', 'cursor'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

interface Entry {
  readonly version: number;
  readonly value: unknown;
}

export class Documents {
  private readonly database: Database;
  private readonly kinds = new Map<DocumentKind, Map<string, Entry>>(DOCUMENT_KINDS.map((kind) => [kind, new Map()]));
  private lastVersion = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(database: Database) {
    this.database = database;
  }

  /** Reads everything; call before use. In a cluster keeps reading. */
  async open(): Promise<void> {
    await this.refresh(0);
    if (this.database.kind === 'cluster') {
      this.timer = setInterval(() => {
        // Clocks of servers differ: what is a little older is read again.
        this.refresh(this.lastVersion - 60_000_000).catch(() => {});
      }, REFRESH_MS);
      this.timer.unref();
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  get<T>(kind: DocumentKind, id: string): T | undefined {
    return this.kinds.get(kind)!.get(id)?.value as T | undefined;
  }

  /** All of a kind, in the order in which they first came. */
  list<T>(kind: DocumentKind): T[] {
    return [...this.kinds.get(kind)!.values()].map(({ value }) => value as T);
  }

  /** Writes; visible here at once, durable when it resolves. @throws StoreError; then nothing has changed here */
  async put(kind: DocumentKind, id: string, value: object): Promise<void> {
    const entries = this.kinds.get(kind)!;
    if (!entries.has(id) && entries.size >= DOCUMENTS_MAX)
      throw new RangeError(`there are already ${DOCUMENTS_MAX} of kind ${kind}`);
    const version = this.nextVersion();
    const before = entries.get(id);
    entries.set(id, { version, value });
    try {
      await this.write(kind, id, version, false, value);
    } catch (error) {
      if (before === undefined) entries.delete(id);
      else entries.set(id, before);
      throw error;
    }
  }

  async delete(kind: DocumentKind, id: string): Promise<boolean> {
    if (!this.kinds.get(kind)!.has(id)) return false;
    await this.write(kind, id, this.nextVersion(), true, {});
    this.kinds.get(kind)!.delete(id);
    return true;
  }

  private write(kind: DocumentKind, id: string, version: number, deleted: boolean, value: object): Promise<void> {
    const row = [kind, tabSeparated(id), version, deleted ? 1 : 0, tabSeparated(JSON.stringify(value))].join('\t');
    return this.database.insert('documents', ['kind', 'id', 'version', 'deleted', 'json'], Buffer.from(`${row}\n`));
  }

  /** Microseconds, and never the same twice. */
  private nextVersion(): number {
    this.lastVersion = Math.max(Date.now() * 1000, this.lastVersion + 1);
    return this.lastVersion;
  }

  private async refresh(after: number): Promise<void> {
    const rows = await this.database.query<{
      kind: DocumentKind;
      id: string;
      version: number;
      deleted: number;
      json: string;
    }>(
      sql`SELECT kind, id, version, deleted, json FROM ${raw(this.database.name)}.documents FINAL WHERE version > ${Math.max(0, after)} ORDER BY version`,
      { secondsMax: 60 },
    );
    for (const { kind, id, version, deleted, json } of rows) {
      const entries = this.kinds.get(kind);
      if (entries === undefined || (entries.get(id)?.version ?? 0) >= version) continue;
      if (deleted === 1) entries.delete(id);
      else entries.set(id, { version, value: JSON.parse(json) });
      this.lastVersion = Math.max(this.lastVersion, version);
    }
  }
}
