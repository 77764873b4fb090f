import { create, edit, remove } from "./act";
import { keeps, refuses } from "./answer";
import type { Mistake } from "./mistake";
import type { Outcome } from "./outcome";
import type { Place } from "./place";

type Fields = Readonly<Record<string, unknown>>;

/** Mistakes with a Subnet. */
export function subnetMistakes(place: Place): readonly Mistake[] {
  const { at, cidr, family, name, ourSubnet, subnet, v, vip } = place;
  const isFour = family.protocol === "IPv4";
  const made = (what: string, slug: string, number: number, spec: Fields, expect: Outcome["code"]): Mistake => {
    const { spec: whole } = subnet(slug, number, spec);
    return {
      what,
      acts: [create(subnet(slug, number, spec))],
      ours: refuses([ourSubnet(slug, whole)]),
      expect,
    };
  };
  const loft = subnet("loft", 18);
  return [
    made(
      "host bits in the CIDR",
      "bits",
      10,
      { cidrBlock: cidr(10).replace(/[.:]0\/|::\//, (end) => end.replace("0", "7").replace("::/", "::7/")) },
      "rewritten",
    ),
    made("a CIDR of another Subnet", "twice", 0, { cidrBlock: cidr(0, isFour ? 25 : 113) }, "told"),
    made("a CIDR that is reserved", "local", 11, { cidrBlock: isFour ? "169.254.10.0/24" : "fe80:10::/112" }, "told"),
    made("no CIDR", "no-cidr", 12, { cidrBlock: cidr(12, isFour ? 33 : 129) }, "logged"),
    made("a gateway outside of the CIDR", "outdoor", 13, { gateway: at(14, 1) }, "told"),
    made(
      "a range in excludeIps that ends before it begins",
      "back",
      14,
      { excludeIps: [`${at(14, 9)}..${at(14, 5)}`] },
      "told",
    ),
    made(
      "a range in excludeIps in another notation",
      "dash",
      15,
      { excludeIps: [`${at(15, 5)}-${at(15, 9)}`] },
      "told",
    ),
    made("an address in excludeIps that is outside of the CIDR", "beyond", 16, { excludeIps: [at(17, 5)] }, "taken"),
    made("a gatewayType in capitals", "type", 17, { gatewayType: "Distributed" }, "told"),
    ...(isFour
      ? [made("IPv6 before IPv4", "swapped", 20, { cidrBlock: "fd00:140::/112,10.140.0.0/24" }, "families-swapped")]
      : []),
    {
      what: "a Subnet that gets smaller than what is in it",
      acts: [edit(subnet("shed", 3), { cidrBlock: cidr(3, isFour ? 26 : 122) })],
      ours: refuses([ourSubnet("shed", { cidrBlock: cidr(3, isFour ? 26 : 122), adopt: true })]),
      expect: "outside",
    },
    {
      what: "the end of a Subnet with a Vip of someone else in it",
      acts: [create(loft), create(vip("in-loft", { subnet: name("loft"), ...v(at(18, 9)) })), remove(loft)],
      ours: keeps(
        [ourSubnet("barn", { cidrBlock: cidr(19) })],
        vip("in-barn", { subnet: name("barn"), ...v(at(19, 9)) }),
      ),
      expect: "leaving",
    },
    {
      what: "an IPPool that overlaps another",
      acts: [
        create({
          kind: "IPPool",
          name: name("db-too"),
          spec: { subnet: name("market"), ips: [`${at(0, 105)}..${at(0, 120)}`] },
        }),
      ],
      ours: refuses([
        {
          kind: "IPPool",
          name: name("db-too"),
          args: { subnet: name("market"), ips: [`${at(0, 105)}..${at(0, 120)}`] },
        },
      ]),
      expect: "told",
    },
  ];
}
