//go:build tools

// Package tools keeps the newest Go language host that the Go module proxy serves in go.mod; it runs beside the CLI of ../pulumi-cli.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"
