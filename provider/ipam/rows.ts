const BLOCK_BITS = 8;
const BLOCK_MASK = 2 ** BLOCK_BITS - 1;

/**
 * A table of 32-bit numbers, all rows of the same width, that grows without copying what is there: rows lie in blocks of
 * 256, made when first written to. A new row is all zero. The row `n` begins at `at(n)` of the block `blockOf(n)`.
 */
export class Rows {
  private readonly blocks: (Int32Array | undefined)[] = [];
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  get(row: number, column: number): number {
    const block = this.blocks[row >>> BLOCK_BITS];
    return block === undefined ? 0 : (block[this.at(row) + column] as number);
  }

  set(row: number, column: number, value: number): void {
    this.blockOf(row)[this.at(row) + column] = value;
  }

  at(row: number): number {
    return (row & BLOCK_MASK) * this.width;
  }

  blockOf(row: number): Int32Array {
    return this.blocks[row >>> BLOCK_BITS] ?? this.create(row >>> BLOCK_BITS);
  }

  private create(index: number): Int32Array {
    const block = new Int32Array((BLOCK_MASK + 1) * this.width);
    this.blocks[index] = block;
    return block;
  }
}
