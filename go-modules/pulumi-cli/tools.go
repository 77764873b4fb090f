//go:build tools

// Package tools keeps the Pulumi CLI in go.mod, from which scripts/pulumi-cli.mjs builds it where no CLI can be downloaded.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
