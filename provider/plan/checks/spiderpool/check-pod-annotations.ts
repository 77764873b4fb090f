import type { DeploymentStrategy } from "../../arguments/spiderpool/args";
import type { PodAsk } from "../../live/spiderpool/asking";
import { cutSize, cutsOf, cuttable } from "../../spiderpool/cut";
import {
  availableCounts,
  availableFor,
  type Demand,
  demandsOf,
  traitsOfArgs,
  workloadOf,
} from "../../spiderpool/pod-demand";
import { rollingOf } from "../../spiderpool/rolling-update";
import { isNaming, type Nic, namesOf, nicsOf, selectionOf } from "../../spiderpool/selection";
import { SPIDER_ANNOTATION } from "../../terms/spiderpool/names";
import { hasUnknown, isUnknown, UNKNOWN } from "../../terms/unknown";
import type { CheckContext, Inputs } from "../check-context";
import { checkInterfaces } from "./check-interfaces";
import { checkNamedPools, type NamedPools, noteUnservedNodes } from "./check-named-pools";
import { reportUnknown } from "./known";

/** The annotation of each argument that has one. */
const ANNOTATED = [
  "ippool",
  "ippools",
  "subnet",
  "subnets",
  "ippoolIpNumber",
  "ippoolReclaim",
  "defaultNetwork",
  "networks",
] as const;

const SOURCES = ["ippool", "ippools", "subnet", "subnets"] as const;

/**
 * Checks the annotations of a pod template against the pools as this run leaves them. Spiderpool looks at them when a pod
 * starts and not before.
 *
 * @source spiderpool pkg/ipam/pool_selections.go
 */
export function checkPodAnnotations(context: CheckContext): Inputs {
  const { declaration, report } = context;
  const { args } = declaration;
  const [first, second] = SOURCES.filter((source) => args[source] !== undefined);
  if (first !== undefined && second !== undefined)
    report(second, "excluded-each-other", { a: first, b: second, why: "Spiderpool looks at one of them" });
  checkItems(context, "ippools");
  checkItems(context, "subnets");
  const isUnread = context.planner.snapshot.isUnread === true;
  if (!isUnread) {
    const nics = nicsOf(
      args as PodAsk,
      traitsOfArgs(args, context.planner.spider.snapshot),
      context.planner.spider.scene,
    );
    const named = nics.filter((nic): nic is Nic & NamedPools => nic.names !== undefined);
    checkNamedPools(context, named, args.ippools === undefined ? "ippool" : "ippools");
    noteUnservedNodes(context, named);
    checkInterfaces(context);
    checkPoolless(context, nics);
    checkSubnets(context);
  }
  for (const [field, pattern] of [
    ["defaultNetwork", /^[a-z0-9-]+\/[a-z0-9.-]+$/],
    ["networks", /^[a-z0-9-]+\/[a-z0-9.-]+(@[a-z0-9-]+)?$/],
  ] as const) {
    const value = args[field];
    for (const text of [value ?? []].flat() as unknown[]) {
      if (typeof text === "string" && !isUnknown(text) && !pattern.test(text))
        report(field, "spider-network", { text });
    }
  }
  const { ippoolIpNumber, replicas } = args;
  if (typeof ippoolIpNumber === "string" && !isUnknown(ippoolIpNumber) && !/^\+?\d{1,6}$/.test(ippoolIpNumber))
    report("ippoolIpNumber", "wrong-type", {
      field: "ippoolIpNumber",
      expected: `a text such as "3" or "+1"`,
      actual: JSON.stringify(ippoolIpNumber),
    });
  if (typeof replicas === "number" && replicas < 0)
    report("replicas", "out-of-bounds", { field: "replicas", value: replicas, bounds: "0 or more" });
  const available = isUnread ? UNKNOWN : checkCapacity(context);
  return { ...args, annotations: annotationsOf(args), available };
}

