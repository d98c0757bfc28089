/**
 * Text from the kernel is bytes: any byte but NUL may stand in a name. Valid UTF-8 becomes the characters it means; each
 * byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte (as in Python's PEP 383), so the string is
 * reversible and JSON.stringify writes it as valid JSON (`"\udcff"`).
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes → reversible string. Never throws. */
export function decodeText(bytes: Uint8Array, offset: number, length: number): string {
  let ascii = true;
  for (let i = offset; i < offset + length; i++) {
    if (bytes[i]! >= 0x80) {
      ascii = false;
      break;
    }
  }
  const part = bytes.subarray(offset, offset + length);
  if (ascii) return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
  try {
    return strict.decode(part);
  } catch {
    return decodeInvalid(part);
  }
}

/** Length of the valid UTF-8 sequence at `i` (RFC 3629), 0 when there is none. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const a = bytes[i]!;
  const b = bytes[i + 1] ?? 0;
  const cont = (x: number | undefined): boolean => x !== undefined && (x & 0xc0) === 0x80;
  if (a < 0x80) return 1;
  if (a >= 0xc2 && a <= 0xdf) return cont(bytes[i + 1]) ? 2 : 0;
  if (a >= 0xe0 && a <= 0xef) {
    if (!cont(bytes[i + 1]) || !cont(bytes[i + 2])) return 0;
    if (a === 0xe0 && b < 0xa0) return 0;
    if (a === 0xed && b > 0x9f) return 0;
    return 3;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    if (!cont(bytes[i + 1]) || !cont(bytes[i + 2]) || !cont(bytes[i + 3])) return 0;
    if (a === 0xf0 && b < 0x90) return 0;
    if (a === 0xf4 && b > 0x8f) return 0;
    return 4;
  }
  return 0;
}

function decodeInvalid(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  for (let i = 0; i < bytes.length; ) {
    const n = sequenceLength(bytes, i);
    if (n > 0) {
      i += n;
      continue;
    }
    if (i > from) text += strict.decode(bytes.subarray(from, i));
    text += String.fromCharCode(0xdc00 + bytes[i]!);
    i++;
    from = i;
  }
  if (from < bytes.length) text += strict.decode(bytes.subarray(from));
  return text;
}

/** Reversible string → the bytes it came from. */
export function encodeText(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0xd800 && c <= 0xdbff) {
      i++; // a pair: an ordinary character
      continue;
    }
    if (c < 0xdc80 || c > 0xdcff) continue;
    if (i > from) parts.push(Buffer.from(text.slice(from, i), 'utf8'));
    parts.push(Uint8Array.of(c - 0xdc00));
    from = i + 1;
  }
  if (from < text.length) parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

/**
 * Text made safe for a terminal: control bytes, escapes and undecodable bytes are shown as `\n`, `\x1b`…; one line stays
 * one line.
 */
export function printableText(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\udc80-\udcff\\]/gu,
    (c) => {
      if (c === '\\') return '\\\\';
      if (c === '\n') return '\\n';
      if (c === '\t') return '\\t';
      if (c === '\r') return '\\r';
      const code = c.charCodeAt(0);
      if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}
