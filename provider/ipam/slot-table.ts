/** Filing everything again is what growing costs; a factor of 4 makes it a third of the work of filing once. */
const GROWTH = 4;

/**
 * The index half of a hash table: finds the numbers filed under a 32-bit hash; what they stand for is the caller's.
 *
 * Open addressing in one array of pairs (hash, number + 1), linear probing, at most three quarters full. Removing moves
 * later entries back, so there are no tombstones and a table that has seen many releases is as fast as a new one.
 */
export class SlotTable {
  private cells: Int32Array = new Int32Array(2 * 128);
  private mask = 127;
  private count = 0;

  isEmpty(): boolean {
    return this.count === 0;
  }

  /** The first cell with this hash, or -1. Walk on with {@link next} until the number in it is the one meant. */
  first(hash: number): number {
    return this.from(hash, hash);
  }

  next(cell: number, hash: number): number {
    return this.from(cell + 1, hash);
  }

  /** The cell of a number that is filed under this hash. */
  find(hash: number, number: number): number {
    let cell = this.first(hash);
    while (this.numberAt(cell) !== number) cell = this.next(cell, hash);
    return cell;
  }

  numberAt(cell: number): number {
    return (this.cells[2 * cell + 1] as number) - 1;
  }

  add(hash: number, number: number): void {
    if (4 * (this.count + 1) > 3 * (this.mask + 1)) this.grow();
    this.count++;
    put(this.cells, this.mask, hash, number + 1);
  }

  remove(cell: number): void {
    const { cells, mask } = this;
    let hole = cell;
    for (let at = (cell + 1) & mask; cells[2 * at + 1] !== 0; at = (at + 1) & mask) {
      const home = (cells[2 * at] as number) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      cells[2 * hole] = cells[2 * at] as number;
      cells[2 * hole + 1] = cells[2 * at + 1] as number;
      hole = at;
    }
    cells[2 * hole + 1] = 0;
    this.count--;
  }

  private from(start: number, hash: number): number {
    const { cells, mask } = this;
    for (let at = start & mask; cells[2 * at + 1] !== 0; at = (at + 1) & mask) {
      if (cells[2 * at] === hash) return at;
    }
    return -1;
  }

  private grow(): void {
    const old = this.cells;
    const cells = new Int32Array(GROWTH * old.length);
    const mask = GROWTH * (this.mask + 1) - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] !== 0) put(cells, mask, old[i] as number, old[i + 1] as number);
    }
    this.cells = cells;
    this.mask = mask;
  }
}

function put(cells: Int32Array, mask: number, hash: number, entry: number): void {
  let at = hash & mask;
  while (cells[2 * at + 1] !== 0) at = (at + 1) & mask;
  cells[2 * at] = hash;
  cells[2 * at + 1] = entry;
}
