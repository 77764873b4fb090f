// Command gensdk checks a package schema with Pulumi's own binder, generates its classes for other languages with Pulumi's own
// generators, where no language host of the machine can, and converts programs in YAML with Pulumi's own converters.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const usage = `usage: gensdk <schema.json>                          check only
       gensdk <schema.json> python|go <folder>    and write the classes into the folder
       gensdk <schema.json> convert typescript|python|go <program.yaml>
                                                  and print the program in that language`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	isConversion := len(args) == 4 && args[1] == "convert"
	if len(args) != 1 && len(args) != 3 && !isConversion {
		return errors.New(usage)
	}
	bound, err := bind(args[0])
	if err != nil || len(args) == 1 {
		return err
	}
	if isConversion {
		text, err := convert(bound, args[2], args[3])
		fmt.Print(text)
		return err
	}
	files, err := generate(bound, args[1])
	if err != nil {
		return err
	}
	return write(files, args[2])
}

// bind reads a schema; warnings of the binder are errors, since nobody would read them.
func bind(file string) (*schema.Package, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	bound, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return bound, nil
}

func generate(bound *schema.Package, language string) (map[string][]byte, error) {
	switch language {
	case "python":
		return python.GeneratePackage("gensdk", bound, nil, nil)
	case "go":
		return gogen.GeneratePackage("gensdk", bound, nil)
	default:
		return nil, fmt.Errorf("no generator for %q\n%s", language, usage)
	}
}

func write(files map[string][]byte, folder string) error {
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
