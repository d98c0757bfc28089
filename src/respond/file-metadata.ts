/**
 * What the content of a file is: kind, machine, packer. Made from the beginning of the file and, of executables, a few more
 * places that its headers name; bounded, whatever the headers say. Sources: elf(5), the PE and Mach-O magic numbers, the
 * formats of gzip (RFC 1952), zip, zstd (RFC 8878), 7z, bzip2 and xz, and Go's debug/buildinfo.
 *
 * Surprising: a packed program is also known by the shape that UPX leaves (no sections, and behind the program headers the
 * sizes of what was packed), so that overwriting its magic does not hide it.
 */

/** Numbers are those of the constants `file_type`, `abi`, `architecture`, `compression` and `linkage`. */
export interface FileMetadata {
  readonly size: number;
  readonly type: number;
  readonly isExecutable: boolean;
  readonly architecture: number;
  readonly abi: number;
  readonly compression: number;
  readonly linkage: number;
  readonly isUpxPacked: boolean;
  readonly isGarbleObfuscated: boolean;
}

export const FileType = {
  empty: 0,
  shellScript: 1,
  text: 2,
  compressed: 3,
  encrypted: 4,
  binary: 5,
  linuxExecutable: 6,
  windowsExecutable: 7,
  macosExecutable: 8,
  fileLess: 9,
} as const;

/** Bytes of the beginning that `describeContent` should be given. */
export const HEAD_BYTES = 65_536;
/** Section tables larger than this are not looked at. */
const SECTIONS_MAX = 4096;

/** Reads some bytes; fewer or none where the file has no more. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

const UNKNOWN: Omit<FileMetadata, 'size' | 'type'> = {
  isExecutable: false,
  architecture: 0,
  abi: 0,
  compression: 0,
  linkage: 0,
  isUpxPacked: false,
  isGarbleObfuscated: false,
};

/** Magic numbers of compressed files, with the number of `compression`. */
const COMPRESSIONS: readonly (readonly [magic: string, number])[] = [
  ['\x1f\x8b', 1],
  ['PK\x03\x04', 2],
  ['PK\x05\x06', 2],
  ['\x28\xb5\x2f\xfd', 3],
  ["7z\xbc\xaf'\x1c", 4],
  ['BZh', 5],
  ['\xfd7zXZ\0', 6],
];
/** Beginnings of files that openssl enc, age, gpg (armoured) and LUKS write. */
const ENCRYPTED = ['Salted__', 'age-encryption.org/', '-----BEGIN PGP MESSAGE', 'LUKS\xba\xbe'];
const MACH_O = ['\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'];
/** e_machine → architecture: EM_386, EM_ARM, EM_X86_64, EM_AARCH64. */
const MACHINES: Readonly<Record<number, number>> = { 3: 1, 40: 3, 62: 2, 183: 4 };
/** IMAGE_FILE_MACHINE_*. */
const PE_MACHINES: Readonly<Record<number, readonly [architecture: number, abi: number]>> = {
  332: [1, 1],
  34404: [2, 2],
  448: [3, 1],
  452: [3, 1],
  43620: [4, 2],
};

/** Describes content by its first bytes and what they point to. Never throws on odd content. */
export async function describeContent(size: number, readAt: ReadAt, fileLess = false): Promise<FileMetadata> {
  const head = await readAt(0, Math.min(size, HEAD_BYTES));
  const found = await describeHead(head, size, readAt);
  return fileLess ? { ...found, type: FileType.fileLess } : found;
}

async function describeHead(head: Buffer, size: number, readAt: ReadAt): Promise<FileMetadata> {
  const of = (type: number, more: Partial<FileMetadata> = {}): FileMetadata => ({ size, type, ...UNKNOWN, ...more });
  if (head.length === 0) return of(FileType.empty);
  const start = head.toString('latin1', 0, 64);
  if (start.startsWith('\x7fELF') && head.length >= 52) return describeElf(head, size, readAt);
  if (start.startsWith('#!')) return of(FileType.shellScript, { isExecutable: true });
  if (start.startsWith('MZ')) return of(FileType.windowsExecutable, { isExecutable: true, ...describePe(head) });
  if (MACH_O.some((magic) => start.startsWith(magic)))
    return of(FileType.macosExecutable, { isExecutable: true, ...describeMachO(head) });
  const compression = COMPRESSIONS.find(([magic]) => start.startsWith(magic))?.[1] ?? 0;
  if (compression !== 0) return of(FileType.compressed, { compression });
  if (ENCRYPTED.some((magic) => start.startsWith(magic))) return of(FileType.encrypted);
  return of(isText(head) ? FileType.text : FileType.binary);
}

function describePe(head: Buffer): Partial<FileMetadata> {
  const at = head.length >= 64 ? head.readUInt32LE(60) : 0;
  if (at + 6 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return {};
  const [architecture, abi] = PE_MACHINES[head.readUInt16LE(at + 4)] ?? [0, 0];
  const isUpxPacked = head.subarray(at, at + 1024).includes('UPX0') && head.includes('UPX1');
  return { architecture, abi, isUpxPacked };
}

function describeMachO(head: Buffer): Partial<FileMetadata> {
  const little = head[3] === 0xfe;
  const cpu = little ? head.readUInt32LE(4) : head.readUInt32BE(4);
  const architecture = { 7: 1, 16777223: 2, 12: 3, 16777228: 4 }[cpu] ?? 0;
  return { architecture, abi: (cpu & 0x01000000) !== 0 ? 2 : 1 };
}

/** No NUL and no other control byte than white space, form feed, backspace and escape; cut-off UTF-8 does not matter. */
function isText(head: Buffer): boolean {
  for (const byte of head) {
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 8 && byte !== 27)
      return false;
    if (byte === 0x7f) return false;
  }
  const text = head.toString('utf8');
  const bad = text.split('�').length - 1;
  return bad <= 1 + text.length / 20;
}

