import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { CommandResult } from "../e2e/support/commands";
import { needPulumi } from "../e2e/support/need-pulumi";
import { succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy";
import { writeKubeconfig } from "../support/kubeconfig";
import { installSpiderpool, removeSpiderpool } from "../support/spiderpool/agent";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";
import { accountWith, type ShippedRole } from "./accounts";
import { createKubeOvn, KUBE_OVN_API, reserve, until } from "./objects";

const program = (mtu: number): string => `
import * as kubeovn from "pulumi-kubeovn";
const { spiderpool } = kubeovn;

const team = new kubeovn.Subnet("roles", { cidrBlock: "10.83.0.0/24", mtu: ${mtu} });
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.201.0..10.16.201.9" });
new kubeovn.IPPool("pool", { subnet: team, ips: ["10.83.0.16..10.83.0.${mtu % 100}"] });
new kubeovn.IPPool("here", { subnet: "ovn-default", ips: ["10.16.202.0..10.16.202.${mtu % 100}"] });
new kubeovn.ReservedIP("here", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "roles-here" } });
new kubeovn.ReservedIP("there", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "roles-there" }, adopt: true });
new kubeovn.ReservedIP("vm", { subnet: team, workload: { kind: "VirtualMachine", name: "roles-vm" } });
new kubeovn.ReservedIPSet("set", { subnet: team, statefulSet: { name: "roles-web", replicas: 2 } });
const vip = new kubeovn.Vip("vip", { subnet: "ovn-default" });
new kubeovn.AapBinding("pair", { vips: [vip], namespace: "default", selector: ["app: ${mtu}"] });
new kubeovn.OvnEip("roles-new", { externalSubnet: "roles-outside" });
new kubeovn.OvnEip("roles-eip", { externalSubnet: "roles-outside", v4Ip: "10.87.0.9", type: "lrp", adopt: true });
`;
const spider = (last: number): string => `
new spiderpool.Subnet("slab", { subnet: "10.84.0.0/24", ips: ["10.84.0.10-10.84.0.${last}"] });
new spiderpool.ReservedIP("printers", { ips: ["10.85.0.10-10.85.0.${last}"] });
new spiderpool.IPPool("spool", { subnet: "10.86.0.0/24", ips: ["10.86.0.10-10.86.0.${last}"] });
new spiderpool.MultusConfig("net", { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth${last % 10}"] } });
`;

const FINALIZER = "example.com/hold";
const SPIDER_KINDS = [
  { plural: "spidersubnets", name: "slab" },
  { plural: "spiderreservedips", name: "printers" },
  { plural: "spiderippools", name: "spool" },
  { plural: "spidermultusconfigs", name: "net" },
] as const;

/** A right as RBAC grants it; a name where it is one object's alone. */
function rightsOf(file: ShippedRole): ReadonlySet<string> {
  const { rules } = parse(readFileSync(join(repositoryFolder, "deploy", `${file}.yaml`), "utf8")) as {
    rules: Record<"apiGroups" | "resources" | "verbs" | "resourceNames", readonly string[] | undefined>[];
  };
  return new Set(
    rules.flatMap(({ apiGroups = [], resources = [], verbs = [], resourceNames = [""] }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.flatMap((verb) => resourceNames.map((name) => `${verb} ${group}/${resource} ${name}`.trim())),
        ),
      ),
    ),
  );
}

/** The rights that a request needs, by its name and without one; none for documents that every account may read. */
function rightsFor(request: string): readonly string[] {
  const [method = "", target = ""] = request.split(" ");
  const url = new URL(target, "http://server");
  const found =
    /^\/(?:api|apis\/([^/]+))\/v[^/]+(?:\/namespaces\/[^/]+(?=\/.))?\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const [whole, group = "", resource, name] = found;
  if (whole === undefined) return [];
  const isWatch = url.searchParams.has("watch");
  const verbs: Readonly<Record<string, string>> = {
    GET: name !== undefined ? "get" : isWatch ? "watch" : "list",
    POST: "create",
    PUT: "update",
    DELETE: "delete",
  };
  const right = `${verbs[method]} ${group}/${resource}`;
  return name === undefined ? [right] : [right, `${right} ${name}`];
}

