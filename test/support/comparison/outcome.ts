import { BlockList, isIP } from "node:net";
import { type Act, objectOf } from "./act";
import { type ApiObject, isTaken, type Observation } from "./observation";

/** What became of something that was done by hand. */
export type Outcome =
  /** The API server answered with an error. */
  | { readonly code: "refused"; readonly message: string }
  /** A condition or an event tells what is wrong; `works`: the object is used nevertheless. */
  | { readonly code: "told"; readonly message: string; readonly works: boolean }
  /** The object stays as it is, and only the controller's log says why. */
  | { readonly code: "logged"; readonly message: string }
  /** The object stays as it is, and nothing says why. */
  | { readonly code: "unsaid" }
  /** The API server has left a field out. */
  | { readonly code: "dropped"; readonly field: string }
  /** The controller has put something else in a field. */
  | { readonly code: "rewritten"; readonly field: string; readonly now: string }
  /** The object says one thing, and the controller keeps to what it said before. */
  | { readonly code: "unfollowed"; readonly field: string; readonly now: string; readonly message?: string }
  | { readonly code: "shared"; readonly what: string; readonly others: readonly string[] }
  | { readonly code: "families-swapped"; readonly v4: string; readonly v6: string }
  /** Another set of pods than meant may use the Vip. */
  | { readonly code: "parents"; readonly port: string; readonly parents: readonly string[] }
  /** A pod runs with another address than meant. */
  | { readonly code: "other-address"; readonly pod: string; readonly address: string }
  /** There is no such port, and the Vip is ready. */
  | { readonly code: "no-port"; readonly port: string }
  /** A port of someone else is gone. */
  | { readonly code: "lost-port"; readonly port: string }
  /** Holders of the subnet are outside of it. */
  | { readonly code: "outside"; readonly holders: readonly string[] }
  /** Deletion was accepted and does not come to its end. */
  | { readonly code: "leaving"; readonly finalizers: readonly string[] }
  /** A dry run that says nothing of the address. */
  | { readonly code: "no-address" }
  /** As it was written. */
  | { readonly code: "taken" };

/** What the one who did it meant, where the objects don't say it. */
export interface Meaning {
  /** Parents that the virtual port of a Vip should have, in the order of their names. */
  readonly parents?: Readonly<Record<string, readonly string[]>>;
  /** Addresses that pods should have. */
  readonly address?: Readonly<Record<string, string>>;
  /** Ports that should be there. */
  readonly ports?: readonly string[];
}

