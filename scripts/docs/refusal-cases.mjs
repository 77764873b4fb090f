/**
 * @typedef {object} Case
 * @property {string} write     what a program says, in the words of the package
 * @property {string} [late]    what it says after the first `await`
 * @property {string} [before]  the program of the last run
 * @property {boolean} [lost]   the objects of that run are gone
 * @property {readonly string[]} [pods]  `namespace/name subnet address`, running since then
 * @property {readonly string[]} [standing]  `name cidrBlock`, Subnets that are there besides
 * @property {readonly string[]} [vpcs]  `name namespaces`, Vpcs that are there besides
 * @property {readonly string[]} [asking]  `kind namespace/name addresses`, workloads whose pod template asks for addresses, or for a MAC
 * @property {string} [version] of Kube-OVN; default: that of the example cluster, 1.13
 * @property {Readonly<Record<string, string>>} [flags]  of Kube-OVN's controller
 * @property {boolean} [applied]  others apply what is written; default: it is written to the cluster
 * @property {string} [store]   what the state names as its store
 * @property {Ovn} [ovn]  OVN's northbound database, where no controller runs
 *
 * @typedef {object} Ovn
 * @property {readonly string[]} switches  names of its logical switches
 * @property {readonly { name: string, type: string, logicalSwitch: string, virtualIp?: string }[]} ports
 *
 * @typedef {object} Group
 * @property {string} title
 * @property {string} [text]
 * @property {string} [cluster]  example whose cluster the cases start from; default: that of the quick start
 * @property {readonly Case[]} cases
 */

/** @param {readonly string[]} programs @returns {Case[]} */
const each = (programs) => programs.map((write) => ({ write }));

