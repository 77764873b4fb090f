package kubeovn

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn/internal"
)

// Planned wraps the function of a program, so that all resources of this package that it declares are planned together:
// no order in which the engine asks for them leads to another address.
//
//	pulumi.Run(kubeovn.Planned(func(ctx *pulumi.Context) error {
//		_, err := kubeovn.NewVip(ctx, "web", &kubeovn.VipArgs{Subnet: pulumi.String("ovn-default")})
//		return err
//	}))
//
// What a goroutine or a function of ApplyT declares is planned around what stands, one resource after another. There, too,
// Planned plans several together:
//
//	err := kubeovn.Planned(func(ctx *pulumi.Context) error { … })(ctx)
//
// The resources get their answers when the function has returned; with an error none of them is made. Resources that are
// declared with another context come alone. Under Pulumi's mocks Planned does nothing.
func Planned(body pulumi.RunFunc) pulumi.RunFunc {
	return internal.Planned(body)
}
