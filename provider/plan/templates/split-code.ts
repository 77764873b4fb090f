import { isRefusalCode } from "../refusals/refusal";
import { TEMPLATE_SENTENCES } from "./template-messages";

/** Sentence and code of a text that `withCode` made, of a resource's refusal or a workload's; other texts have no code. */
export function splitCode(text: string): { readonly reason: string; readonly code?: string } {
  const [, reason, code] = /^([\s\S]*) \(([a-z0-9-]+)\)$/.exec(text) ?? [];
  if (reason === undefined || code === undefined) return { reason: text };
  return isRefusalCode(code) || Object.hasOwn(TEMPLATE_SENTENCES, code) ? { reason, code } : { reason: text };
}
