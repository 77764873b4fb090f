// Command spiderpool-peer measures Spiderpool's own range functions (pkg/ip) on the work that bench/spiderpool.ts does.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spidernet-io/spiderpool/pkg/ip"
)

// A pool is what its webhook compares with others.
type pool struct {
	Subnet string   `json:"subnet"`
	IPs    []string `json:"ips"`
}

// A task is the input: lists of one family, new pools, and the other pools of their CIDR.
type task struct {
	Version  int64    `json:"version"`
	Items    []string `json:"items"`
	Excluded []string `json:"excluded"`
	New      []pool   `json:"new"`
	Pools    []pool   `json:"pools"`
}

// A result has the best of the rounds, in nanoseconds, and what came out, so that both sides are seen to do the same.
type result struct {
	MergeNs  int64 `json:"mergeNs"`
	Merged   int   `json:"merged"`
	TotalNs  int64 `json:"totalNs"`
	Total    int   `json:"total"`
	RivalsNs int64 `json:"rivalsNs"`
	Rivals   int   `json:"rivals"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: spiderpool-peer TASK.json ROUNDS")
		os.Exit(2)
	}
	text, err := os.ReadFile(os.Args[1])
	must(err)
	var t task
	must(json.Unmarshal(text, &t))
	rounds, err := strconv.Atoi(os.Args[2])
	must(err)
	var r result
	r.MergeNs = best(rounds, func() {
		merged, err := ip.MergeIPRanges(t.Version, t.Items)
		must(err)
		r.Merged = len(merged)
	})
	r.TotalNs = best(rounds, func() {
		addresses, err := ip.AssembleTotalIPs(t.Version, t.Items, t.Excluded)
		must(err)
		r.Total = len(addresses)
	})
	r.RivalsNs = best(rounds, func() { r.Rivals = rivals(t) })
	must(json.NewEncoder(os.Stdout).Encode(r))
}

// rivals counts the pools that share addresses with new ones, as pkg/ippoolmanager's webhook does for each pool that is written.
func rivals(t task) int {
	count := 0
	for _, one := range t.New {
		own, err := ip.NewCIDR(one.Subnet, one.IPs, nil)
		must(err)
		for _, other := range t.Pools {
			its, err := ip.NewCIDR(other.Subnet, other.IPs, nil)
			must(err)
			if _, overlaps := own.IsOverlapIPRanges(its.IPRange()); overlaps {
				count++
			}
		}
	}
	return count
}

func best(rounds int, work func()) int64 {
	var least int64
	for i := range rounds {
		start := time.Now()
		work()
		if passed := time.Since(start).Nanoseconds(); i == 0 || passed < least {
			least = passed
		}
	}
	return least
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
