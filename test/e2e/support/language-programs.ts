/** The same program in several languages. */
export type Programs = Readonly<Record<"node" | "python" | "go", string>>;

/** A program in Go around the body of its function. */
const inGo = (imports: readonly string[], body: string, beside = ""): string => `package main

import (
${imports.map((path) => `\t"${path}"\n`).join("")}
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

func main() {
	pulumi.Run(kubeovn.Planned(program))
}

func program(ctx *pulumi.Context) error {
${body}}
${beside}`;

/** Resources under parents, one of which is a resource of this package, and another stands for a component. */
export const PARENTS: Programs = {
  node: `const pulumi = require("@pulumi/pulumi");
const { Vip } = require("pulumi-kubeovn");
const group = new pulumi.ComponentResource("shop:index:Group", "group");
const inner = new pulumi.ComponentResource("shop:index:Inner", "inner", {}, { parent: group });
const web = new Vip("web", { subnet: "ovn-default" }, { parent: inner });
new Vip("below", { subnet: "ovn-default" }, { parent: web });
new Vip("renamed", { subnet: "ovn-default" }, { aliases: [{ name: "former" }], retainOnDelete: true });
new Vip("keyed", { subnet: "ovn-default", key: "shop/keyed" });
`,
  python: `import pulumi
from pulumi import ResourceOptions
from pulumi_kubeovn import Vip
group = pulumi.ComponentResource("shop:index:Group", "group")
inner = pulumi.ComponentResource("shop:index:Inner", "inner", None, ResourceOptions(parent=group))
web = Vip("web", subnet="ovn-default", opts=ResourceOptions(parent=inner))
Vip("below", subnet="ovn-default", opts=ResourceOptions(parent=web))
Vip("renamed", subnet="ovn-default", opts=ResourceOptions(aliases=[pulumi.Alias(name="former")], retain_on_delete=True))
Vip("keyed", subnet="ovn-default", key=pulumi.Output.concat("shop/", "keyed"))
`,
  go: inGo(
    [],
    `	group, inner := &component{}, &component{}
	if err := ctx.RegisterComponentResource("shop:index:Group", "group", group); err != nil {
		return err
	}
	if err := ctx.RegisterComponentResource("shop:index:Inner", "inner", inner, pulumi.Parent(group)); err != nil {
		return err
	}
	args := func() *kubeovn.VipArgs { return &kubeovn.VipArgs{Subnet: pulumi.String("ovn-default")} }
	web, err := kubeovn.NewVip(ctx, "web", args(), pulumi.Parent(inner))
	if err != nil {
		return err
	}
	if _, err := kubeovn.NewVip(ctx, "below", args(), pulumi.Parent(web)); err != nil {
		return err
	}
	former := pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("former")}})
	if _, err := kubeovn.NewVip(ctx, "renamed", args(), former, pulumi.RetainOnDelete(true)); err != nil {
		return err
	}
	keyed := args()
	keyed.Key = pulumi.Sprintf("shop/%s", "keyed")
	_, err = kubeovn.NewVip(ctx, "keyed", keyed)
	return err
`,
    `
type component struct{ pulumi.ResourceState }
`,
  ),
};

/** Ten Vips in a subnet that has room for thirteen, registered in the order that ORDER says. */
export const TEN: Programs = {
  node: `const { Vip } = require("pulumi-kubeovn");
for (const i of process.env.ORDER) exports["v" + i] = new Vip("v" + i, { subnet: "small" }).v4ip;
`,
  python: `import os
import pulumi
from pulumi_kubeovn import Vip
for i in os.environ["ORDER"]:
    pulumi.export(f"v{i}", Vip(f"v{i}", subnet="small").v4ip)
`,
  go: inGo(
    ["os"],
    `	for _, i := range os.Getenv("ORDER") {
		vip, err := kubeovn.NewVip(ctx, "v"+string(i), &kubeovn.VipArgs{Subnet: pulumi.String("small")})
		if err != nil {
			return err
		}
		ctx.Export("v"+string(i), vip.V4ip)
	}
	return nil
`,
  ),
};

/**
 * What a function of apply declares besides the others, where there is room for thirteen, half of it with an explicit provider;
 * in Node the others alone.
 */
export const LATE: Programs = {
  node: `const { Vip } = require("pulumi-kubeovn");
exports.first = [0, 1, 2, 3, 4, 5].map((i) => new Vip("v" + i, { subnet: "small" }).v4ip);
`,
  python: `import asyncio
import pulumi
from pulumi_kubeovn import Provider, Vip
async def later():
    await asyncio.sleep(0.5)
    return "small"
def declare(name):
    there = pulumi.ResourceOptions(provider=edge)
    return [Vip(f"w{i}", subnet=name) for i in range(3)] + [Vip(f"x{i}", subnet=name, opts=there) for i in range(3)]
edge = Provider("edge", manifests="edge")
first = [Vip(f"v{i}", subnet="small") for i in range(6)]
late = pulumi.Output.from_input(later()).apply(declare)
pulumi.export("first", [vip.v4ip for vip in first])
pulumi.export("late", late.apply(lambda vips: pulumi.Output.all(*[vip.v4ip for vip in vips])))
`,
  // While the others are declared: that makes no difference.
  go: inGo(
    ["fmt"],
    `	edge, err := kubeovn.NewProvider(ctx, "edge", &kubeovn.ProviderArgs{Manifests: pulumi.String("edge")})
	if err != nil {
		return err
	}
	declared := make(chan struct{})
	small := pulumi.String("small").ToStringOutput()
	late := small.ApplyT(func(name string) (pulumi.StringArrayOutput, error) {
		defer close(declared)
		together := pulumi.StringArray{}
		err := kubeovn.Planned(func(ctx *pulumi.Context) (err error) {
			together, err = vips(ctx, "w", 3)
			return err
		})(ctx)
		if err != nil {
			return pulumi.StringArrayOutput{}, err
		}
		alone, err := vips(ctx, "x", 3, pulumi.Provider(edge))
		return append(together, alone...).ToStringArrayOutput(), err
	})
	<-declared
	first, err := vips(ctx, "v", 6)
	ctx.Export("first", first)
	ctx.Export("late", late)
	return err
`,
    `
func vips(ctx *pulumi.Context, name string, count int, opts ...pulumi.ResourceOption) (pulumi.StringArray, error) {
	addresses := pulumi.StringArray{}
	for i := range count {
		vip, err := kubeovn.NewVip(ctx, fmt.Sprint(name, i), &kubeovn.VipArgs{Subnet: pulumi.String("small")}, opts...)
		if err != nil {
			return nil, err
		}
		addresses = append(addresses, vip.V4ip.Elem())
	}
	return addresses, nil
}
`,
  ),
};

