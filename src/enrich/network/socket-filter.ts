/** Classic BPF socket filters (linux/filter.h), as a program attached them: text, hash, numbers compared with. */
import { createHash } from 'node:crypto';

interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

function instructionsOf(bytes: Uint8Array): Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const list: Instruction[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    list.push({
      // Instructions come in the machine's byte order, which is little-endian on all that Shrike runs on.
      code: view.getUint16(at, true),
      jt: view.getUint8(at + 2),
      jf: view.getUint8(at + 3),
      k: view.getUint32(at + 4, true),
    });
  }
  return list;
}

/** SHA-256 of the instructions, '' for none. */
export function filterHash(bytes: Uint8Array): string {
  return bytes.length === 0 ? '' : createHash('sha256').update(bytes).digest('hex');
}

/** Numbers that the filter compares with, in their order, each once. */
export function filterImmediates(bytes: Uint8Array): number[] {
  const values = new Set<number>();
  // Conditional jumps on a constant: BPF_JMP with BPF_K, except for the jump that always happens.
  for (const { code, k } of instructionsOf(bytes))
    if ((code & 7) === 5 && (code & 8) === 0 && (code & 0xf0) !== 0) values.add(k);
  return [...values];
}

const hex = (n: number): string => (n < 10 ? String(n) : `0x${n.toString(16)}`);
const SIZES = ['', 'h', 'b', '?'];
const ALU = ['add', 'sub', 'mul', 'div', 'or', 'and', 'lsh', 'rsh', 'neg', 'mod', 'xor'];
const JUMPS: Readonly<Record<number, string>> = { 1: 'jeq', 2: 'jgt', 3: 'jge', 4: 'jset' };

function operand(mode: number, k: number, size: string): string {
  switch (mode) {
    case 0:
      return `#${hex(k)}`;
    case 1:
      return k >= 0xffff_f000 ? `extension ${k - 0xffff_f000}` : `[${k}]`;
    case 2:
      return `[x + ${k}]`;
    case 3:
      return `M[${k}]`;
    case 4:
      return '#len';
    case 5:
      return `4*([${k}]&0xf)`;
    default:
      return `?${size}`;
  }
}

function instructionText({ code, jt, jf, k }: Instruction, index: number): string {
  const size = SIZES[(code >> 3) & 3]!;
  const operation = code >> 4;
  const isX = (code & 8) !== 0;
  switch (code & 7) {
    case 0:
      return `ld${size} ${operand(code >> 5, k, size)}`;
    case 1:
      return `ldx${(code >> 5) === 5 ? 'b' : ''} ${operand(code >> 5, k, size)}`;
    case 2:
      return `st M[${k}]`;
    case 3:
      return `stx M[${k}]`;
    case 4:
      return operation === 8 ? 'neg' : `${ALU[operation] ?? 'alu?'} ${isX ? 'x' : `#${hex(k)}`}`;
    case 5:
      if (operation === 0) return `ja ${index + 1 + k}`;
      return `${JUMPS[operation] ?? 'jmp?'} ${isX ? 'x' : `#${hex(k)}`}, ${index + 1 + jt}, ${index + 1 + jf}`;
    case 6:
      return `ret ${(code & 0x18) === 0x10 ? 'a' : `#${hex(k)}`}`;
    default:
      return (code & 0x80) === 0 ? 'tax' : 'txa';
  }
}

/** The program as text, one instruction per line, in the manner of the kernel's bpf_asm. */
export function filterText(bytes: Uint8Array): string {
  return instructionsOf(bytes).map(instructionText).join('\n');
}
