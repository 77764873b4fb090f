//go:build tools

// Package tools keeps the newest Kube-OVN that the Go module proxy serves in go.mod; the test cluster runs its controller.
package tools

import _ "github.com/kubeovn/kube-ovn/cmd"
