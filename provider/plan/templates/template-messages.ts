import { withCode } from "../refusals/refusal";
import { few, list, quote } from "../terms/wording";

/** The facts behind each refusal of a workload. `who` is the workload, such as `StatefulSet "web"`. */
export interface TemplateFacts {
  readonly "reserved-for-another": {
    readonly who: string;
    readonly ip: string;
    readonly theirs: string;
    readonly mine: string;
  };
  readonly "reserved-for-deployment": { readonly who: string; readonly ip: string };
  readonly "member-without-name": { readonly who: string; readonly count: number };
  readonly "address-sources": { readonly who: string; readonly interface: string; readonly sources: readonly string[] };
  readonly "subnets-differ": { readonly who: string; readonly interface: string; readonly subnets: readonly string[] };
  readonly "pods-without-address": {
    readonly who: string;
    readonly interface: string;
    readonly replicas: number;
    readonly pods: readonly string[];
    readonly count: number;
  };
  readonly "list-from-ordinal": { readonly who: string; readonly start: number; readonly entries: number };
  readonly "list-misread": { readonly who: string; readonly text: string; readonly write: string };
  readonly "addresses-too-few": {
    readonly who: string;
    readonly from: string;
    readonly addresses: string;
    readonly replicas: number;
    readonly surge: number;
  };
  readonly "vip-for-deployment": { readonly who: string; readonly vip: string };
  readonly "vip-for-several-pods": { readonly who: string; readonly vip: string; readonly replicas: number };
  readonly "vip-for-several-interfaces": {
    readonly who: string;
    readonly vip: string;
    readonly interfaces: readonly string[];
  };
  readonly "vip-type-unfit": {
    readonly who: string;
    readonly vip: string;
    readonly type: string;
    readonly annotation: string;
  };
  readonly "pair-without-namespace": { readonly who: string; readonly vip: string };
  readonly "pair-namespace": {
    readonly who: string;
    readonly vips: string;
    readonly theirs: string;
    readonly mine: string;
  };
  readonly "pair-selector": {
    readonly who: string;
    readonly vips: string;
    readonly item: string;
    readonly actual: string | undefined;
  };
  readonly "pair-subnet": {
    readonly who: string;
    readonly vip: string;
    readonly subnet: string;
    readonly subnets: readonly string[];
  };
  readonly "pair-list": { readonly who: string; readonly text: string; readonly write: string };
  readonly "annotation-written": {
    readonly who: string;
    readonly annotation: string;
    readonly theirs: string;
    readonly ours: string;
  };
  readonly "attachment-missing": {
    readonly who: string;
    readonly ip: string;
    readonly attachment: string;
    readonly where: string;
  };
  readonly "attachment-twice": { readonly who: string; readonly ip: string; readonly attachment: string };
  readonly "attachments-unreadable": { readonly who: string; readonly text: string };
  readonly "annotations-refused": { readonly who: string; readonly fault: string };
  readonly "vm-mac": { readonly who: string; readonly ip: string; readonly theirs: string; readonly ours: string };
}

