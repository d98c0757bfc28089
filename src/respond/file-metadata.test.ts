import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { describeContent, type FileMetadata, FileType } from './file-metadata.ts';

const of = (bytes: Buffer): Promise<FileMetadata> =>
  describeContent(bytes.length, (position, length) => Promise.resolve(bytes.subarray(position, position + length)));

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** A 64-bit ELF file with two program headers, `behind` them, and `end` at its end. */
function elf(parts: { machine?: number; shnum?: number; behind?: Buffer; end?: Buffer; kind?: number } = {}): Buffer {
  const { machine = 62, shnum = 0, behind = Buffer.alloc(0), end = Buffer.alloc(0), kind = 1 } = parts;
  const head = Buffer.alloc(64 + 2 * 56);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machine, 18);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(2, 56);
  head.writeUInt16LE(64, 58);
  head.writeUInt16LE(shnum, 60);
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(kind, 64 + 56);
  return Buffer.concat([head, behind, Buffer.alloc(4096), end]);
}

/** What UPX writes behind the program headers: l_info and p_info. */
function packInfo(magic: string, unpacked: number): Buffer {
  const info = Buffer.alloc(24);
  info.write(magic, 4, 'latin1');
  info.writeUInt16LE(1800, 8);
  info[10] = 13;
  info[11] = 22;
  info.writeUInt32LE(unpacked, 16);
  info.writeUInt32LE(unpacked, 20);
  return info;
}

const kinds: readonly { name: string; bytes: Buffer; want: Partial<FileMetadata> }[] = [
  { name: 'nothing', bytes: Buffer.alloc(0), want: { type: FileType.empty, size: 0 } },
  { name: 'a script', bytes: text('#!/bin/sh\necho\n'), want: { type: FileType.shellScript, isExecutable: true } },
  { name: 'a text', bytes: Buffer.from('größer\n'), want: { type: FileType.text, isExecutable: false } },
  { name: 'other bytes', bytes: Buffer.from([1, 0, 2, 0]), want: { type: FileType.binary } },
  { name: 'gzip', bytes: gzipSync('x'), want: { type: FileType.compressed, compression: 1 } },
  { name: 'zip', bytes: text('PK\x03\x04rest'), want: { type: FileType.compressed, compression: 2 } },
  { name: 'zstd', bytes: text('\x28\xb5\x2f\xfdrest'), want: { type: FileType.compressed, compression: 3 } },
  { name: 'xz', bytes: text('\xfd7zXZ\0rest'), want: { type: FileType.compressed, compression: 6 } },
  { name: 'encrypted by openssl', bytes: text('Salted__12345678'), want: { type: FileType.encrypted } },
  {
    name: 'a Windows program',
    bytes: Buffer.concat([
      text('MZ'),
      Buffer.alloc(58),
      Buffer.from([64, 0, 0, 0]),
      text('PE\0\0\x64\x86'),
      Buffer.alloc(20),
    ]),
    want: { type: FileType.windowsExecutable, architecture: 2, abi: 2, isUpxPacked: false },
  },
  {
    name: 'a macOS program',
    bytes: Buffer.from('cffaedfe0c00000100000000', 'hex'),
    want: { type: FileType.macosExecutable, architecture: 4, abi: 2 },
  },
  {
    name: 'a static program for arm64',
    bytes: elf({ machine: 183 }),
    want: {
      type: FileType.linuxExecutable,
      architecture: 4,
      abi: 2,
      linkage: 1,
      isExecutable: true,
      isUpxPacked: false,
    },
  },
  { name: 'a dynamic program', bytes: elf({ kind: 3 }), want: { linkage: 2, architecture: 2 } },
];

describe('what content is', () => {
  for (const { name, bytes, want } of kinds) {
    test(name, async () => {
      const found = await of(bytes);
      for (const [key, value] of Object.entries(want)) assert.equal(found[key as keyof FileMetadata], value, key);
    });
  }
});

describe('packed by UPX', () => {
  for (const [name, bytes, packed] of [
    ['by the magic behind the program headers', elf({ behind: packInfo('UPX!', 90_000) }), true],
    ['by the header at the end', elf({ end: Buffer.concat([text('UPX!'), Buffer.alloc(32)]) }), true],
    ['by its shape where the magic was overwritten', elf({ behind: packInfo('LMAO', 90_000) }), true],
    ['not when nothing would have become smaller', elf({ behind: packInfo('LMAO', 100) }), false],
    ['not when there are sections', elf({ shnum: 5, behind: packInfo('LMAO', 90_000) }), false],
    ['not any program', elf(), false],
  ] as const) {
    test(name, async () => assert.equal((await of(bytes)).isUpxPacked, packed));
  }
});

test('the program that runs this test is what it is', async () => {
  const found = await of(readFileSync(realpathSync(process.execPath)));
  assert.equal(found.type, FileType.linuxExecutable);
  assert.equal(found.architecture, process.arch === 'arm64' ? 4 : 2);
  assert.equal(found.linkage, 2);
  assert.equal(found.isUpxPacked || found.isGarbleObfuscated, false);
});

test('cut off and nonsense headers are described, not thrown at', async () => {
  const whole = elf({ behind: packInfo('UPX!', 90_000) });
  for (let length = 0; length < 260; length++) await of(whole.subarray(0, length));
  let seed = 1;
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(whole.subarray(0, 400));
    for (let i = 0; i < 20; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      bytes[4 + (seed % 300)] = seed >>> 24;
    }
    const found = await of(bytes);
    assert.equal(found.size, 400);
  }
});
