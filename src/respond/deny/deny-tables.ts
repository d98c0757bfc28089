/**
 * The tables of bpf/deny.bpf.c, made from clauses: each value with the clauses that it satisfies, as bits. Pure but for the
 * resolver, which tells the files behind paths at this moment.
 *
 * A clause with a file that cannot be known exactly is left out, above all if the file is an exception: not to find it would
 * refuse those who are meant to be let through.
 */
import { DENY_DIMENSIONS, DENY_HOOKS, type DenyClause, type DenyHook } from '../../rules/engine/deny-clauses.ts';
import type { Resolution } from './file-identity.ts';

export interface PlacedClause {
  readonly hook: DenyHook;
  readonly ruleId: string;
  readonly auditOnly: boolean;
  readonly clause: DenyClause;
}

export interface DenyTables {
  readonly hookClauses: bigint[];
  readonly without: bigint[];
  readonly negated: bigint[];
  readonly folderClauses: bigint[];
  readonly flagClauses: bigint[];
  readonly auditOnly: bigint;
  /** Which inodes may be in the table of files, see `file_bits` of the kernel half. */
  readonly fileBits: bigint[];
  /** Keys and values in hex, by map. */
  readonly maps: { readonly [name in MapName]: ReadonlyMap<string, string> };
  /** Paths that name no file now, or none that can be known; each with the reason. */
  readonly unresolved: ReadonlyMap<string, string>;
  /** Rules of which a clause was left out. */
  readonly incomplete: ReadonlyMap<string, string>;
}

export const DENY_MAPS = ['files', 'names', 'numbers', 'addresses'] as const;
export type MapName = (typeof DENY_MAPS)[number];

const FILE_WORDS = 64;
const NAME_BYTES = 64;
const FLAG_BITS = 32;
/** `whose` of a key. */
const OBJECT = 0;
const EXE = 1;
const EXEMPT = 2;

function fileKey(inode: bigint, device: number, whose: number): string {
  const key = Buffer.alloc(16);
  key.writeBigUInt64LE(inode, 0);
  key.writeUInt32LE(device, 8);
  key.writeUInt32LE(whose, 12);
  return key.toString('hex');
}

const bits64 = (values: readonly bigint[]): string => {
  const buffer = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => void buffer.writeBigUInt64LE(value, 8 * i));
  return buffer.toString('hex');
};

