/**
 * Programs that the documents show beside those of examples/, by name.
 *
 * @type {Readonly<Record<string, Omit<import("./example-runs.mjs").Program, "project">>>}
 */
export const PROGRAMS = {
  first: {
    preview: ["--diff"],
    drawn: "ovn-default",
    text: `import * as kubeovn from "pulumi-kubeovn";

// 256 addresses of the cluster's default subnet that Kube-OVN never assigns to pods automatically.
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });

const db = new kubeovn.ReservedIP("db", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "db", namespace: "prod" },
});

export const address = db.v4IpAddress;
`,
  },
  refused: {
    isRefused: true,
    text: `import * as kubeovn from "pulumi-kubeovn";

new kubeovn.ReservedIP("db", {
  subnet: "ovn-default",
  workload: { kind: "VirtualMachine", name: "db", namespace: "prod" },
  v4IpAddress: "10.16.0.20",
});
`,
  },
  adopt: {
    preview: ["--diff"],
    text: `import * as kubeovn from "pulumi-kubeovn";

const vip = new kubeovn.Vip("static-vip01", { subnet: "ovn-default", adopt: true });

export const address = vip.v4ip;
`,
  },
  report: {
    text: `import * as kubeovn from "pulumi-kubeovn";

new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
new kubeovn.Vip("web", { subnet: "ovn-default" });
new kubeovn.ReservedIPSet("queue", {
  subnet: "ovn-default",
  statefulSet: { name: "queue", namespace: "prod", replicas: 3 },
});
`,
    edited: `import * as kubeovn from "pulumi-kubeovn";

new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
new kubeovn.Vip("web", { subnet: "ovn-default", name: "web-2", v4ip: "10.16.200.10" });
new kubeovn.Vip("api", { subnet: "ovn-default" });
new kubeovn.ReservedIPSet("queue", {
  subnet: "ovn-default",
  statefulSet: { name: "queue", namespace: "prod", replicas: 2 },
});
`,
  },
  left: {
    cluster: "spiderpool-reserved-ip",
    text: `import { spiderpool } from "pulumi-kubeovn";

new spiderpool.ReservedIP("printers", { ips: ["10.7.0.20-10.7.0.29"], adopt: true });

const pool = new spiderpool.IPPool("lab", {
  subnet: "10.7.0.0/16",
  ips: ["10.7.0.15-10.7.0.30"],
  excludeIPs: ["10.7.0.16"],
});

export const left = pool.left;
`,
  },
  impact: {
    cluster: "spiderpool-reserved-ip",
    text: `import { spiderpool } from "pulumi-kubeovn";

const scanner = new spiderpool.ReservedIP("scanner", { ips: ["10.7.0.10-10.7.0.12"] });

export const impact = scanner.impact;
`,
  },
};
