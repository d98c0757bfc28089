/** How network events are told. */
import { doorName } from '../../../schema/calls.ts';
import { printableText } from '../../base/text.ts';
import { internedInline, internedText } from '../../decode/interned.ts';
import {
  ConnectRecord as Call,
  NetworkFlowMonitorRecord as Monitor,
  PACKET_DROPPED,
  PACKET_EGRESS,
  PACKET_NO_OWNER,
  DnsRecord as Packet,
  SOCKET_ADDRESS_FROM_USER,
  SOCKET_ADDRESS_UNREADABLE,
} from '../../decode/records.gen.ts';
import type { EventType, RuntimeEvent } from '../../enrich/event.ts';
import { addressText } from '../../enrich/network/address.ts';
import { Flow, flowCount } from '../../enrich/network/flows.ts';
import { filterHash, filterImmediates, filterText } from '../../enrich/network/socket-filter.ts';
import { tlsVersionOf } from '../../enrich/network/tls.ts';
import { filterOf, hostnamesOf, isPublicAt, payloadText } from '../../rules/field-readers.ts';
import { constantName, dnsTypeName } from './network-words.ts';
import type { JsonObject } from './parts.ts';
import type { EventView } from './view.ts';
import { cut, errnoName, nameOf } from './words.ts';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const FLOWS_SHOWN = 64;

const isSent = (e: RuntimeEvent): boolean => (Packet.packetFlags(e.record) & PACKET_EGRESS) !== 0;
const isInternet = (family: number): boolean => family === AF_INET || family === AF_INET6;

function endJson(e: RuntimeEvent, at: number, port: number): JsonObject {
  return { ip: addressText(e.record.u8, at), port, is_public: isPublicAt(e, at) };
}

