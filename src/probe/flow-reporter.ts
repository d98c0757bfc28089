/**
 * Takes the kernel's table of flows every so often and makes records of it, one for each process and device, which then go
 * the way of all records. What a flow counts between reading and removing its entry is carried over to the next report,
 * because the difference to the last report is told, and entries are only removed when they have been silent for a period.
 */
import type { BpfObject, Native } from '../capture/native.ts';
import { RECORD_SIZES, RecordType } from '../decode/records.gen.ts';
import { FLOW_BYTES } from '../enrich/network/flows.ts';

/** Parts of `struct flow_key` and `struct flow_value` (bpf/packet.h). */
const KEY_BYTES = 64;
const KEY_IFINDEX = 40;
const KEY_NETNS = 44;
const KEY_START = 48;
const KEY_PID = 56;
const TASK_BYTES = 192;
const VALUE_IFNAME = TASK_BYTES;
const VALUE_COUNTS = TASK_BYTES + 16;
const VALUE_BYTES = VALUE_COUNTS + 32;
/** Parts of the record before its tail. */
const HEADER_BYTES = 24;
const FIXED_BYTES = HEADER_BYTES + TASK_BYTES + 4 + 4 + 16 + 8;
/** Flows of one record; a process with more has several. */
const FLOWS_MAX = 256;

interface Seen {
  counts: readonly bigint[];
}

export class FlowReporter {
  readonly #native: Native;
  readonly #object: BpfObject;
  readonly #onRecord: (record: ArrayBuffer, bytes: number) => void;
  #last = new Map<string, Seen>();

  /** @param onRecord takes a record in memory that is its own */
  constructor(native: Native, object: BpfObject, onRecord: (record: ArrayBuffer, bytes: number) => void) {
    this.#native = native;
    this.#object = object;
    this.#onRecord = onRecord;
    if (RECORD_SIZES[RecordType.network_flow_monitor] !== FIXED_BYTES)
      throw new Error(`a flow record has ${RECORD_SIZES[RecordType.network_flow_monitor]} bytes, not ${FIXED_BYTES}`);
  }

  /** Reports what flowed since the last time. */
  report(): void {
    const { count, keys, values } = this.#native.readEntries(this.#object, 'flows');
    const groups = new Map<string, { value: Buffer; key: Buffer; flows: Buffer[] }>();
    const seen = new Map<string, Seen>();
    const silent: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const key = keys.subarray(i * KEY_BYTES, (i + 1) * KEY_BYTES);
      const value = values.subarray(i * VALUE_BYTES, (i + 1) * VALUE_BYTES);
      const id = key.toString('latin1');
      const counts = [0, 1, 2, 3].map((n) => value.readBigUInt64LE(VALUE_COUNTS + 8 * n));
      const before = this.#last.get(id)?.counts;
      // Smaller than before: the entry was dropped and begun anew.
      const isSame = before !== undefined && counts.every((n, c) => n >= before[c]!);
      const delta = counts.map((n, c) => (isSame ? n - before[c]! : n));
      if (delta.every((n) => n === 0n)) {
        silent.push(key);
        continue;
      }
      seen.set(id, { counts });
      const flow = Buffer.alloc(FLOW_BYTES);
      // Two addresses, two ports and two protocols lie in key and record alike.
      key.copy(flow, 0, 0, 40);
      delta.forEach((n, c) => {
        flow.writeBigUInt64LE(n, 40 + 8 * c);
      });
      const group = `${key.readUInt32LE(KEY_PID)}:${key.readBigUInt64LE(KEY_START)}:${key.readUInt32LE(KEY_NETNS)}:${key.readUInt32LE(KEY_IFINDEX)}`;
      const known = groups.get(group);
      if (known === undefined) groups.set(group, { key, value, flows: [flow] });
      else known.flows.push(flow);
    }
    this.#last = seen;
    if (silent.length > 0) this.#native.removeEntries(this.#object, 'flows', Buffer.concat(silent));
    for (const { key, value, flows } of groups.values()) {
      for (let from = 0; from < flows.length; from += FLOWS_MAX)
        this.#tell(key, value, flows.slice(from, from + FLOWS_MAX));
    }
  }

  #tell(key: Buffer, value: Buffer, flows: readonly Buffer[]): void {
    const bytes = FIXED_BYTES + flows.length * FLOW_BYTES;
    const memory = new ArrayBuffer(bytes);
    const record = Buffer.from(memory);
    record.writeUInt32LE(bytes, 0);
    record.writeUInt16LE(RecordType.network_flow_monitor, 4);
    record.writeBigUInt64LE(this.#native.bootTimeNs(), 16);
    value.copy(record, HEADER_BYTES, 0, TASK_BYTES);
    let at = HEADER_BYTES + TASK_BYTES;
    record.writeUInt32LE(key.readUInt32LE(KEY_NETNS), at);
    record.writeUInt32LE(key.readUInt32LE(KEY_IFINDEX), at + 4);
    value.copy(record, at + 8, VALUE_IFNAME, VALUE_IFNAME + 16);
    at += 24;
    record.writeUInt32LE(FIXED_BYTES, at);
    record.writeUInt32LE(flows.length * FLOW_BYTES, at + 4);
    Buffer.concat(flows).copy(record, FIXED_BYTES);
    this.#onRecord(memory, bytes);
  }
}
