/**
 * DNS messages from raw bytes (RFC 1035, EDNS of RFC 6891; mDNS of RFC 6762 and LLMNR of RFC 4795 as far as they differ).
 *
 * Written for bytes that an attacker chose. Surprising: counters in the header are never believed, only what is really there
 * is read, and nothing is allocated by them. A compression pointer must point backwards, so that following one always ends;
 * names have 255 bytes at most whatever they are made of. What does not hold is a reason, not an exception.
 */
import { internedText } from '../../decode/interned.ts';
import { answerKey, type Network, networkOfAnswer } from '../network/address.ts';

/** An address in an answer. */
export interface DnsAddress {
  readonly network: Network;
  /** As of `answerKey`: 16 bytes. */
  readonly key: string;
  readonly ttlS: number;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  /** QUERY 0, NOTIFY 4, UPDATE 5… */
  readonly opcode: number;
  /** With the upper bits that EDNS adds. */
  readonly code: number;
  readonly authoritative: boolean;
  /** The server cut its answer. */
  readonly cut: boolean;
  readonly questionCount: number;
  /** First question, '' where there is none (mDNS answers). Case as sent. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Bytes of the message. */
  readonly size: number;
  readonly answerCount: number;
  readonly cnames: readonly string[];
  readonly addresses: readonly DnsAddress[];
  readonly edns: { readonly payloadBytes: number; readonly version: number; readonly dnssec: boolean } | null;
  /** Labels of the question's name: how many, and bytes of the longest. */
  readonly labels: number;
  readonly labelBytesMax: number;
}

/** Why bytes are no DNS. */
export type DnsFailure =
  | 'short_header'
  | 'false_count'
  | 'bad_label'
  | 'bad_pointer'
  | 'long_name'
  | 'cut_name'
  | 'cut_record'
  | 'bad_record'
  | 'no_question'
  | 'stream_gap'
  | 'stream_length'
  | 'too_long';

const HEADER_BYTES = 12;
const NAME_BYTES_MAX = 255;
const POINTERS_MAX = 127;
/** Records of one message that are looked at; the rest is only stepped over as far as it is sound. */
const RECORDS_MAX = 4096;
const CNAMES_MAX = 32;
const ADDRESSES_MAX = 128;

const TYPE_A = 1;
const TYPE_CNAME = 5;
const TYPE_AAAA = 28;
const TYPE_OPT = 41;
const TYPE_DNAME = 39;

const text = new Uint8Array(4 * NAME_BYTES_MAX + 4);
/** Of the name read last. */
const state = { end: 0, textLength: 0, labels: 0, labelBytesMax: 0 };

/** Reads a name at `at`; its text is in `text`, the rest in `state`. Returns a failure or null. */
function readName(u8: Uint8Array, start: number, at: number, end: number, wantText: boolean): DnsFailure | null {
  let bytes = 1;
  let pointers = 0;
  let used = 0;
  let after = -1;
  // A pointer must point before the place where the name it was found in began.
  let lowest = at;
  state.labels = 0;
  state.labelBytesMax = 0;
  for (let p = at; ; ) {
    if (p >= end) return 'cut_name';
    const length = u8[p]!;
    if (length === 0) {
      state.end = after < 0 ? p + 1 : after;
      state.textLength = used;
      return null;
    }
    const kind = length & 0xc0;
    if (kind === 0xc0) {
      if (p + 1 >= end) return 'cut_name';
      const target = start + (((length & 0x3f) << 8) | u8[p + 1]!);
      if (after < 0) after = p + 2;
      if (target >= lowest || target < start + HEADER_BYTES || ++pointers > POINTERS_MAX) return 'bad_pointer';
      lowest = target;
      p = target;
      continue;
    }
    if (kind !== 0) return 'bad_label';
    if (p + 1 + length > end) return 'cut_name';
    bytes += length + 1;
    if (bytes > NAME_BYTES_MAX) return 'long_name';
    state.labels++;
    if (length > state.labelBytesMax) state.labelBytesMax = length;
    if (wantText) {
      if (used > 0) text[used++] = 0x2e;
      for (let i = p + 1; i <= p + length; i++) {
        const byte = u8[i]!;
        // RFC 1035 5.1: what would be mistaken is escaped. Bytes above 127 are UTF-8 in mDNS, and are shown as that.
        if (byte === 0x2e || byte === 0x5c) {
          text[used++] = 0x5c;
          text[used++] = byte;
        } else if (byte < 0x21 || byte === 0x7f) {
          text[used++] = 0x5c;
          text[used++] = 0x30 + Math.trunc(byte / 100);
          text[used++] = 0x30 + (Math.trunc(byte / 10) % 10);
          text[used++] = 0x30 + (byte % 10);
        } else {
          text[used++] = byte;
        }
      }
    }
    p += length + 1;
  }
}

const nameText = (): string => internedText(text, 0, state.textLength);

