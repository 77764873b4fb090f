/**
 * What the compiler lets a program write. Compiled with the tests: where a line below "@ts-expect-error" compiles, or one of
 * the others does not, `tsc -b` fails.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { ArgumentSetting } from "../../provider/plan/arguments/settings-table";
import * as kubeovn from "../../sdk";
import type * as components from "../../sdk/components";
import type * as testing from "../../testing";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Expect<T extends true> = T;

/** Types as an editor shows them: an Input of what it is, or of an interface. */
export type Shown = [
  Expect<Equal<kubeovn.SubnetArgs["cidrBlock"], pulumi.Input<string>>>,
  Expect<Equal<kubeovn.SubnetArgs["gatewayType"], pulumi.Input<"distributed" | "centralized"> | undefined>>,
  Expect<Equal<kubeovn.ReservedIPArgs["workload"], pulumi.Input<kubeovn.WorkloadArgs>>>,
  Expect<Equal<kubeovn.ReservedIPArgs["subnet"], pulumi.Input<string> | kubeovn.Subnet>>,
  Expect<Equal<kubeovn.ReservedIPSetArgs["layout"], pulumi.Input<"spread" | "contiguous"> | undefined>>,
  Expect<Equal<kubeovn.ReservedIPArgs["key"], string | undefined>>,
  Expect<Equal<kubeovn.Vip["type"], pulumi.Output<kubeovn.VipType>>>,
  Expect<Equal<components.FixedIPStatefulSetArgs["layout"], pulumi.Input<kubeovn.Layout> | undefined>>,
  Expect<Equal<keyof kubeovn.ProviderArgs, ArgumentSetting | "version">>,
  Expect<Equal<kubeovn.ProviderArgs["prune"], pulumi.Input<boolean> | undefined>>,
  Expect<Equal<kubeovn.ProviderArgs["ovnPorts"], pulumi.Input<"verify" | "repair" | "own"> | undefined>>,
];

/** All names that a value of one of these types has. */
type NamesIn<T> = T extends unknown ? keyof T : never;
/** The names that a module exports, and those that its classes and their arguments have. */
type NamesOf<M> =
  | keyof M
  | {
      [K in keyof M]: M[K] extends new (name: string, ...args: infer A) => infer R ? NamesIn<R> | NamesIn<A[0]> : never;
    }[keyof M];
type PulumiNames = NamesIn<pulumi.CustomResource | pulumi.ComponentResource | pulumi.ProviderResource>;

/** Nothing that a program can reach begins with two underscores, but for Pulumi's own. */
type Public =
  | NamesOf<typeof kubeovn>
  | NamesOf<typeof kubeovn.spiderpool>
  | NamesOf<typeof components>
  | NamesOf<typeof testing>;
export type Hidden = [
  Expect<
    Equal<
      Extract<Public, "Vip" | "cidrBlock" | "reserved" | "plannedMocks">,
      "Vip" | "cidrBlock" | "reserved" | "plannedMocks"
    >
  >,
  Expect<Equal<Extract<Exclude<Public, PulumiNames>, `__${string}`>, never>>,
];

/** Never run. */
export function programs(text: pulumi.Output<string>, subnet: kubeovn.Subnet, pool: kubeovn.spiderpool.IPPool): void {
  new kubeovn.Provider("edge");
  new kubeovn.ReservedIP("db", { subnet, workload: { kind: "VirtualMachine", name: text } });
  new kubeovn.ReservedIP("db", { subnet: text, workload: { kind: "StatefulSet", name: "db", ordinal: 0 } });
  // @ts-expect-error no address is kept for a Deployment
  new kubeovn.ReservedIP("db", { subnet, workload: { kind: "Deployment", name: "db" } });
  // @ts-expect-error no such field
  new kubeovn.ReservedIP("db", { subnet, workload: { kind: "Pod", name: "db", nmespace: "shop" } });

  new kubeovn.Subnet("lab", { cidrBlock: "10.80.0.0/24", allocation: { strategy: "lowest", range: [text] } });
  // @ts-expect-error no such strategy
  new kubeovn.Subnet("lab", { cidrBlock: "10.80.0.0/24", allocation: { strategy: "random" } });
  // @ts-expect-error lower case
  new kubeovn.Subnet("lab", { cidrBlock: "10.80.0.0/24", gatewayType: "Distributed" });

  const cidrBlock = "10.80.0.0/24";
  new kubeovn.Subnet("lab", {
    cidrBlock,
    acls: [{ direction: "to-lport", priority: 1000, match: "ip4", action: "drop" }],
    natOutgoingPolicyRules: [{ match: { srcIPs: "10.80.0.0/28" }, action: "forward" }],
    namespaceSelectors: [{ matchExpressions: [{ key: "team", operator: "In", values: ["a"] }] }],
    u2oFeatures: { overlayOnlyRouting: true },
  });
  // @ts-expect-error no such action
  new kubeovn.Subnet("lab", { cidrBlock, acls: [{ direction: "to-lport", match: "ip4", action: "deny" }] });
  // @ts-expect-error it is called srcIPs
  new kubeovn.Subnet("lab", { cidrBlock, natOutgoingPolicyRules: [{ match: { srcIps: "10.80.0.1" }, action: "nat" }] });
  // @ts-expect-error no such operator
  new kubeovn.Subnet("lab", { cidrBlock, namespaceSelectors: [{ matchExpressions: [{ key: "a", operator: "in" }] }] });
  // @ts-expect-error no such switch
  new kubeovn.Subnet("lab", { cidrBlock, u2oFeatures: { overlayOnly: true } });

  const vip = new kubeovn.Vip("web", { subnet, type: "switch_lb_vip" });
  // @ts-expect-error no such type
  new kubeovn.Vip("web", { subnet, type: "lb" });
  new kubeovn.AapBinding("web", { vips: [vip, "other", text], namespace: "shop" });
  // @ts-expect-error a Subnet is no Vip
  new kubeovn.AapBinding("web", { vips: [subnet], namespace: "shop" });

  new kubeovn.spiderpool.PodAnnotations("web", { ippools: [{ ipv4: [pool, "lab"], interface: "eth0" }] });
  // @ts-expect-error no such family
  new kubeovn.spiderpool.PodAnnotations("web", { ippool: { v4: [pool] } });
  // @ts-expect-error no such type of CNI
  new kubeovn.spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "bridge" });
}
