/** Objects of a first page, of which nobody knows yet how large they are: what client-go's pager asks for. */
export const FIRST_PAGE = 500;

/**
 * Bytes of a further page, about: each one costs the server a search, and has to begin before a busy server seems dead. One of
 * 16 MB did not, on a machine with fifteen times as much to do as it has cores.
 */
const PAGE_BYTES = 4_194_304;

/** Whether what is left after the first page is worth reading it all at once, with the objects of that page once more. */
export function isReadAtOnce(left: number): boolean {
  return left > FIRST_PAGE;
}

/** How many objects to ask for after a page of so many, which took so many bytes. */
export function nextPage(objects: number, bytes: number): number {
  return Math.max(FIRST_PAGE, Math.floor((PAGE_BYTES / bytes) * objects));
}
