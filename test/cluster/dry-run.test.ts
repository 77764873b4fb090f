import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine } from "../support/engine/engine";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy";
import { writeKubeconfig } from "../support/kubeconfig";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { accountWith, type ShippedRole } from "./accounts";
import { createSubnet, families, KUBE_OVN_API } from "./objects";

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const POLICY = "no-house-rules-broken";
const MESSAGE =
  "names ending in -odd, selectors with odd and addresses ending in 200 are against the rules of the house";
const REFUSES = new RegExp(
  `ValidatingAdmissionPolicy '${POLICY}' .*denied request: ${MESSAGE}; change the resource, or what`,
);

/** A rule of the API server itself, which kube-ovn-controller knows nothing of. */
const EXPRESSION = [
  "!object.metadata.name.endsWith('-odd')",
  "!(has(object.spec.selector) && object.spec.selector.exists(s, s.contains('odd')))",
  "!(has(object.spec.v4ip) && object.spec.v4ip.endsWith('.200')) && !(has(object.spec.v6ip) && object.spec.v6ip.endsWith(':200'))",
].join(" && ");

async function makePolicy(): Promise<void> {
  const { admin } = await sharedCluster();
  const resourceRules = [
    { apiGroups: ["kubeovn.io"], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["vips", "ips"] },
  ];
  const metadata = { name: POLICY };
  const policy = { matchConstraints: { resourceRules }, validations: [{ expression: EXPRESSION, message: MESSAGE }] };
  const apiVersion = "admissionregistration.k8s.io/v1";
  await admin("POST", `${ADMISSION}/validatingadmissionpolicies`, {
    apiVersion,
    kind: "ValidatingAdmissionPolicy",
    metadata,
    spec: { failurePolicy: "Fail", ...policy },
  });
  await admin("POST", `${ADMISSION}/validatingadmissionpolicybindings`, {
    apiVersion,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata,
    spec: { policyName: POLICY, validationActions: ["Deny"] },
  });
  await untilBroken("refused");
}

async function removePolicy(): Promise<void> {
  const { admin } = await sharedCluster();
  await admin("DELETE", `${ADMISSION}/validatingadmissionpolicybindings/${POLICY}`);
  await admin("DELETE", `${ADMISSION}/validatingadmissionpolicies/${POLICY}`);
  await untilBroken("allowed");
}

/** The API server learns of a policy, and forgets it, some time after its answer: what breaks the rule tells when. */
async function untilBroken(state: "refused" | "allowed"): Promise<void> {
  const { admin } = await sharedCluster();
  const metadata = { name: "is-it-there-odd" };
  const vip = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata, spec: { subnet: "none" } };
  const tried = async () => (await admin("POST", `${KUBE_OVN_API}/vips?dryRun=All`, vip)).status === 201;
  while ((await tried()) !== (state === "allowed")) await sleep(100);
}

