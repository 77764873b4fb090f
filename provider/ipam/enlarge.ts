/** The array itself when it has room for `length` numbers, else a copy of at least twice its size. */
export function enlarge(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array;
  const copy = new Int32Array(Math.max(length, 2 * array.length));
  copy.set(array);
  return copy;
}
