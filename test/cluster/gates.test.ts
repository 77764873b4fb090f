import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../provider/objects/kube-object";
import { snapshotOf } from "../../provider/objects/kubeovn/facts";
import { findingsOf } from "../../provider/objects/kubeovn/findings";
import { findingSentence, LiveContext, type RefusalCode, type Standing } from "../../provider/plan";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createSubnet, createVip, type Family, families, KUBE_OVN_API, runPod, until } from "./objects";

const PATHS = { Subnet: "subnets", IP: "ips", Vip: "vips" } as const;
/** For those that are not taken, after all the others are. */
const LONG_ENOUGH_MS = 3000;

/** Everything that {@link snapshotOf} asks for. */
async function liveObjects(): Promise<readonly KubeObject[]> {
  const { admin } = await sharedCluster();
  const list = async (path: string, apiVersion: string, kind: string): Promise<readonly KubeObject[]> =>
    (await admin("GET", path)).body.items.map((item: ApiObject) => ({ apiVersion, kind, ...item }));
  const kubeOvn = Object.entries(PATHS).map(([kind, plural]) =>
    list(`${KUBE_OVN_API}/${plural}`, "kubeovn.io/v1", kind),
  );
  return (
    await Promise.all([...kubeOvn, list("/api/v1/pods", "v1", "Pod"), list("/api/v1/nodes", "v1", "Node")])
  ).flat();
}

const standingOf = (live: ApiObject): Standing | undefined =>
  findingsOf({ apiVersion: "kubeovn.io/v1", ...live }, new LiveContext(snapshotOf([], {})))?.standing;

interface Case {
  readonly kind: "IP" | "Vip";
  readonly spec: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Object name, where it is not the one the controller looks for. */
  readonly name?: string;
  readonly expect: Standing;
  /** What it may look like instead, where the controller's own requests race. */
  readonly orElse?: Standing;
  readonly stop?: RefusalCode;
  readonly besides?: RefusalCode;
}

/** What to create in a subnet, by what is wrong with it; `taken` is a Pod's, `vip` a Vip's address. */
function cases(subnet: string, family: Family, taken: string): Readonly<Record<string, Case>> {
  const { address, ipField, vipField, gateway } = family;
  const foreign = family.protocol === "IPv4" ? "10.250.0.9" : "fd00:250::9";
  const network = family.cidrBlock.split("/")[0] as string;
  const ip = (spec: Case["spec"], rest: Omit<Case, "kind" | "spec">): Case => ({
    kind: "IP",
    spec: { subnet, namespace: "default", podType: "VirtualMachine", macAddress: "02:00:00:00:01:09", ...spec },
    ...rest,
  });
  const vip = (spec: Case["spec"], rest: Omit<Case, "kind" | "spec">): Case => ({
    kind: "Vip",
    spec: { subnet, ...spec },
    ...rest,
  });
  return {
    "a good IP": ip({ [ipField]: address(20) }, { expect: "taken" }),
    "an IP with a foreign finalizer": ip(
      { [ipField]: address(21) },
      // Taken, but 1.13 overwrites its own label every other time, and adds no finalizer beside another one.
      { expect: "taken", orElse: "waiting", metadata: { finalizers: ["example.com/keep"] } },
    ),
    "an IP without subnet": ip({ subnet: "", [ipField]: address(22) }, { expect: "stuck", stop: "no-subnet" }),
    "an IP of an unknown pod type": ip(
      { podType: "Job", [ipField]: address(23) },
      { expect: "stuck", stop: "pod-type" },
    ),
    "an IP of a missing subnet": ip(
      { subnet: "nowhere", [ipField]: address(24) },
      { expect: "stuck", stop: "unknown-subnet" },
    ),
    "an IP with a wrong name": ip(
      { podName: "somebody", [ipField]: address(25) },
      { expect: "ignored", stop: "ip-name", name: `${subnet}-wrongname` },
    ),
    "an IP outside the subnet": ip({ [ipField]: foreign }, { expect: "stuck", stop: "outside-prefix" }),
    "an IP with the network address": ip({ [ipField]: network }, { expect: "stuck", stop: "network-address" }),
    "an IP with what is no address": ip(
      { [ipField]: `${address(2)}x` },
      { expect: "taken", besides: "not-an-address" },
    ),
    "an IP with the address of a pod": ip({ [ipField]: taken }, { expect: "taken", besides: "address-shared" }),
    "an IP with the address of a Vip": ip({ [ipField]: address(90) }, { expect: "taken", besides: "address-shared" }),
    "an IP with the gateway": ip({ [ipField]: gateway }, { expect: "taken", besides: "gateway-address" }),
    "an IP with an excluded address": ip({ [ipField]: address(200) }, { expect: "taken" }),

    "a good Vip": vip({ [vipField]: address(40) }, { expect: "taken" }),
    "a Vip without subnet": vip({ subnet: "", [vipField]: address(41) }, { expect: "stuck", stop: "no-subnet" }),
    "a Vip of a missing subnet": vip({ subnet: "nowhere" }, { expect: "stuck", stop: "unknown-subnet" }),
    "a Vip outside the subnet": vip({ [vipField]: foreign }, { expect: "stuck", stop: "outside-prefix" }),
    "a Vip with the network address": vip({ [vipField]: network }, { expect: "stuck", stop: "network-address" }),
    "a Vip with what is no address": vip(
      { [vipField]: `${address(2)}x` },
      { expect: "taken", besides: "not-an-address" },
    ),
    "a Vip with the address of a pod": vip({ [vipField]: taken }, { expect: "stuck", stop: "address-shared" }),
    "a Vip with the address of a Vip": vip({ [vipField]: address(90) }, { expect: "stuck", stop: "address-shared" }),
    "a Vip with a MAC": vip(
      { [vipField]: address(42), macAddress: "02:00:00:00:01:08" },
      { expect: "taken", besides: "mac-not-honored" },
    ),
    "a Vip of an unknown type": vip(
      { [vipField]: address(43), type: "spare" },
      { expect: "taken", besides: "vip-type" },
    ),
    ...(family.protocol === "IPv6"
      ? {
          "an IP with capital letters": ip({ [ipField]: "FD00:19::1A" }, {
            expect: "stuck",
            stop: "upper-case",
          } as const),
          "a Vip with capital letters": vip({ [vipField]: "FD00:19::1B" }, {
            expect: "stuck",
            stop: "upper-case",
          } as const),
        }
      : {}),
  };
}

