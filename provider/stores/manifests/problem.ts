/** Why a text is not a manifest: a refusal as a value, placed by its offset in the text. */
export interface ManifestProblem {
  readonly offset: number;
  readonly reason: string;
}

/** Whether a result is a refusal. */
export function isProblem(result: object): result is { readonly reason: string } {
  return "reason" in result;
}
