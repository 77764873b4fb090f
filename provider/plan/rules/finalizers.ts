/** Kube-OVN's own finalizers, the second one before 1.13 (pkg/util/const.go). */
export const CONTROLLER_FINALIZERS: readonly string[] = ["kubeovn.io/kube-ovn-controller", "kube-ovn-controller"];