/** What became of it, from what was seen. */
export function outcomeOf(act: Act, meaning: Meaning, seen: Observation): Outcome {
  const { answer, warnings, logged, live } = seen;
  if (answer.status >= 400) return { code: "refused", message: answer.body.message };
  const object = objectOf(act);
  switch (act.verb) {
    case "create --dry-run=server":
      return addressesIn(answer.body).length > 0 ? { code: "taken" } : { code: "no-address" };
    case "delete": {
      if (live !== undefined) return { code: "leaving", finalizers: live.metadata.finalizers ?? [] };
      const [port] = seen.lostPorts;
      return port === undefined ? { code: "taken" } : { code: "lost-port", port };
    }
    case "restart kube-ovn-controller":
      return portless(meaning, seen) ?? { code: "taken" };
    case "edit":
    case "create":
    case "create unchecked": {
      if (object === undefined || live === undefined) throw new Error("there is nothing to look at");
      const [warning] = warnings;
      const works = isTaken(object.kind, live);
      if (warning !== undefined) return { code: "told", message: warning, works };
      if (!works) return logged === undefined ? { code: "unsaid" } : { code: "logged", message: logged };
      if (object.kind === "Pod") return misled(meaning, live, seen) ?? { code: "taken" };
      return (
        unfollowed(object.spec, seen) ??
        rewritten(object.spec, seen) ??
        swapped(live) ??
        outside(live, seen) ??
        portless(meaning, seen) ??
        shared(object.kind, live, seen) ?? { code: "taken" }
      );
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** What the controller goes by: it never looks at the spec of a Vip again. */
function inForce(live: ApiObject): Fields {
  if (live.kind !== "Vip") return {};
  const { v4ip, v6ip, type } = live.status;
  return { v4ip, v6ip, type, subnet: live.metadata.labels["ovn.kubernetes.io/subnet"] };
}

function unfollowed(asked: Fields, { live, logged }: Observation): Outcome | undefined {
  const field = Object.entries(inForce(live)).find(
    ([name, value]) => name in asked && live.spec[name] === asked[name] && value !== asked[name],
  );
  if (field === undefined) return undefined;
  const [name, now] = field;
  return { code: "unfollowed", field: name, now: String(now), ...(logged === undefined ? {} : { message: logged }) };
}

function rewritten(asked: Fields, { live, before }: Observation): Outcome | undefined {
  const field = Object.keys(asked).find((name) => !holds(live.spec[name], asked[name]));
  if (field === undefined) return undefined;
  const now = live.spec[field];
  if (now === undefined) return { code: "dropped", field };
  // A random address or MAC is another one every time; that it is the old one is worth saying.
  const isOld = before !== undefined && before.spec?.[field] === now;
  const isRandom = !isOld && (isIP(String(now)) !== 0 || field === "macAddress");
  return {
    code: "rewritten",
    field,
    now: isRandom ? `another ${field === "macAddress" ? "MAC" : "address"}` : text(now),
  };
}

/** Whether a field says what was asked: lists may have got more items, and a field that the API server dropped says nothing. */
function holds(now: unknown, asked: unknown): boolean {
  if (Array.isArray(asked) && Array.isArray(now)) return asked.every((item) => now.includes(item));
  return JSON.stringify(now) === JSON.stringify(asked);
}

const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

function swapped({ status }: ApiObject): Outcome | undefined {
  const { v4availableIPrange: v4, v6availableIPrange: v6 } = status ?? {};
  return v4?.includes(":") ? { code: "families-swapped", v4, v6 } : undefined;
}

function outside({ kind, metadata, spec }: ApiObject, { holders }: Observation): Outcome | undefined {
  if (kind !== "Subnet") return undefined;
  const cidrs = new BlockList();
  for (const cidr of String(spec.cidrBlock).split(",")) {
    const [network = "", length] = cidr.split("/");
    cidrs.addSubnet(network, Number(length), typeOf(network));
  }
  const isInside = (address: string): boolean => cidrs.check(address, typeOf(address));
  const out = holders.filter(({ subnet, addresses }) => subnet === metadata.name && !addresses.every(isInside));
  return out.length === 0 ? undefined : { code: "outside", holders: out.map(({ name }) => name).sort() };
}

const typeOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

function shared(kind: string, live: ApiObject, { holders }: Observation): Outcome | undefined {
  const name = `${kind} ${live.metadata.name}`;
  const mine = holders.find((one) => one.name === name);
  if (mine === undefined) return undefined;
  const others = holders.filter((one) => one.subnet === mine.subnet && one.name !== name);
  const names = (same: (one: (typeof others)[number]) => boolean): string[] =>
    others
      .filter(same)
      .map((one) => one.name)
      .sort();
  const byAddress = names(({ addresses }) => addresses.some((address) => mine.addresses.includes(address)));
  if (byAddress.length > 0) return { code: "shared", what: mine.addresses.join(), others: byAddress };
  const byMac = names(({ mac }) => mac === mine.mac);
  return byMac.length > 0 ? { code: "shared", what: mine.mac, others: byMac } : undefined;
}

function portless({ parents = {}, ports = [] }: Meaning, seen: Observation): Outcome | undefined {
  const port = [...ports, ...Object.keys(parents)].find((name) => !seen.ports.has(name));
  return port === undefined ? undefined : { code: "no-port", port };
}

/** Whether all virtual ports have the parents that they should have. */
export const isPaired = ({ parents = {} }: Meaning, ports: Observation["ports"]): boolean =>
  Object.entries(parents).every(([port, meant]) => ports.get(port)?.join() === meant.join());

function misled({ parents = {}, address = {} }: Meaning, pod: ApiObject, { ports }: Observation): Outcome | undefined {
  const meant = address[pod.metadata.name];
  const { podIP } = pod.status;
  if (meant !== undefined && podIP !== meant) return { code: "other-address", pod: pod.metadata.name, address: podIP };
  for (const [port, wanted] of Object.entries(parents)) {
    const found = ports.get(port) ?? [];
    if (found.join() !== wanted.join()) return { code: "parents", port, parents: found };
  }
  return undefined;
}

function addressesIn({ spec, status }: ApiObject): readonly string[] {
  return [spec?.v4ip, spec?.v6ip, spec?.v4IpAddress, spec?.v6IpAddress, status?.v4ip, status?.v6ip].filter(Boolean);
}
