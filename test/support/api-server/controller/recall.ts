import type { KubeObject } from "../../../../provider/objects/kube-object";
import { part, text, texts } from "../../../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import { DEFAULT_PROVIDER, isOvnProvider, portName } from "../../../../provider/plan";
import { type Asking, BooksError } from "./books";
import { type ClusterInside, FINALIZER } from "./cluster";

/**
 * What a controller that starts knows again: subnets, pools, IP objects that are for a VM or a StatefulSet, pods, and of Vips
 * the IPv4 address. A failure is logged, and that address is anyone's.
 *
 * @source kube-ovn pkg/controller/init.go InitIPAM, pkg/controller/gc.go gcIP
 */
export function recall(cluster: ClusterInside): void {
  const { books, list } = cluster;
  for (const subnet of list("Subnet")) {
    const spec = part(subnet, "spec");
    if (!finalizersOf(subnet).includes(FINALIZER)) continue;
    const [cidrBlock, gateway, excludeIps] = [
      text(spec, "cidrBlock"),
      text(spec, "gateway"),
      texts(spec, "excludeIps"),
    ];
    books.setSubnet(subnet.metadata.name, { cidrBlock, gateway, excludeIps });
  }
  for (const pool of list("IPPool")) {
    const spec = part(pool, "spec");
    books.setPool(text(spec, "subnet"), pool.metadata.name, texts(spec, "ips"));
  }
  const give = (asking: Asking, addresses: string): void => {
    try {
      books.giveStatic(asking, addresses.split(","), true);
    } catch (error) {
      if (!(error instanceof BooksError)) throw error;
    }
  };
  for (const ip of list("IP")) {
    const spec = part(ip, "spec");
    const isKept = ["StatefulSet", "VirtualMachine"].includes(text(spec, "podType"));
    const pod = cluster.get("Pod", text(spec, "podName"), text(spec, "namespace"));
    if (!isKept && pod === undefined) continue;
    if (finalizersOf(ip).length === 0 && cluster.release !== "1.13") continue;
    const owner = `${text(spec, "namespace")}/${text(spec, "podName")}`;
    const mac = text(spec, "macAddress");
    give({ subnet: text(spec, "subnet"), owner, nic: ip.metadata.name, mac }, text(spec, "ipAddress"));
  }
  for (const vip of list("Vip")) {
    const [spec, status] = [part(vip, "spec"), part(vip, "status")];
    const subnet = text(spec, "subnet");
    const nic = portName(vip.metadata.name, text(spec, "namespace"), providerOf(cluster.get("Subnet", subnet)));
    give({ subnet, owner: vip.metadata.name, nic, mac: text(status, "mac") }, text(status, "v4ip"));
  }
}

function providerOf(subnet: KubeObject | undefined): string {
  const provider = subnet === undefined ? "" : text(part(subnet, "spec"), "provider");
  return isOvnProvider(provider) ? provider || DEFAULT_PROVIDER : provider;
}
