//go:build tools

// Package tools keeps the YAML language host in go.mod; it runs beside the CLI of ../pulumi-cli.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