const HALF = `
func half(ctx *pulumi.Context) error {
	if _, err := kubeovn.NewVip(ctx, "half", &kubeovn.VipArgs{Subnet: pulumi.String("small")}); err != nil {
		return err
	}
	return errors.New("half a program")
}
`;

/** What has declared a resource when it fails, and the programs in Go by it. */
export const FAILING: Readonly<Record<string, string>> = {
  "a program": inGo(["errors"], "	return half(ctx)\n", HALF),
  "what a function of ApplyT plans together": inGo(
    ["errors"],
    `	declared := make(chan struct{})
	pulumi.String("small").ToStringOutput().ApplyT(func(string) (string, error) {
		defer close(declared)
		return "", kubeovn.Planned(half)(ctx)
	})
	<-declared
	return nil
`,
    HALF,
  ),
};

/** A secret address, and an explicit provider with a directory of its own, where the same address is free. */
export const SECRET: Pick<Programs, "python" | "go"> = {
  python: `import pulumi
import pulumi_kubeovn as kubeovn
address = pulumi.Output.secret("10.99.0.7")
edge = kubeovn.Provider("edge", manifests="edge")
there = pulumi.ResourceOptions(provider=edge)
hidden = kubeovn.Vip("hidden", subnet="small", v4ip=address)
other = kubeovn.Vip("other", subnet="small")
same = kubeovn.Vip("same", subnet="small", v4ip="10.99.0.7", opts=there)
kubeovn.Vip("below", subnet="small", v4ip="10.99.0.8", opts=pulumi.ResourceOptions(parent=same))
`,
  go: inGo(
    [],
    `	edge, err := kubeovn.NewProvider(ctx, "edge", &kubeovn.ProviderArgs{Manifests: pulumi.String("edge")})
	if err != nil {
		return err
	}
	hidden := &kubeovn.VipArgs{
		Subnet: pulumi.String("small"),
		V4ip:   pulumi.ToSecret(pulumi.String("10.99.0.7")).(pulumi.StringOutput),
	}
	if _, err := kubeovn.NewVip(ctx, "hidden", hidden); err != nil {
		return err
	}
	if _, err := kubeovn.NewVip(ctx, "other", &kubeovn.VipArgs{Subnet: pulumi.String("small")}); err != nil {
		return err
	}
	args := &kubeovn.VipArgs{Subnet: pulumi.String("small"), V4ip: pulumi.String("10.99.0.7")}
	same, err := kubeovn.NewVip(ctx, "same", args, pulumi.Provider(edge))
	if err != nil {
		return err
	}
	below := &kubeovn.VipArgs{Subnet: pulumi.String("small"), V4ip: pulumi.String("10.99.0.8")}
	_, err = kubeovn.NewVip(ctx, "below", below, pulumi.Parent(same))
	return err
`,
  ),
};

/** A resource that is refused, and with it two that are registered after it, of which the secrets are not valid either. */
export const REFUSED: Pick<Programs, "python" | "go"> = {
  python: `import pulumi
from pulumi_kubeovn import ReservedIPSet, Vip
bad = Vip("bad", subnet="small", v4ip="10.99.0.1O")
after = pulumi.ResourceOptions(depends_on=[bad])
Vip("hidden", subnet="small", v4ip=pulumi.Output.secret("10.99.0.1hush"), opts=after)
pods = {"name": pulumi.Output.secret("Hush_pod"), "namespace": "default", "replicas": 1}
ReservedIPSet("queue", subnet="small", stateful_set=pods, opts=after)
`,
  go: inGo(
    [],
    `	secret := func(text string) pulumi.StringOutput { return pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput) }
	small := pulumi.String("small")
	bad, err := kubeovn.NewVip(ctx, "bad", &kubeovn.VipArgs{Subnet: small, V4ip: pulumi.String("10.99.0.1O")})
	if err != nil {
		return err
	}
	after := pulumi.DependsOn([]pulumi.Resource{bad})
	if _, err := kubeovn.NewVip(ctx, "hidden", &kubeovn.VipArgs{Subnet: small, V4ip: secret("10.99.0.1hush")}, after); err != nil {
		return err
	}
	pods := kubeovn.StatefulSetOrdinalsArgs{
		Name:      secret("Hush_pod"),
		Namespace: pulumi.String("default"),
		Replicas:  pulumi.Int(1),
	}
	_, err = kubeovn.NewReservedIPSet(ctx, "queue", &kubeovn.ReservedIPSetArgs{Subnet: small, StatefulSet: pods}, after)
	return err
`,
  ),
};