/** @param exempt paths of executables whose processes are left alone */
export function buildDenyTables(
  clauses: readonly PlacedClause[],
  exempt: readonly string[],
  resolve: (path: string, followLinks: boolean) => Resolution,
): DenyTables {
  const hookClauses = DENY_HOOKS.map(() => 0n);
  const without = DENY_DIMENSIONS.map(() => 0n);
  const negated = DENY_DIMENSIONS.map(() => 0n);
  const folderClauses = [0n, 0n];
  const flagClauses = Array.from({ length: FLAG_BITS }, () => 0n);
  let auditOnly = 0n;
  const files = new Map<string, [self: bigint, below: bigint, child: bigint]>();
  const plain = { names: new Map<string, bigint>(), numbers: new Map<string, bigint>() };
  const networks = new Map<string, { hi: bigint; lo: bigint; prefix: number; mask: bigint }>();
  const unresolved = new Map<string, string>();
  const incomplete = new Map<string, string>();
  const addFile = (key: string, at: 0 | 1 | 2, mask: bigint): void => {
    const entry = files.get(key) ?? [0n, 0n, 0n];
    entry[at] |= mask;
    files.set(key, entry);
  };
  const add = (map: 'names' | 'numbers', key: Buffer, mask: bigint): void => {
    const text = key.toString('hex');
    plain[map].set(text, (plain[map].get(text) ?? 0n) | mask);
  };

  for (const [index, { hook, ruleId, clause, auditOnly: only }] of clauses.entries()) {
    const bit = 1n << BigInt(index);
    if (only) auditOnly |= bit;
    let isWhole = true;
    for (const [number, dimension] of DENY_DIMENSIONS.entries()) {
      const condition = clause.get(dimension);
      if (condition === undefined) {
        without[number]! |= bit;
        continue;
      }
      if (condition.negated) negated[number]! |= bit;
      const whose = dimension === 'exe' || dimension === 'exe_name' ? EXE : OBJECT;
      for (const value of condition.values) {
        switch (value.kind) {
          case 'file':
          case 'folder': {
            const found = resolve(value.path, value.followLinks);
            if ('missing' in found) unresolved.set(value.path, found.missing);
            else if ('inexact' in found) {
              unresolved.set(value.path, found.inexact);
              incomplete.set(ruleId, `${value.path}: ${found.inexact}`);
              isWhole = false;
            } else if (value.kind === 'file') addFile(fileKey(found.inode, found.device, whose), 0, bit);
            else {
              addFile(fileKey(found.inode, found.device, whose), value.deep ? 1 : 2, bit);
              folderClauses[whose]! |= bit;
            }
            break;
          }
          case 'name': {
            const key = Buffer.alloc(NAME_BYTES + 8);
            key.write(value.text, 'utf8');
            key.writeUInt32LE(whose, NAME_BYTES);
            add('names', key, bit);
            break;
          }
          case 'number': {
            const key = Buffer.alloc(8);
            key.writeUInt32LE(number, 0);
            key.writeUInt32LE(value.value, 4);
            add('numbers', key, bit);
            break;
          }
          case 'bits':
            for (let i = 0; i < FLAG_BITS; i++) if ((value.mask >>> i) & 1) flagClauses[i]! |= bit;
            break;
          case 'network': {
            const { hi, lo, prefix } = value.network;
            const key = `${hi}/${lo}/${prefix}`;
            const entry = networks.get(key) ?? { hi, lo, prefix, mask: 0n };
            entry.mask |= bit;
            networks.set(key, entry);
          }
        }
      }
    }
    if (isWhole) hookClauses[DENY_HOOKS.indexOf(hook)]! |= bit;
  }
  for (const path of exempt) {
    const found = resolve(path, true);
    if ('inode' in found) addFile(fileKey(found.inode, found.device, EXEMPT), 0, 1n);
  }
  return {
    hookClauses,
    without,
    negated,
    folderClauses,
    flagClauses,
    auditOnly,
    fileBits: bitsOfFiles(files.keys()),
    maps: {
      files: new Map([...files].map(([key, masks]) => [key, bits64(masks)])),
      names: new Map([...plain.names].map(([key, mask]) => [key, bits64([mask])])),
      numbers: new Map([...plain.numbers].map(([key, mask]) => [key, bits64([mask])])),
      addresses: addressTable([...networks.values()]),
    },
    unresolved,
    incomplete,
  };
}

function bitsOfFiles(keys: Iterable<string>): bigint[] {
  const words = Array.from({ length: FILE_WORDS }, () => 0n);
  for (const key of keys) {
    const inode = Buffer.from(key, 'hex').readBigUInt64LE(0);
    const bit = inode ^ (inode >> 12n);
    words[Number((bit >> 6n) % BigInt(FILE_WORDS))]! |= 1n << (bit & 63n);
  }
  return words;
}

/** The trie gives the narrowest network only, so that one carries the clauses of all around it. */
function addressTable(
  networks: readonly { hi: bigint; lo: bigint; prefix: number; mask: bigint }[],
): ReadonlyMap<string, string> {
  const whole = ({ hi, lo }: { hi: bigint; lo: bigint }): bigint =>
    (BigInt.asUintN(64, hi) << 64n) | BigInt.asUintN(64, lo);
  const table = new Map<string, string>();
  for (const network of networks) {
    const address = whole(network);
    let mask = 0n;
    for (const other of networks) {
      const shift = BigInt(128 - other.prefix);
      if (other.prefix <= network.prefix && address >> shift === whole(other) >> shift) mask |= other.mask;
    }
    const key = Buffer.alloc(20);
    key.writeUInt32LE(network.prefix, 0);
    key.writeBigUInt64BE(address >> 64n, 4);
    key.writeBigUInt64BE(BigInt.asUintN(64, address), 12);
    table.set(key.toString('hex'), bits64([mask]));
  }
  return table;
}