/** Bad input to every resource, against the cluster of examples/quickstart/cluster. @type {readonly Group[]} */
export const REFUSAL_GROUPS = [
  {
    title: "Any resource",
    cases: [
      ...each([
        `new Vip("web", { subnet: "ovn-default", v4Ip: "10.16.0.50" })`,
        `new Vip("web", {})`,
        `new Subnet("team-b", { cidrBlock: "172.18.0.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", mtu: "1400" })`,
        `new Vip("web", { subnet: "ovn-default", timeouts: { create: "300" } })`,
        `new Vip("Web_1", { subnet: "ovn-default" })`,
        `new Vip("web", { subnet: "ovn-defualt" })`,
        `new Vip("a", { name: "web", subnet: "ovn-default" }); new Vip("b", { name: "web", subnet: "ovn-default" })`,
        `new Vip("a", { key: "web", subnet: "ovn-default" }); new Vip("b", { key: "web", subnet: "ovn-default" })`,
        `new Vip("static-vip01", { subnet: "ovn-default" })`,
        `new Vip("static-vip01", { subnet: "ovn-default", v4ip: "10.16.0.50", adopt: true })`,
        `new IPPool("db", { subnet: "team-a", ips: ["10.66.0.150..10.66.0.159"], enableAddressSet: true })`,
      ]),
      {
        before: `new Vip("web", { subnet: "ovn-default" })`,
        store: "manifests:clusters/east",
        write: `new Vip("web", { subnet: "ovn-default" })`,
      },
    ],
  },
  {
    title: "Plans of addresses",
    cases: each([
      `new Vip("web", { subnet: "ovn-default", plan: "addresses" })`,
      `new AddressPlan("addresses", { wants: { db: { subnet: "ovn-default" } } }); new Vip("web", { subnet: "ovn-default", plan: "addresses" })`,
      `new AddressPlan("a", { wants: { web: { subnet: "ovn-default" } } }); new AddressPlan("b", { wants: { web: { subnet: "ovn-default" } } })`,
      `new AddressPlan("addresses", { wants: { web: { v4ip: "10.16.0.50" } } })`,
    ]),
  },
  {
    title: "External addresses",
    cases: each([
      `new IptablesEIP("office", { externalSubnet: "ovn-default", natGwDp: "gw1" })`,
      `new Subnet("external", { cidrBlock: "fd00:90::/64", provider: "external.kube-system" }); new IptablesEIP("office", { externalSubnet: "external", natGwDp: "gw1" })`,
    ]),
  },
  {
    title: "Addresses",
    cases: [
      ...each([
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.1O" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "010.16.0.50" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.50/16" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: " 10.16.0.50" })`,
        `new Vip("web", { subnet: "team-a", v6ip: "::ffff:10.66.0.50" })`,
        `new Vip("web", { subnet: "team-a", v6ip: "fe80::1%eth0" })`,
        `new Vip("web", { subnet: "team-a", v4ip: "fd00:10:66::50" })`,
        `new Vip("web", { subnet: "ovn-default", v6ip: "fd00:10:16::50" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.17.0.50" })`,
        `new Vip("web", { subnet: "team-a", v6ip: "fd00:10:67::50" })`,
        `new Vip("web", { subnet: "team-a", v4ip: "10.66.0.0" })`,
        `new Vip("web", { subnet: "team-a", v6ip: "fd00:10:66::" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.255.255" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.1" })`,
        `new Vip("web", { subnet: "team-a", v4ip: "10.66.0.5" })`,
        `new Vip("web", { subnet: "team-a", v4ip: "10.66.0.100" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.20" })`,
        `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.121" })`,
        `new Vip("a", { subnet: "ovn-default", v4ip: "10.16.0.50" }); new Vip("b", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        `new Subnet("tiny", { cidrBlock: "10.80.0.0/30" }); new Vip("a", { subnet: "tiny" }); new Vip("b", { subnet: "tiny" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.9" } }); new Vip("a", { subnet: "team-b" }); new Vip("b", { subnet: "team-b" })`,
      ]),
      { version: "1.17", write: `new Vip("web", { subnet: "ovn-default", macAddress: "02:00:00:12:34" })` },
      { version: "1.17", write: `new Vip("web", { subnet: "ovn-default", macAddress: "01:00:5e:00:00:01" })` },
      { version: "1.17", write: `new Vip("web", { subnet: "ovn-default", macAddress: "56:95:29:b5:e9:e3" })` },
      { write: `new Vip("web", { subnet: "ovn-default", macAddress: "02:00:00:12:34:56" })` },
      {
        write: `new Vip("web", { subnet: "ovn-default", type: "switch_lb_vip", macAddress: "02:00:00:12:34:56" })`,
      },
    ],
  },
  {
    title: "Addresses over several runs",
    text: "A program that ran before, and what has happened since.",
    cases: [
      {
        standing: ["team-c 10.66.0.0/16"],
        write: `new Vip("web", { subnet: "team-c" })`,
      },
      {
        asking: ["Deployment default/nginx 10.16.0.50,10.16.0.51"],
        write: `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
      },
      {
        asking: ["Deployment default/nginx 02:00:00:12:34:56"],
        write: `new ReservedIP("db", { subnet: "ovn-default", macAddress: "02:00:00:12:34:56", workload: { kind: "Pod", name: "db" } })`,
      },
      {
        before: `new Vip("old", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        write: `new Vip("new", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
      },
      {
        applied: true,
        before: `new Vip("old", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        write: `new Vip("new", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
      },
      {
        applied: true,
        before: `new ReservedIP("db", { subnet: "ovn-default", v4IpAddress: "10.16.0.50", workload: { kind: "VirtualMachine", name: "db" } })`,
        write: `new ReservedIP("db", { subnet: "ovn-default", v4IpAddress: "10.16.0.60", workload: { kind: "VirtualMachine", name: "db" } })`,
      },
      {
        before: `new ReservedIP("db", { subnet: "ovn-default", v4IpAddress: "10.16.0.50", workload: { kind: "Pod", name: "db" } })`,
        pods: ["default/db ovn-default 10.16.0.50"],
        write: `new ReservedIP("db", { subnet: "ovn-default", v4IpAddress: "10.16.0.60", workload: { kind: "Pod", name: "db" } })`,
      },
      {
        before: `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        pods: ["default/thief ovn-default 10.16.0.50"],
        write: `new Vip("web", { subnet: "ovn-default" })`,
      },
      {
        before: `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        lost: true,
        pods: ["default/thief ovn-default 10.16.0.50"],
        write: `new Vip("web", { subnet: "ovn-default" })`,
      },
      {
        before: `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.50" })`,
        lost: true,
        write: `new Vip("a", { subnet: "ovn-default", v4ip: "10.16.0.50" }); new Vip("web", { subnet: "ovn-default" })`,
      },
      {
        before: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.9" } }); new ReservedIPSet("db", { subnet: "team-b", layout: "contiguous", statefulSet: { name: "db", replicas: 1 } })`,
        pods: ["default/thief team-b 10.80.0.10"],
        write: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.9..10.80.0.20" } }); new ReservedIPSet("db", { subnet: "team-b", layout: "contiguous", statefulSet: { name: "db", replicas: 2 } })`,
      },
      {
        write: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.9..10.80.0.10" } }); new Vip("a", { subnet: "team-b" }); new Vip("b", { subnet: "team-b" })`,
        late: `new Vip("c", { subnet: "team-b", v4ip: "10.80.0.9" })`,
      },
    ],
  },
  {
    title: "Subnet",
    cases: [
      ...each([
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/33" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.5/24" })`,
        `new Subnet("team-b", { cidrBlock: "fd00:10:80::5/64" })`,
        `new Subnet("team-b", { cidrBlock: "fd00:10:80::/64,10.80.0.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24,10.81.0.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.1/32" })`,
        `new Subnet("team-b", { cidrBlock: "169.254.10.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.16.80.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", protocol: "IPv6" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", gatewayType: "Distributed" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", gateway: "10.81.0.1" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24,fd00:10:80::/64", gateway: "10.80.0.1" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", excludeIps: ["10.80.0.5-10.80.0.9"] })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", excludeIps: ["10.80.0.9..10.80.0.5"] })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.81.0.5..10.81.0.9" } })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { strategy: "random" } })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", mtu: 9 })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", natOutgoing: true, externalEgressGateway: "10.80.0.254" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", externalEgressGateway: "fd00:80::1" })`,
        `new Subnet("a", { cidrBlock: "10.80.0.0/24", externalEgressGateway: "10.90.0.1", policyRoutingTableID: 7 }); new Subnet("b", { cidrBlock: "10.81.0.0/24", externalEgressGateway: "10.90.0.1", policyRoutingTableID: 7 })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", natOutgoingPolicyRules: [{ action: "nat", match: { srcIPs: "10.80.0.9", dstIPs: "fd00::/8" } }] })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", default: true })`,
        `new Subnet("ovn-cluster", { cidrBlock: "10.80.0.0/24" })`,
        `new Subnet("80-east", { cidrBlock: "10.80.0.0/24" })`,
        `new Subnet("team-b", { cidrBlock: "10.80.0.0/240" }); new Vip("web", { subnet: "team-b" })`,
      ]),
      { vpcs: ["shops web"], write: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", namespaces: ["web"] })` },
      {
        before: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24" }); new Vip("web", { subnet: "team-b", v4ip: "10.80.0.200" })`,
        write: `new Subnet("team-b", { cidrBlock: "10.80.0.0/25" })`,
      },
      {
        before: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24" }); new Vip("web", { subnet: "team-b", v4ip: "10.80.0.200" })`,
        write: `new Subnet("team-b", { cidrBlock: "10.80.0.0/24", vpc: "east" })`,
      },
    ],
  },
  {
    title: "PlannedRange and IPPool",
    cases: each([
      `new PlannedRange("planned", { subnet: "ovn-default", range: "10.17.0.0..10.17.0.255" })`,
      `new IPPool("db", { subnet: "team-a", ips: ["10.66.0.110..10.66.0.130"] })`,
      `new IPPool("a", { subnet: "team-a", ips: ["10.66.0.150"], namespaces: ["shop"] }); new IPPool("b", { subnet: "team-a", ips: ["10.66.0.151"], namespaces: ["shop"] })`,
      `new IPPool("db", { subnet: "team-a", ips: ["10.66.0.150/28"] })`,
    ]).concat({
      version: "1.17",
      write: `new IPPool("db", { subnet: "team-a", ips: ["10.66.0.150", "fd00:10:66::150"], enableAddressSet: true })`,
    }),
  },
  {
    title: "ReservedIP and ReservedIPSet",
    cases: each([
      `new ReservedIP("db", { name: "wrongname", subnet: "ovn-default", workload: { kind: "Pod", name: "db" } })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "Pod", name: "db" }, interface: "net1.default.ovn" })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "VirtualMachin", name: "db" } })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "Deployment", name: "db" } })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "StatefulSet", name: "db" } })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "Pod", name: "db", ordinal: 1 } })`,
      `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "Pod", name: "busybox" } })`,
      `new ReservedIPSet("db", { subnet: "ovn-default" })`,
      `new ReservedIPSet("db", { subnet: "ovn-default", workloads: [{ kind: "Pod", name: "db" }, { kind: "Pod", name: "db" }] })`,
      `new ReservedIPSet("db", { subnet: "ovn-default", statefulSet: { name: "db", replicas: -1 } })`,
      `new Subnet("small", { cidrBlock: "10.80.0.0/29" }); new ReservedIPSet("db", { subnet: "small", layout: "contiguous", statefulSet: { name: "db", replicas: 6 } })`,
      `new ReservedIPSet("all", { subnet: "ovn-default", statefulSet: { name: "db", replicas: 3 } }); new ReservedIP("one", { subnet: "ovn-default", workload: { kind: "StatefulSet", name: "db", ordinal: 1 } })`,
    ]).concat({
      flags: { "keep-vm-ip": "false" },
      write: `new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "db" } })`,
    }),
  },
  {
    title: "Vip and AapBinding",
    cases: each([
      `new Vip("web", { subnet: "ovn-default", type: "switch-lb-vip" })`,
      `new Vip("web", { subnet: "ovn-default", type: "kube_host_vm_vip" })`,
      `new Vip("busybox.default", { subnet: "ovn-default" })`,
      `new Vip("ovn-default", { subnet: "ovn-default" })`,
      `new Vip("web", { subnet: "ovn-default", namespace: "default", selector: ["app=web"] })`,
      `new Vip("web", { subnet: "ovn-default", selector: ["app: web"] })`,
      `new AapBinding("web", { vips: ["vip-aap,static-vip01"], namespace: "default" })`,
      `new AapBinding("web", { vips: ["vip-app"], namespace: "default" })`,
      `new AapBinding("web", { vips: ["slr-01"], namespace: "default" })`,
      `new AapBinding("web", { vips: ["vip-aap"], namespace: "team-a", selector: ["app: aap1"] })`,
      `new AapBinding("web", { vips: ["vip-aap"], namespace: "default", selector: ["app: web"] })`,
      `new AapBinding("web", { vips: ["static-vip01"], namespace: "default", members: [{ kind: "Pod", name: "api", namespace: "team-a" }] })`,
      `new Subnet("lan", { cidrBlock: "172.20.0.0/24", provider: "lan.default" }); new Vip("web", { subnet: "lan" }); new AapBinding("web", { vips: ["web"], namespace: "default" })`,
    ]).concat({
      flags: { "keep-vm-ip": "false" },
      write: `new AapBinding("web", { vips: ["vip-aap"], namespace: "default", selector: ["app: aap1"], members: [{ kind: "VirtualMachine", name: "db" }] })`,
    }),
  },
  {
    title: "Ports in OVN",
    text: "With access to OVN's northbound database (`kubeovn:ovnNorthbound`).",
    cases: [
      {
        ovn: { switches: [], ports: [] },
        write: `new AapBinding("web", { vips: ["vip-aap"], namespace: "default", selector: ["app: aap1"] })`,
      },
      {
        ovn: {
          switches: ["ovn-default"],
          ports: [{ name: "web", type: "router", logicalSwitch: "ovn-default" }],
        },
        write: `new Vip("web", { subnet: "ovn-default" }); new AapBinding("web", { vips: ["web"], namespace: "default" })`,
      },
      {
        ovn: {
          switches: ["ovn-default"],
          ports: [
            {
              name: "ovn-default-vip-10.16.0.140",
              type: "virtual",
              logicalSwitch: "ovn-default",
              virtualIp: "10.16.0.140",
            },
          ],
        },
        write: `new Vip("web", { subnet: "ovn-default", v4ip: "10.16.0.140" }); new AapBinding("web", { vips: ["web"], namespace: "default" })`,
      },
      {
        ovn: { switches: ["ovn-default"], ports: [] },
        write: `new Vip("web", { subnet: "ovn-default", type: "switch_lb_vip" })`,
      },
    ],
  },
  {
    title: "Spiderpool",
    cluster: "spiderpool-reserved-ip",
    text: "Against the cluster of [examples/spiderpool-reserved-ip](examples/spiderpool-reserved-ip/cluster/README.md).",
    cases: each([
      `new spiderpool.ReservedIP("lab", { ips: ["10.6.0.0/24"] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["10.6.0.1..10.6.0.9"] })`,
      `new spiderpool.ReservedIP("lab", { ipVersion: 4, ips: ["10.6.0.9-10.6.0.1"] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["64:ff9b::1-64:ff9b::9"] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["255.255.255.250-255.255.255.255"] })`,
      `new spiderpool.ReservedIP("lab", { ipVersion: 6, ips: ["::ffff:10.6.0.1"] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["fd00::-fd00::ffff:ffff:ffff:ffff"] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["10.6.0.1", "fd00:6::1"] })`,
      `new spiderpool.ReservedIP("lab", { ips: [] })`,
      `new spiderpool.ReservedIP("lab", { ips: ["10.7.0.10"], onImpact: "fail" })`,
      `new spiderpool.IPPool("lab", { subnet: "10.6.5.0/16" })`,
      `new spiderpool.IPPool("lab", { subnet: "10.8.1.0/24" })`,
      `new spiderpool.IPPool("lab", { subnet: "10.8.0.0/16", ips: ["10.8.0.5-10.8.0.12"] })`,
      `new spiderpool.IPPool("lab", { subnet: "10.9.0.0/16", ips: ["10.9.1.1"] })`,
      `new spiderpool.IPPool("lab", { subnet: "10.6.0.0/16", ips: ["10.6.0.1-10.6.0.9"], gateway: "10.6.0.1" })`,
      `new spiderpool.IPPool("lab", { subnet: "10.6.0.0/16", routes: [{ dst: "0.0.0.0/0", gw: "10.6.0.1" }] })`,
      `new spiderpool.IPPool("lab", { subnet: "10.6.0.0/16", podAffinity: {} })`,
      `new spiderpool.IPPool("lab", { subnet: "10.7.0.0/16", ips: ["10.7.0.240-10.7.0.255"] })`,
      `new spiderpool.IPPool("web", { subnet: "10.7.0.0/16", ips: ["10.7.0.12"], adopt: true })`,
      `new spiderpool.Subnet("lab6b", { subnet: "fd00:7::/80" })`,
      `new spiderpool.Subnet("six", { subnet: "fd00:8::/64", ips: ["fd00:8::2-fd00:8::9"] })`,
      `new spiderpool.FixedIP("db", { subnet: "lap", selector: { app: "db" } })`,
      `new spiderpool.FixedIP("db", { subnet: "lab", selector: { app: "db" }, ip: "10.7.0.25" })`,
      `new spiderpool.FixedIP("db", { subnet: "lab6", selector: { app: "db" }, ip: "fd00:7::5" })`,
      `new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["web"] }, replicas: 2 })`,
      `new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["closed"] } })`,
      `new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["web", "web"] } })`,
      `new spiderpool.PodAnnotations("web", { ippools: [{ interface: "eth0", ipv4: ["web"] }, { ipv6: ["six"] }] })`,
      `new spiderpool.FixedIP("db", { subnet: "lab", selector: { app: "db" } }); new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["db"] }, labels: { app: "web" } })`,
      `new spiderpool.PodAnnotations("web", { defaultNetwork: "macvlan-ens192" })`,
      `new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["wep*"] } })`,
      `new spiderpool.PodAnnotations("web", { networks: ["kube-system/lan"], ippools: [{ interface: "net2", ipv4: ["web"] }] })`,
      `new spiderpool.PodAnnotations("web", { networks: ["kube-system/lan"], ippools: [{ ipv4: ["web"] }, { ipv6: ["six"] }, { ipv4: ["w*"] }] })`,
      `new spiderpool.MultusConfig("lan", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] } }); new spiderpool.PodAnnotations("web", { networks: ["kube-system/lan"], ippools: [{ interface: "eth0", ipv4: ["web"] }] })`,
      `new spiderpool.MultusConfig("lan", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] } }); new spiderpool.PodAnnotations("web", { networks: ["kube-system/lan"], workload: { kind: "Deployment", name: "web", namespace: "shop" } })`,
      `new spiderpool.PodAnnotations("web", { subnet: { ipv4: ["lab"] }, ippoolIpNumber: "2", replicas: 3 })`,
      `new spiderpool.PodAnnotations("web", { subnet: { ipv4: ["lab"] }, replicas: 300 })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "macvlan" })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1", "eth2"] } })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"], vlanId: 7 } })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "sriov", sriov: { resourceName: "spidernet.io/sriov", minTxRateMbps: 200 } })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] }, coordinator: { mode: "disabled" } })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] }, coordinator: { hijackCIDR: ["169.254.20.10"] } })`,
      `new spiderpool.MultusConfig("lab", { namespace: "kube-system", attachmentName: "net" }); new spiderpool.MultusConfig("net", { namespace: "kube-system" })`,
    ]).concat({
      before: `new spiderpool.IPPool("web", { subnet: "10.7.0.0/16", ips: ["10.7.0.10-10.7.0.12"], adopt: true })`,
      write: `new spiderpool.IPPool("web", { name: "web2", subnet: "10.7.0.0/16", ips: ["10.7.0.100"] })`,
    }),
  },
];
