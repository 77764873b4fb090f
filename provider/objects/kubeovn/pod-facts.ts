import { type Address, sameAddress } from "../../ipam";
import {
  DEFAULT_NAMESPACE,
  DEFAULT_PROVIDER,
  DEFAULT_VPC,
  type Demand,
  type Holder,
  type Holding,
  portName,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { addressesIn, macIn } from "./addresses";
import { demandsOf, providersOf } from "./demands";
import { type Facts, NOTHING, type Unplaced } from "./fact";
import { part, parts, text, VM_LABEL } from "./kinds";
import { type PodInterface, pairPodOf } from "./pair-pod";

const ADDRESS_SUFFIX = ".kubernetes.io/ip_address";
const ALLOCATED_SUFFIX = ".kubernetes.io/allocated";

/**
 * One holding per interface, read from the annotations `<provider>.kubernetes.io/ip_address` and its neighbors. A fixed
 * address is the pod's from the start; of a list it asks for all until Kube-OVN has served it, all interfaces at once.
 * Without any of them it has what its status says.
 */
export function podFacts(object: KubeObject): Facts {
  const { name, namespace = DEFAULT_NAMESPACE, annotations = {} } = object.metadata;
  if (hasEnded(object)) return NOTHING;
  const node = text(part(object, "spec"), "nodeName");
  const holder: Holder = { kind: "Pod", name, namespace, ...(node === "" ? {} : { node }) };
  const isPending = !Object.entries(annotations).some(
    ([key, value]) => key.endsWith(ALLOCATED_SUFFIX) && value === "true",
  );
  const holdings: Holding[] = [];
  const unplaced: Unplaced[] = [];
  const ports: { name: string; holder: Holder }[] = [];
  const interfaces: PodInterface[] = [];
  for (const [annotationName, value] of Object.entries(annotations)) {
    if (!annotationName.endsWith(ADDRESS_SUFFIX)) continue;
    const provider = annotationName.slice(0, -ADDRESS_SUFFIX.length);
    const of = (field: string): string => annotations[`${provider}.kubernetes.io/${field}`] ?? "";
    const port = portName(of("virtualmachine") || name, namespace, provider);
    const mac = macIn(of("mac_address"));
    const vip = annotations["ovn.kubernetes.io/vip"];
    const holding = {
      key: `port/${port}`,
      holder,
      addresses: addressesIn([String(value)]),
      mac,
      sharesWith: vip === undefined ? undefined : `Vip/${vip}`,
    };
    const subnet = of("logical_switch");
    ports.push({ name: port, holder });
    interfaces.push({ name: port, subnet, provider });
    if (subnet === "")
      unplaced.push({ ...holding, reach: { in: "pods", namespace, providers: providersOf(provider) } });
    else holdings.push({ ...holding, subnet });
  }
  const own = [...holdings, ...unplaced].flatMap(({ addresses }) => addresses);
  const isHeld = ({ addresses }: Demand): boolean =>
    addresses.length > 0 && addresses.every((address) => own.some((held) => sameAddress(held, address)));
  const pairPod = pairPodOf(object, interfaces);
  const demands = demandsOf(holder, annotations).filter((demand) => demand.isForVips || (isPending && !isHeld(demand)));
  const told = own.length > 0 ? undefined : byStatus(object, holder);
  const vpc = annotations[`${DEFAULT_PROVIDER}.kubernetes.io/logical_router`] ?? "";
  const isRouted = vpc !== "" && vpc !== DEFAULT_VPC;
  return {
    ...NOTHING,
    holdings,
    unplaced,
    demands,
    ports,
    ...(pairPod === undefined ? {} : { pairPod }),
    ...(told === undefined ? {} : { byStatus: told }),
    ...(isRouted ? { routed: { namespace, vpc, labels: object.metadata.labels ?? {}, addresses: own } } : {}),
  };
}

/**
 * Whether a pod has given its address back. One that is to be restarted has not, unless its node has evicted it; where a file
 * does not say that it is, it is not.
 *
 * @source kube-ovn pkg/controller/pod.go isPodStatusPhaseAlive
 */
function hasEnded(object: KubeObject): boolean {
  const status = part(object, "status");
  const policy = text(part(object, "spec"), "restartPolicy");
  switch (text(status, "phase")) {
    case "Succeeded":
      return policy !== "Always";
    case "Failed":
      return policy === "" || policy === "Never" || text(status, "reason") === "Evicted";
    default:
      return false;
  }
}

function byStatus(object: KubeObject, holder: Holder): Unplaced | undefined {
  const addresses = statusAddresses(object);
  if (addresses.length === 0) return undefined;
  const { name, namespace = DEFAULT_NAMESPACE, annotations = {}, labels = {} } = object.metadata;
  const subnet = annotations[`${DEFAULT_PROVIDER}.kubernetes.io/logical_switch`];
  return {
    key: `port/${portName(labels[VM_LABEL] ?? name, namespace, DEFAULT_PROVIDER)}`,
    holder,
    addresses,
    reach: subnet === undefined ? { in: "pod", namespace } : { in: "subnet", name: subnet },
  };
}

/** What a pod has by its status, one of each family; on the network of its node it has none of its own. */
export function statusAddresses(object: KubeObject): readonly Address[] {
  if (part(object, "spec").hostNetwork === true) return [];
  const status = part(object, "status");
  const of = (one: string, list: string): readonly Address[] =>
    addressesIn([text(status, one), ...parts(status, list).map((entry) => text(entry, "ip"))]);
  const ofNode = of("hostIP", "hostIPs");
  return of("podIP", "podIPs").filter((own) => !ofNode.some((address) => sameAddress(address, own)));
}
