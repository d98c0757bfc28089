/** Flows inside a `network_flow_monitor` record: entries of 72 bytes, see schema/records/network.ts. */
import type { RecordView } from '../../decode/record-view.ts';
import { NetworkFlowMonitorRecord as Monitor } from '../../decode/records.gen.ts';

/** Bytes of one flow. */
export const FLOW_BYTES = 72;

/** How many flows the record has. */
export const flowCount = (r: RecordView): number => Math.trunc(Monitor.flowsLength(r) / FLOW_BYTES);

const place = (r: RecordView, index: number): number => Monitor.flowsOffset(r) + index * FLOW_BYTES;
const u16 = (r: RecordView, at: number): number => r.u16[at >>> 1]!;
const u64 = (r: RecordView, at: number): number => Number(r.u64[at >>> 3]!);

/** One flow's parts, by its place in the list. Addresses are given as offsets into the record's bytes. */
export const Flow = {
  sourceAt: place,
  destinationAt: (r: RecordView, i: number): number => place(r, i) + 16,
  sourcePort: (r: RecordView, i: number): number => u16(r, place(r, i) + 32),
  destinationPort: (r: RecordView, i: number): number => u16(r, place(r, i) + 34),
  l3Protocol: (r: RecordView, i: number): number => u16(r, place(r, i) + 36),
  l4Protocol: (r: RecordView, i: number): number => u16(r, place(r, i) + 38),
  bytesOut: (r: RecordView, i: number): number => u64(r, place(r, i) + 40),
  packetsOut: (r: RecordView, i: number): number => u64(r, place(r, i) + 48),
  bytesIn: (r: RecordView, i: number): number => u64(r, place(r, i) + 56),
  packetsIn: (r: RecordView, i: number): number => u64(r, place(r, i) + 64),
};
