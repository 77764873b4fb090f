/** The first line of a file that says what a cluster has, and is made anew by every export. */
export const EXPORT_STAMP =
  "# What a cluster says about addresses, as pulumi-kubeovn export read it. Made anew by every export; do not edit.";

/** Whether a text is such a file: what it says and another file says too is no contradiction, for it came from there. */
export function isExport(text: string): boolean {
  return text.startsWith(EXPORT_STAMP);
}