/** Reads numbers of an ELF file in its own byte order and width; outside of the bytes everything reads as 0. */
class ElfNumbers {
  readonly bytes: Buffer;
  readonly #little: boolean;
  readonly wide: boolean;
  constructor(bytes: Buffer, little: boolean, wide: boolean) {
    this.bytes = bytes;
    this.#little = little;
    this.wide = wide;
  }
  half(at: number): number {
    if (at + 2 > this.bytes.length) return 0;
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }
  word(at: number): number {
    if (at + 4 > this.bytes.length) return 0;
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }
  /** An address or offset; numbers beyond 2^53 are nonsense in a file and read as they come. */
  offset(at: number): number {
    if (!this.wide) return this.word(at);
    const [low, high] = this.#little ? [this.word(at), this.word(at + 4)] : [this.word(at + 4), this.word(at)];
    return high * 0x1_0000_0000 + low;
  }
  with(bytes: Buffer): ElfNumbers {
    return new ElfNumbers(bytes, this.#little, this.wide);
  }
}

async function describeElf(head: Buffer, size: number, readAt: ReadAt): Promise<FileMetadata> {
  const wide = head[4] === 2;
  const elf = new ElfNumbers(head, head[5] !== 2, wide);
  const type = elf.half(16);
  const machine = MACHINES[elf.half(18)] ?? 0;
  const place = wide
    ? { phoff: 32, shoff: 40, phentsize: 54, phnum: 56, shentsize: 58, shnum: 60, shstrndx: 62 }
    : { phoff: 28, shoff: 32, phentsize: 42, phnum: 44, shentsize: 46, shnum: 48, shstrndx: 50 };
  const phoff = elf.offset(place.phoff);
  const phnum = Math.min(elf.half(place.phnum), 64);
  const phentsize = elf.half(place.phentsize);
  let isDynamic = false;
  for (let i = 0; i < phnum; i++) {
    const kind = elf.word(phoff + i * phentsize);
    if (kind === 2 || kind === 3) isDynamic = true; // PT_DYNAMIC, PT_INTERP
  }
  const shnum = elf.half(place.shnum);
  return {
    size,
    type: FileType.linuxExecutable,
    isExecutable: type === 2 || type === 3, // ET_EXEC, ET_DYN
    architecture: machine,
    abi: wide ? 2 : head[4] === 1 ? 1 : 0,
    compression: 0,
    linkage: isDynamic ? 2 : 1,
    isUpxPacked: await isUpxPacked(elf, phoff + phnum * phentsize, shnum, size, readAt),
    isGarbleObfuscated: await isGarbled(elf, place, shnum, size, readAt),
  };
}

/**
 * UPX puts behind the program headers l_info (checksum, magic, size of the loader, version, format) and p_info (0, size of
 * the unpacked file, block size), and at the end of the file a header with the magic again.
 */
async function isUpxPacked(elf: ElfNumbers, at: number, shnum: number, size: number, readAt: ReadAt): Promise<boolean> {
  const { bytes } = elf;
  if (bytes.toString('latin1', at + 4, at + 8) === 'UPX!') return true;
  const end = await readAt(Math.max(0, size - 64), Math.min(64, size));
  if (end.includes('UPX!')) return true;
  if (shnum !== 0) return false;
  const version = bytes[at + 10] ?? 0;
  const format = bytes[at + 11] ?? 0;
  const [progId, unpacked, block] = [elf.word(at + 12), elf.word(at + 16), elf.word(at + 20)];
  return (
    progId === 0 &&
    version >= 10 &&
    version <= 32 &&
    format >= 10 &&
    format <= 150 &&
    unpacked > size &&
    block > 0 &&
    block <= unpacked &&
    unpacked < size * 100
  );
}

const GO_SECTION = '.go.buildinfo\0';
const BUILD_INFO = Buffer.from('\xff Go buildinf:', 'latin1');

/** Garble replaces the version of Go in the build information, which every Go program has in a section of its own. */
async function isGarbled(
  elf: ElfNumbers,
  place: { shoff: number; shentsize: number; shstrndx: number },
  shnum: number,
  size: number,
  readAt: ReadAt,
): Promise<boolean> {
  const shoff = elf.offset(place.shoff);
  const entry = elf.half(place.shentsize);
  if (shnum === 0 || shnum > SECTIONS_MAX || entry < 40 || entry > 64 || shoff + shnum * entry > size) return false;
  const table = elf.with(await readAt(shoff, shnum * entry));
  const section = (i: number): { name: number; at: number; size: number } => ({
    name: table.word(i * entry),
    at: table.offset(i * entry + (elf.wide ? 24 : 16)),
    size: table.offset(i * entry + (elf.wide ? 32 : 20)),
  });
  const names = section(elf.half(place.shstrndx));
  if (names.at + names.size > size) return false;
  const texts = await readAt(names.at, Math.min(names.size, HEAD_BYTES));
  for (let i = 0; i < shnum; i++) {
    const { name, at } = section(i);
    if (texts.toString('latin1', name, name + GO_SECTION.length) !== GO_SECTION) continue;
    const info = await readAt(at, 128);
    if (!info.subarray(0, BUILD_INFO.length).equals(BUILD_INFO)) return false;
    // Bit 1 of the flags: the version follows in place, its length before it (since Go 1.18).
    if (((info[15] ?? 0) & 2) === 0) return false;
    const version = info.toString('latin1', 33, 33 + Math.min(info[32] ?? 0, 64));
    return !/^(?:go\d|devel )/.test(version);
  }
  return false;
}
