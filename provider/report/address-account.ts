import {
  type Address,
  contains,
  isFault,
  type Prefix,
  parseAddress,
  prefixContains,
  prefixesContain,
  printRange,
  sameAddress,
  standingOf,
} from "../ipam";
import {
  claimantsByPool,
  type Holder,
  holderName,
  LiveContext,
  liveScene,
  liveView,
  type PlannedSubnet,
  type Snapshot,
  subnetsOf,
} from "../plan";
import { compareTexts } from "./changes";
import { claimantName } from "./claimant-name";
import { refusedWords } from "./refused";

/** What is known of an address in one network. */
export interface AddressAccount {
  /** `Subnet "a"`, `SpiderIPPool "p" (10.6.0.0/16)`. */
  readonly network: string;
  /** What the network sets it aside for, in words, and why it gives none where it does not; what is held is told by the holders. */
  readonly state: string;
  /** Everybody who has it, in words, pods with their node. */
  readonly holders: readonly string[];
  /** Everybody who asks for it and has it not yet, in words. */
  readonly claimants: readonly string[];
}

/** An account for every network that has the address, Kube-OVN's first, in the order of names. */
export function accountsOf(snapshot: Snapshot, address: Address): readonly AddressAccount[] {
  return [...kubeOvnAccounts(snapshot, address), ...spiderAccounts(snapshot, address)];
}

function kubeOvnAccounts(snapshot: Snapshot, address: Address): readonly AddressAccount[] {
  const around = new LiveContext(snapshot);
  return [...subnetsOf(snapshot).values()]
    .filter(({ prefixes }) => prefixesContain(prefixes, address))
    .sort((a, b) => compareTexts(a.name, b.name))
    .map((subnet) => {
      const mates = around.views.matesOf(subnet.space);
      const holders = mates
        .flatMap((mate) => around.holdingsAt(mate, address))
        .map(({ holder }) => holderWords(holder, snapshot));
      const claimants = mates.flatMap((mate) => around.demandsAt(mate, address)).map(claimantName);
      const refused = refusedWords(around, subnet.name);
      const state = stateIn(subnet, address);
      return {
        network: `Subnet ${JSON.stringify(subnet.name)}`,
        state: refused === undefined ? state : `${state}; ${refused}`,
        holders: [...new Set(holders)],
        claimants: [...new Set(claimants)],
      };
    });
}

function stateIn(subnet: PlannedSubnet, address: Address): string {
  const pool = address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
  if (subnet.gateways.some((gateway) => sameAddress(gateway, address))) return "the gateway";
  const standing = pool === undefined ? undefined : standingOf(pool, address);
  switch (standing?.at) {
    case "network":
      return "the network address, not assignable";
    case "last":
      return "the last address, not assignable";
    case "excluded":
      return `excluded by excludeIps (${printRange(standing.range)})`;
    case "named-pool":
      return `of IPPool ${JSON.stringify(standing.name)}`;
    case "planned":
      return "in a planned range";
    default:
      return "an ordinary address";
  }
}

function holderWords(holder: Holder, { spider }: Snapshot): string {
  const node = holder.node ?? spider.pods.get(`${holder.namespace}/${holder.name}`)?.node;
  return node === undefined ? holderName(holder) : `${holderName(holder)} on node ${JSON.stringify(node)}`;
}

function spiderAccounts({ spider }: Snapshot, address: Address): readonly AddressAccount[] {
  const view = liveView(spider);
  const only = { family: address.family, first: address.value, last: address.value };
  const reservers = view.reservedBy(only).map((name) => `kept back by SpiderReservedIP ${JSON.stringify(name)}`);
  const inCidr = ({ prefix }: { readonly prefix: Prefix }): boolean => prefixContains(prefix, address);
  const isText = (text: string): boolean => {
    const one = parseAddress(text);
    return !isFault(one) && sameAddress(one, address);
  };
  const claimants = claimantsByPool(liveScene(view, spider));
  const pools = [...view.pools.values()].filter(inCidr).flatMap((pool): readonly AddressAccount[] => {
    const live = spider.pools.get(pool.name);
    const holders = [...pool.allocated]
      .filter(([text]) => isText(text))
      .map(([, pod]) => {
        const node = spider.pods.get(pod)?.node;
        return node === undefined ? `Pod ${pod}` : `Pod ${pod} on node ${JSON.stringify(node)}`;
      });
    const isGateway = isText(live?.gateway ?? "");
    if (!contains(pool.listed, address) && !isGateway && holders.length === 0) return [];
    const states = [
      ...(isGateway ? ["the gateway"] : []),
      ...(contains(pool.listed, address) && !contains(pool.content, address) ? ["excluded by excludeIPs"] : []),
      ...reservers,
      ...(pool.isDisabled ? ["of a pool that is disabled"] : []),
    ];
    return [
      {
        network: `SpiderIPPool ${JSON.stringify(pool.name)} (${pool.cidr})`,
        state: states.length === 0 ? "for the pods that the pool serves" : states.join(", "),
        holders,
        claimants:
          holders.length === 0 && contains(pool.content, address)
            ? (claimants.get(pool.name) ?? []).map(holderName)
            : [],
      },
    ];
  });
  const subnets = [...view.subnets.values()].filter(inCidr).map(
    ({ name, cidr, content, gateway }): AddressAccount => ({
      network: `SpiderSubnet ${JSON.stringify(name)} (${cidr})`,
      state: isText(gateway)
        ? "the gateway"
        : contains(content, address)
          ? "listed, for its pools"
          : "not among its addresses",
      holders: [],
      claimants: [],
    }),
  );
  const told = [...pools, ...subnets].sort((a, b) => compareTexts(a.network, b.network));
  return told.length > 0 || reservers.length === 0
    ? told
    : [{ network: "Spiderpool", state: reservers.join(", "), holders: [], claimants: [] }];
}
