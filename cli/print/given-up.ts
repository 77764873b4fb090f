import { type GivenUp, holderName } from "../../provider/plan";
import { plain } from "./terminal-table";

/** What was given up, a line each: what was removed, and why the rest stays. */
export function printGivenUp(given: readonly GivenUp[], removed: readonly GivenUp[]): string {
  if (given.length === 0) return "Nothing is given up.\n";
  return given
    .map((one) => `${plain(`${nameOf(one)}: ${removed.includes(one) ? "file removed" : whyOf(one)}`)}\n`)
    .join("");
}

function nameOf({ object: { kind, name }, by }: GivenUp): string {
  return `${kind} ${JSON.stringify(name)}, given up by ${by}`;
}

function whyOf({ fate, object: { kind, name } }: GivenUp): string {
  switch (fate.is) {
    case "removable":
      return "stays: its resource is there again";
    case "used":
      return `stays: in use by ${holderName(fate.by)}`;
    case "unread":
      return 'stays: no export shows what the cluster has; run "pulumi-kubeovn export", or name the cluster with --context';
    case "unlisted":
      return "stays: the cluster does not list it, and a commit that creates it may be on its way; if none is, use --unlisted";
    case "unapplied":
      return "stays: the cluster has it as it was before; apply the manifests, and export again";
    case "standing":
      return `its file is gone and ${fate.listedIn} lists it; export again if it was pruned since, else run "kubectl delete ${kind.toLowerCase()} ${name}"`;
  }
}
