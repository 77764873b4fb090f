package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

func main() {
	pulumi.Run(kubeovn.Planned(program))
}

func program(ctx *pulumi.Context) error {
	// Any free address: decided in the preview, kept for the VM through restart, migration and re-creation.
	planned, err := kubeovn.NewFixedIPVirtualMachine(ctx, "planned-vm", &kubeovn.FixedIPVirtualMachineArgs{
		Subnet: pulumi.String("ovn-default"),
		Spec:   spec,
	})
	if err != nil {
		return err
	}

	// This very address.
	fixed, err := kubeovn.NewFixedIPVirtualMachine(ctx, "testvm", &kubeovn.FixedIPVirtualMachineArgs{
		Subnet:      pulumi.String("ovn-default"),
		V4IpAddress: pulumi.String("10.16.0.116"),
		Spec:        spec,
	})
	if err != nil {
		return err
	}

	ctx.Export("addresses", pulumi.Array{planned.V4IpAddress, fixed.V4IpAddress})
	return nil
}

type object = map[string]any

var spec = pulumi.Any(object{
	"runStrategy": "Always",
	"template": object{
		"metadata": object{"labels": object{"kubevirt.io/size": "small"}},
		"spec": object{
			"domain": object{
				"devices":   object{"disks": []any{disk("containerdisk"), disk("cloudinitdisk")}},
				"resources": object{"requests": object{"memory": "64M"}},
			},
			"volumes": []any{
				object{"name": "containerdisk", "containerDisk": object{"image": "quay.io/kubevirt/cirros-container-disk-demo"}},
				object{"name": "cloudinitdisk", "cloudInitNoCloud": object{"userDataBase64": "SGkuXG4="}},
			},
		},
	},
})

func disk(name string) object {
	return object{"name": name, "disk": object{"bus": "virtio"}}
}
