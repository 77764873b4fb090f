// Program pulumi-resource-kubernetes is Pulumi's Kubernetes plugin. The command of its module cannot be built from the module proxy,
// because it embeds two files that its makefile generates; this one reads them from the folder it lies in.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, beside("schema.json"), beside("terraform-mapping.json"))
}

func beside(name string) []byte {
	executable, err := os.Executable()
	if err == nil {
		executable, err = filepath.EvalSymlinks(executable)
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(filepath.Join(filepath.Dir(executable), name))
	}
	if err != nil {
		log.Fatal(err)
	}
	return content
}
