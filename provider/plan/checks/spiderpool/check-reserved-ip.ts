import { rangeSetOf, sizeOf, subtract } from "../../../ipam";
import { checkObjectName } from "../../arguments/check-fields";
import { declaredName } from "../../program/program";
import { hitByReserved } from "../../spiderpool/impact";
import { printItems, readItems, storedItems } from "../../spiderpool/range-list";
import { familyOf, textsArg } from "../../spiderpool/read-view";
import { UNKNOWN } from "../../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs } from "../check-context";
import { checkImpact } from "./check-common";

/**
 * Checks a SpiderReservedIP. Spiderpool checks the form of the items alone: one that it cannot walk stops allocation for
 * the whole family, and an address that a pod has is taken from it silently at its next restart.
 *
 * @source spiderpool pkg/reservedipmanager/reservedip_validate.go, reservedip_mutate.go
 */
export function checkSpiderReservedIp(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  checkObjectName("name", "SpiderReservedIP name", name, report);
  checkNameFree(context, name, planner.spider.snapshot.reserved.get(name));
  const { ipVersion: given } = args;
  if (typeof given === "number" && given !== 4 && given !== 6)
    report("ipVersion", "out-of-bounds", { field: "ipVersion", value: given, bounds: "4 or 6" });
  const items = textsArg(args, "ips");
  if (items === undefined) return { ipVersion: UNKNOWN, ...args, name, size: UNKNOWN, impact: UNKNOWN };

  const ranges = readItems(items, "ips", report);
  const family = familyOf(given, items);
  if (items.length === 0 && given === undefined) report("ips", "spider-nothing", {});
  if (ranges === undefined || family === undefined) return { ...args, name };
  for (const range of ranges) {
    const [text = ""] = printItems(rangeSetOf(range.family, [range]));
    if (range.family !== family) report("ips", "spider-family", { text, expected: family });
  }
  const set = rangeSetOf(family, ranges);
  const { live, snapshot } = planner.spider;
  const before = live.reserved.get(name);
  const impact = checkImpact(context, {
    now: hitByReserved(live, name, before?.family === family ? subtract(set, before) : set, snapshot),
    ever: hitByReserved(live, name, set, snapshot),
  });
  const size = String(sizeOf(set));
  return { ...args, name, ips: storedItems(items, ranges), ipVersion: family, size, impact };
}
