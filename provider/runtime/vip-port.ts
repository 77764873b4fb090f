import { isFault, parseAddress } from "../ipam";
import { kubeovnKey, part, text } from "../objects/kubeovn/kinds";
import { DEFAULT_PROVIDER, DEFAULT_VPC, type Declarer, declarerOf, hasOwnPort, NOTES, portName } from "../plan";
import type { PortStore } from "../stores/ovn/port-store";
import type { WantedAddressPort } from "../stores/ovn/wanted-port";
import { StoreError } from "../stores/store";
import type { Properties } from "./lifecycle";
import type { Session } from "./session";

/** Makes or repairs the logical switch port that a Vip of this type has, or says that it is missing. */
export async function ensureVipPort(
  session: Session,
  inputs: Properties,
  before: Declarer = declarerOf(inputs),
): Promise<void> {
  const found = await wantedPort(session, inputs);
  if (found === undefined) return;
  const { store, port } = found;
  const { owner } = declarerOf(inputs);
  await store.ensure([port], owner);
  if (before.owner !== owner) await store.release([port], before.owner, () => false);
  if (store.duty === "verify" && !(await isThere(store, port))) {
    session.note(NOTES["vip-port-missing"]({ vip: String(inputs.name), port: port.name }));
  }
}

/** False when a Vip should have a logical switch port and has none. */
export async function hasVipPort(session: Session, props: Properties): Promise<boolean> {
  const found = await wantedPort(session, props);
  return found === undefined || isThere(found.store, found.port);
}

/** Takes the port away that was made here; Kube-OVN's controller removes its own with the Vip. */
export async function releaseVipPort(session: Session, props: Properties): Promise<void> {
  const found = await wantedPort(session, props);
  if (found !== undefined) await found.store.release([found.port], declarerOf(props).owner, () => false);
}

async function isThere(store: PortStore, port: WantedAddressPort): Promise<boolean> {
  const [found] = await store.find([port]);
  return found?.row?.name === port.name;
}

/**
 * The port as Kube-OVN's controller makes it.
 *
 * @source kube-ovn pkg/controller/vip.go handleAddVirtualIP; pkg/ovs/ovn-nb-logical_switch_port.go CreateLogicalSwitchPort
 */
async function wantedPort(
  session: Session,
  properties: Properties,
): Promise<{ readonly store: PortStore; readonly port: WantedAddressPort } | undefined> {
  const { type, name, subnet, namespace = "", v4ip, v6ip, macAddress } = properties as Record<string, string>;
  const store = hasOwnPort(type) ? await session.ports.store() : undefined;
  const texts = [v4ip, v6ip].filter((address) => typeof address === "string" && address !== "");
  const address = parseAddress(texts[0] ?? "");
  if (store === undefined || isFault(address)) return undefined;
  const spec = part((await session.store.get(kubeovnKey("Subnet", String(subnet)))) ?? NO_SUBNET, "spec");
  const vpc = text(spec, "vpc") || DEFAULT_VPC;
  const isLoadBalancer = type === "switch_lb_vip";
  const mac = isLoadBalancer ? await routerMac(store, `${vpc}-${subnet}`, String(name)) : macAddress;
  return {
    store,
    port: {
      kind: "address",
      name: portName(String(name), namespace, text(spec, "provider") || DEFAULT_PROVIDER),
      logicalSwitch: String(subnet),
      address,
      addresses: [mac, ...texts].join(" "),
      options: isLoadBalancer ? { arp_proxy: "true" } : {},
      externalIds: {
        ...(namespace === "" ? {} : { pod: `${namespace}/${name}` }),
        ...(vpc === DEFAULT_VPC ? {} : { "associated_sg_default-securitygroup": "false" }),
      },
    },
  };
}

const NO_SUBNET = { apiVersion: "", kind: "Subnet", metadata: { name: "" } };

async function routerMac(store: PortStore, routerPort: string, vip: string): Promise<string> {
  const mac = await store.routerPortMac(routerPort);
  if (mac !== undefined) return mac;
  throw new StoreError("not-found", `OVN has no router port "${routerPort}", whose MAC Vip "${vip}" answers with`);
}
