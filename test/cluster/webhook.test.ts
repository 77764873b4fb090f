import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Engine } from "../support/engine/engine";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { loadToolchain } from "../support/toolchain";
import { createSubnet, createVip, families, KUBE_OVN_API } from "./objects";

interface WebhookModule {
  startWebhook(name: string, log: (line: string) => void): Promise<() => Promise<void>>;
}

const DENIES = /admission webhook "pod-ip-validating.kube-ovn.io" denied the request: /;

describe("a cluster with Kube-OVN's own validating webhook", () => {
  let stop: (() => Promise<void>) | undefined;
  let config: Readonly<Record<string, string>>;

  before(async function () {
    await needCluster.call(this);
    const { startWebhook } = await loadToolchain<WebhookModule>("../cluster/webhook.mjs");
    const { name, kubeconfig } = await sharedCluster();
    config = { "kubeovn:kubeconfig": kubeconfig };
    stop = await startWebhook(name, () => undefined);
    for (const family of families(190)) await createSubnet(`webhook-${family.protocol.toLowerCase()}`, family);
  });

  after(() => stop?.());

  const engine = (stack: string, more: Readonly<Record<string, string>> = {}): Engine =>
    new Engine("", { stack, config: { "kubeovn:manifests": "", ...config, ...more } });

  for (const [i, { protocol, cidrBlock, vipField, address }] of families(190).entries()) {
    const elsewhere = families(191)[i] ?? assert.fail();
    const subnet = `webhook-${protocol.toLowerCase()}`;
    const vip = (fields: Record<string, unknown>): Resource => ({
      kind: "Vip",
      name: `${subnet}-refused`,
      args: { subnet, ...fields },
    });
    const net = (name: string, args: Record<string, unknown>): Resource => ({ kind: "Subnet", name, args });

    /** What the webhook refuses, with its reason, as a declaration whose arguments are the object's spec. */
    const refused: readonly (readonly [string, Resource, RegExp])[] = [
      ["a Vip outside of its Subnet", vip({ [vipField]: elsewhere.address(9) }), /is not in the range of subnet/],
      ["a Vip whose address is none", vip({ [vipField]: `${address(9)}x` }), /is not a valid ip/],
      ["a Vip in a Subnet that is not there", vip({ subnet: "webhook-none" }), /"webhook-none" not found/],
      ["a Subnet in the CIDR of another", net(`${subnet}-twin`, { cidrBlock, vpc: "ovn-cluster" }), /conflict/],
      [
        "a Subnet whose gateway is outside",
        net(`${subnet}-gate`, { cidrBlock: elsewhere.cidrBlock, gateway: address(1) }),
        /gateway .* is not in cidr/,
      ],
      [
        "a Subnet with the name of a Vpc",
        net("ovn-cluster", { cidrBlock: elsewhere.cidrBlock }),
        /vpc and subnet cannot have the same name/,
      ],
    ];

    describe(`in ${protocol}`, () => {
      for (const [what, resource, reason] of refused) {
        it(`would refuse ${what}, which the preview refuses before`, async () => {
          const { kind, name, args } = resource;
          const object = { apiVersion: "kubeovn.io/v1", kind, metadata: { name }, spec: args };
          const { admin } = await sharedCluster();
          const { body } = await admin("POST", `${KUBE_OVN_API}/${kind.toLowerCase()}s?dryRun=All`, object);
          assert.match(body.message, DENIES);
          assert.match(body.message, reason);
          const { failures } = await engine(`${subnet}-refused`).preview([resource]);
          assert.equal(failures.size, 1);
        });
      }

      it("accepts all that is written in the life of a program", async () => {
        const stack = engine(`${subnet}-life`);
        const own = `${subnet}-own`;
        const program = (selector: string): readonly Resource[] => [
          net(own, {
            cidrBlock: elsewhere.cidrBlock,
            allocation: { range: `${elsewhere.address(100)}..${elsewhere.address(120)}` },
          }),
          { kind: "PlannedRange", name: "planned", args: { subnet, range: `${address(100)}..${address(120)}` } },
          { kind: "IPPool", name: `${subnet}-pool`, args: { subnet: own, ips: [elsewhere.address(200)] } },
          { kind: "Vip", name: `${subnet}-vip`, args: { subnet } },
          {
            kind: "AapBinding",
            name: "pair",
            args: { vips: [`${subnet}-vip`], namespace: "default", selector: [selector] },
          },
          {
            kind: "ReservedIP",
            name: `${subnet}-ip`,
            args: { subnet: own, workload: { kind: "Pod", name: `${subnet}-ip` } },
          },
          {
            kind: "ReservedIPSet",
            name: "set",
            args: { subnet: own, statefulSet: { name: `${subnet}-set`, namespace: "default", replicas: 2 } },
          },
        ];
        assert.deepEqual((await stack.up(program("app: web"))).failures, new Map());
        const again = await stack.preview(program("app: web"));
        assert.deepEqual(new Set(again.operations.values()), new Set(["same"]));
        await stack.destroy();
        const { folder } = await sharedCluster();
        const asked = readFileSync(join(folder, "kube-ovn-webhook.log"), "utf8");
        for (const [kind, name] of [
          ["Subnet", own],
          ["Vip", `${subnet}-vip`],
        ])
          assert.ok(asked.includes(`handle create kubeovn.io/v1, Kind=${kind} ${name}@`), `${kind} ${name}`);
        assert.ok(asked.includes(`handle update kubeovn.io/v1, Kind=Subnet ${subnet}@`));
        assert.ok(asked.includes(`handle delete kubeovn.io/v1, Kind=Subnet ${own}@`));
      });

      it("would refuse another selector of a Vip that has its address, which a preview with a dry run says", async () => {
        const name = `${subnet}-bound`;
        await createVip(name, { subnet });
        const program: readonly Resource[] = [
          { kind: "AapBinding", name: "pair", args: { vips: [name], namespace: "default", selector: ["app: web"] } },
        ];
        const reason = /vip has been assigned, not support change/;
        const { failures } = await engine(`${subnet}-bound`, { "kubeovn:serverDryRun": "true" }).preview(program);
        assert.match([...failures.values()].flat()[0]?.reason ?? "", reason);
        await assert.rejects(engine(`${subnet}-bound`).up(program), reason);
      });
    });
  }
});