/** Every such refusal's sentence; the form is that of the resources' own. */
export const TEMPLATE_SENTENCES: { readonly [C in keyof TemplateFacts]: (facts: TemplateFacts[C]) => string } = {
  "reserved-for-another": (f) =>
    `IP ${quote(f.ip)} is reserved for ${f.theirs} and this is ${f.mine}, whose pods Kube-OVN would give other addresses; use the same kind, name and namespace in both`,
  "reserved-for-deployment": (f) =>
    `pods of ${f.who} have generated names, so IP ${quote(f.ip)} can never match; use an IPPool, or a StatefulSet`,
  "member-without-name": (f) =>
    `${f.who} is to have one of a set's ${f.count} addresses, and its name says which; set metadata.name`,
  "address-sources": (f) =>
    `interface ${quote(f.interface)} of ${f.who} would get its address from ${list(f.sources, "and")}, and Kube-OVN looks at one of them; keep one`,
  "subnets-differ": (f) =>
    `interface ${quote(f.interface)} of ${f.who} is in several subnets (${list(f.subnets.map(quote), "and")}); use one subnet`,
  "pods-without-address": (f) =>
    `${f.who} has ${f.replicas} ${f.replicas === 1 ? "replica" : "replicas"} and ${few(f.pods, f.count)} ${f.count === 1 ? "has" : "have"} no reserved address for interface ${quote(f.interface)}; reserve more, lower the replicas, or make ordinals.start and the reservations' start agree`,
  "list-from-ordinal": (f) =>
    `Kube-OVN picks the entry of ip_pool by the number in the pod's name and does not subtract ordinals.start, so the pods of ${f.who} would ask for entry ${f.start} and on of ${f.entries}; omit "asList", and each pod finds its reservation by name`,
  "list-misread": (f) =>
    `ip_pool ${quote(f.text)} of ${f.who} would be split at every comma, and each pod would get an address of one family; write ${quote(f.write)}`,
  "addresses-too-few": (f) =>
    `${f.who} has ${f.replicas} ${f.replicas === 1 ? "replica" : "replicas"}${f.surge > 0 ? `, a rollout needs ${f.surge} more before it ends one,` : ""} and ${f.from} has ${f.addresses} ${f.addresses === "1" ? "address" : "addresses"}; widen it, lower the replicas${f.surge > 0 ? `, or set maxUnavailable to 1` : ""}`,
  "vip-for-deployment": (f) =>
    `the next pod of ${f.who} could not have Vip ${quote(f.vip)} while the last one is there, and would never ask again; use an IPPool, or a StatefulSet of one replica`,
  "vip-for-several-pods": (f) =>
    `${f.who} has ${f.replicas} replicas and one of them can have the address of Vip ${quote(f.vip)}; reserve an address for each pod with a ReservedIPSet`,
  "vip-for-several-interfaces": (f) =>
    `every interface of ${f.who} would take the address of Vip ${quote(f.vip)} (${list(f.interfaces.map(quote), "and")}), and the second one fails; use a ReservedIP for each interface`,
  "vip-type-unfit": (f) =>
    `Vip ${quote(f.vip)} is of type ${quote(f.type)} and ${f.who} names it in ${f.annotation}, which accepts Vips of type ""; use another Vip`,
  "pair-without-namespace": (f) =>
    `Vip ${quote(f.vip)} has no namespace, so Kube-OVN makes no port for it and ${f.who} gets nothing; list it in an AapBinding, or set its namespace`,
  "pair-namespace": (f) =>
    `${f.vips} is for pods of namespace ${quote(f.theirs)} and ${f.who} is in ${quote(f.mine)}; use one namespace`,
  "pair-selector": (f) =>
    `${f.vips} is for pods with label ${quote(f.item)} and those of ${f.who} have ${f.actual === undefined ? "no such label" : quote(f.actual)}; add the label or change the selector`,
  "pair-subnet": (f) =>
    `Vip ${quote(f.vip)} is in Subnet ${quote(f.subnet)} and ${f.who} has interfaces in ${list(f.subnets.map(quote), "and")} only, none of which can carry it; use one subnet`,
  "pair-list": (f) =>
    `aaps ${quote(f.text)} of ${f.who} is split at commas without trimming, so Vips with a space before them get no parents; write ${quote(f.write)}`,
  "annotation-written": (f) =>
    `${f.who} has annotation ${quote(f.annotation)} with ${quote(f.theirs)} where the reservation says ${quote(f.ours)}; omit the annotation`,
  "attachment-missing": (f) =>
    `IP ${quote(f.ip)} is for the interface on ${quote(f.attachment)} and ${f.who} is not attached to it; add ${quote(f.attachment)} to ${f.where}`,
  "attachment-twice": (f) =>
    `${f.who} is attached to ${quote(f.attachment)} twice, and Kube-OVN looks for reservations of the one or the other under no name that an IP object can have, so IP ${quote(f.ip)} is never used; attach it once`,
  "attachments-unreadable": (f) =>
    `annotation "k8s.v1.cni.cncf.io/networks" of ${f.who} is ${quote(f.text)}, which is neither a list of "namespace/name" with commas between nor JSON; write one of them`,
  "annotations-refused": (f) => f.fault,
  "vm-mac": (f) =>
    `an interface of ${f.who} has macAddress ${quote(f.theirs)} and IP ${quote(f.ip)} has ${quote(f.ours)}, so OVN would drop its packets; omit it from the interface, or set it in the reservation`,
};

/** What is worth knowing about a workload and is no reason to refuse. */
export interface TemplateNotes {
  readonly "vip-as-address": { readonly who: string; readonly vip: string };
}

export const TEMPLATE_NOTES: { readonly [N in keyof TemplateNotes]: (facts: TemplateNotes[N]) => string } = {
  "vip-as-address": (f) =>
    withCode(
      `${f.who} takes Vip ${quote(f.vip)} as its own address, which Kube-OVN advises against; use a ReservedIP`,
      "vip-as-address",
    ),
};
