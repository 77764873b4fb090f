package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

func main() {
	pulumi.Run(kubeovn.Planned(program))
}

func program(ctx *pulumi.Context) error {
	// A subnet for a new team. Planned addresses come from a planned range that Kube-OVN never assigns to pods automatically.
	teamB, err := kubeovn.NewSubnet(ctx, "team-b", &kubeovn.SubnetArgs{
		CidrBlock:  pulumi.String("10.80.0.0/24"),
		Namespaces: pulumi.StringArray{pulumi.String("team-b")},
		Allocation: kubeovn.AllocationArgs{Range: pulumi.String("10.80.0.200..10.80.0.250")},
	})
	if err != nil {
		return err
	}

	// Three pods of a StatefulSet, addresses one after the other.
	queue, err := kubeovn.NewReservedIPSet(ctx, "queue", &kubeovn.ReservedIPSetArgs{
		Subnet: teamB.Name,
		StatefulSet: kubeovn.StatefulSetOrdinalsArgs{
			Name:      pulumi.String("queue"),
			Namespace: pulumi.String("team-b"),
			Replicas:  pulumi.Int(3),
		},
		Layout: kubeovn.LayoutContiguous,
	})
	if err != nil {
		return err
	}

	// A virtual IP that the pods labeled app=proxy may take over from each other.
	proxy, err := kubeovn.NewVip(ctx, "proxy", &kubeovn.VipArgs{Subnet: teamB.Name})
	if err != nil {
		return err
	}
	_, err = kubeovn.NewAapBinding(ctx, "proxy", &kubeovn.AapBindingArgs{
		Vips:      pulumi.StringArray{proxy.Name},
		Namespace: pulumi.String("team-b"),
		Selector:  pulumi.StringArray{pulumi.String("app: proxy")},
	})
	if err != nil {
		return err
	}

	// A planned range in the cluster's default subnet, which is not this program's, and an address from it for a virtual machine.
	_, err = kubeovn.NewPlannedRange(ctx, "planned", &kubeovn.PlannedRangeArgs{
		Subnet: pulumi.String("ovn-default"),
		Range:  pulumi.String("10.16.200.0..10.16.200.255"),
	})
	if err != nil {
		return err
	}
	db, err := kubeovn.NewReservedIP(ctx, "db", &kubeovn.ReservedIPArgs{
		Subnet: pulumi.String("ovn-default"),
		Workload: kubeovn.WorkloadArgs{
			Kind:      kubeovn.WorkloadKindVirtualMachine,
			Name:      pulumi.String("db"),
			Namespace: pulumi.String("default"),
		},
	})
	if err != nil {
		return err
	}

	ctx.Export("database", db.V4IpAddress)
	ctx.Export("proxyAddress", proxy.V4ip)
	ctx.Export("queueAddresses", queue.Reservations.ApplyT(func(pods []kubeovn.SetMember) []string {
		addresses := []string{}
		for _, pod := range pods {
			addresses = append(addresses, pod.PodName+" "+*pod.V4IpAddress)
		}
		return addresses
	}))
	return nil
}
