/**
 * What the compiler lets a program write. Compiled with the tests: where a line below "@ts-expect-error" compiles, or one of
 * the others does not, `tsc -b` fails.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { ArgumentSetting } from "../../provider/plan/arguments/settings-table";
import * as kubeovn from "../../sdk";
import type { FixedIPStatefulSetArgs } from "../../sdk/components";

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
  Expect<Equal<FixedIPStatefulSetArgs["layout"], pulumi.Input<kubeovn.Layout> | undefined>>,
  Expect<Equal<keyof kubeovn.ProviderArgs, ArgumentSetting | "version">>,
  Expect<Equal<kubeovn.ProviderArgs["prune"], pulumi.Input<boolean> | undefined>>,
  Expect<Equal<kubeovn.ProviderArgs["ovnPorts"], pulumi.Input<"verify" | "repair" | "own"> | undefined>>,
];

/** Nothing that a program can reach begins with two underscores, but for Pulumi's own. */
type Own<R> = Exclude<keyof R, keyof pulumi.CustomResource>;
export type Hidden = [
  Expect<Equal<Extract<Own<kubeovn.Subnet>, `__${string}`>, never>>,
  Expect<Equal<Extract<Own<kubeovn.Vip>, `__${string}`>, never>>,
  Expect<Equal<Extract<Own<kubeovn.spiderpool.IPPool>, `__${string}`>, never>>,
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
