/** What differs between the twins of a test. */
export interface Family {
  readonly protocol: "IPv4" | "IPv6";
  readonly cidrBlock: string;
  readonly gateway: string;
  readonly excluded: string;
  /** The field of that family in a Vip, and in an IP. */
  readonly vipField: "v4ip" | "v6ip";
  readonly ipField: "v4IpAddress" | "v6IpAddress";
  /** The address in the subnet that ends like that. */
  address(end: number): string;
}

/** Subnets of both families that no other suite has: `number` tells them apart. */
export function families(number: number): readonly [Family, Family] {
  const four = (end: number) => `10.${number}.0.${end}`;
  const six = (end: number) => `fd00:${number}::${end}`;
  return [
    {
      protocol: "IPv4",
      cidrBlock: `10.${number}.0.0/24`,
      gateway: four(1),
      excluded: four(200),
      vipField: "v4ip",
      ipField: "v4IpAddress",
      address: four,
    },
    {
      protocol: "IPv6",
      cidrBlock: `fd00:${number}::/112`,
      gateway: six(1),
      excluded: six(200),
      vipField: "v6ip",
      ipField: "v6IpAddress",
      address: six,
    },
  ];
}
