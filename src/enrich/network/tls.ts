/** TLS version of a packet (RFC 8446 4.1.2, 5.1), 0 for what is no TLS. */

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SUPPORTED_VERSIONS = 43;

/**
 * The version a record says; of a ClientHello the highest that it offers, since records of newer versions all claim to be
 * 1.0 or 1.2.
 */
export function tlsVersionOf(u8: Uint8Array, at: number, length: number): number {
  const end = at + length;
  const u16 = (p: number): number => (p + 2 <= end ? (u8[p]! << 8) | u8[p + 1]! : 0);
  if (length < 6) return 0;
  const type = u8[at]!;
  const version = u16(at + 1);
  if (type < 20 || type > 24 || version < 0x300 || version > 0x304) return 0;
  if (type !== HANDSHAKE || u8[at + 5] !== CLIENT_HELLO) return version;
  let best = u16(at + 9);
  let p = at + 43;
  if (p >= end) return best || version;
  p += 1 + u8[p]!; // session id
  p += 2 + u16(p); // cipher suites
  if (p >= end) return best || version;
  p += 1 + u8[p]!; // compression methods
  const extensionsEnd = Math.min(end, p + 2 + u16(p));
  p += 2;
  while (p + 4 <= extensionsEnd) {
    const extension = u16(p);
    const size = u16(p + 2);
    if (extension === SUPPORTED_VERSIONS) {
      for (let v = p + 5; v + 2 <= Math.min(extensionsEnd, p + 4 + size); v += 2) {
        const offered = u16(v);
        // GREASE values (RFC 8701) are no versions.
        if (offered <= 0x304 && offered > best) best = offered;
      }
    }
    p += 4 + size;
  }
  return best || version;
}