/** The annotations as texts; unknown as a whole while anything in them is. */
function annotationsOf(args: Readonly<Record<string, unknown>>): Record<string, string> | string {
  const set = ANNOTATED.filter((field) => args[field] !== undefined);
  if (set.some((field) => hasUnknown(args[field]))) return UNKNOWN;
  const text = (field: (typeof ANNOTATED)[number]): string => {
    const value = args[field];
    if (field === "networks") return (value as string[]).join(",");
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  return Object.fromEntries(set.map((field) => [SPIDER_ANNOTATION[field], text(field)]));
}

/** `interface` on all items of a list or on none, and on none twice. */
function checkItems({ declaration, report }: CheckContext, field: "ippools" | "subnets"): void {
  const items = declaration.args[field];
  if (!Array.isArray(items) || hasUnknown(items)) return;
  const interfaces = (items as { interface?: unknown }[])
    .map((item) => item.interface)
    .filter((name) => name !== undefined);
  if (interfaces.length > 0 && interfaces.length < items.length) report(field, "spider-interfaces", {});
  const twice = interfaces.find((name, i) => interfaces.indexOf(name) !== i);
  if (twice !== undefined) report(field, "spider-twice", { name: String(twice) });
}

/** Without annotations the pools come from the namespace, the network or the cluster, and a pod without any does not start. */
function checkPoolless({ planner, declaration, report }: CheckContext, nics: readonly Nic[]): void {
  const { scene } = planner.spider;
  if (scene.unread.size > 0) return;
  for (const nic of nics) {
    const selection = selectionOf(nic, scene);
    if (selection?.level === "cluster" && !isNaming(selection.names))
      report(declaration.args.networks === undefined ? "defaultNetwork" : "networks", "spider-no-pool", {
        network: nic.pod.network ?? "",
      });
  }
}

function checkSubnets({ planner, declaration, report }: CheckContext): void {
  const { args } = declaration;
  const field = args.subnets === undefined ? "subnet" : "subnets";
  const { planned } = planner.spider;
  const items = ([args[field] ?? []].flat() as unknown[]).filter((item) => item !== null && typeof item === "object");
  for (const name of items.flatMap((item) => ([4, 6] as const).flatMap((family) => namesOf(item as object, family)))) {
    const isKnown = planned.subnets.has(name) || planner.program.objects["spiderpool.Subnet"].has(name);
    if (!isUnknown(name) && !isKnown) reportUnknown("SpiderSubnet", name, [...planned.subnets.keys()], field, report);
  }
}

/** No more replicas than addresses, those for other workloads with them; answers how many there are. */
function checkCapacity(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { scene } = planner.spider;
  const demands = demandsOf(declaration.path, declaration.args, scene);
  for (const demand of demands) {
    const { family, pools, names, replicas, workload } = demand;
    if (replicas === 0) continue;
    const rivals = planner.spider.rivalsOf(demand);
    const others = rivals.reduce((sum, rival) => sum + rival.replicas, 0);
    const available = availableFor(demand, [workload, ...rivals.map((rival) => rival.workload)], scene);
    const named = pools.length > 0 ? pools : names;
    if (replicas + others > available)
      report("replicas", "spider-too-few", { replicas, others, family, pools: named, available });
    else if (replicas + others === available) noteStuck(context, demand, available - others);
  }
  checkCuts(context);
  return availableCounts(demands, (demand) => availableFor(demand, [demand.workload], scene));
}

/** Pools that are cut for the pods have an address for each of them, and the SpiderSubnet has enough to cut them from. */
function checkCuts(context: CheckContext): void {
  const { planner, declaration, report, note } = context;
  const { args, path } = declaration;
  const { spider } = planner;
  const cuts = cutsOf(path, args, spider.scene);
  const one = cutSize(args);
  if (cuts.length === 0 || one === undefined) return;
  const { replicas } = args;
  if (typeof replicas === "number" && replicas > one.size)
    report("ippoolIpNumber", "spider-cut-too-small", { size: one.size, replicas });
  else if (replicas === one.size && isStuck(context, replicas))
    note("spider-cut-stuck", { workload: workloadOf(args)?.name ?? "", size: one.size });
  for (const subnet of new Set(cuts.map((cut) => cut.subnet))) {
    const [cut] = cuts.filter((other) => other.subnet === subnet);
    if (cut === undefined) continue;
    const rivals = spider.rivalCutsOf(cut);
    const others = rivals.reduce((sum, rival) => sum + rival.size, 0);
    const size = cuts.filter((other) => other.subnet === subnet).reduce((sum, other) => sum + other.size, 0);
    const workloads = [cut.workload, ...rivals.map(({ workload }) => workload)];
    const available = cuttable(cut, workloads, spider.scene, spider.comingIn(subnet));
    if (available !== undefined && size + others > available)
      report(args.subnets === undefined ? "subnet" : "subnets", "spider-cut-too-few", {
        subnet,
        size,
        others,
        available,
      });
  }
}

/** With every address in use, the first pod of a rolling update gets none, and where no other may go before, it stays so. */
function noteStuck(context: CheckContext, { family, replicas, workload }: Demand, available: number): void {
  if (workload === undefined || !isStuck(context, replicas)) return;
  context.note("spider-rolling-stuck", { workload: workload.name, family, available });
}

/** Whether a rolling update of the workload begins with a pod more, and lets no other go before that has started. */
function isStuck({ declaration: { args } }: CheckContext, replicas: number): boolean {
  if (workloadOf(args)?.kind !== "Deployment") return false;
  const rolling = rollingOf(args.strategy as DeploymentStrategy | undefined, replicas);
  return rolling !== undefined && rolling.unavailable === 0;
}