/** `192.0.2.1:53`, `[2001:db8::1]:53`. */
function endText(e: RuntimeEvent, at: number, port: number): string {
  const ip = addressText(e.record.u8, at);
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function packetJson(e: RuntimeEvent): JsonObject {
  const r = e.record;
  const l4 = constantName('l4_protocol', Packet.packetL4Protocol(r));
  return {
    network_direction: isSent(e) ? 'egress' : 'ingress',
    device: {
      netns: Packet.packetNetns(r),
      ifindex: Packet.packetIfindex(r),
      ifname: internedInline(r.u8, Packet.packetIfnameOffset(r)),
    },
    l3_protocol: constantName('l3_protocol', Packet.packetL3Protocol(r)),
    l4_protocol: l4,
    source: endJson(e, Packet.packetSourceOffset(r), Packet.packetSourcePort(r)),
    destination: endJson(e, Packet.packetDestinationOffset(r), Packet.packetDestinationPort(r)),
    size: Packet.packetSize(r),
    ...(l4.startsWith('IPPROTO_ICMP') ? { type: Packet.packetIcmp(r) >>> 8, code: Packet.packetIcmp(r) & 0xff } : {}),
    ...((Packet.packetFlags(r) & PACKET_NO_OWNER) === 0 ? {} : { owner_unknown: true }),
  };
}

/** The other end of a packet. */
function peerText(e: RuntimeEvent): string {
  const r = e.record;
  return isSent(e)
    ? endText(e, Packet.packetDestinationOffset(r), Packet.packetDestinationPort(r))
    : endText(e, Packet.packetSourceOffset(r), Packet.packetSourcePort(r));
}

function dnsJson(e: RuntimeEvent): JsonObject {
  const dns = e.network.dns!;
  const { queries } = e.network;
  return {
    id: dns.id,
    is_query: !dns.isResponse,
    opcode: dns.opcode,
    question: {
      name: dns.name,
      type: dnsTypeName(dns.type),
      class: constantName('dns_class', dns.class),
      count: dns.questionCount,
      size: dns.size,
    },
    ...(dns.isResponse
      ? {
          response: {
            code: constantName('dns_rcode', dns.code),
            answers: dns.answerCount,
            ips: dns.addresses.map(({ key }) => addressText(Buffer.from(key, 'latin1'), 0)),
            cnames: dns.cnames,
            authoritative: dns.authoritative,
            ...(dns.cut ? { truncated: true } : {}),
          },
        }
      : {}),
    ...(dns.edns === null
      ? {}
      : { edns: { payload: dns.edns.payloadBytes, version: dns.edns.version, do: dns.edns.dnssec } }),
    recent: {
      queries: queries.queries,
      names: queries.names,
      types: queries.types,
      name_bytes: queries.nameBytes,
      label_length: queries.labelBytesMax,
      not_found: queries.missing,
    },
  };
}

function dnsWords(e: RuntimeEvent): string {
  const dns = e.network.dns!;
  const who = nameOf(e.process);
  const name = dns.name === '' ? '(no name)' : cut(printableText(dns.name), 120);
  const what = `${name} (${dnsTypeName(dns.type)})`;
  if (!dns.isResponse) return `${who} asked ${peerText(e)} for ${what}`;
  if (dns.code !== 0) return `${who} was told ${constantName('dns_rcode', dns.code)} for ${what}`;
  const ips = dns.addresses.slice(0, 4).map(({ key }) => addressText(Buffer.from(key, 'latin1'), 0));
  return `${who} was told ${ips.length === 0 ? `${dns.answerCount} answers` : ips.join(', ')} for ${what}`;
}

function callJson(e: RuntimeEvent): JsonObject {
  const r = e.record;
  const flags = e.flags;
  const at = (offset: number, port: number): JsonObject => endJson(e, offset, port);
  const family = Call.family(r);
  const names = isInternet(family) ? hostnamesOf(e) : [];
  return {
    addr: {
      family: constantName('address_family', family),
      ...(isInternet(family) ? at(Call.addrOffset(r), Call.port(r)) : { port: 0 }),
      ...(names.length === 0 ? {} : { hostnames: names }),
      ...(family === AF_UNIX ? { path: unixPath(e) } : {}),
    },
    protocol: constantName('l4_protocol', Call.protocol(r)),
    type: constantName('socket_type', Call.socketType(r)),
    ...(isInternet(family) ? { local: at(Call.localAddrOffset(r), Call.localPort(r)) } : {}),
    ...(e.type === 'accept' && isInternet(family) ? { peer: at(Call.addrOffset(r), Call.passedPort(r)) } : {}),
    ...(e.type === 'connect' &&
    isInternet(family) &&
    addressText(r.u8, Call.passedAddrOffset(r)) !== addressText(r.u8, Call.addrOffset(r))
      ? { passed: at(Call.passedAddrOffset(r), Call.passedPort(r)) }
      : {}),
    ...((flags & SOCKET_ADDRESS_UNREADABLE) !== 0
      ? { address_unreadable: true }
      : (flags & SOCKET_ADDRESS_FROM_USER) !== 0 && isInternet(family)
        ? { address_from_user: true }
        : {}),
  };
}

/** Path of a unix socket; an abstract name with @ before it. */
function unixPath(e: RuntimeEvent): string {
  const r = e.record;
  const length = Call.valueLength(r);
  if (length === 0) return '';
  const at = Call.valueOffset(r);
  if (r.u8[at] === 0) return `@${internedText(r.u8, at + 1, length - 1).replaceAll('\0', '@')}`;
  const end = r.u8.indexOf(0, at);
  return internedText(r.u8, at, end < 0 || end > at + length ? length : end - at);
}

const syscallJson = (e: RuntimeEvent): JsonObject => ({ name: doorName(e.door), retval: e.retval });

/** What was connected, accepted or bound, for people. */
function addressWords(e: RuntimeEvent): string {
  const r = e.record;
  const family = Call.family(r);
  if (family === AF_UNIX) return printableText(unixPath(e)) || 'a unix socket';
  if (!isInternet(family)) return `an ${constantName('address_family', family)} socket`;
  const end = endText(e, Call.addrOffset(r), Call.port(r));
  const [name] = e.type === 'bind' ? [] : hostnamesOf(e);
  return name === undefined ? end : `${end} (${cut(printableText(name), 80)})`;
}

const CALL: Pick<EventView, 'category'> = { category: 'Network Activity' };

export const NETWORK_VIEWS = {
  dns: {
    ...CALL,
    json: (e, json) => {
      json.network = packetJson(e);
      json.dns = dnsJson(e);
    },
    words: dnsWords,
  },
  failed_dns: {
    ...CALL,
    json: (e, json) => {
      json.network = packetJson(e);
      json.failed_dns = { reason: e.network.failure, payload: payloadText(e) };
    },
    words: (e) =>
      `${nameOf(e.process)} ${isSent(e) ? 'sent' : 'got'} what is no DNS ${isSent(e) ? 'to' : 'from'} ${peerText(e)}`,
    detail: (e) => e.network.failure,
  },
  imds: {
    ...CALL,
    json: (e, json) => {
      const imds = e.network.imds!;
      json.network = packetJson(e);
      json.imds = {
        type: imds.kind,
        cloud_provider: imds.provider,
        ...(imds.kind === 'request'
          ? { method: imds.method, url: imds.url, host: imds.host, user_agent: imds.userAgent }
          : { status: imds.status, server: imds.server }),
        ...(imds.provider === 'aws'
          ? {
              aws: {
                is_imds_v2: imds.isV2,
                ...(imds.credentials === null
                  ? {}
                  : {
                      security_credentials: {
                        code: imds.credentials.code,
                        type: imds.credentials.type,
                        access_key_id: imds.credentials.accessKeyId,
                        last_updated: imds.credentials.lastUpdated,
                        expiration: imds.credentials.expiration,
                      },
                    }),
              },
            }
          : {}),
      };
    },
    words: (e) => {
      const imds = e.network.imds!;
      const cloud = imds.provider || 'cloud';
      return imds.kind === 'request'
        ? `${nameOf(e.process)} asked the ${cloud} metadata service: ${imds.method} ${cut(printableText(imds.url), 120)}`
        : `${nameOf(e.process)} was answered by the ${cloud} metadata service: ${imds.status}${imds.credentials === null ? '' : ', with credentials'}`;
    },
  },
  packet: {
    ...CALL,
    json: (e, json) => {
      const r = e.record;
      json.network = packetJson(e);
      const tls = tlsVersionOf(r.u8, Packet.payloadOffset(r), Packet.payloadLength(r));
      json.packet = {
        filter: e.network.filter,
        ...((Packet.packetFlags(r) & PACKET_DROPPED) === 0 ? {} : { dropped: true }),
        ...(tls === 0 ? {} : { tls: { version: constantName('tls_version', tls) } }),
      };
    },
    words: (e) => {
      const dropped = (Packet.packetFlags(e.record) & PACKET_DROPPED) !== 0;
      const verb = isSent(e)
        ? dropped
          ? 'was kept from sending'
          : 'sent'
        : dropped
          ? 'was kept from receiving'
          : 'received';
      const protocol = constantName('l4_protocol', Packet.packetL4Protocol(e.record))
        .replace('IPPROTO_', '')
        .replace('IP_PROTO_', '');
      return `${nameOf(e.process)} ${verb} a ${protocol} packet ${isSent(e) ? 'to' : 'from'} ${peerText(e)}`;
    },
    detail: (e) => e.network.filter,
  },
  connect: {
    ...CALL,
    json: (e, json) => {
      json.connect = callJson(e);
      json.syscall = syscallJson(e);
    },
    words: (e) => {
      const to = addressWords(e);
      if (e.retval === -115) return `${nameOf(e.process)} began to connect to ${to}`;
      return e.retval < 0
        ? `${nameOf(e.process)} could not connect to ${to} (${errnoName(-e.retval)})`
        : `${nameOf(e.process)} connected to ${to}`;
    },
  },
  accept: {
    ...CALL,
    json: (e, json) => {
      json.accept = callJson(e);
      json.syscall = syscallJson(e);
    },
    words: (e) =>
      e.retval < 0
        ? `${nameOf(e.process)} could not accept (${errnoName(-e.retval)})`
        : `${nameOf(e.process)} accepted a connection from ${
            isInternet(Call.family(e.record))
              ? `${endText(e, Call.addrOffset(e.record), Call.passedPort(e.record))} on port ${Call.port(e.record)}`
              : addressWords(e)
          }`,
  },
  bind: {
    ...CALL,
    json: (e, json) => {
      json.bind = callJson(e);
      json.syscall = syscallJson(e);
    },
    words: (e) =>
      e.retval < 0
        ? `${nameOf(e.process)} could not bind ${addressWords(e)} (${errnoName(-e.retval)})`
        : `${nameOf(e.process)} bound ${addressWords(e)}`,
  },
  socket: {
    ...CALL,
    json: (e, json) => {
      const r = e.record;
      json.socket = {
        domain: constantName('address_family', Call.family(r)),
        type: constantName('socket_type', Call.socketType(r)),
        protocol: Call.protocol(r),
      };
      json.syscall = syscallJson(e);
    },
    words: (e) =>
      `${nameOf(e.process)} ${e.retval < 0 ? 'could not make' : 'made'} a socket (${constantName('address_family', Call.family(e.record))}, ${constantName('socket_type', Call.socketType(e.record))}, ${Call.protocol(e.record)})`,
  },
  setsockopt: {
    ...CALL,
    json: (e, json) => {
      const r = e.record;
      const filter = filterOf(e);
      json.setsockopt = {
        socket_family: constantName('address_family', Call.family(r)),
        socket_type: constantName('socket_type', Call.socketType(r)),
        socket_protocol: constantName('l4_protocol', Call.protocol(r)),
        level: Call.level(r),
        optname: Call.option(r),
        ...(Call.filterLength(r) === 0
          ? {}
          : {
              filter_len: Call.filterLength(r),
              is_filter_truncated: Call.filterLength(r) * 8 > filter.length,
              filter: filterText(filter),
              filter_hash: filterHash(filter),
              used_immediates: filterImmediates(filter),
            }),
      };
      json.syscall = syscallJson(e);
    },
    words: (e) => {
      const length = Call.filterLength(e.record);
      const what =
        length > 0
          ? `a filter of ${length} instructions on a socket`
          : `option ${Call.option(e.record)} of level ${Call.level(e.record)}`;
      return `${nameOf(e.process)} ${e.retval < 0 ? 'could not set' : 'set'} ${what}`;
    },
  },
  network_flow_monitor: {
    ...CALL,
    json: (e, json) => {
      const r = e.record;
      const count = flowCount(r);
      json.network_flow_monitor = {
        device: {
          netns: Monitor.netns(r),
          ifindex: Monitor.ifindex(r),
          ifname: internedInline(r.u8, Monitor.ifnameOffset(r)),
        },
        flows_count: count,
        flows: Array.from({ length: Math.min(count, FLOWS_SHOWN) }, (_, i) => ({
          source: endJson(e, Flow.sourceAt(r, i), Flow.sourcePort(r, i)),
          destination: endJson(e, Flow.destinationAt(r, i), Flow.destinationPort(r, i)),
          l3_protocol: constantName('l3_protocol', Flow.l3Protocol(r, i)),
          l4_protocol: constantName('l4_protocol', Flow.l4Protocol(r, i)),
          egress: { data_size: Flow.bytesOut(r, i), packet_count: Flow.packetsOut(r, i) },
          ingress: { data_size: Flow.bytesIn(r, i), packet_count: Flow.packetsIn(r, i) },
        })),
      };
    },
    words: (e) => {
      const r = e.record;
      const count = flowCount(r);
      let out = 0;
      let back = 0;
      for (let i = 0; i < count; i++) {
        out += Flow.bytesOut(r, i);
        back += Flow.bytesIn(r, i);
      }
      return `${nameOf(e.process)} had ${count} flows on ${printableText(internedInline(r.u8, Monitor.ifnameOffset(r)))}: ${out} bytes out, ${back} in`;
    },
  },
} satisfies Partial<Record<EventType, EventView>>;
