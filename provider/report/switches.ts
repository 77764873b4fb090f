import { compareTexts } from "./changes";
import type { PulumiRun } from "./pulumi-run";

/** Arguments that change what may be destroyed or taken, and what they do. */
const EFFECTS: Readonly<Record<string, string>> = {
  force: "it may be deleted from under a running pod",
  adopt: "it takes over an object that another owner has made",
  allowExcluded: "it may have an address that its subnet keeps from pods",
  onImpact: "affected running pods do not stop it",
};

/** Every switch of this sort that a run sets, as sentences: a reviewer does not find them among the addresses. */
export function switchesOf({ resources, prunedBy }: PulumiRun): readonly string[] {
  const set = resources.flatMap(({ kind, name, after = {} }) =>
    Object.entries(EFFECTS)
      .filter(([field]) => isOn(after[field]))
      .map(([field, effect]) => `${kind} ${JSON.stringify(name)} sets ${field}: ${effect}`),
  );
  const pruned = prunedBy.map(
    (who) =>
      `${who} sets prune: what leaves the program is released in one step, and what applies the manifests may delete its IP, even from under a running pod`,
  );
  return [...set, ...pruned].sort(compareTexts);
}

/** Of what is not known, or secret, nobody can say that it is off. */
function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "" && value !== "refuse";
}
