import type {
  CoordinatorConfig,
  IbSriovConfig,
  IpoibConfig,
  MacvlanConfig,
  NetworkPools,
  OvsConfig,
  SriovConfig,
  VlanConfig,
} from "../arguments/spiderpool/multus-args";
import type { CniType } from "../terms/spiderpool/values";

type Fields = Readonly<Record<string, unknown>>;

/** Configuration of one plugin. The order of its keys is that of Spiderpool's; what is undefined is not written. */
type Plugin = Fields;

/** The chain around the plugin that makes the interface. */
interface Chain {
  readonly before?: readonly Plugin[];
  readonly main: Plugin;
  readonly after?: readonly Plugin[];
  /** Behind the coordinator. */
  readonly last?: readonly Plugin[];
}

/**
 * The plugins of a network, in the order in which they run, with every default that Spiderpool's webhook and CRD fill in.
 *
 * @source spiderpool pkg/multuscniconfig/multusconfig_informer.go generate*CNIConf, utils.go, multusconfig_mutate.go
 */
export function pluginsOf(args: Fields): readonly unknown[] {
  const { before = [], main, after = [], last = [] } = chainOf(args);
  const chained = ((args.chainCNIJsonData ?? []) as string[]).flatMap(parsed);
  const coordinator =
    args.enableCoordinator === true ? [coordinatorOf((args.coordinator ?? {}) as CoordinatorConfig)] : [];
  return [...before, main, ...after, ...chained, ...coordinator, ...last];
}

function chainOf(args: Fields): Chain {
  const cniType = args.cniType as Exclude<CniType, "custom">;
  const ipamOf = (pools?: NetworkPools): Plugin | undefined => (args.disableIPAM === true ? undefined : ipam(pools));
  switch (cniType) {
    case "macvlan":
    case "ipvlan": {
      const { master, vlanID = 0, mtu = 0, bond, ippools } = args[cniType] as MacvlanConfig;
      const base = baseOf(master, bond);
      const mode = cniType === "macvlan" ? "bridge" : undefined;
      return {
        before: vlanID !== 0 || master.length > 1 ? [ifacer(master, vlanID, bond)] : [],
        main: { type: cniType, master: vlanID === 0 ? base : `${base}.${vlanID}`, mode, mtu, ipam: ipamOf(ippools) },
      };
    }
    case "vlan": {
      const { master, vlanMode = "manual", vlanID = 0, mtu = 0, bond, ippools } = args.vlan as VlanConfig;
      const vlanId = vlanMode === "manual" ? vlanID : undefined;
      return {
        before: master.length > 1 ? [ifacer(master, 0, bond)] : [],
        main: { type: cniType, master: baseOf(master, bond), vlanMode, vlanId, mtu, ipam: ipamOf(ippools) },
      };
    }
    case "sriov": {
      const {
        vlanID = 0,
        minTxRateMbps = 0,
        maxTxRateMbps = 0,
        mtu = 0,
        rdmaIsolation,
        ippools,
      } = args.sriov as SriovConfig;
      const matches = ippools?.matchMasterSubnet === true ? { match_master_subnet: true } : {};
      const pools = ipamOf(ippools);
      return {
        main: {
          vlan: vlanID,
          min_tx_rate: minTxRateMbps,
          max_tx_rate: maxTxRateMbps,
          type: cniType,
          ipam: pools && { ...pools, ...matches },
        },
        after: rdmaIsolation === true ? [{ type: "rdma" }] : [],
        last: mtu > 0 ? [{ type: "tuning", mtu }] : [],
      };
    }
    case "ib-sriov": {
      const {
        pkey = "",
        linkState = "enable",
        rdmaIsolation = true,
        enableIbKubernetes = false,
        ippools,
      } = args.ibsriov as IbSriovConfig;
      const ipam = ipamOf(ippools);
      return {
        main: {
          type: cniType,
          pkey,
          link_state: linkState,
          rdmaIsolation,
          ibKubernetesEnabled: enableIbKubernetes,
          ipam,
        },
      };
    }
    case "ipoib": {
      const { master, ippools } = args.ipoib as IpoibConfig;
      return { main: { type: cniType, master, ipam: ipamOf(ippools) } };
    }
    case "ovs": {
      const { vlan = 0, bridge, deviceID, trunk = [], ippools } = args.ovs as OvsConfig;
      const trunks = trunk.map(({ minID, maxID, id }) => ({ minID, maxID, id }));
      return {
        main: {
          vlan,
          type: cniType,
          bridge,
          deviceID: deviceID || undefined,
          ipam: ipamOf(ippools),
          trunk: trunks.length === 0 ? undefined : trunks,
        },
      };
    }
  }
}

function baseOf(master: readonly string[], bond: MacvlanConfig["bond"]): string {
  return (master.length > 1 ? bond?.name : master[0]) ?? "";
}

/** The plugin that joins interfaces and makes a VLAN's before the main one needs them. */
function ifacer(interfaces: readonly string[], vlanID: number, bond: MacvlanConfig["bond"]): Plugin {
  return {
    vlanID: vlanID === 0 ? undefined : vlanID,
    type: "ifacer",
    interfaces,
    bond: bond && { name: bond.name, mode: bond.mode, options: bond.options ?? "" },
  };
}

function ipam({ ipv4 = [], ipv6 = [] }: NetworkPools = {}): Plugin {
  return {
    type: "spiderpool",
    default_ipv4_ippool: ipv4.length === 0 ? undefined : ipv4,
    default_ipv6_ippool: ipv6.length === 0 ? undefined : ipv6,
  };
}

function coordinatorOf(section: CoordinatorConfig): Plugin {
  const {
    txQueueLen = 0,
    tunePodRoutes = true,
    mode = "auto",
    podRPFilter = 0,
    hijackCIDR = [],
    policyRoutes = [],
  } = section;
  return {
    txQueueLen,
    vethLinkAddress: section.vethLinkAddress || undefined,
    vethMTU: section.vethMTU,
    tunePodRoutes,
    podMACPrefix: section.podMACPrefix || undefined,
    mode,
    type: "coordinator",
    podDefaultRouteNic: section.podDefaultRouteNIC || undefined,
    podRPFilter: section.podCIDRType === undefined ? undefined : podRPFilter,
    hijackCIDR: hijackCIDR.length === 0 ? undefined : hijackCIDR,
    policyRoutes: policyRoutes.length === 0 ? undefined : policyRoutes.map(({ dst, gw }) => ({ dst, gw })),
  };
}

/** A plugin that was given as text: Go writes its keys in order. */
function parsed(text: string): unknown[] {
  try {
    return [sorted(JSON.parse(text))];
  } catch {
    return [];
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