describe("a preview with a server-side dry run", () => {
  let proxy: FaultProxy;
  let kubeconfig: string;

  before(async function () {
    await needCluster.call(this);
    const { server, folder, kubeconfig: direct } = await sharedCluster();
    proxy = await startFaultProxy({ server, ca: readFileSync(join(folder, "apiserver.crt")) });
    const [, token] = /token: (\S+)/.exec(readFileSync(direct, "utf8")) ?? [];
    kubeconfig = writeKubeconfig("dry-run", {
      cluster: { server: proxy.url, "insecure-skip-tls-verify": true },
      user: { token },
    });
    for (const family of families(100)) await createSubnet(`dry-${family.protocol.toLowerCase()}`, family);
    await makePolicy();
  });

  after(async () => {
    await proxy?.close();
    await removePolicy();
  });

  const engine = (stack: string, config: Readonly<Record<string, string>> = {}): Engine => {
    const own = { "kubeovn:manifests": "", "kubeovn:kubeconfig": kubeconfig, "kubeovn:serverDryRun": "true" };
    return new Engine("", { stack, config: { ...own, ...config } });
  };
  /** What a step asked the server for besides reading. */
  const writesOf = async (step: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = proxy.requests.length;
    await step();
    return proxy.requests.slice(before).filter((request) => !request.startsWith("GET "));
  };
  const failureIn = async (stack: Engine, program: readonly Resource[]): Promise<string> => {
    const { failures } = await stack.preview(program);
    const [first, ...more] = [...failures.values()].flat();
    assert.deepEqual(more, []);
    return first?.reason ?? "";
  };

  for (const [i, { protocol, vipField, address, excluded }] of families(100).entries()) {
    const future = families(101)[i] ?? assert.fail();
    const subnet = `dry-${protocol.toLowerCase()}`;
    const vip = (name: string, args: object = {}): Resource => ({ kind: "Vip", name, args: { subnet, ...args } });
    const ip = (name: string): Resource => ({
      kind: "ReservedIP",
      name,
      args: { subnet, workload: { kind: "VirtualMachine", name } },
    });

    describe(`in ${protocol}`, () => {
      it("fails at a Vip that the API server would refuse, and says who, why and what to do", async () => {
        const name = `${subnet}-a-odd`;
        const reason = await failureIn(engine(subnet), [vip(name)]);
        assert.match(reason, REFUSES);
        assert.ok(
          reason.startsWith(`cluster ${proxy.url} (context "dry-run") would refuse kubeovn.io/v1 Vip "${name}": `),
        );
      });

      it("tries an IP without a guard, writes nothing, and sends one request for each new object", async () => {
        const program = [vip(`${subnet}-b`), ip(`${subnet}-c`), ip(`${subnet}-d`)];
        const writes = await writesOf(async () => {
          assert.deepEqual((await engine(subnet).preview(program)).failures, new Map());
        });
        assert.deepEqual([...writes].sort(), [
          `POST ${KUBE_OVN_API}/ips?dryRun=All`,
          `POST ${KUBE_OVN_API}/ips?dryRun=All`,
          `POST ${KUBE_OVN_API}/vips?dryRun=All`,
        ]);
        const { admin } = await sharedCluster();
        for (const path of [`vips/${subnet}-b`, `ips/${subnet}-c.default`]) {
          assert.equal((await admin("GET", `${KUBE_OVN_API}/${path}`)).status, 404);
        }
      });

      it("tries changed objects only, by an update, and nothing at all in an update", async () => {
        const stack = engine(`${subnet}-changes`);
        const bound = (selector: string): Resource =>
          vip(`${subnet}-e`, { namespace: "default", selector: [selector] });
        const program = [bound("app:web"), vip(`${subnet}-f`), ip(`${subnet}-g`)];
        const made = await writesOf(() => stack.up(program));
        assert.deepEqual(
          made.filter((request) => request.includes("dryRun")),
          [],
        );
        assert.deepEqual(await writesOf(() => stack.preview(program)), []);
        const changed = [bound("app:shop"), ...program.slice(1)];
        assert.deepEqual(await writesOf(() => stack.preview(changed)), [
          `PUT ${KUBE_OVN_API}/vips/${subnet}-e?dryRun=All`,
        ]);
        assert.match(await failureIn(stack, [bound("app:odd"), ...program.slice(1)]), REFUSES);
        await stack.destroy();
      });

      it("tries what comes after a replacement, though the name is still taken", async () => {
        const stack = engine(`${subnet}-replaced`);
        const at = (fixed: string): readonly Resource[] => [
          vip(`${subnet}-h`, { [vipField]: fixed, allowExcluded: true }),
        ];
        await stack.up(at(address(60)));
        const writes = await writesOf(async () => {
          const { operations, failures } = await stack.preview(at(address(61)));
          assert.deepEqual([[...operations.values()], failures], [["replace"], new Map()]);
        });
        assert.deepEqual(writes, [`POST ${KUBE_OVN_API}/vips?dryRun=All`]);
        assert.match(await failureIn(stack, at(excluded)), REFUSES);
        await stack.destroy();
      });

      it("omits what will be in a Subnet of the same program, and says so once", async () => {
        const stack = engine(`${subnet}-later`);
        const place = `${subnet}-to-be`;
        const inIt = (name: string): Resource => ({ kind: "Vip", name, args: { subnet: place } });
        const program: readonly Resource[] = [
          { kind: "Subnet", name: place, args: { cidrBlock: future.cidrBlock } },
          inIt(`${subnet}-l`),
          inIt(`${subnet}-m`),
        ];
        const writes = await writesOf(async () => {
          assert.deepEqual((await stack.preview(program)).failures, new Map());
        });
        assert.deepEqual(writes, [`POST ${KUBE_OVN_API}/subnets?dryRun=All`]);
        assert.deepEqual(
          stack.notes.filter((line) => line.includes("dry run")),
          [`kubeovn: Subnet "${place}" is new, so the server-side dry run omits what will be in it (dry-run-omitted)`],
        );
      });

      it("goes through what a set, a planned range and a binding would write", async () => {
        const program: readonly Resource[] = [
          { kind: "PlannedRange", name: "planned", args: { subnet, range: `${address(210)}..${address(219)}` } },
          {
            kind: "ReservedIPSet",
            name: `${subnet}-set`,
            args: { subnet, statefulSet: { name: `${subnet}-set`, namespace: "default", replicas: 2 } },
          },
          vip(`${subnet}-n`),
          { kind: "AapBinding", name: "pair", args: { vips: [`${subnet}-n`], namespace: "default" } },
        ];
        const writes = await writesOf(async () => {
          assert.deepEqual((await engine(`${subnet}-kinds`).preview(program)).failures, new Map());
        });
        assert.deepEqual(writes.toSorted(), [
          `POST ${KUBE_OVN_API}/ips?dryRun=All`,
          `POST ${KUBE_OVN_API}/ips?dryRun=All`,
          `POST ${KUBE_OVN_API}/vips?dryRun=All`,
          `PUT ${KUBE_OVN_API}/subnets/${subnet}?dryRun=All`,
        ]);
      });

      it("takes over what an interrupted update left, by an update", async () => {
        const first = engine(`${subnet}-again`);
        await first.up([vip(`${subnet}-i`)]);
        const second = engine(`${subnet}-again`);
        assert.deepEqual((await second.preview([vip(`${subnet}-i`)])).failures, new Map());
        await first.destroy();
      });

      it("is only done on request", async () => {
        const stack = engine(`${subnet}-off`, { "kubeovn:serverDryRun": "false" });
        const program = [vip(`${subnet}-j-odd`)];
        assert.deepEqual(await writesOf(() => stack.preview(program)), []);
        await assert.rejects(stack.up(program), new RegExp(`refuses: .*${MESSAGE}$`));
      });

      it("needs the role for it, and names the rule that is missing", async () => {
        const with_ = async (...roles: readonly ShippedRole[]): Promise<string> =>
          failureIn(engine(subnet, { "kubeovn:kubeconfig": await accountWith(...roles) }), [vip(`${subnet}-k`)]);
        assert.match(
          await with_("cluster-role-preview"),
          /forbids to create vips, which a server-side dry run needs; add the rule \{apiGroups: \["kubeovn.io"\], resources: \["vips"\], verbs: \["create"\]\} .*, or leave kubeovn:serverDryRun out$/,
        );
        assert.equal(await with_("cluster-role-preview", "cluster-role-dry-run"), "");
      });
    });
  }
});
