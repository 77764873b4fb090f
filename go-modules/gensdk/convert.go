package main

import (
	"context"
	"errors"
	"fmt"
	"go/format"
	"os"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi-yaml/pkg/pulumiyaml"
	yamlgen "github.com/pulumi/pulumi-yaml/pkg/pulumiyaml/codegen"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// A converter makes the files of a program; main is the one with its code.
type converter struct {
	generate func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
	main     string
	finish   func(string) (string, error)
}

var converters = map[string]converter{
	"typescript": {nodejs.GenerateProgram, "index.ts", unchanged},
	"python":     {python.GenerateProgram, "__main__.py", unchanged},
	"go":         {gogen.GenerateProgram, "main.go", planned},
}

// convert makes of a program in YAML the same program in another language. Its resources are those of the package.
func convert(bound *schema.Package, language, file string) (string, error) {
	to, ok := converters[language]
	if !ok {
		return "", fmt.Errorf("no converter to %q\n%s", language, usage)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	template, problems, err := pulumiyaml.LoadYAMLBytes(file, text)
	if err := failed(problems.HCL(), err); err != nil {
		return "", err
	}
	program, diagnostics, err := yamlgen.EjectProgram(template, onlyPackage{bound})
	if err := failed(diagnostics, err); err != nil {
		return "", err
	}
	files, diagnostics, err := to.generate(program)
	if err := failed(diagnostics, err); err != nil {
		return "", err
	}
	return to.finish(string(files[to.main]))
}

// failed makes an error of diagnostics, warnings among them, since nobody would read them.
func failed(diagnostics hcl.Diagnostics, err error) error {
	if err == nil && len(diagnostics) == 0 {
		return nil
	}
	return errors.Join(err, diagnostics)
}

func unchanged(text string) (string, error) { return text, nil }

// planned wraps the function of a program in Go as programs wrap it whose resources are planned together: sdks/go/kubeovn/planned.go.
func planned(text string) (string, error) {
	const classes = `"pulumi-kubeovn/sdks/go/kubeovn"`
	const open, closed = "\tpulumi.Run(func(ctx *pulumi.Context) error {\n", "\n\t})\n}\n"
	if strings.Count(text, open) != 1 || !strings.HasSuffix(text, closed) {
		return "", fmt.Errorf("this is no program around one function:\n%s", text)
	}
	if !strings.Contains(text, classes) {
		text = strings.Replace(text, "import (\n", "import (\n\t"+classes+"\n", 1)
	}
	text = strings.Replace(text, open, "\tpulumi.Run(kubeovn.Planned(func(ctx *pulumi.Context) error {\n", 1)
	text = strings.TrimSuffix(text, closed) + "\n\t}))\n}\n"
	formatted, err := format.Source([]byte(text))
	return string(formatted), err
}

// onlyPackage is where converters find packages: no other than this one.
type onlyPackage struct{ bound *schema.Package }

var _ schema.ReferenceLoader = onlyPackage{}

func (l onlyPackage) LoadPackageV2(_ context.Context, descriptor *schema.PackageDescriptor) (*schema.Package, error) {
	if name := descriptor.PackageName(); name != l.bound.Name {
		return nil, fmt.Errorf("an example of %s cannot use the package %s", l.bound.Name, name)
	}
	return l.bound, nil
}

func (l onlyPackage) LoadPackage(name string, version *semver.Version) (*schema.Package, error) {
	return l.LoadPackageV2(context.Background(), &schema.PackageDescriptor{Name: name, Version: version})
}

func (l onlyPackage) LoadPackageReferenceV2(
	ctx context.Context, descriptor *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	found, err := l.LoadPackageV2(ctx, descriptor)
	if err != nil {
		return nil, err
	}
	return found.Reference(), nil
}

func (l onlyPackage) LoadPackageReference(name string, version *semver.Version) (schema.PackageReference, error) {
	return l.LoadPackageReferenceV2(context.Background(), &schema.PackageDescriptor{Name: name, Version: version})
}
