import { create, type Written } from "./act";
import { refuses, shows } from "./answer";
import type { Mistake } from "./mistake";
import type { Outcome } from "./outcome";
import type { Place } from "./place";

type Fields = Readonly<Record<string, unknown>>;
type Code = Outcome["code"];

/** Mistakes with the address or the MAC of a Vip or an IP. */
export function addressMistakes(place: Place): readonly Mistake[] {
  const { at, cidr, family, v, i, name } = place;
  const [network = ""] = cidr(0).split("/");
  const isFour = family.protocol === "IPv4";
  const last = isFour ? at(0, 255) : `${network}ffff`;
  const foreign = isFour ? "10.250.0.9" : "fd00:250::9";
  const other = isFour ? { v6ip: "fd00:120::50" } : { v4ip: "10.120.0.50" };
  const vip = (what: string, slug: string, spec: Fields, expect: Code): Mistake => ({
    what,
    acts: [create(place.vip(slug, spec))],
    ours: refuses([place.ourVip(slug, spec)]),
    expect,
  });
  const ip = (what: string, slug: string, spec: Fields, expect: Code): Mistake => ({
    what,
    acts: [create(place.ip(slug, spec))],
    ours: refuses([place.ourIp(slug, spec)]),
    expect,
  });
  const two = (what: string, kind: "ip" | "vip", spec: Fields, expect: Code): Mistake => ({
    what,
    acts: ["one", "two"].map((which): { verb: "create"; object: Written } => ({
      verb: "create",
      object: place[kind](`${which}-${kind}`, spec),
    })),
    ours: refuses(["one", "two"].map((which) => place[kind === "ip" ? "ourIp" : "ourVip"](`${which}-${kind}`, spec))),
    expect,
  });
  return [
    two("two reserved IPs with one address", "ip", i(at(0, 50)), "shared"),
    two("two Vips with one address", "vip", v(at(0, 51)), "logged"),
    ip("an IP with the address of a running pod", "as-pod", i(at(0, 40)), "shared"),
    ip("an IP with the address of a Vip", "as-vip", i(at(0, 41)), "shared"),
    vip("a Vip with the address of a running pod", "of-pod", v(at(0, 40)), "logged"),
    vip("a Vip with the address of an IP", "of-ip", v(at(0, 42)), "logged"),
    vip("a letter in a Vip's address", "typo", v(`${at(0, 1)}O`), isFour ? "rewritten" : "logged"),
    ip("a letter in an IP's address", "slip", i(`${at(0, 1)}O`), isFour ? "rewritten" : "logged"),
    vip("an address with a prefix length", "sized", v(`${at(0, 52)}/${isFour ? 24 : 64}`), "rewritten"),
    vip("a Vip outside of the subnet", "far", v(foreign), "logged"),
    ip("an IP outside of the subnet", "away", i(foreign), "logged"),
    vip("an address of the other family", "other", other, "logged"),
    vip("the network address", "network", v(network), "logged"),
    vip("the last address", "last", v(last), "logged"),
    vip("the gateway, for a Vip", "gate", { subnet: name("yard"), ...v(at(1, 1)) }, "taken"),
    ip("the gateway, for an IP", "door", i(family.gateway), "taken"),
    vip("an address in excludeIps", "excluded", v(at(0, 200)), "taken"),
    vip("an address of another owner's IPPool", "pooled", v(at(0, 105)), "taken"),
    vip("a Vip in a subnet that is full", "late", { subnet: name("full") }, "logged"),
    ip("a MAC that is none", "no-mac", { ...i(at(0, 53)), macAddress: "02:00:00:12:34" }, "taken"),
    ip("a multicast MAC", "multicast", { ...i(at(0, 54)), macAddress: "01:00:5e:00:00:01" }, "taken"),
    ip("the MAC of a running pod", "same-mac", { ...i(at(0, 55)), macAddress: "02:00:00:00:00:40" }, "shared"),
    vip("a MAC for a Vip", "vip-mac", { ...v(at(0, 56)), macAddress: "02:00:00:00:00:56" }, "rewritten"),
    {
      what: "a MAC without an address",
      acts: [create(place.ip("bare-mac", { macAddress: "02:00:00:00:00:57" }))],
      ours: shows(
        place.ourIp("bare-mac", { macAddress: "02:00:00:00:00:57" }),
        "macAddress",
        `${name("bare-mac")}.default`,
      ),
      expect: "rewritten",
    },
    {
      what: "no address, to review what it will be",
      acts: [{ verb: "create --dry-run=server", object: place.vip("review", {}) }],
      ours: shows(place.ourVip("review", {}), family.vipField, name("review")),
      expect: "no-address",
    },
    ...(isFour
      ? [vip("leading zeros", "zeros", v("010.120.0.58"), "rewritten")]
      : [
          vip("an IPv6 address with a zone", "zone", v(`${at(0, 58)}%eth0`), "rewritten"),
          vip("an IPv4 address mapped into IPv6", "mapped", v("::ffff:10.120.0.59"), "logged"),
          {
            what: "another spelling of an IPv6 address",
            acts: [create(place.vip("capitals", v("FD00:120::60")))],
            ours: shows(place.ourVip("capitals", v("FD00:120::60")), "v6ip", name("capitals")),
            expect: "logged",
          } as const,
        ]),
  ];
}
