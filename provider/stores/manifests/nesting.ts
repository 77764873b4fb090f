/** How deep the collections of a document may stand in each other: readers are recursive. */
export const MAX_NESTING = 256;
