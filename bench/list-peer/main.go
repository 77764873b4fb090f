// Command list-peer reads with client-go what bench/snapshot.ts reads, the IPs of Kube-OVN, and prints as JSON what it took.
//
//	list-peer informer KUBECONFIG    from the start of an informer until it has synced
//	list-peer raw KUBECONFIG         the list in one piece, received and thrown away, as "kubectl get --raw" asks for it
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

var ips = schema.GroupVersionResource{Group: "kubeovn.io", Version: "v1", Resource: "ips"}

func main() {
	figures, err := measure(os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(figures)
}

func measure(args []string) (map[string]float64, error) {
	ways := map[string]func(*rest.Config) (int, error){"informer": informer, "raw": raw}
	if len(args) != 3 || ways[args[1]] == nil {
		return nil, fmt.Errorf("usage: list-peer informer|raw KUBECONFIG")
	}
	config, err := clientcmd.BuildConfigFromFlags("", args[2])
	if err != nil {
		return nil, err
	}
	started := time.Now()
	objects, err := ways[args[1]](config)
	if err != nil {
		return nil, err
	}
	seconds := time.Since(started).Seconds()
	var usage syscall.Rusage
	if err = syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return nil, err
	}
	return map[string]float64{
		"objects":    float64(objects),
		"seconds":    seconds,
		"cpuSeconds": time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds(),
		"peakBytes":  float64(usage.Maxrss) * 1024,
	}, nil
}

// informer returns how many objects its store has.
func informer(config *rest.Config) (int, error) {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	shared := dynamicinformer.NewDynamicSharedInformerFactory(client, 0).ForResource(ips).Informer()
	go shared.Run(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), shared.HasSynced) {
		return 0, fmt.Errorf("the informer has not synced")
	}
	return len(shared.GetStore().ListKeys()), nil
}

// raw returns 0: to count the objects would be to read them.
func raw(config *rest.Config) (int, error) {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return 0, err
	}
	answer, err := client.Get(config.Host + "/apis/" + ips.Group + "/" + ips.Version + "/" + ips.Resource)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the API server answers %s", answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return 0, err
}