describe("the shipped roles", () => {
  let project: Project;
  let proxy: FaultProxy;
  /** What was asked for with the rights of each combination of roles. */
  const asked = new Map<ShippedRole, Set<string>>();

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    await installSpiderpool();
    await reserve("roles-there", { subnet: "ovn-default", podType: "VirtualMachine", v4IpAddress: "10.16.203.9" });
    await createKubeOvn("Subnet", "roles-outside", { cidrBlock: "10.87.0.0/24" });
    await until(`${KUBE_OVN_API}/subnets/roles-outside`, ({ status }) => status?.v4availableIPs > 0);
    const { admin, server, folder } = await sharedCluster();
    const eip = { apiVersion: "kubeovn.io/v1", kind: "OvnEip", metadata: { name: "roles-eip" } };
    const spec = { externalSubnet: "roles-outside", v4Ip: "10.87.0.9", type: "lrp" };
    assert.equal((await admin("POST", `${KUBE_OVN_API}/ovn-eips`, { ...eip, spec })).status, 201);
    await until(`${KUBE_OVN_API}/ovn-eips/roles-eip`, ({ status }) => status?.v4Ip);
    proxy = await startFaultProxy({ server, ca: readFileSync(join(folder, "apiserver.crt")) });
    project = await createProject({ files: { "index.ts": program(1430) + spider(19) } });
  });
  after(async () => {
    await proxy?.close();
    await removeSpiderpool().catch(() => undefined);
    const { admin } = await sharedCluster();
    for (const path of ["ips/roles-there.default", "ovn-eips/roles-eip"])
      await admin("DELETE", `${KUBE_OVN_API}/${path}`);
  });

  /** Runs something as an account with exactly these roles, and notes what it asks for. */
  async function as(roles: readonly ShippedRole[], run: (kubeconfig: string) => Promise<unknown>): Promise<void> {
    const { token } = JSON.parse(readFileSync(await accountWith(...roles), "utf8")).users[0].user;
    const from = proxy.requests.length;
    await run(
      writeKubeconfig("roles", { cluster: { server: proxy.url, "insecure-skip-tls-verify": true }, user: { token } }),
    );
    for (const right of proxy.requests.slice(from).flatMap(rightsFor)) {
      for (const role of roles) asked.set(role, (asked.get(role) ?? new Set()).add(right));
    }
  }

  const stack =
    (command: "preview" | "up" | "refresh" | "destroy", ...args: string[]) =>
    async (kubeconfig: string): Promise<void> => {
      succeeded(await project.pulumi("config", "set", "kubeovn:kubeconfig", kubeconfig));
      succeeded(await project[command](...args));
    };
  const command =
    (...args: string[]) =>
    async (kubeconfig: string): Promise<CommandResult> => {
      const main = join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js");
      const result = await project.node(main, ...args, "--kubeconfig", kubeconfig);
      assert.ok(result.code === 0 || (args[0] !== "export" && result.code === 3), result.stderr);
      assert.doesNotMatch(result.stdout + result.stderr, /forbid/);
      return result;
    };

  const ALL_READING: readonly ShippedRole[] = [
    "cluster-role-preview",
    "cluster-role-namespaces",
    "cluster-role-templates",
    "role-controller",
  ];
  const ALL_WRITING: readonly ShippedRole[] = ["cluster-role-up", "cluster-role-up-spiderpool"];

  /** What another owner's controller does: an object stays until that has done its part. */
  async function hold({ plural, name }: (typeof SPIDER_KINDS)[number], finalizers: readonly string[]): Promise<void> {
    const { admin } = await sharedCluster();
    const place = plural === "spidermultusconfigs" ? "namespaces/kube-system/" : "";
    const path = `/apis/spiderpool.spidernet.io/v2beta1/${place}${plural}/${name}`;
    await admin("PATCH", path, { metadata: { finalizers } }, "application/merge-patch+json");
  }

  it("are enough for a preview before and after an update, for the update, a change, a refresh and a destroy", async () => {
    await as(["cluster-role-preview"], stack("preview"));
    await as(ALL_READING, stack("preview"));
    await as(["cluster-role-preview", "cluster-role-dry-run"], async (kubeconfig) => {
      succeeded(await project.pulumi("config", "set", "kubeovn:serverDryRun", "true"));
      await stack("preview")(kubeconfig);
    });
    succeeded(await project.pulumi("config", "rm", "kubeovn:serverDryRun"));
    await as(ALL_WRITING, stack("up"));
    await as(["cluster-role-preview"], stack("refresh", "--expect-no-changes"));
    await as(["cluster-role-preview"], stack("preview", "--expect-no-changes"));
    project.write("index.ts", program(1431) + spider(20));
    await as(["cluster-role-preview", "cluster-role-dry-run"], async (kubeconfig) => {
      succeeded(await project.pulumi("config", "set", "kubeovn:serverDryRun", "true"));
      await stack("preview")(kubeconfig);
    });
    succeeded(await project.pulumi("config", "rm", "kubeovn:serverDryRun"));
    await as(ALL_WRITING, stack("up"));
    await as(ALL_WRITING, stack("refresh", "--expect-no-changes"));
  });

  for (const args of [["audit"], ["map", "ovn-default"], ["explain", "10.16.0.9"], ["import"], ["export"]]) {
    it(`are enough for the command ${args[0]}, that of a preview alone and all that read`, async () => {
      await as(["cluster-role-preview"], command(...args));
      await as(ALL_READING, command(...args));
    });
  }

  it("are enough for plan and verify", async () => {
    succeeded(await project.preview("--save-plan", "plan.json"));
    await as(["cluster-role-preview"], command("plan", "plan.json"));
    await as(["cluster-role-preview"], command("verify", "plan.json"));
    await as(["cluster-role-preview"], command("map", "ovn-default", "--plan", "plan.json"));
  });

  it("that write Kube-OVN's objects write none of Spiderpool's", async () => {
    for (const right of rightsOf("cluster-role-up")) {
      if (right.includes("spiderpool")) assert.match(right, /^(get|list) /);
    }
  });

  it("are enough to give everything back, and to wait for what holds it", async () => {
    for (const kind of SPIDER_KINDS) await hold(kind, [FINALIZER]);
    proxy.inject(({ path }) => {
      const kind = path.includes("watch=1")
        ? SPIDER_KINDS.find(({ plural }) => path.includes(`/${plural}?`))
        : undefined;
      if (kind !== undefined) void hold(kind, []);
      return undefined;
    });
    await as(ALL_WRITING, stack("destroy"));
  });

  it("grant what was asked for, and nothing else", () => {
    const files = readdirSync(join(repositoryFolder, "deploy")).map((file) => file.replace(".yaml", "") as ShippedRole);
    // No VPC NAT gateway runs here, without which no IptablesEIP is given: its rights are those of an OvnEip.
    const isUsed = (file: ShippedRole, right: string): boolean =>
      asked.get(file)?.has(right.replace(/iptables-eips$/, "ovn-eips")) === true;
    const unused = files.flatMap((file) =>
      [...rightsOf(file)].filter((right) => !isUsed(file, right)).map((right) => `${file}: ${right}`),
    );
    assert.deepEqual(unused, []);
    for (const right of rightsOf("cluster-role-preview")) assert.match(right, /^(get|list) /);
  });
});
