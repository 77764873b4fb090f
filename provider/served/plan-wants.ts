import { randomUUID } from "node:crypto";
import type { AddressWant, Declaration } from "../plan";
import type { CheckAnswer } from "../runtime/check";
import type { Declared } from "../runtime/declared";
import type { Operations } from "../runtime/operations";
import type { Opened } from "./wire";

/**
 * Tells what an AddressPlan of these wants would decide, and neither reserves nor remembers anything: a reading aid. Who
 * wants to have the addresses declares the AddressPlan.
 */
export interface PlanArgs {
  /** What addresses are wanted for, by the names of the resources that would get them. */
  readonly wants: Readonly<Record<string, AddressWant>>;
}

/** What the AddressPlan would decide. */
export interface PlanResult {
  /** IPv4 addresses by the name of the resource. */
  readonly v4ips: Readonly<Record<string, string>>;
  /** IPv6 addresses by the name of the resource. */
  readonly v6ips: Readonly<Record<string, string>>;
  /** MAC addresses by the name of the resource; those that Kube-OVN chooses are not in it. */
  readonly macAddresses: Readonly<Record<string, string>>;
}

/** Where the function is called. */
type Caller = Pick<Declaration, "provider"> & { readonly ownerPrefix: string };

/**
 * Has wants decided as a new AddressPlan of the stack, in a run of its own: what the program declares beside it is not known.
 *
 * @returns a check's failures, and the result where there are none
 */
export async function planWants(
  { check }: Operations,
  { properties, secrets }: Opened,
  { provider, ownerPrefix }: Caller,
): Promise<{ readonly answer: Partial<PlanResult>; readonly failures: CheckAnswer["failures"] }> {
  const args = properties as Opened["properties"] & Partial<PlanArgs>;
  const name = "kubeovn:plan";
  const owner = `${ownerPrefix}AddressPlan/${name}`;
  const declaration: Declaration = { kind: "AddressPlan", name, path: `AddressPlan::${name}`, owner, provider, args };
  const run: Declared["run"] = {
    id: randomUUID(),
    ownerPrefix,
    isPreview: undefined,
    batches: [{ declarations: [{ ...declaration, secrets }] }],
  };
  const { inputs, failures } = await check({}, args, () => ({ run, declaration, secrets }));
  if (failures.length > 0) return { answer: {}, failures };
  const { v4ips, v6ips, macAddresses } = inputs as Readonly<Record<string, unknown>> & PlanResult;
  return { answer: { v4ips, v6ips, macAddresses }, failures };
}
