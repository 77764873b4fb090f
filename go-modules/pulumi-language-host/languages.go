package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"golang.org/x/mod/modfile"
)

// toolchain is what differs between languages.
type toolchain struct {
	generate func(*schema.Package, *pulumirpc.GeneratePackageRequest, schema.ReferenceLoader) (map[string][]byte, error)
	// link names a folder of classes in the file that lists what a program needs.
	link func(program, folder string) error
	// install is the command that gets what the file lists.
	install []string
}

var toolchains = map[string]toolchain{
	"go": {
		generate: func(
			bound *schema.Package, request *pulumirpc.GeneratePackageRequest, _ schema.ReferenceLoader,
		) (map[string][]byte, error) {
			return gogen.GeneratePackage(generator, bound, request.LocalDependencies)
		},
		link:    replaceModule,
		install: []string{"go", "mod", "tidy"},
	},
	"python": {
		generate: func(
			bound *schema.Package, request *pulumirpc.GeneratePackageRequest, loader schema.ReferenceLoader,
		) (map[string][]byte, error) {
			return python.GeneratePackage(generator, bound, request.ExtraFiles, loader)
		},
		link:    appendRequirement,
		install: []string{"python3", "-m", "pip", "install", "--requirement", requirements},
	},
}

const (
	generator    = "pulumi-language-host"
	requirements = "requirements.txt"
)

func replaceModule(program, folder string) error {
	text, err := os.ReadFile(filepath.Join(program, folder, "go.mod"))
	if err != nil {
		return err
	}
	edit := exec.Command("go", "mod", "edit", "-replace", modfile.ModulePath(text)+"=./"+filepath.ToSlash(folder))
	edit.Dir, edit.Stderr = program, os.Stderr
	return edit.Run()
}

func appendRequirement(program, folder string) error {
	file, err := os.OpenFile(filepath.Join(program, requirements), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = fmt.Fprintln(file, folder)
	return err
}
