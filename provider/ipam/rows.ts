const BLOCK_BITS = 8;
const BLOCK_MASK = 2 ** BLOCK_BITS - 1;

/**
 * A table of 32-bit numbers, all rows of the same width, that grows without copying what is there: rows lie in blocks of
 * 256, made when first needed. The row `n` begins at `at(n)` of the block `blockOf(n)`; a new row is all zero.
 */
export class Rows {
  private readonly blocks: (Int32Array | undefined)[] = [];
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  at(row: number): number {
    return (row & BLOCK_MASK) * this.width;
  }

  /** Undefined where no row near it was ever needed. */
  blockOf(row: number): Int32Array | undefined {
    return this.blocks[row >>> BLOCK_BITS];
  }

  ensureBlockOf(row: number): Int32Array {
    return this.blocks[row >>> BLOCK_BITS] ?? this.create(row >>> BLOCK_BITS);
  }

  private create(index: number): Int32Array {
    const block = new Int32Array((BLOCK_MASK + 1) * this.width);
    this.blocks[index] = block;
    return block;
  }
}
