import { printAddress } from "../ipam";
import type { Gate, GateCode, GateFacts, Place } from "./gates";
import { holderName } from "./messages";
import { list, quote } from "./wording";

const PLACES: { readonly [P in Place]: string } = {
  outside: "is outside the subnet",
  network: "is the network address",
  last: "is the last address, which is never handed out",
  gateway: "is the gateway",
};

/** Every gate's sentence: what the controller does, and the way out. Lower case start, no full stop. */
const GATE_SENTENCES: { readonly [C in GateCode]: (facts: GateFacts[C]) => string } = {
  "no-subnet": () => "it names no subnet; set spec.subnet",
  "subnet-missing": (f) =>
    `Subnet ${quote(f.subnet)} does not exist${f.suggestion === undefined ? "" : ` (did you mean ${quote(f.suggestion)}?)`}; create it or make the object anew with the right name`,
  "subnet-broken": (f) =>
    `Subnet ${quote(f.subnet)} has no valid cidrBlock, so it has no addresses; fix the Subnet first`,
  "pod-type": (f) =>
    `podType ${quote(f.podType)} is none that Kube-OVN reserves for; write "", "StatefulSet" or "VirtualMachine"`,
  "wrong-name": (f) =>
    `Kube-OVN ignores it for ever, because of its name: for this workload and subnet it must be ${quote(f.expected)}; make it anew under that name`,
  "foreign-finalizer": (f) =>
    `Kube-OVN ignores an IP that is created with a finalizer, and this one has ${list(f.finalizers.map(quote), "and")}; make it anew without`,
  "port-exists": (f) =>
    `${holderName(f.holder)} has the logical switch port of that name already, so Kube-OVN takes the object for the pod's own and reserves nothing; adopt the object that the pod has, or delete the pod first`,
  "upper-case": (f) =>
    `${quote(f.address)} has capital letters, which Kube-OVN refuses; make it anew with ${quote(f.address.toLowerCase())}`,
  "not-an-address": (f) =>
    `${f.field} ${quote(f.text)} is not an IP address, and Kube-OVN replaces it by a random one without a word; make it anew with an address`,
  "never-handed-out": (f) =>
    `${printAddress(f.address)} ${PLACES[f.why]} of ${quote(f.subnet)}, and Kube-OVN refuses it each time it tries; make it anew with another address`,
  "address-taken": (f) =>
    `${printAddress(f.address)} in subnet ${quote(f.subnet)} is held by ${holderName(f.holder)}, and Kube-OVN waits until it is free; choose another address or remove that holder`,
  "mac-alone": () => "it has a macAddress and no address, which Kube-OVN fails on; set both or neither",
  "no-router-port": (f) =>
    `a switch_lb_vip needs the router port of subnet ${quote(f.subnet)}, which an underlay subnet has only with logicalGateway: true`,
  edited: (f) =>
    `${f.field} was changed to ${quote(f.spec)} after Kube-OVN had taken the object with ${quote(f.status)}, which it refuses; set it back, or make the object anew`,

  "leaving-foreign": (f) =>
    `its deletion waits for ${list(f.finalizers.map(quote), "and")}, which is not Kube-OVN's; whoever set it has to take it off`,
  "leaving-subnet-missing": (f) =>
    `its deletion waits for Subnet ${quote(f.subnet)}, which is gone; create that Subnet again until the object has gone`,

  "address-shared": (f) =>
    `${printAddress(f.address)} in subnet ${quote(f.subnet)} is held by ${holderName(f.holder)} too, which Kube-OVN does not check for IP objects; remove one of the two`,
  "gateway-taken": (f) =>
    `${printAddress(f.address)} is the gateway of subnet ${quote(f.subnet)}, which Kube-OVN does not check for IP objects; choose another address`,
  "mac-overwritten": (f) => `macAddress ${quote(f.mac)} is replaced without a word, because ${f.why}; leave it out`,
  "type-without-effect": (f) => `type ${quote(f.type)} is none that this release acts on; it counts as ""`,
  "not-reserved": () =>
    `its label ovn.kubernetes.io/ip_reserved is "false", so the address goes with the pod; set it to "true" to keep it`,
  "vm-name-unused": () =>
    "the controller runs with --keep-vm-ip=false and looks for launcher pods under their own names, so the VM never gets the address; run it with --keep-vm-ip=true, the default",
  "crashes-controller": () =>
    "it has no labels, and Kube-OVN 1.13 may crash on such an IP and start anew; give it a label, for instance ovn.kubernetes.io/subnet",

  "deleted-at-restart": (f) =>
    `Kube-OVN${f.isCertain ? "" : ", if it is 1.14.7 or newer,"} deletes it when its controller restarts before the workload exists${
      f.setAside
        ? "; its address is in excludeIps and stays free for it"
        : ", and gives its address to the next pod; a planned range keeps the address free"
    }`,
  "forgotten-at-restart": (f) =>
    `after a restart of its controller Kube-OVN may give ${list(f.addresses.map(printAddress), "and")} to a pod, because ${f.why}; a planned range keeps it free`,
  "blanked-at-start": () =>
    "it has no spec.ipAddress: were the controller to start now, it would wipe its addresses and choose others; set ipAddress too",
};

/** A gate in words. */
export function gateSentence({ code, facts }: Gate): string {
  return (GATE_SENTENCES[code] as (facts: Gate["facts"]) => string)(facts);
}
