import type { Kind } from "../../provider/plan";
import { typeToken } from "../../provider/plan";

type Inputs = Readonly<Record<string, unknown>>;

/** One step as `pulumi preview --json` prints it. */
export interface Step {
  readonly op: string;
  readonly kind: Kind;
  readonly name: string;
  readonly old?: Inputs;
  readonly now?: Inputs;
}

export const STORE = "manifests:manifests";

export function urnOf(kind: Kind, name: string): string {
  return `urn:pulumi:dev::shop::${typeToken(kind)}::${name}`;
}

/** Owner key of a resource of the stack `shop/dev`. */
export function ownerOf(kind: Kind, name: string): string {
  return `organization/shop/dev/${kind}/${name}`;
}

/** Checked inputs of a Vip, as a preview prints them. */
export function vipInputs(name: string, subnet: string, v4ip: string | null, more: Inputs = {}): Inputs {
  return { name, subnet, type: "", v4ip, v6ip: null, owner: ownerOf("Vip", name), store: STORE, ...more };
}

/** Checked inputs of a ReservedIP for the pod `name` of namespace `prod`. */
export function reservedIpInputs(name: string, subnet: string, v4IpAddress: string, more: Inputs = {}): Inputs {
  const workload = { kind: "Pod", name, namespace: "prod" };
  const owner = ownerOf("ReservedIP", name);
  return { name: `${name}.prod`, subnet, workload, v4IpAddress, v6IpAddress: null, owner, store: STORE, ...more };
}

/** What `pulumi preview --json` prints for these steps. */
export function previewOutput(steps: readonly Step[], diagnostics: readonly Inputs[] = []): string {
  const stack = { op: "same", urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev" };
  return JSON.stringify({
    config: { "kubeovn:manifests": "manifests", "shop:other": "value" },
    steps: [
      stack,
      ...steps.map(({ op, kind, name, old, now }) => ({
        op,
        urn: urnOf(kind, name),
        ...(old === undefined ? {} : { oldState: { inputs: old } }),
        ...(now === undefined ? {} : { newState: { inputs: now } }),
      })),
    ],
    diagnostics,
  });
}

/** A plan as `pulumi preview --save-plan` writes it: of a deleted resource nothing but its URN. */
export function savedPlan(steps: readonly Step[]): string {
  const plans = steps.map(({ op, kind, name, old = {}, now = {} }) => {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    const isChanged = (key: string): boolean => JSON.stringify(old[key]) !== JSON.stringify(now[key]);
    const pick = (wanted: readonly string[], from: Inputs): Inputs =>
      Object.fromEntries(wanted.map((key) => [key, from[key]]));
    const updates = keys.filter((key) => key in old && key in now && isChanged(key));
    const adds = keys.filter((key) => !(key in old) && key in now);
    const goal = { inputDiff: { adds: pick(adds, now), updates: pick(updates, now) } };
    const steps = op === "replace" ? ["delete-replaced", "replace", "create-replacement"] : [op];
    return [urnOf(kind, name), op === "delete" ? { steps, state: {} } : { goal, steps, state: now }];
  });
  const manifest = { time: "2026-01-01T00:00:00Z", magic: "0", version: "v3.259.0" };
  return JSON.stringify({ manifest, config: {}, resourcePlans: Object.fromEntries(plans) });
}
