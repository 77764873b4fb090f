import type { DeploymentStrategy } from "../../arguments/spiderpool/args";
import type { PodTraits } from "../../live/spiderpool/affinity";
import {
  availableCounts,
  availableFor,
  type Demand,
  demandsOf,
  interfacesOf,
  namesOf,
  workloadOf,
} from "../../spiderpool/pod-demand";
import { rollingOf } from "../../spiderpool/rolling-update";
import { SPIDER_ANNOTATION } from "../../terms/spiderpool/names";
import { hasUnknown, isUnknown, UNKNOWN } from "../../terms/unknown";
import type { CheckContext, Inputs } from "../check-context";
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
    const interfaces = podInterfaces(context);
    checkNamedPools(context, interfaces, args.ippools === undefined ? "ippool" : "ippools");
    noteUnservedNodes(context, interfaces);
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

/** The interfaces of the pods, with the network of each where it is known. */
function podInterfaces({ declaration: { args }, planner }: CheckContext): readonly NamedPools[] {
  const { namespace } = workloadOf(args) ?? {};
  const namespaceLabels = planner.spider.snapshot.namespaces.get(namespace ?? "");
  const labels = isUnknown(args.labels) ? undefined : (args.labels as PodTraits["labels"]);
  const text = (value: unknown): string | undefined =>
    typeof value === "string" && !isUnknown(value) ? value : undefined;
  const further = (Array.isArray(args.networks) ? (args.networks as unknown[]) : []).map((network, i) => {
    const [name, device = `net${i + 1}`] = text(network)?.split("@") ?? [];
    return { name, device };
  });
  return interfacesOf(args).map((names, i) => {
    const device = text(names.interface) ?? (names.interface === undefined ? (i === 0 ? "eth0" : `net${i}`) : "");
    const network = device === "eth0" ? text(args.defaultNetwork) : further.find((one) => one.device === device)?.name;
    return { names, pod: { namespace, namespaceLabels, labels, network } };
  });
}

function checkSubnets({ planner, declaration, report }: CheckContext): void {
  const { args } = declaration;
  const field = args.subnets === undefined ? "subnet" : "subnets";
  const { planned } = planner.spider;
  const items = ([args[field] ?? []].flat() as unknown[]).filter((item) => item !== null && typeof item === "object");
  for (const name of items.flatMap((item) =>
    ([4, 6] as const).flatMap((family) => namesOf(item as Record<string, unknown>, family)),
  )) {
    const isKnown = planned.subnets.has(name) || planner.program.objects["spiderpool.Subnet"].has(name);
    if (!isUnknown(name) && !isKnown) reportUnknown("SpiderSubnet", name, [...planned.subnets.keys()], field, report);
  }
}

/** No more replicas than addresses, those for other workloads of the program with them; answers how many there are. */
function checkCapacity(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { planned, snapshot } = planner.spider;
  const fixed = planner.program.objects["spiderpool.FixedIP"];
  const isPlanned = (pool: string): boolean => fixed.has(pool);
  const declared = planner.program.objects["spiderpool.IPPool"];
  const isOpen = (pool: string): boolean => declared.has(pool) && !planned.pools.has(pool);
  const demands = demandsOf(declaration).filter(({ pools }) => !pools.some(isOpen));
  for (const demand of demands) {
    const { family, pools, replicas, workload } = demand;
    if (replicas === 0) continue;
    const rivals = planner.spider.rivalsOf(demand);
    const others = rivals.reduce((sum, rival) => sum + rival.replicas, 0);
    const workloads = [workload, ...rivals.map((rival) => rival.workload)];
    const available = availableFor(demand, workloads, planned, snapshot, isPlanned);
    if (replicas + others > available)
      report("replicas", "spider-too-few", { replicas, others, family, pools, available });
    else if (replicas + others === available) noteStuck(context, demand, available - others);
  }
  return availableCounts(demands, (demand) => availableFor(demand, [demand.workload], planned, snapshot, isPlanned));
}

/** With every address in use, the first pod of a rolling update gets none, and where no other may go before, it stays so. */
function noteStuck(
  { declaration, note }: CheckContext,
  { family, pools, replicas, workload }: Demand,
  available: number,
): void {
  const { kind, name, args } = declaration;
  if (workload?.kind !== "Deployment") return;
  const rolling = rollingOf(args.strategy as DeploymentStrategy | undefined, replicas);
  if (rolling === undefined || rolling.unavailable > 0) return;
  note("spider-rolling-stuck", { sibling: { kind, name }, workload: workload.name, family, pools, available });
}
