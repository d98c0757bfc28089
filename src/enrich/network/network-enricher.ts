/**
 * From packet records to events: DNS messages out of datagrams and streams, requests to metadata services, packets that
 * filters matched. Learns names of addresses and counts queries on the way.
 *
 * One record gives any number of events, each told to `emit` while the record is still in place. The process of an event
 * made from several segments is that of the last one.
 */
import { Lru } from '../../base/lru.ts';
import type { RecordView } from '../../decode/record-view.ts';
import { Header, PACKET_EGRESS, PACKET_TRUNCATED, DnsRecord as Packet } from '../../decode/records.gen.ts';
import { AddressNames } from '../dns/address-names.ts';
import { type DnsFailure, readDns } from '../dns/message.ts';
import { QueryStatistics } from '../dns/query-statistics.ts';
import { DnsStreamReader } from '../dns/stream-reader.ts';
import { type NetworkFacts, NO_NETWORK } from './facts.ts';
import { ImdsExchange } from './imds.ts';
import { type StreamReader, TcpStreams } from './streams.ts';

/** Events made from packets. */
export type PacketEvent = 'dns' | 'failed_dns' | 'imds' | 'packet';
type Emit = (type: PacketEvent, facts: NetworkFacts) => void;

export interface NetworkEnricherOptions {
  /** Addresses with a name; 0 learns none. */
  readonly namesMax?: number;
}

/** All only grow. */
export interface NetworkCounts {
  dnsMessages: number;
  dnsFailures: number;
  byFailure: Partial<Record<DnsFailure, number>>;
  imdsMessages: number;
}

const TCP = 6;
const EXCHANGES_MAX = 256;
const PACKET_FILTERS = 64;

export class NetworkEnricher {
  readonly names: AddressNames | null;
  readonly statistics = new QueryStatistics();
  readonly counts: NetworkCounts = { dnsMessages: 0, dnsFailures: 0, byFailure: {}, imdsMessages: 0 };
  readonly streams = new TcpStreams();
  /** Expressions of packet filters by their bit; undefined where a bit is no rule's. */
  packetFilters: readonly (string | undefined)[] = [];
  readonly #exchanges = new Lru<string, ImdsExchange>(EXCHANGES_MAX);
  // Of the record that is being read: readers of streams are made once and outlive it.
  #view: RecordView | null = null;
  #emit: Emit = () => {};

  constructor(options: NetworkEnricherOptions = {}) {
    const namesMax = options.namesMax ?? 1024;
    this.names = namesMax > 0 ? new AddressNames(namesMax) : null;
  }

  /** Reads a packet record and tells what it is. */
  read(type: PacketEvent, view: RecordView, emit: Emit): void {
    this.#view = view;
    this.#emit = emit;
    if (type === 'packet') this.#readMatches(view);
    else if (type === 'imds') this.#readImds(view);
    else this.#readDns(view);
  }

  #readDns(view: RecordView): void {
    const at = Packet.payloadOffset(view);
    const length = Packet.payloadLength(view);
    if (Packet.packetL4Protocol(view) !== TCP) {
      this.#message(view.u8, at, length, (Packet.packetFlags(view) & PACKET_TRUNCATED) !== 0);
      return;
    }
    this.#stream('d', view, () => {
      return new DnsStreamReader(
        (u8, start, bytes) => this.#message(u8, start, bytes, false),
        (reason) => this.#fail(reason),
      );
    });
  }

  #stream(kind: string, view: RecordView, makeReader: () => StreamReader): void {
    const at = Packet.payloadOffset(view);
    const length = Packet.payloadLength(view);
    const direction = (Packet.packetFlags(view) & PACKET_EGRESS) !== 0 ? 'o' : 'i';
    this.streams.take(
      // Ports as well: a socket may connect again.
      `${kind}${direction}${Packet.packetCookie(view)}:${Packet.packetSourcePort(view)}:${Packet.packetDestinationPort(view)}`,
      Packet.packetTcpSeq(view),
      Packet.packetTcpFlags(view),
      view.u8.subarray(at, at + length),
      Packet.packetPayloadBytes(view) - length,
      makeReader,
    );
  }

  #message(u8: Uint8Array, at: number, length: number, isCut: boolean): void {
    const message = readDns(u8, at, length, isCut);
    if (typeof message === 'string') {
      this.#fail(message);
      return;
    }
    const view = this.#view!;
    const nowNs = Header.timeNs(view);
    this.counts.dnsMessages++;
    this.names?.learn(message, nowNs);
    const queries = this.statistics.add(Packet.taskPid(view), Packet.taskStartNs(view), message, nowNs);
    this.#emit('dns', { ...NO_NETWORK, dns: message, queries });
  }

  #fail(failure: DnsFailure): void {
    this.counts.dnsFailures++;
    this.counts.byFailure[failure] = (this.counts.byFailure[failure] ?? 0) + 1;
    this.#emit('failed_dns', { ...NO_NETWORK, failure });
  }

  #readImds(view: RecordView): void {
    const key = String(Packet.packetCookie(view));
    let exchange = this.#exchanges.get(key);
    if (exchange === undefined) {
      exchange = new ImdsExchange((imds) => {
        this.counts.imdsMessages++;
        this.#emit('imds', { ...NO_NETWORK, imds });
      });
      this.#exchanges.set(key, exchange);
    }
    const known = exchange;
    this.#stream('m', view, () => known.reader());
  }

  #readMatches(view: RecordView): void {
    let bits = Packet.filters(view);
    for (let i = 0; i < PACKET_FILTERS && bits !== 0n; i++, bits >>= 1n) {
      const filter = this.packetFilters[i];
      if ((bits & 1n) === 1n && filter !== undefined) this.#emit('packet', { ...NO_NETWORK, filter });
    }
  }
}
