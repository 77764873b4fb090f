import { type KindRoom, ROOMS } from "../../provider/kinds";
import type { KubeObject } from "../../provider/objects/kube-object";
import { snapshotOf } from "../../provider/objects/kubeovn/facts";
import {
  type CheckResult,
  check,
  type Declaration,
  type KubeOvnVersion,
  type NorthboundView,
  Planner,
  type Snapshot,
} from "../../provider/plan";
import { pathOf, type Resource } from "./program";

export const OWNER_PREFIX = "organization/test/dev/";
export const STORE = "manifests:test";

/** Options of one in-memory run of the plan. */
export interface PlanOptions {
  readonly version?: KubeOvnVersion;
  /** What is known of the controller's flags; `"hidden"` where they could not be read. Default: nothing was asked. */
  readonly flags?: Readonly<Record<string, string>> | "hidden";
  readonly olds?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly movedFrom?: string;
  readonly northbound?: NorthboundView;
}

export function declarationOf(resource: Resource): Declaration {
  const { kind, name, args, provider = "" } = resource;
  const place = `${OWNER_PREFIX}${kind}/${name}`;
  const whose = typeof args.key === "string" ? { owner: `key/${args.key}`, declaredBy: place } : { owner: place };
  return { kind, name, path: pathOf(resource), ...whose, provider, args };
}

/** A planner that has read the objects and taken in the program, batch by batch. */
export function plannerFor(
  objects: readonly KubeObject[],
  program: readonly Resource[],
  options: PlanOptions = {},
): Planner<KindRoom> {
  const planner = new Planner(snapshotWith(objects, options), OWNER_PREFIX, "", ROOMS);
  const last = Math.max(0, ...program.map((resource) => resource.batch ?? 0));
  for (let index = 0; index <= last; index++) {
    planner.addBatch(program.filter((resource) => (resource.batch ?? 0) === index).map(declarationOf));
  }
  return planner;
}

/** What is live when these objects are all that there is. */
export function snapshotWith(
  objects: readonly KubeObject[],
  { version, flags }: { [K in "version" | "flags"]?: PlanOptions[K] | undefined },
): Snapshot {
  return { ...snapshotOf(objects, version === undefined ? {} : { version }), ...controllerWith(flags) };
}

function controllerWith(flags: PlanOptions["flags"]): Pick<Snapshot, "controller" | "isControllerHidden"> {
  if (flags === undefined) return {};
  return flags === "hidden" ? { isControllerHidden: true } : { controller: { flags: new Map(Object.entries(flags)) } };
}

/** Checks every resource of a program against objects, in order; keyed by `Kind::name`. */
export function checkProgram(
  objects: readonly KubeObject[],
  program: readonly Resource[],
  options: PlanOptions = {},
): Map<string, CheckResult> {
  const planner = plannerFor(objects, program, options);
  return new Map(
    program.map((resource) => [
      pathOf(resource),
      check(planner, {
        olds: options.olds?.[pathOf(resource)] ?? {},
        news: resource.args,
        declaration: declarationOf(resource),
        store: STORE,
        ...(options.northbound === undefined ? {} : { northbound: options.northbound }),
        ...(options.movedFrom === undefined ? {} : { movedFrom: options.movedFrom }),
      }),
    ]),
  );
}
