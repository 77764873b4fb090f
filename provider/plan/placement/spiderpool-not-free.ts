import type { Address, Standing } from "../../ipam";
import type { Report } from "../refusals/refusal";

/** Refuses a chosen address that a SpiderSubnet has not to give; who has it as a reservation is checked elsewhere. */
export function reportNotFree(
  standing: Standing,
  facts: { readonly address: Address; readonly cidr: string },
  property: string,
  report: Report,
): void {
  switch (standing.at) {
    case "outside":
    case "network":
    case "last":
    case "gateway":
      report(property, "spider-not-free", { ...facts, why: standing.at });
      break;
    case "excluded":
      report(property, "spider-not-free", { ...facts, why: "not-listed" });
      break;
    case "named-pool":
      report(property, "spider-not-free", { ...facts, why: "taken", by: standing.name });
      break;
    case "planned":
    case "open":
      break;
  }
}
