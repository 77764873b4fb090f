import { printVersion } from "../../provider/plan";
import type { ClusterExport } from "../../provider/stores/kubernetes/export";
import { printExportStamp } from "../../provider/stores/manifests/export-stamp";
import { renderObject } from "../../provider/stores/manifests/render";

/** The objects of a cluster as a file of a manifest directory, stamped with where and when they were read. */
export function printExport({ objects, version, identity }: ClusterExport, taken: Date): string {
  const stamp = { time: taken.toISOString(), release: printVersion(version), cluster: identity };
  return printExportStamp(stamp) + objects.map((object) => `---\n${renderObject(object)}`).join("");
}
