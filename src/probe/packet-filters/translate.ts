/**
 * Packet filters as one program for the kernel: classic BPF, as libpcap makes it of an expression, becomes eBPF for the
 * cgroup_skb hook, where the classic instructions for loading packet bytes do not exist.
 *
 *     for each filter: r7 = A, r8 = X, stack = M[]; a load is a call of bpf_skb_load_bytes; out of the packet: no match
 *     matched: r9 |= bit;   at the end: cb[0..1] = r9, and if any: jump to the judging program (bpf/packet.h)
 *
 * The classic programs come from libpcap and are still not trusted: whatever is not known is refused, and the kernel's
 * verifier looks at the result.
 */

/** One filter of the program. */
export interface TranslatedFilter {
  /** Classic BPF, 8 bytes per instruction. */
  readonly code: Uint8Array;
  /** Its bit in the result, 0 to 63. */
  readonly bit: number;
  /** Sets the bit when it does not match. */
  readonly inverted: boolean;
}

const CLASSIC_MAX = 4096;
const PROGRAM_MAX = 60_000;

const CTX = 6;
const A = 7;
const X = 8;
const MASK = 9;
const FP = 10;
const LOADED_AT = -72;
const M_AT = -64;
const HELPER_TAIL_CALL = 12;
const HELPER_LOAD_BYTES = 26;
/** struct __sk_buff: len, cb[0]. */
const SKB_LEN = 0;
const SKB_CB = 48;

/** Instructions under construction; jumps name labels that are filled in at the end. */
class Assembler {
  readonly #code: { op: number; dst: number; src: number; off: number; imm: number; label: string | null }[] = [];
  readonly #labels = new Map<string, number>();

  get length(): number {
    return this.#code.length;
  }
  emit(op: number, dst = 0, src = 0, off = 0, imm = 0, label: string | null = null): void {
    this.#code.push({ op, dst, src, off, imm, label });
  }
  mark(label: string): void {
    this.#labels.set(label, this.#code.length);
  }
  /** The bytes (struct bpf_insn). Throws a RangeError for a jump that is too far. */
  bytes(): Buffer {
    const out = Buffer.alloc(this.#code.length * 8);
    this.#code.forEach(({ op, dst, src, off, imm, label }, i) => {
      let distance = off;
      if (label !== null) {
        distance = this.#labels.get(label)! - i - 1;
        if (distance < 0 || distance > 32_767) throw new RangeError('the packet filter is too long');
      }
      out[i * 8] = op;
      out[i * 8 + 1] = (src << 4) | dst;
      out.writeInt16LE(distance, i * 8 + 2);
      out.writeInt32LE(imm | 0, i * 8 + 4);
    });
    return out;
  }

  movReg(dst: number, src: number): void {
    this.emit(0xbc, dst, src); // 32 bits: upper half cleared
  }
  movReg64(dst: number, src: number): void {
    this.emit(0xbf, dst, src);
  }
  movImm(dst: number, imm: number): void {
    this.emit(0xb4, dst, 0, 0, imm);
  }
  call(helper: number): void {
    this.emit(0x85, 0, 0, 0, helper);
  }
  jump(label: string): void {
    this.emit(0x05, 0, 0, 0, 0, label);
  }
}

/** ALU operations by the upper half of the classic code, which eBPF has kept. */
const ALU_KNOWN: ReadonlySet<number> = new Set([0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0x90, 0xa0]);
const JUMPS_KNOWN: ReadonlySet<number> = new Set([0x10, 0x20, 0x30, 0x40]);
const SIZES: Readonly<Record<number, number>> = { 0: 4, 8: 2, 16: 1 };

function refuse(index: number, what: string): never {
  throw new RangeError(`packet filter instruction ${index}: ${what}`);
}

/** Loads `size` bytes at X + k or k into `dst`, in the machine's order. */
function load(a: Assembler, dst: number, size: number, k: number, indirect: boolean, noMatch: string): void {
  if (indirect) {
    a.movReg(2, X);
    a.emit(0x04, 2, 0, 0, k); // w2 += k
  } else a.movImm(2, k);
  a.movReg64(1, CTX);
  a.movReg64(3, FP);
  a.emit(0x07, 3, 0, 0, LOADED_AT);
  a.movImm(4, size);
  a.call(HELPER_LOAD_BYTES);
  a.emit(0x55, 0, 0, 0, 0, noMatch); // if r0 != 0
  a.emit(size === 4 ? 0x61 : size === 2 ? 0x69 : 0x71, dst, FP, LOADED_AT);
  if (size > 1) a.emit(0xdc, dst, 0, 0, size * 8); // from network order
}

