import {
  contains,
  isFault,
  type Prefix,
  parseAddress,
  prefixContains,
  printPrefix,
  type RangeSet,
} from "../../../ipam";
import { mayTake } from "../../live/identity";
import { textArg } from "../../program/reservation";
import type { Report } from "../../refusals/refusal";
import { fatesOf, type Hit, type Impact } from "../../spiderpool/impact";
import type { SubnetView } from "../../spiderpool/view";
import { hasUnknown, isUnknown, UNKNOWN } from "../../terms/unknown";
import type { CheckContext } from "../check-context";

/** How many pods a sentence lists. */
const LISTED_PODS = 5;

type Args = Readonly<Record<string, unknown>>;

/** The gateway: inside the CIDR, and not among the addresses that are handed out. */
export function checkGateway(args: Args, prefix: Prefix, content: RangeSet, report: Report): void {
  const text = textArg(args, "gateway");
  if (text === undefined) return;
  const address = parseAddress(text);
  if (isFault(address)) {
    report("gateway", "malformed-address", { text, why: "write one address of the subnet" });
  } else if (!prefixContains(prefix, address)) {
    report("gateway", "outside-subnet", { what: "gateway", text, cidrs: [printPrefix(prefix)] });
  } else if (contains(content, address)) {
    report("gateway", "spider-gateway-listed", { gateway: text });
  }
}

/** @source spiderpool pkg/ippoolmanager/ippool_validate.go validateIPPoolRoutes */
export function checkRoutes(args: Args, prefix: Prefix, report: Report): void {
  if (!Array.isArray(args.routes) || hasUnknown(args.routes)) return;
  const seen = new Set<string>();
  for (const { dst, gw } of args.routes as { dst?: unknown; gw?: unknown }[]) {
    const route = `${dst} via ${gw}`;
    const refuse = (why: "default" | "repeated" | "destination" | "gateway"): void =>
      report("routes", "spider-route", { route, why });
    const [address = "", length] = String(dst).split("/");
    const target = parseAddress(address);
    const hop = parseAddress(String(gw));
    const most = prefix.family === 4 ? 32 : 128;
    if (
      isFault(target) ||
      target.family !== prefix.family ||
      !/^\d{1,3}$/.test(length ?? "") ||
      Number(length) > most
    ) {
      refuse("destination");
    } else if (Number(length) === 0) refuse("default");
    else if (seen.has(String(dst))) refuse("repeated");
    if (isFault(hop) || !prefixContains(prefix, hop)) refuse("gateway");
    seen.add(String(dst));
  }
}

/**
 * Gateway and routes as they will be: a pool gets those of the SpiderSubnet of its CIDR where it names none. What there is
 * not is null: a key that is missing would be unknown to the program in every preview.
 */
export function inherited(args: Args, subnet: SubnetView | undefined): { gateway: unknown; routes: unknown } {
  return {
    gateway: args.gateway ?? (subnet?.gateway || null),
    routes: args.routes ?? (subnet?.routes.length ? subnet.routes : null),
  };
}

/**
 * Says which pods a change affects, and refuses it where the program asks for that.
 *
 * @param hit  the pods that the change hits, and all those that the object as it will be keeps their address from
 * @returns    what becomes of the latter
 */
export function checkImpact(
  context: CheckContext,
  hit: { readonly now: readonly Hit[]; readonly ever: readonly Hit[] },
): readonly Impact[] | string {
  const { planner, declaration, report, note } = context;
  const { scene } = planner.spider;
  if (planner.snapshot.isUnread === true) return UNKNOWN;
  const impacts = fatesOf(hit.now, scene);
  if (declaration.args.onImpact === "fail" && impacts.length > 0) {
    const pods = impacts.slice(0, LISTED_PODS).map(({ pod, address }) => `Pod ${pod} (${address})`);
    report("onImpact", "spider-impact", { pods, count: impacts.length });
  }
  const { kind, name } = declaration;
  for (const impact of impacts.slice(0, LISTED_PODS * 2)) note("spider-impact", { sibling: { kind, name }, impact });
  const more = impacts.length - LISTED_PODS * 2;
  if (more > 0) note("spider-impact-more", { sibling: { kind, name }, count: more });
  return fatesOf(hit.ever, scene);
}

/** Refuses what would take addresses from pods: a change in place, or a replacement, of a pool that is in use. */
export function checkInUse(context: CheckContext, name: string, content: RangeSet, replaced: readonly string[]): void {
  const { planner, declaration, olds, report } = context;
  const { pools } = planner.spider.snapshot;
  const old = typeof olds.name === "string" ? pools.get(olds.name) : undefined;
  const list = (pods: readonly [string, string][]): { pods: readonly string[]; count: number } => ({
    pods: pods.slice(0, LISTED_PODS).map(([address, pod]) => `Pod ${pod} (${address})`),
    count: pods.length,
  });
  if (replaced.length > 0) {
    if (old !== undefined && old.allocated.size > 0)
      report("", "spider-replaced-in-use", { pool: old.name, fields: replaced, ...list([...old.allocated]) });
    return;
  }
  const live = pools.get(name);
  const isOurs = declaration.args.adopt === true || (live !== undefined && mayTake(live, declaration));
  const lost = [...((isOurs ? live?.allocated : undefined) ?? [])].filter(([text]) => {
    const address = parseAddress(text);
    return !isFault(address) && !contains(content, address);
  });
  if (lost.length > 0) report("ips", "spider-in-use", { pool: name, ...list(lost) });
}

/** Fields that differ from the last run's and cannot be changed on an object that is there. */
export function replacedFields(context: CheckContext, now: Args): readonly string[] {
  const { olds } = context;
  if (typeof olds.owner !== "string") return [];
  return Object.entries(now)
    .filter(([field, value]) => !isUnknown(value) && olds[field] !== undefined && olds[field] !== value)
    .map(([field]) => field);
}