/**
 * Reads one message.
 * @param isCut the bytes were cut when they were copied: what is missing at the end is no failure
 */
export function readDns(u8: Uint8Array, start: number, length: number, isCut = false): DnsMessage | DnsFailure {
  const end = start + length;
  if (length < HEADER_BYTES) return 'short_header';
  const u16 = (at: number): number => (u8[at]! << 8) | u8[at + 1]!;
  const u32 = (at: number): number => u16(at) * 65536 + u16(at + 2);
  const flags = u16(start + 2);
  const isResponse = (flags & 0x8000) !== 0;
  const cut = (flags & 0x0200) !== 0;
  const forgiving = cut || isCut;
  let code = flags & 15;
  const questionCount = u16(start + 4);
  const recordCounts = [u16(start + 6), u16(start + 8), u16(start + 10)] as const;
  // The least that questions (5 bytes) and records (11 bytes) take: a counter that says more lies.
  const claimed = questionCount * 5 + (recordCounts[0] + recordCounts[1] + recordCounts[2]) * 11;
  if (claimed > length - HEADER_BYTES && !forgiving) return 'false_count';

  let name = '';
  let type = 0;
  let klass = 0;
  let labels = 0;
  let labelBytesMax = 0;
  const cnames: string[] = [];
  const addresses: DnsAddress[] = [];
  let edns: DnsMessage['edns'] = null;
  let at = start + HEADER_BYTES;
  for (let i = 0; i < questionCount; i++) {
    const failure = readName(u8, start, at, end, i === 0);
    if (failure !== null) return failure === 'cut_name' && forgiving && i > 0 ? finish() : failure;
    if (state.end + 4 > end) return forgiving && i > 0 ? finish() : 'cut_record';
    if (i === 0) {
      name = nameText();
      labels = state.labels;
      labelBytesMax = state.labelBytesMax;
      type = u16(state.end);
      // The top bit asks for a direct answer in mDNS.
      klass = u16(state.end + 2) & 0x7fff;
    }
    at = state.end + 4;
  }
  // Servers may answer what they could not read with a bare header; mDNS answers without a question.
  if (questionCount === 0 && !(isResponse && (recordCounts[0] > 0 || code !== 0))) return 'no_question';

  const failure = readRecords();
  if (failure !== null && !(forgiving && (failure === 'cut_name' || failure === 'cut_record'))) return failure;
  return finish();

  function readRecords(): DnsFailure | null {
    let seen = 0;
    for (let section = 0; section < 3; section++) {
      for (let i = 0; i < recordCounts[section]!; i++) {
        if (++seen > RECORDS_MAX) return null;
        const owner = readName(u8, start, at, end, false);
        if (owner !== null) return owner;
        at = state.end;
        if (at + 10 > end) return 'cut_record';
        const recordType = u16(at);
        const data = at + 10;
        const dataLength = u16(at + 8);
        if (data + dataLength > end) return 'cut_record';
        if (recordType === TYPE_OPT) {
          if (section !== 2 || edns !== null) return 'bad_record';
          code |= u8[at + 4]! << 4;
          edns = { payloadBytes: u16(at + 2), version: u8[at + 5]!, dnssec: (u8[at + 6]! & 0x80) !== 0 };
        } else if (section === 0) {
          const bad = readAnswer(recordType, u32(at + 4), data, dataLength);
          if (bad !== null) return bad;
        }
        at = data + dataLength;
      }
    }
    return null;
  }

  function readAnswer(recordType: number, ttl: number, data: number, dataLength: number): DnsFailure | null {
    // A TTL with its top bit set means 0 (RFC 2181, 8).
    const ttlS = ttl > 0x7fff_ffff ? 0 : ttl;
    if (recordType === TYPE_A || recordType === TYPE_AAAA) {
      // Updates and their like name records without data.
      if (dataLength === 0) return null;
      const bytes = recordType === TYPE_A ? 4 : 16;
      if (dataLength !== bytes) return 'bad_record';
      if (addresses.length < ADDRESSES_MAX) {
        addresses.push({ network: networkOfAnswer(u8, data, bytes), key: answerKey(u8, data, bytes), ttlS });
      }
    } else if ((recordType === TYPE_CNAME || recordType === TYPE_DNAME) && dataLength > 0) {
      const bad = readName(u8, start, data, data + dataLength, true);
      if (bad !== null) return bad === 'cut_name' ? 'bad_record' : bad;
      if (state.end !== data + dataLength) return 'bad_record';
      if (cnames.length < CNAMES_MAX) cnames.push(nameText());
    }
    return null;
  }

  function finish(): DnsMessage {
    return {
      id: u16(start),
      isResponse,
      opcode: (flags >> 11) & 15,
      code,
      authoritative: (flags & 0x0400) !== 0,
      cut,
      questionCount,
      name,
      type,
      class: klass,
      size: length,
      answerCount: recordCounts[0],
      cnames,
      addresses,
      edns,
      labels,
      labelBytesMax,
    };
  }
}
