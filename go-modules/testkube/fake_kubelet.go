package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// addressAnnotation is where Kube-OVN's controller writes the addresses of a Pod, comma-separated when it has both families.
const addressAnnotation = "ovn.kubernetes.io/ip_address"

// resync is how often all Pods are looked at again: what failed is tried once more.
const resync = 5 * time.Second

// A fakeKubelet stands in for the scheduler and for the kubelet of every Node. It binds Pods without a Node to one, says that a Pod
// with addresses is running and ready, and finishes graceful deletions, which wait for a kubelet for ever. No container is started.
type fakeKubelet struct {
	client kubernetes.Interface
	node   string
}

// runFakeKubelet serves a cluster until the process ends.
func runFakeKubelet(args []string) error {
	flags := flag.NewFlagSet("fake-kubelet", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "cluster and credentials")
	node := flags.String("node", "", "where Pods go that name no Node")
	_ = flags.Parse(args)
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	// Dozens of Pods at once are common in tests; the default of five requests a second would be their pace.
	config.QPS, config.Burst = 500, 500
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	kubelet := fakeKubelet{client: client, node: *node}
	informer := informers.NewSharedInformerFactory(client, resync).Core().V1().Pods().Informer()
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(pod any) { kubelet.advance(pod.(*corev1.Pod)) },
		UpdateFunc: func(_, pod any) { kubelet.advance(pod.(*corev1.Pod)) },
	})
	if err != nil {
		return err
	}
	informer.Run(context.Background().Done())
	return nil
}

// advance takes a Pod one step further; the update that follows brings it here again.
func (kubelet fakeKubelet) advance(pod *corev1.Pod) {
	var err error
	switch {
	case pod.DeletionTimestamp != nil:
		err = kubelet.finishDeletion(pod)
	case pod.Spec.NodeName == "":
		err = kubelet.bind(pod)
	case pod.Status.Phase == corev1.PodPending && len(podIPs(pod)) > 0:
		err = kubelet.markRunning(pod)
	}
	if err != nil && !apierrors.IsConflict(err) && !apierrors.IsNotFound(err) {
		fmt.Fprintf(os.Stderr, "pod %s/%s: %v\n", pod.Namespace, pod.Name, err)
	}
}

func (kubelet fakeKubelet) finishDeletion(pod *corev1.Pod) error {
	now := int64(0)
	only := &metav1.Preconditions{UID: &pod.UID}
	return kubelet.client.CoreV1().Pods(pod.Namespace).Delete(context.Background(), pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: only})
}

func (kubelet fakeKubelet) bind(pod *corev1.Pod) error {
	binding := &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: kubelet.node},
	}
	return kubelet.client.CoreV1().Pods(pod.Namespace).Bind(context.Background(), binding, metav1.CreateOptions{})
}

func (kubelet fakeKubelet) markRunning(pod *corev1.Pod) error {
	now := metav1.Now()
	running := pod.DeepCopy()
	running.Status.Phase = corev1.PodRunning
	running.Status.StartTime = &now
	running.Status.HostIP = "127.0.0.1"
	running.Status.PodIPs = podIPs(pod)
	running.Status.PodIP = running.Status.PodIPs[0].IP
	running.Status.Conditions = nil
	for _, condition := range []corev1.PodConditionType{corev1.PodScheduled, corev1.PodInitialized, corev1.ContainersReady, corev1.PodReady} {
		running.Status.Conditions = append(running.Status.Conditions, corev1.PodCondition{Type: condition, Status: corev1.ConditionTrue, LastTransitionTime: now})
	}
	started := true
	state := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
	running.Status.ContainerStatuses = nil
	for _, container := range pod.Spec.Containers {
		running.Status.ContainerStatuses = append(running.Status.ContainerStatuses, corev1.ContainerStatus{Name: container.Name, Image: container.Image, Ready: true, Started: &started, State: state})
	}
	_, err := kubelet.client.CoreV1().Pods(pod.Namespace).UpdateStatus(context.Background(), running, metav1.UpdateOptions{})
	return err
}

// podIPs are the addresses of a Pod as far as it has any: its host's, or those that Kube-OVN gave it.
func podIPs(pod *corev1.Pod) []corev1.PodIP {
	if pod.Spec.HostNetwork {
		return []corev1.PodIP{{IP: "127.0.0.1"}}
	}
	addresses := pod.Annotations[addressAnnotation]
	if addresses == "" {
		return nil
	}
	var ips []corev1.PodIP
	for address := range strings.SplitSeq(addresses, ",") {
		ips = append(ips, corev1.PodIP{IP: address})
	}
	return ips
}
