/** DNS messages made by hand, good and hostile, for tests of the parser and of what the kernel half hands to it. */

/** A name as labels. */
export function labels(name: string): Buffer {
  const parts =
    name === '' ? [] : name.split('.').map((l) => Buffer.concat([Buffer.from([l.length]), Buffer.from(l, 'latin1')]));
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export interface MessageParts {
  id?: number;
  flags?: number;
  counts?: readonly [number, number, number, number];
  name?: string;
  type?: number;
  class?: number;
  answers?: readonly Buffer[];
  additional?: readonly Buffer[];
}

/** A message; counters are true unless given. */
export function message(parts: MessageParts = {}): Buffer {
  const { answers = [], additional = [], name = 'example.test' } = parts;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(parts.id ?? 0x1234, 0);
  header.writeUInt16BE(parts.flags ?? 0x0100, 2);
  const counts = parts.counts ?? [1, answers.length, 0, additional.length];
  counts.forEach((n, i) => {
    header.writeUInt16BE(n, 4 + 2 * i);
  });
  const question = Buffer.alloc(4);
  question.writeUInt16BE(parts.type ?? 1, 0);
  question.writeUInt16BE(parts.class ?? 1, 2);
  return Buffer.concat([header, labels(name), question, ...answers, ...additional]);
}

/** A resource record; the owner defaults to a pointer to the question. */
export function record(
  type: number,
  data: Uint8Array,
  owner: Uint8Array = Buffer.from([0xc0, 12]),
  ttl = 300,
  klass = 1,
): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(klass, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

export const A = (ip: string): Buffer => record(1, Buffer.from(ip.split('.').map(Number)));
export const RESPONSE = 0x8180;
const pointer = (to: number): Buffer => Buffer.from([0xc0 | (to >> 8), to & 0xff]);
const withName = (name: Buffer): Buffer => Buffer.concat([message().subarray(0, 12), name, Buffer.from([0, 1, 0, 1])]);

/** Bytes that are no DNS, each with the reason. */
export const HOSTILE: readonly (readonly [what: string, bytes: Buffer, reason: string])[] = [
  ['garbage', Buffer.from('GET / HTTP/1.0'), 'false_count'],
  ['eleven bytes', message().subarray(0, 11), 'short_header'],
  ['nothing', Buffer.alloc(0), 'short_header'],
  ['a name that points to itself', withName(pointer(12)), 'bad_pointer'],
  [
    'two names that point to each other',
    message({
      flags: RESPONSE,
      answers: [record(1, Buffer.alloc(4), pointer(30 + 14)), record(1, Buffer.alloc(4), pointer(30))],
    }),
    'bad_pointer',
  ],
  [
    'a label whose pointer leads back to it',
    withName(Buffer.concat([Buffer.from([3]), Buffer.from('abc'), pointer(12)])),
    'bad_pointer',
  ],
  ['a pointer forward', withName(pointer(60)), 'bad_pointer'],
  ['a pointer into the header', withName(pointer(4)), 'bad_pointer'],
  [
    '43690 answers in 44 bytes',
    message({ name: 'aaaaaaaa.bbbbbbbb.test', flags: RESPONSE, counts: [1, 43690, 0, 0] }),
    'false_count',
  ],
  ['a query without a question', message({ counts: [0, 0, 0, 0] }), 'no_question'],
  ['two questions where there is one', message({ counts: [2, 0, 0, 0] }), 'cut_name'],
  [
    'a label of 300 bytes',
    withName(Buffer.concat([Buffer.from([0x80, 0x2c]), Buffer.alloc(300, 97), Buffer.from([0])])),
    'bad_label',
  ],
  ['a name of 300 bytes', message({ name: new Array(5).fill('x'.repeat(60)).join('.') }), 'long_name'],
  [
    'a long name made of pointers',
    message({
      name: new Array(4).fill('y'.repeat(50)).join('.'),
      flags: RESPONSE,
      answers: [record(5, Buffer.concat([Buffer.from([60]), Buffer.alloc(60, 122), pointer(12)]))],
    }),
    'long_name',
  ],
  ['an address of three bytes', message({ flags: RESPONSE, answers: [record(1, Buffer.alloc(3))] }), 'bad_record'],
  [
    'a record longer than the packet',
    Buffer.concat([message({ flags: RESPONSE, answers: [A('192.0.2.1')] }).subarray(0, -2)]),
    'cut_record',
  ],
  [
    'a name that ends nowhere',
    Buffer.concat([message().subarray(0, 12), Buffer.from([60]), Buffer.alloc(20, 97)]),
    'cut_name',
  ],
  [
    'two OPT records',
    message({
      additional: [record(41, Buffer.alloc(0), Buffer.from([0])), record(41, Buffer.alloc(0), Buffer.from([0]))],
    }),
    'bad_record',
  ],
];