for (const family of families(19)) {
  const subnet = `gates-${family.protocol.toLowerCase()}`;
  const made = new Map<string, { path: string; asked: KubeObject; foreseen: ReturnType<typeof findingsOf> }>();

  describe(`findingsOf and the controller, ${family.protocol}`, () => {
    let table: Readonly<Record<string, Case>> = {};

    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      await createVip(`${subnet}-holder`, { subnet, [family.vipField]: family.address(90) });
      const pod = await runPod(`${subnet}-holder`, { "ovn.kubernetes.io/logical_switch": subnet });
      table = cases(subnet, family, pod.status.podIP);
      const { admin } = await sharedCluster();
      const around = await liveObjects();
      for (const [number, [what, { kind, spec, metadata = {}, name }]] of Object.entries(table).entries()) {
        const podName = `${subnet}-${number}`;
        const own =
          kind === "IP" ? { name: `${podName}.default`, spec: { podName, ...spec } } : { name: podName, spec };
        const asked: KubeObject = {
          apiVersion: "kubeovn.io/v1",
          kind,
          // Without any label the controller may crash, which would be a test of something else.
          metadata: { labels: { hand: "made" }, ...metadata, name: name ?? own.name },
          spec: own.spec,
        };
        const foreseen = findingsOf(asked, new LiveContext(snapshotOf([...around, asked], { version: [1, 13] })));
        const path = `${KUBE_OVN_API}/${PATHS[kind]}`;
        const { status, body } = await admin("POST", path, asked);
        assert.equal(status, 201, JSON.stringify(body));
        made.set(what, { path: `${path}/${asked.metadata.name}`, asked, foreseen });
      }
      for (const [what, { expect, orElse }] of Object.entries(table)) {
        const { path } = made.get(what) ?? assert.fail(what);
        if (expect === "taken" && orElse === undefined) await until(path, (live) => standingOf(live) === expect);
      }
      await sleep(LONG_ENOUGH_MS);
    });

    // One test per family for the table, so that the time is waited for once; each line says which object it is about.
    it("agree on what becomes of an object, whatever is wrong with it", async () => {
      const { admin } = await sharedCluster();
      const live = await liveObjects();
      for (const [what, { expect, orElse, stop, besides }] of Object.entries(table)) {
        const { path, asked, foreseen } = made.get(what) ?? assert.fail(what);
        assert.ok(foreseen);
        assert.equal(foreseen.standing, expect === "taken" ? "waiting" : expect, what);
        assert.equal(foreseen.stop?.code, stop, what);
        if (besides !== undefined)
          assert.ok(
            foreseen.found.some(({ code }) => code === besides),
            what,
          );

        const { body } = await admin("GET", path);
        const now: KubeObject = { apiVersion: "kubeovn.io/v1", ...body };
        const found = findingsOf(now, new LiveContext(snapshotOf(live, { version: [1, 13] })));
        if (found?.standing !== orElse) assert.equal(found?.standing, expect, `${what}: ${JSON.stringify(now)}`);
        assert.equal(found?.stop?.code, stop, what);
        if (expect !== "taken") assert.deepEqual(now.spec, asked.spec, what);
        const field = asked.kind === "IP" ? family.ipField : family.vipField;
        const [is, wanted] = [now.spec, asked.spec].map((spec) => (spec as Record<string, string>)[field]);
        if (expect === "taken") assert.equal(is === wanted, besides !== "not-an-address", what);
        if (besides === "address-shared")
          assert.ok(
            found?.found.some(({ code }) => code === besides),
            what,
          );
      }
    });

    it("agree on a Vip that is edited after it was taken", async () => {
      const { admin } = await sharedCluster();
      const { path } = made.get("a good Vip") ?? assert.fail();
      const spec = { [family.vipField]: family.address(44) };
      await admin("PATCH", path, { spec }, "application/merge-patch+json");
      await sleep(LONG_ENOUGH_MS / 3);
      const { body } = await admin("GET", path);
      assert.equal(body.status[family.vipField], family.address(40));
      const found = findingsOf({ apiVersion: "kubeovn.io/v1", ...body }, new LiveContext(snapshotOf([], {})));
      assert.equal(found?.stop?.code, "edited");
    });

    it("agree on an IP whose deletion waits for another owner's finalizer", async () => {
      const { admin } = await sharedCluster();
      const { path } = made.get("an IP with a foreign finalizer") ?? assert.fail();
      await admin("DELETE", path);
      await sleep(LONG_ENOUGH_MS / 3);
      const { body } = await admin("GET", path);
      const found = findingsOf(
        { apiVersion: "kubeovn.io/v1", ...body },
        new LiveContext(snapshotOf(await liveObjects())),
      );
      assert.equal(found?.stop?.code, "leaving-foreign");
      assert.match(found?.stop ? findingSentence(found.stop) : "", /"example\.com\/keep"/);
      await admin("PATCH", path, { metadata: { finalizers: null } }, "application/merge-patch+json");
      assert.equal((await admin("GET", path)).status, 404);
    });
  });
}
