package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

const namespace = "shop"

func main() {
	pulumi.Run(kubeovn.Planned(program))
}

func program(ctx *pulumi.Context) error {
	// pulumi-kubeovn writes these into manifests/.
	subnet, err := kubeovn.NewSubnet(ctx, "shop", &kubeovn.SubnetArgs{
		CidrBlock:  pulumi.String("10.91.0.0/24"),
		Allocation: kubeovn.AllocationArgs{Range: pulumi.String("10.91.0.200..10.91.0.250")},
	})
	if err != nil {
		return err
	}
	batch, err := kubeovn.NewIPPool(ctx, "shop-batch", &kubeovn.IPPoolArgs{
		Subnet: subnet.Name,
		Ips:    pulumi.StringArray{pulumi.String("10.91.0.16/28")},
	})
	if err != nil {
		return err
	}
	front, err := kubeovn.NewVip(ctx, "shop-front", &kubeovn.VipArgs{Subnet: subnet.Name})
	if err != nil {
		return err
	}

	// Pulumi's Kubernetes plugin renders these into workloads/, with their addresses in them; the reservations go into manifests/.
	queueSpec := specOf("queue", 2, nil)
	queueSpec["serviceName"] = pulumi.String("queue")
	queue, err := kubeovn.NewFixedIPStatefulSet(ctx, "queue", &kubeovn.FixedIPStatefulSetArgs{
		Subnet:    subnet.Name,
		Namespace: pulumi.String(namespace),
		Spec:      queueSpec,
	})
	if err != nil {
		return err
	}
	db, err := kubeovn.NewFixedIPVirtualMachine(ctx, "db", &kubeovn.FixedIPVirtualMachineArgs{
		Subnet:    subnet.Name,
		Namespace: pulumi.String(namespace),
		Spec: pulumi.Map{
			"runStrategy": pulumi.String("Always"),
			"template":    pulumi.Map{"spec": pulumi.Map{"domain": pulumi.Map{"devices": pulumi.Map{}}}},
		},
	})
	if err != nil {
		return err
	}
	fromPool := pulumi.StringMap{"ovn.kubernetes.io/logical_switch": subnet.Name, "ovn.kubernetes.io/ip_pool": batch.Name}
	jobs := pulumi.Map{
		"apiVersion": pulumi.String("apps/v1"),
		"kind":       pulumi.String("Deployment"),
		"metadata":   pulumi.StringMap{"name": pulumi.String("jobs"), "namespace": pulumi.String(namespace)},
		"spec":       specOf("jobs", 3, fromPool),
	}
	if err := ctx.RegisterResource("kubernetes:apps/v1:Deployment", "jobs", jobs, &pulumi.CustomResourceState{}); err != nil {
		return err
	}

	ctx.Export("frontAddress", front.V4ip)
	ctx.Export("dbAddress", db.V4IpAddress)
	ctx.Export("queueAddresses", queue.Reservations.ApplyT(func(pods []kubeovn.SetMember) []string {
		addresses := []string{}
		for _, pod := range pods {
			addresses = append(addresses, *pod.V4IpAddress)
		}
		return addresses
	}))
	return nil
}

func specOf(app string, replicas int, annotations pulumi.StringMap) pulumi.Map {
	labels := pulumi.StringMap{"app": pulumi.String(app)}
	return pulumi.Map{
		"replicas": pulumi.Int(replicas),
		"selector": pulumi.Map{"matchLabels": labels},
		"template": pulumi.Map{
			"metadata": pulumi.Map{"labels": labels, "annotations": annotations},
			"spec": pulumi.Map{
				"containers": pulumi.Array{
					pulumi.StringMap{"name": pulumi.String("main"), "image": pulumi.String("docker.io/nginx:alpine")},
				},
			},
		},
	}
}
