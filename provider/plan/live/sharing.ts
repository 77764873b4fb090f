import type { Holding } from "./snapshot";

const FRONT = "switch_lb_vip";

/** A holding as far as it decides with whom it shares. */
export type Guest = Pick<Holding, "key" | "sharesWith">;

/** Whose address may be shared. */
export interface Host {
  readonly key: string;
  /** Of a Vip. Default: not known. */
  readonly type?: string | undefined;
}

/**
 * Whether someone has a host's address because it is meant to: a pod that uses the Vip as its own address, or a switch-LB rule in
 * front of it, which has its address in nobody's books.
 */
export function isGuestOf({ key, sharesWith }: Guest, host: Host): boolean {
  if (sharesWith === host.key) return true;
  return host.key.startsWith("Vip/") && (host.type ?? FRONT) === FRONT && key.startsWith("SwitchLBRule/");
}
