// Command ipam-peer measures Kube-OVN's own IPAM on the work that bench/ipam.ts does: conflict checks and MACs included.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/kubeovn/kube-ovn/pkg/ipam"
	"k8s.io/klog/v2"
)

// A result is one line of output: of the rounds the best, times per operation in nanoseconds, heap in bytes.
type result struct {
	Cidr    string `json:"cidr"`
	Owners  int    `json:"owners"`
	FillNs  int64  `json:"fillNs"`
	ChurnNs int64  `json:"churnNs"`
	Heap    int64  `json:"heap"`
}

func main() {
	flags := flag.NewFlagSet("klog", flag.ExitOnError)
	klog.InitFlags(flags)
	must(flags.Set("logtostderr", "false"))
	must(flags.Set("stderrthreshold", "FATAL"))
	klog.SetOutput(io.Discard)
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: ipam-peer CIDR GATEWAY OWNERS ROUNDS")
		os.Exit(2)
	}
	owners, err := strconv.Atoi(os.Args[3])
	must(err)
	rounds, err := strconv.Atoi(os.Args[4])
	must(err)

	pods, nics := make([]string, owners), make([]string, owners)
	for i := range pods {
		pods[i] = fmt.Sprintf("default/workload-%d", i)
		nics[i] = fmt.Sprintf("workload-%d.default", i)
	}
	var fills, churns, heaps []int64
	for range rounds {
		fill, churn, heap := measure(os.Args[1], os.Args[2], pods, nics)
		fills, churns, heaps = append(fills, fill), append(churns, churn), append(heaps, heap)
	}
	line := result{os.Args[1], owners, slices.Min(fills), slices.Min(churns), slices.Min(heaps)}
	must(json.NewEncoder(os.Stdout).Encode(line))
}

// measure fills a subnet, then releases every third owner and takes as many addresses again.
func measure(cidr, gateway string, pods, nics []string) (fill, churn, heap int64) {
	before := liveHeap()
	server := ipam.NewIPAM()
	must(server.AddOrUpdateSubnet("subnet", cidr, gateway, []string{gateway}))
	take := func(i int) {
		_, _, _, err := server.GetRandomAddress(pods[i], nics[i], nil, "subnet", "", nil, true)
		must(err)
	}
	start := time.Now()
	for i := range pods {
		take(i)
	}
	fill = time.Since(start).Nanoseconds() / int64(len(pods))
	heap = liveHeap() - before

	operations := 0
	start = time.Now()
	for i := 0; i < len(pods); i += 3 {
		server.ReleaseAddressByPod(pods[i], "subnet")
		operations++
	}
	for i := 0; i < len(pods); i += 3 {
		take(i)
		operations++
	}
	churn = time.Since(start).Nanoseconds() / int64(operations)
	runtime.KeepAlive(server)
	return fill, churn, heap
}

func liveHeap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
