import type { Address } from "../ipam";
import type { Holder } from "./snapshot";

/**
 * The facts behind each gate: a place where Kube-OVN's controller stops on an object, or goes on and does something else
 * than the object says. It reports none of them: no event, no condition, no status.
 */
export interface GateFacts {
  readonly "no-subnet": Record<never, never>;
  readonly "subnet-missing": { readonly subnet: string; readonly suggestion?: string };
  readonly "subnet-broken": { readonly subnet: string };
  readonly "pod-type": { readonly podType: string };
  readonly "wrong-name": { readonly expected: string };
  readonly "foreign-finalizer": { readonly finalizers: readonly string[] };
  readonly "port-exists": { readonly holder: Holder };
  readonly "upper-case": { readonly address: string };
  readonly "not-an-address": { readonly field: string; readonly text: string };
  readonly "never-handed-out": { readonly address: Address; readonly subnet: string; readonly why: Place };
  readonly "address-taken": { readonly address: Address; readonly subnet: string; readonly holder: Holder };
  readonly "mac-alone": Record<never, never>;
  readonly "no-router-port": { readonly subnet: string };
  readonly edited: { readonly field: string; readonly spec: string; readonly status: string };

  readonly "leaving-foreign": { readonly finalizers: readonly string[] };
  readonly "leaving-subnet-missing": { readonly subnet: string };

  readonly "address-shared": { readonly address: Address; readonly subnet: string; readonly holder: Holder };
  readonly "gateway-taken": { readonly address: Address; readonly subnet: string };
  readonly "mac-overwritten": { readonly mac: string; readonly why: string };
  readonly "type-without-effect": { readonly type: string };
  readonly "not-reserved": Record<never, never>;
  readonly "vm-name-unused": Record<never, never>;
  readonly "crashes-controller": Record<never, never>;

  readonly "deleted-at-restart": { readonly setAside: boolean; readonly isCertain: boolean };
  readonly "forgotten-at-restart": { readonly addresses: readonly Address[]; readonly why: string };
  readonly "blanked-at-start": Record<never, never>;
}

export type GateCode = keyof GateFacts;

/** One gate with its facts; {@link gateSentence} turns it into words. */
export type Gate = { readonly [C in GateCode]: { readonly code: C; readonly facts: GateFacts[C] } }[GateCode];

/** Why an address is none that is handed out. */
export type Place = "outside" | "network" | "last" | "gateway";

/**
 * How far the controller is with an object.
 *
 * - `taken`: its addresses are in the controller's books
 * - `waiting`: nothing that is known of stands in the way
 * - `stuck`: it tries again and again, and writes nothing
 * - `ignored`: it has looked once and will not look again
 * - `leaving`: it is being deleted
 */
export type Standing = "taken" | "waiting" | "stuck" | "ignored" | "leaving";

/** What the controller makes of one object. */
export interface Findings {
  readonly standing: Standing;
  /** The first gate that keeps it from being taken, or from going. */
  readonly gate?: Gate;
  /** What happens, or will happen at the controller's next start, although nothing says so. */
  readonly risks: readonly Gate[];
}

export function gate<C extends GateCode>(code: C, facts: GateFacts[C]): Gate {
  return { code, facts } as Gate;
}

/** Kube-OVN's own finalizers, the second one before 1.13 (pkg/util/const.go). */
export const CONTROLLER_FINALIZERS: readonly string[] = ["kubeovn.io/kube-ovn-controller", "kube-ovn-controller"];

export function foreignFinalizers(finalizers: readonly string[]): readonly string[] {
  return finalizers.filter((finalizer) => !CONTROLLER_FINALIZERS.includes(finalizer));
}
