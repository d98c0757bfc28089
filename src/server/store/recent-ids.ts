/**
 * Which records are surely new, without asking the store. Repetitions carry the same time as the first copy, so for each
 * host it is enough to remember the ids of recent records and the newest time of all that are no longer remembered (the
 * floor): a record later than the floor that is not remembered cannot be in the store.
 *
 * Surprising: two generations instead of an exact order. When the younger is full the older is forgotten and the floors
 * rise; a record at or below a floor costs one question to the store and no more.
 */

/** What decides whether a record is there already. */
export interface Identity {
  readonly id: string;
  readonly timeUnixNs: bigint;
  readonly hostId: string;
}

interface Generation {
  readonly ids: Set<string>;
  readonly newest: Map<string, bigint>;
}

const emptyGeneration = (): Generation => ({ ids: new Set(), newest: new Map() });

/** Hosts with a floor of their own; beyond it one floor serves all the others. */
const HOSTS_MAX = 100_000;

export class RecentIds {
  private young = emptyGeneration();
  private old = emptyGeneration();
  private readonly floors: Map<string, bigint>;
  private commonFloor = -1n;
  private readonly idsMax: number;

  /** @param floors newest time in the store, by host id @param idsMax ids per generation */
  constructor(floors: ReadonlyMap<string, bigint>, idsMax = 300_000) {
    this.floors = new Map(floors);
    this.idsMax = idsMax;
  }

  /** `known`, surely `new`, or `ask` the store. */
  verdict({ id, timeUnixNs, hostId }: Identity): 'known' | 'new' | 'ask' {
    if (this.young.ids.has(id) || this.old.ids.has(id)) return 'known';
    return timeUnixNs <= (this.floors.get(hostId) ?? this.commonFloor) ? 'ask' : 'new';
  }

  add({ id, timeUnixNs, hostId }: Identity): void {
    if (this.young.ids.size >= this.idsMax) {
      for (const [host, newest] of this.old.newest) this.raise(host, newest);
      this.old = this.young;
      this.young = emptyGeneration();
    }
    this.young.ids.add(id);
    const newest = this.young.newest.get(hostId);
    if (newest === undefined || timeUnixNs > newest) this.young.newest.set(hostId, timeUnixNs);
  }

  /** Takes a record back of which nobody knows whether it was stored. */
  doubt({ id, timeUnixNs, hostId }: Identity): void {
    this.young.ids.delete(id);
    this.old.ids.delete(id);
    this.raise(hostId, timeUnixNs);
  }

  private raise(hostId: string, timeUnixNs: bigint): void {
    if (!this.floors.has(hostId) && this.floors.size >= HOSTS_MAX) {
      if (timeUnixNs > this.commonFloor) this.commonFloor = timeUnixNs;
      return;
    }
    if (timeUnixNs > (this.floors.get(hostId) ?? this.commonFloor)) this.floors.set(hostId, timeUnixNs);
  }
}
