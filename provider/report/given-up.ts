import { printAddress } from "../ipam";
import { type GivenUp, givenUpIn, holderName, leftBehindIn, type Snapshot, spaceKey } from "../plan";

/** An object that left its program and stands until nothing uses it. */
export interface GivenUpRow {
  readonly kind: string;
  readonly name: string;
  /** Name of the Subnet; of Spiderpool the CIDR. */
  readonly subnet: string;
  readonly addresses: readonly string[];
  /** Where in which program the resource stood. */
  readonly by: string;
  /** What becomes of it; null for a cluster, which alone does not tell. */
  readonly fate: GivenUp["fate"]["is"] | null;
  /** The same in words; empty where nothing tells. */
  readonly text: string;
}

/** Everything that was given up and still stands, by kind and name. */
export function givenUpRows(snapshot: Snapshot): readonly GivenUpRow[] {
  const fates = new Map(givenUpIn(snapshot).map((given) => [given.object, given.fate]));
  return leftBehindIn(snapshot).map(({ object, by }) => {
    const { kind, name, addresses } = object;
    const fate = fates.get(object);
    const text = fate === undefined ? "" : fateText(fate, object);
    return {
      kind,
      name,
      subnet: spaceKey(object),
      addresses: addresses.map(printAddress),
      by,
      fate: fate?.is ?? null,
      text,
    };
  });
}

/** What becomes of an object that was given up, and why it still stands. */
export function fateText(
  fate: GivenUp["fate"],
  { kind, name }: { readonly kind: string; readonly name: string },
): string {
  switch (fate.is) {
    case "removable":
      return 'nothing uses it; "pulumi up" or "pulumi-kubeovn prune" removes its file';
    case "used":
      return `in use by ${holderName(fate.by)}`;
    case "unread":
      return 'no export shows what the cluster has; run "pulumi-kubeovn export", or name the cluster with --context';
    case "unlisted":
      return 'the cluster does not list it, and a commit that creates it may be on its way; if none is, use "pulumi-kubeovn prune --unlisted"';
    case "unapplied":
      return "the cluster has it as it was before; apply the manifests, and export again";
    case "standing":
      return `its file is gone and ${fate.listedIn} lists it; export again if it was pruned since, else run "kubectl delete ${kind.toLowerCase()} ${name}"`;
  }
}