function translate(a: Assembler, { code, bit, inverted }: TranslatedFilter): void {
  const count = Math.trunc(code.length / 8);
  if (count === 0 || count > CLASSIC_MAX) throw new RangeError(`the packet filter has ${count} instructions`);
  const view = new DataView(code.buffer, code.byteOffset, code.length);
  const label = (index: number): string => `${bit}.${index}`;
  const match = `${bit}.match`;
  const noMatch = `${bit}.none`;
  const end = `${bit}.end`;
  a.movImm(A, 0);
  a.movImm(X, 0);
  for (let i = 0; i < count; i++) {
    a.mark(label(i));
    const op = view.getUint16(i * 8, true);
    const jt = view.getUint8(i * 8 + 2);
    const jf = view.getUint8(i * 8 + 3);
    const k = view.getUint32(i * 8 + 4, true);
    const target = (offset: number): string => {
      if (i + 1 + offset >= count) refuse(i, 'jumps out of the program');
      return label(i + 1 + offset);
    };
    const slot = (): number => (k < 16 ? M_AT + 4 * k : refuse(i, 'has no such memory'));
    const mode = op & 0xe0;
    switch (op & 0x07) {
      case 0x00:
      case 0x01: {
        const dst = (op & 7) === 0 ? A : X;
        const size = SIZES[op & 0x18] ?? refuse(i, 'loads a strange size');
        if (mode === 0x00) a.movImm(dst, k);
        else if (mode === 0x60) a.emit(0x61, dst, FP, slot());
        else if (mode === 0x80) a.emit(0x61, dst, CTX, SKB_LEN);
        else if (mode === 0xa0 && dst === X) {
          load(a, X, 1, k, false, noMatch);
          a.emit(0x54, X, 0, 0, 15);
          a.emit(0x64, X, 0, 0, 2);
        } else if ((mode === 0x20 || mode === 0x40) && dst === A) {
          // Offsets near 4 GiB ask the kernel for other things than packet bytes.
          if (k >= 0xffff_f000 || k > 0x7fff_ffff) refuse(i, 'reads what is no part of the packet');
          load(a, A, size, k, mode === 0x40, noMatch);
        } else refuse(i, 'loads in an unknown way');
        break;
      }
      case 0x02:
        a.emit(0x63, FP, A, slot());
        break;
      case 0x03:
        a.emit(0x63, FP, X, slot());
        break;
      case 0x04: {
        const operation = op & 0xf0;
        if (!ALU_KNOWN.has(operation)) refuse(i, 'calculates in an unknown way');
        if (operation === 0x80) a.emit(0x84, A);
        else if ((op & 0x08) !== 0) {
          // Classic BPF ends without a match where it divides by zero.
          if (operation === 0x30 || operation === 0x90) a.emit(0x16, X, 0, 0, 0, noMatch);
          a.emit(0x0c | operation, A, X);
        } else {
          if ((operation === 0x30 || operation === 0x90) && k === 0) refuse(i, 'divides by zero');
          if ((operation === 0x60 || operation === 0x70) && k > 31) refuse(i, 'shifts too far');
          a.emit(0x04 | operation, A, 0, 0, k);
        }
        break;
      }
      case 0x05: {
        const operation = op & 0xf0;
        if (operation === 0) {
          a.jump(target(k));
          break;
        }
        if (!JUMPS_KNOWN.has(operation)) refuse(i, 'jumps in an unknown way');
        if ((op & 0x08) !== 0) a.emit(0x0e | operation, A, X, 0, 0, target(jt));
        else a.emit(0x06 | operation, A, 0, 0, k, target(jt));
        a.jump(target(jf));
        break;
      }
      case 0x06: {
        const from = op & 0x18;
        if (from === 0x10) {
          a.emit(0x16, A, 0, 0, 0, noMatch); // if A == 0
          a.jump(match);
        } else if (from === 0) a.jump(k === 0 ? noMatch : match);
        else refuse(i, 'returns in an unknown way');
        break;
      }
      default:
        if ((op & 0xf8) === 0) a.movReg(X, A);
        else if ((op & 0xf8) === 0x80) a.movReg(A, X);
        else refuse(i, 'is unknown');
    }
  }
  // Behind the last return; a program that runs out of instructions does not match.
  a.mark(noMatch);
  if (inverted) setBit(a, bit);
  a.jump(end);
  a.mark(match);
  if (!inverted) setBit(a, bit);
  a.mark(end);
}

function setBit(a: Assembler, bit: number): void {
  const value = 1n << BigInt(bit);
  a.emit(0x18, 1, 0, 0, Number(BigInt.asIntN(32, value)));
  a.emit(0x00, 0, 0, 0, Number(BigInt.asIntN(32, value >> 32n)));
  a.emit(0x4f, MASK, 1);
}

/**
 * One program for all filters. Throws a RangeError with what is wrong.
 * @param mapFd the program array whose slot 1 judges packets that matched
 */
export function filterProgram(filters: readonly TranslatedFilter[], mapFd: number): Buffer {
  const a = new Assembler();
  a.movReg64(CTX, 1);
  a.emit(0xb7, MASK, 0, 0, 0);
  // Classic memory may be read before it is written; the verifier wants it set.
  for (let at = M_AT; at < 0; at += 8) a.emit(0x7a, FP, 0, at, 0);
  a.emit(0x7a, FP, 0, LOADED_AT, 0);
  for (const filter of filters) translate(a, filter);
  a.emit(0x55, MASK, 0, 0, 0, 'some');
  a.movImm(0, 1);
  a.emit(0x95);
  a.mark('some');
  a.emit(0x63, CTX, MASK, SKB_CB);
  a.emit(0x77, MASK, 0, 0, 32);
  a.emit(0x63, CTX, MASK, SKB_CB + 4);
  a.movReg64(1, CTX);
  a.emit(0x18, 2, 1, 0, mapFd); // address of the map
  a.emit(0x00);
  a.movImm(3, 1);
  a.call(HELPER_TAIL_CALL);
  a.movImm(0, 1);
  a.emit(0x95);
  if (a.length > PROGRAM_MAX)
    throw new RangeError(`the packet filters need ${a.length} instructions, more than ${PROGRAM_MAX}`);
  return a.bytes();
}
