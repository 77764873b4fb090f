/** Objects of a first page, of which nobody knows yet how large they are: what client-go's pager asks for. */
export const FIRST_PAGE = 500;

/** Bytes of a further page, about: the server has a page in memory, and each one costs it a search. */
const PAGE_BYTES = 16_777_216;

/** How many objects to ask for after a page of so many, which took so many bytes. */
export function nextPage(objects: number, bytes: number): number {
  return Math.max(FIRST_PAGE, Math.floor((PAGE_BYTES / bytes) * objects));
}
