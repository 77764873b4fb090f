import { asRecord, asTexts, type Json } from "./json";
import { operationOf, type PulumiRun, RunFormatError, type RunResource, readUrn } from "./pulumi-run";
import { readConfig } from "./read-preview";
import { risksIn } from "./switches";

/**
 * Reads a plan as `pulumi preview --save-plan` writes it.
 *
 * It has the new inputs of every resource, of old ones only those that stay, and of a resource that goes only its name: what those
 * held is read from the snapshot, by owner.
 *
 * @throws RunFormatError for anything else
 */
export function readPlan(json: Json): PulumiRun {
  const plans = asRecord(json.resourcePlans);
  if (plans === undefined) throw new RunFormatError('there is no "resourcePlans" in it');
  const resources: RunResource[] = [];
  let first = "";
  for (const [urn, item] of Object.entries(plans)) {
    if (first === "") first = urn;
    const at = readUrn(urn);
    const plan = asRecord(item) ?? {};
    const operation = operationOf(asTexts(plan.steps));
    if (at === undefined || operation === undefined) continue;
    const after = operation === "delete" ? undefined : asRecord(plan.state);
    const changed = changedKeys(asRecord(asRecord(plan.goal)?.inputDiff) ?? {});
    const before =
      operation === "create" || after === undefined
        ? undefined
        : Object.fromEntries(Object.entries(after).filter(([key]) => !changed.has(key)));
    resources.push({ urn, kind: at.kind, name: at.name, operation, before, after });
  }
  const [head = "", project = ""] = first.split("::");
  return {
    source: "plan",
    project,
    stack: head.slice("urn:pulumi:".length),
    config: readConfig(json.config),
    resources,
    risks: risksIn(
      readConfig(json.config),
      Object.entries(plans).map(([urn, item]) => [urn, asRecord(asRecord(item)?.state)]),
    ),
    errors: [],
    notes: [],
  };
}

function changedKeys(diff: Json): ReadonlySet<string> {
  const edited = [diff.adds, diff.updates].flatMap((part) => Object.keys(asRecord(part) ?? {}));
  return new Set([...edited, ...asTexts(diff.deletes), ...Object.keys(asRecord(diff.deletes) ?? {})]);
}
