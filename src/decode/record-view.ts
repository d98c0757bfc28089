/**
 * A window on one record inside ring memory (or a recording's buffer). One object serves all records of a buffer:
 * only `base` moves. Nothing is copied; the bytes are valid until the consumer position is given back to the kernel.
 */
export class RecordView {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly u64: BigUint64Array;
  /** Byte offset of the record's header in the buffer; a multiple of 8. */
  base = 0;

  /** @param buffer memory whose length is a multiple of 8 */
  constructor(buffer: ArrayBufferLike, byteOffset = 0, byteLength = buffer.byteLength - byteOffset) {
    this.u8 = new Uint8Array(buffer, byteOffset, byteLength);
    this.u16 = new Uint16Array(buffer, byteOffset, byteLength >>> 1);
    this.u32 = new Uint32Array(buffer, byteOffset, byteLength >>> 2);
    this.u64 = new BigUint64Array(buffer, byteOffset, byteLength >>> 3);
  }

  at(base: number): this {
    this.base = base;
    return this;
  }
}
