/** The fleet: which hosts there are, how each said it is, and when. */

import { HookStatus_State, type HostFacts, type ProbeStatus, RuleStatus_State } from '../../wire/host.gen.ts';
import type { HeartbeatRequest } from '../../wire/ingest.gen.ts';
import type { Database } from '../store/database.ts';
import type { Documents } from '../store/documents.ts';

/** Most that is kept of one host's lists. */
const LIST_MAX = 5000;

/** What is kept of a host. */
export interface HostDocument {
  readonly id: string;
  readonly name: string;
  readonly time_enrolled: string;
  /** SHA-256 of the public keys that this host enrolled with, newest last. */
  readonly keys: readonly string[];
  readonly disabled: boolean;
  readonly time_last_heartbeat: string | null;
  readonly version: string;
  readonly kernel: string;
  readonly os: string;
  readonly arch: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly hooks: readonly { event: string; state: 'live' | 'best_effort' | 'off'; provider: string; detail: string }[];
  readonly rules: readonly { rule_id: string; state: 'loaded' | 'filtered' | 'error' | 'partial'; reason: string }[];
  readonly self_tests: readonly { name: string; passed: boolean; detail: string }[];
  readonly losses: readonly { type: string; reason: string; count: number }[];
}

export class HostRegistry {
  private readonly documents: Documents;
  private readonly database: Database;
  /** Records delivered since the last heartbeat, by host. */
  private readonly delivered = new Map<string, number>();

  constructor(documents: Documents, database: Database) {
    this.documents = documents;
    this.database = database;
  }

  get(id: string): HostDocument | undefined {
    return this.documents.get<HostDocument>('host', id);
  }

  list(): HostDocument[] {
    return this.documents.list<HostDocument>('host');
  }

  /** @returns true when the host was there already, with another key */
  async enrol(facts: HostFacts, keyDigest: string): Promise<boolean> {
    const known = this.get(facts.hostId);
    await this.documents.put('host', facts.hostId, {
      ...(known ?? EMPTY),
      ...factsOf(facts),
      id: facts.hostId,
      time_enrolled: known?.time_enrolled ?? new Date().toISOString(),
      keys: [...(known?.keys ?? []).filter((key) => key !== keyDigest), keyDigest].slice(-5),
    } satisfies HostDocument);
    return known !== undefined && !known.keys.includes(keyDigest);
  }

  count(id: string, records: number): void {
    this.delivered.set(id, (this.delivered.get(id) ?? 0) + records);
  }

  async heartbeat(id: string, request: HeartbeatRequest): Promise<void> {
    const known = this.get(id);
    const probe = request.probe;
    const losses = lossesOf(request);
    const lost = losses.reduce((sum, { count }) => sum + count, 0);
    const lostBefore = (known?.losses ?? []).reduce((sum, { count }) => sum + count, 0);
    const now = new Date();
    await this.documents.put('host', id, {
      ...(known ?? { ...EMPTY, time_enrolled: now.toISOString() }),
      ...(request.host === undefined ? {} : factsOf(request.host)),
      id,
      time_last_heartbeat: now.toISOString(),
      ...(probe === undefined ? {} : probeOf(probe)),
      losses,
    });
    const delivered = this.delivered.get(id) ?? 0;
    this.delivered.delete(id);
    // After a restart of the sensor its losses start again from nothing.
    const row = [id, (now.getTime() / 1000).toFixed(3), delivered, lost >= lostBefore ? lost - lostBefore : lost].join(
      '\t',
    );
    await this.database.insert('heartbeats', ['host_id', 'time', 'delivered', 'losses'], Buffer.from(`${row}\n`));
  }

  async setDisabled(id: string, disabled: boolean): Promise<void> {
    const known = this.get(id);
    if (known !== undefined) await this.documents.put('host', id, { ...known, disabled });
  }
}

const EMPTY: Omit<HostDocument, 'id' | 'time_enrolled'> = {
  name: '',
  keys: [],
  disabled: false,
  time_last_heartbeat: null,
  version: '',
  kernel: '',
  os: '',
  arch: '',
  facts: {},
  hooks: [],
  rules: [],
  self_tests: [],
  losses: [],
};

const short = (text: string): string => text.slice(0, 500);

function factsOf(host: HostFacts): Pick<HostDocument, 'name' | 'version' | 'kernel' | 'os' | 'arch' | 'facts'> {
  const labels = Object.entries(host.labels)
    .slice(0, 64)
    .map(([name, value]) => [`label.${short(name)}`, short(value)]);
  return {
    name: short(host.hostname) || host.hostId,
    version: short(host.shrikeVersion),
    kernel: short(host.kernelRelease),
    os: short(host.osName),
    arch: short(host.architecture),
    facts: Object.fromEntries([
      ['boot_id', short(host.bootId)],
      ['boot_time', host.bootTimeUnixNs === 0n ? '' : new Date(Number(host.bootTimeUnixNs / 1_000_000n)).toISOString()],
      ['cpus', String(host.cpus)],
      ['memory_bytes', String(host.memoryBytes)],
      ...labels,
    ]),
  };
}

function probeOf(probe: ProbeStatus): Pick<HostDocument, 'hooks' | 'rules' | 'self_tests'> {
  return {
    hooks: probe.hooks.slice(0, LIST_MAX).map(({ program, point, state, reason, without }) => ({
      event: short(program),
      provider: short(point),
      state: state === HookStatus_State.LIVE ? 'live' : 'off',
      detail: short([reason, without === '' ? '' : `without it: ${without}`].filter((part) => part !== '').join('; ')),
    })),
    rules: probe.rules.slice(0, LIST_MAX).map(({ id, state, reason }) => ({
      rule_id: short(id),
      state: state === RuleStatus_State.LOADED ? 'loaded' : state === RuleStatus_State.FILTERED ? 'filtered' : 'error',
      reason: short(reason),
    })),
    self_tests: probe.selfTests
      .slice(0, 100)
      .map(({ name, passed, reason }) => ({ name: short(name), passed, detail: short(reason) })),
  };
}

/** Everything that was lost on the way, as the host counts it since its sensor started. */
function lossesOf({ probe, agent }: HeartbeatRequest): HostDocument['losses'] {
  const list = [
    ...(probe?.counts ?? []).flatMap(({ type, lost }) =>
      Object.entries(lost).map(([reason, count]) => ({ type, reason: `kernel: ${reason}`, count: Number(count) })),
    ),
    ...[...(probe?.losses ?? []), ...(agent?.losses ?? [])].map(({ stage, reason, about, count }) => ({
      type: short(about),
      reason: short(`${stage}: ${reason}`),
      count: Number(count),
    })),
  ];
  return list.filter(({ count }) => count > 0).slice(0, 1000);
}
