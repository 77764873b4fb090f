/** Filing everything again is what growing costs; a factor of 4 makes it a third of the work of filing once. */
const GROWTH = 4;
const SMALLEST = 128;

/**
 * The index half of a hash table: finds the numbers filed under a 32-bit hash; what they stand for is the caller's.
 *
 * Open addressing in one array of pairs (hash, number), linear probing, at most three quarters full. Which cells are full
 * is marked apart: the marks of a million entries stay in the processor's cache, so that the search for an empty cell
 * never waits for memory. Removing moves later entries back, so there are no tombstones and a table that has seen many
 * releases is as fast as a new one.
 */
export class SlotTable {
  private cells: Int32Array = new Int32Array(2 * SMALLEST);
  private marks: Int32Array = new Int32Array(SMALLEST / 32);
  private mask: number = SMALLEST - 1;
  private count = 0;

  isEmpty(): boolean {
    return this.count === 0;
  }

  /**
   * The first cell with this hash. Walk on with {@link next} until the number in it is the one meant; below zero there is
   * no further cell, and the answer is good for {@link addAt} as long as nothing else is added or removed.
   */
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
    return this.cells[2 * cell + 1] as number;
  }

  add(hash: number, number: number): void {
    this.prepare();
    this.put(this.emptyFrom(hash), hash, number);
  }

  /** As {@link add}, where the walk over this hash has come to its end: the empty cell is not searched for again. */
  addAt(end: number, hash: number, number: number): void {
    this.put(this.prepare() ? this.emptyFrom(hash) : ~end, hash, number);
  }

  remove(cell: number): void {
    const { cells, marks, mask } = this;
    let hole = cell;
    for (let at = (cell + 1) & mask; isMarked(marks, at); at = (at + 1) & mask) {
      const home = (cells[2 * at] as number) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      cells[2 * hole] = cells[2 * at] as number;
      cells[2 * hole + 1] = cells[2 * at + 1] as number;
      hole = at;
    }
    marks[hole >>> 5] = (marks[hole >>> 5] as number) & ~(1 << hole);
    this.count--;
  }

  private from(start: number, hash: number): number {
    const { cells, marks, mask } = this;
    let at = start & mask;
    for (; isMarked(marks, at); at = (at + 1) & mask) {
      if (cells[2 * at] === hash) return at;
    }
    return ~at;
  }

  private emptyFrom(hash: number): number {
    const { marks, mask } = this;
    let at = hash & mask;
    while (isMarked(marks, at)) at = (at + 1) & mask;
    return at;
  }

  private put(at: number, hash: number, number: number): void {
    const { cells, marks } = this;
    marks[at >>> 5] = (marks[at >>> 5] as number) | (1 << at);
    cells[2 * at] = hash;
    cells[2 * at + 1] = number;
  }

  /** Makes room for one more; true when all cells are others now. */
  private prepare(): boolean {
    if (4 * ++this.count <= 3 * (this.mask + 1)) return false;
    const { cells, marks } = this;
    this.cells = new Int32Array(GROWTH * cells.length);
    this.marks = new Int32Array(GROWTH * marks.length);
    this.mask = GROWTH * (this.mask + 1) - 1;
    for (let at = 0; 2 * at < cells.length; at++) {
      if (!isMarked(marks, at)) continue;
      const hash = cells[2 * at] as number;
      this.put(this.emptyFrom(hash), hash, cells[2 * at + 1] as number);
    }
    return true;
  }
}

function isMarked(marks: Int32Array, at: number): boolean {
  return ((marks[at >>> 5] as number) & (1 << at)) !== 0;
}
