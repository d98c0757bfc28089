/** Fields of network events: packets, DNS, metadata services, calls on sockets, flows. */

import { internedInline } from '../../decode/interned.ts';
import {
  ConnectRecord as Call,
  NetworkFlowMonitorRecord as Monitor,
  PACKET_EGRESS,
  DnsRecord as Packet,
} from '../../decode/records.gen.ts';
import type { RuntimeEvent } from '../../enrich/event.ts';
import { addressKey, networkAt } from '../../enrich/network/address.ts';
import { Flow, flowCount } from '../../enrich/network/flows.ts';
import { PublicAddresses } from '../../enrich/network/public-addresses.ts';
import { filterHash, filterImmediates, filterText } from '../../enrich/network/socket-filter.ts';
import { tlsVersionOf } from '../../enrich/network/tls.ts';
import { rootDomainOf } from '../language/index.ts';
import type { FieldValue } from '../language/model.ts';
import { readers } from './readers.ts';

let publicAddresses = new PublicAddresses(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8']);
/** Gives the readers the ranges that are not public. */
export function setPublicAddresses(addresses: PublicAddresses): void {
  publicAddresses = addresses;
}
/** Whether the address at a place of the record's bytes is public. */
export function isPublicAt(e: RuntimeEvent, at: number): boolean {
  return publicAddresses.isPublic(networkAt(e.record.u8, at));
}

type At = (e: RuntimeEvent) => number;

/** Address fields, by where the address lies. */
function addAddress(prefix: string, addressAt: At, portOf: At): void {
  readers.set(`${prefix}.ip`, (e) => networkAt(e.record.u8, addressAt(e)));
  readers.set(`${prefix}.is_public`, (e) => isPublicAt(e, addressAt(e)));
  readers.set(`${prefix}.port`, portOf);
}

for (const prefix of ['packet', 'network']) {
  addAddress(
    `${prefix}.source`,
    (e) => Packet.packetSourceOffset(e.record),
    (e) => Packet.packetSourcePort(e.record),
  );
  addAddress(
    `${prefix}.destination`,
    (e) => Packet.packetDestinationOffset(e.record),
    (e) => Packet.packetDestinationPort(e.record),
  );
  readers.set(`${prefix}.device.ifname`, (e) => internedInline(e.record.u8, Packet.packetIfnameOffset(e.record)));
  readers.set(`${prefix}.device.netns`, (e) => Packet.packetNetns(e.record));
  readers.set(`${prefix}.l3_protocol`, (e) => Packet.packetL3Protocol(e.record));
  readers.set(`${prefix}.l4_protocol`, (e) => Packet.packetL4Protocol(e.record));
  readers.set(`${prefix}.network_direction`, (e) => ((Packet.packetFlags(e.record) & PACKET_EGRESS) !== 0 ? 1 : 2));
  readers.set(`${prefix}.size`, (e) => Packet.packetSize(e.record));
  readers.set(`${prefix}.type`, (e) => Packet.packetIcmp(e.record) >>> 8);
}
readers.set('packet.filter', (e) => e.network.filter);
readers.set('packet.tls.version', (e) =>
  tlsVersionOf(e.record.u8, Packet.payloadOffset(e.record), Packet.payloadLength(e.record)),
);

readers.set('dns.id', (e) => e.network.dns?.id ?? 0);
readers.set('dns.question.class', (e) => e.network.dns?.class ?? 0);
readers.set('dns.question.count', (e) => e.network.dns?.questionCount ?? 0);
readers.set('dns.question.length', (e) => e.network.dns?.size ?? 0);
readers.set('dns.question.name', (e) => e.network.dns?.name ?? '');
readers.set('dns.question.name.length', (e) => Buffer.byteLength(e.network.dns?.name ?? ''));
readers.set('dns.question.name.root_domain', (e) => rootDomainOf(e.network.dns?.name ?? ''));
readers.set('dns.question.type', (e) => e.network.dns?.type ?? 0);
readers.set('dns.response.cnames', (e) => e.network.dns?.cnames ?? []);
readers.set('dns.response.code', (e) => e.network.dns?.code ?? 0);
readers.set('dns.response.ips', (e) => e.network.dns?.addresses.map(({ network }) => network) ?? []);
readers.set('dns.is_response', (e) => e.network.dns?.isResponse ?? false);
readers.set('dns.label_length', (e) => e.network.dns?.labelBytesMax ?? 0);
readers.set('dns.recent.label_length', (e) => e.network.queries.labelBytesMax);
readers.set('dns.recent.name_bytes', (e) => e.network.queries.nameBytes);
readers.set('dns.recent.names', (e) => e.network.queries.names);
readers.set('dns.recent.not_found', (e) => e.network.queries.missing);
readers.set('dns.recent.queries', (e) => e.network.queries.queries);
readers.set('dns.recent.types', (e) => e.network.queries.types);

const PAYLOAD_SHOWN_BYTES = 512;
/** The packet of a failed DNS message, printable. */
export function payloadText(e: RuntimeEvent): string {
  const at = Packet.payloadOffset(e.record);
  const length = Math.min(Packet.payloadLength(e.record), PAYLOAD_SHOWN_BYTES);
  let text = '';
  for (const byte of e.record.u8.subarray(at, at + length)) {
    text +=
      byte >= 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
}
readers.set('failed_dns.payload', payloadText);
readers.set('failed_dns.reason', (e) => e.network.failure);

readers.set('imds.aws.is_imds_v2', (e) => e.network.imds?.isV2 ?? false);
readers.set('imds.aws.security_credentials.type', (e) => e.network.imds?.credentials?.type ?? '');
readers.set('imds.cloud_provider', (e) => e.network.imds?.provider ?? '');
readers.set('imds.host', (e) => e.network.imds?.host ?? '');
readers.set('imds.server', (e) => e.network.imds?.server ?? '');
readers.set('imds.type', (e) => e.network.imds?.kind ?? '');
readers.set('imds.url', (e) => e.network.imds?.url ?? '');
readers.set('imds.user_agent', (e) => e.network.imds?.userAgent ?? '');

/** Names known for the peer: of the address that counts, and of the one that was passed (they differ behind a service address). */
export function hostnamesOf(e: RuntimeEvent): readonly string[] {
  const names = e.addressNames;
  if (names === null) return [];
  const { u8 } = e.record;
  const known = names.namesOf(addressKey(u8, Call.addrOffset(e.record)), e.bootTimeNs);
  if (known.length > 0 || e.type !== 'connect') return known;
  return names.namesOf(addressKey(u8, Call.passedAddrOffset(e.record)), e.bootTimeNs);
}

for (const type of ['connect', 'accept', 'bind']) {
  addAddress(
    `${type}.addr`,
    (e) => Call.addrOffset(e.record),
    (e) => Call.port(e.record),
  );
  readers.set(`${type}.addr.family`, (e) => Call.family(e.record));
  readers.set(`${type}.retval`, (e) => e.retval);
}
for (const type of ['connect', 'accept']) {
  readers.set(`${type}.addr.hostname`, hostnamesOf);
  readers.set(`${type}.addr.hostname.length`, (e) => hostnamesOf(e).map((name) => Buffer.byteLength(name)));
  readers.set(`${type}.addr.hostname.root_domain`, (e) => hostnamesOf(e).map(rootDomainOf));
}
for (const type of ['connect', 'bind']) readers.set(`${type}.protocol`, (e) => Call.protocol(e.record));

readers.set('socket.domain', (e) => Call.family(e.record));
readers.set('socket.protocol', (e) => Call.protocol(e.record));
readers.set('socket.type', (e) => Call.socketType(e.record));
readers.set('socket.retval', (e) => e.retval);

readers.set('setsockopt.level', (e) => Call.level(e.record));
readers.set('setsockopt.optname', (e) => Call.option(e.record));
readers.set('setsockopt.retval', (e) => e.retval);
readers.set('setsockopt.socket_family', (e) => Call.family(e.record));
readers.set('setsockopt.socket_protocol', (e) => Call.protocol(e.record));
readers.set('setsockopt.socket_type', (e) => Call.socketType(e.record));
readers.set('setsockopt.filter_len', (e) => Call.filterLength(e.record));
/** The instructions that were copied, 8 bytes each. */
export const filterOf = (e: RuntimeEvent): Uint8Array => {
  if (Call.filterLength(e.record) === 0) return NO_BYTES;
  const at = Call.valueOffset(e.record);
  return e.record.u8.subarray(at, at + Call.valueLength(e.record));
};
const NO_BYTES = new Uint8Array(0);
readers.set('setsockopt.filter_hash', (e) => filterHash(filterOf(e)));
readers.set('setsockopt.filter_instructions', (e) => filterText(filterOf(e)));
readers.set('setsockopt.is_filter_truncated', (e) => Call.filterLength(e.record) * 8 > filterOf(e).length);
readers.set('setsockopt.used_immediates', (e) => filterImmediates(filterOf(e)));

readers.set('network_flow_monitor.device.ifname', (e) => internedInline(e.record.u8, Monitor.ifnameOffset(e.record)));
readers.set('network_flow_monitor.flows.length', (e) => flowCount(e.record));
readers.set('network_flow_monitor.device.netns', (e) => Monitor.netns(e.record));

/** Readers of one flow's fields. */
export const flowReaders = new Map<string, (e: RuntimeEvent, index: number) => FieldValue>();
const flow = (name: string, read: (e: RuntimeEvent, index: number) => FieldValue): void => {
  flowReaders.set(`network_flow_monitor.flows.${name}`, read);
};
flow('source.ip', (e, i) => networkAt(e.record.u8, Flow.sourceAt(e.record, i)));
flow('source.is_public', (e, i) => isPublicAt(e, Flow.sourceAt(e.record, i)));
flow('source.port', (e, i) => Flow.sourcePort(e.record, i));
flow('destination.ip', (e, i) => networkAt(e.record.u8, Flow.destinationAt(e.record, i)));
flow('destination.is_public', (e, i) => isPublicAt(e, Flow.destinationAt(e.record, i)));
flow('destination.port', (e, i) => Flow.destinationPort(e.record, i));
flow('l3_protocol', (e, i) => Flow.l3Protocol(e.record, i));
flow('l4_protocol', (e, i) => Flow.l4Protocol(e.record, i));
flow('egress.data_size', (e, i) => Flow.bytesOut(e.record, i));
flow('egress.packet_count', (e, i) => Flow.packetsOut(e.record, i));
flow('ingress.data_size', (e, i) => Flow.bytesIn(e.record, i));
flow('ingress.packet_count', (e, i) => Flow.packetsIn(e.record, i));

readers.set('event.async', (e) => e.isLate);
