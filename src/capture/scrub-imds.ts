/**
 * Takes secrets out of packets to and from metadata services before a recording is written: tokens in headers, and all
 * bodies of answers, which may be credentials. Lengths stay as they were, so that a replay finds its place in the stream.
 */
import type { RecordView } from '../decode/record-view.ts';
import { PACKET_EGRESS, DnsRecord as Packet } from '../decode/records.gen.ts';

const SECRET_HEADER = /^(x-aws-ec2-metadata-token|authorization|x-metadata-token|cookie)(:[ \t]*)([^\r\n]*)/gim;
const SECRET_PARAMETER = /([?&][^=&\s]*(?:token|secret|sig|key|password|auth|credential)[^=&\s]*=)([^&\s]*)/gi;
const STAR = 0x2a;

/** Changes the payload in place. */
export function scrubImds(view: RecordView): void {
  const at = Packet.payloadOffset(view);
  const payload = Buffer.from(view.u8.buffer, view.u8.byteOffset + at, Packet.payloadLength(view));
  const text = payload.toString('latin1');
  const headEnd = /^(?:HTTP\/1\.|[A-Z]{3,10} )/.test(text) ? text.indexOf('\r\n\r\n') : -1;
  const isSent = (Packet.packetFlags(view) & PACKET_EGRESS) !== 0;
  if (!isSent) {
    // A segment without a head is the rest of a body.
    payload.fill(STAR, headEnd < 0 ? 0 : headEnd + 4);
    return;
  }
  const star = (_: string, before: string, between: string, secret?: string): string =>
    secret === undefined ? `${before}${'*'.repeat(between.length)}` : `${before}${between}${'*'.repeat(secret.length)}`;
  payload.write(
    text
      .replace(SECRET_PARAMETER, (m, a: string, b: string) => star(m, a, b))
      .replace(SECRET_HEADER, (m, a: string, b: string, c: string) => star(m, a, b, c)),
    'latin1',
  );
}
