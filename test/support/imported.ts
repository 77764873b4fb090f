import { cpSync } from "node:fs";
import path from "node:path";
import type { Kind } from "../../provider/plan";
import { repositoryFolder } from "./toolchain";

/** Fills a manifest directory with objects of every kind that nobody owns. */
export function copyImported(manifests: string): void {
  for (const folder of [
    "examples/quickstart/cluster",
    "examples/spiderpool-reserved-ip/cluster",
    "test/fixtures/imported",
  ])
    cpSync(path.join(repositoryFolder, folder), path.join(manifests, path.dirname(folder)), { recursive: true });
}

/** The id of one of them, by the kinds that can be imported. */
export const IMPORTED: Readonly<Partial<Record<Kind, string>>> = {
  Subnet: "team-a",
  IPPool: "team-a-db",
  ReservedIP: "api-5b68676dbf-5dnks.team-a",
  Vip: "slr-01",
  OvnEip: "router",
  IptablesEIP: "office",
  "spiderpool.ReservedIP": "printers",
  "spiderpool.IPPool": "web",
  "spiderpool.Subnet": "lab6",
  "spiderpool.MultusConfig": "kube-system/lan",
};
