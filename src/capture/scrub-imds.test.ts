import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordView } from '../decode/record-view.ts';
import { DnsRecord, PACKET_EGRESS, RECORD_SIZES, RecordType, TEXT_OFFSETS } from '../decode/records.gen.ts';
import { scrubImds } from './scrub-imds.ts';

/** An imds record with a payload; what is left of it after scrubbing. */
function scrubbed(text: string, isSent: boolean): string {
  const fixed = RECORD_SIZES[RecordType.imds]!;
  const view = new RecordView(new ArrayBuffer((fixed + text.length + 7) & ~7));
  const [at] = TEXT_OFFSETS[RecordType.imds]!;
  view.u32[at! >>> 2] = fixed;
  view.u32[(at! >>> 2) + 1] = text.length;
  Buffer.from(view.u8.buffer).write(text, fixed, 'latin1');
  // Found by asking the accessor, so that the layout stays written in one place.
  for (let i = 0; i < fixed / 4 && DnsRecord.packetFlags(view) === 0 && isSent; i++) {
    const before = view.u32[i]!;
    view.u32[i] = PACKET_EGRESS;
    if (DnsRecord.packetFlags(view) === 0) view.u32[i] = before;
  }
  scrubImds(view);
  return Buffer.from(view.u8.buffer).toString('latin1', fixed, fixed + text.length);
}

describe('secrets leave a recorded packet, lengths stay', () => {
  for (const [what, isSent, text, left] of [
    [
      'a token in a request',
      true,
      'GET /latest/x?token=abc HTTP/1.1\r\nHost: h\r\nX-aws-ec2-metadata-token: s3cr3t\r\n\r\n',
      'GET /latest/x?token=*** HTTP/1.1\r\nHost: h\r\nX-aws-ec2-metadata-token: ******\r\n\r\n',
    ],
    [
      'the body of an answer',
      false,
      'HTTP/1.1 200 OK\r\nServer: EC2ws\r\n\r\n{"Token":"x"}',
      'HTTP/1.1 200 OK\r\nServer: EC2ws\r\n\r\n*************',
    ],
    ['the rest of a body', false, '"SecretAccessKey":"x"}', '*'.repeat(22)],
  ] as const)
    test(what, () => assert.equal(scrubbed(text, isSent), left));
});
