import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { printMarkdown } from "../../cli/print/plan-markdown";
import { printForTerminal } from "../../cli/print/plan-terminal";
import type { KubeObject } from "../../provider/objects/kube-object";
import { restored, withChange } from "../../provider/objects/kubeovn/adoption";
import { controllerOf } from "../../provider/objects/kubeovn/controller";
import { factsOf, snapshotOf } from "../../provider/objects/kubeovn/facts";
import { isOvsdbError, OvsdbError } from "../../provider/ovsdb-client";
import { type Json, type JsonObject, parseJson } from "../../provider/ovsdb-client/json-text";
import { createRpc } from "../../provider/ovsdb-client/rpc";
import { readSchema } from "../../provider/ovsdb-client/schema";
import { applyUpdates } from "../../provider/ovsdb-client/updates";
import { makeAudit, makeReport, RunFormatError, readDecisions, readRun } from "../../provider/report";
import { type ApiClient, createApiClient } from "../../provider/stores/kubernetes/api-client";
import { ApiError } from "../../provider/stores/kubernetes/api-error";
import { loadKubeConfig } from "../../provider/stores/kubernetes/kubeconfig";
import { ANSWER_LIMITS } from "../../provider/stores/kubernetes/limits";
import { readRelease } from "../../provider/stores/kubernetes/release";
import { readWatch } from "../../provider/stores/kubernetes/watch-stream";
import { openManifestDirectory } from "../../provider/stores/manifests/directory";
import { ManifestError } from "../../provider/stores/manifests/errors";
import { readIgnoreRules } from "../../provider/stores/manifests/ignore-rules";
import { StoreError } from "../../provider/stores/store";
import { ipObject, podObject, subnetObject, vipObject } from "../support/objects";
import { propertyFolder, propertyOptions } from "../support/property";
import { previewOutput, savedPlan, vipInputs } from "../support/pulumi-output";
import { repositoryFolder } from "../support/toolchain";

const SCRAPS = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "'",
  "\n",
  "\n  ",
  "- ",
  "&a ",
  "*a",
  "<<: ",
  "!!binary ",
  "|",
  ">",
  "---\n",
  "\0",
  "null",
  "true",
  "1e999",
  "-0",
  "0x10",
  "__proto__",
  "constructor",
  "\u202e",
  "\ud800",
  "é",
  "10.16.0.9",
  "fd00::/0",
  "[".repeat(200),
  "{a: ".repeat(200),
];

/** A text with a few stretches cut out, doubled, or replaced by what readers trip over. */
function edited(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(text.length),
    length: fc.nat(40),
    put: fc.oneof(fc.constantFrom("", ...SCRAPS), fc.string({ maxLength: 8 })),
    isDoubled: fc.boolean(),
  });
  return fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) =>
    edits.reduce((now, { at, length, put, isDoubled }) => {
      const cut = now.slice(at, at + length);
      return now.slice(0, at) + (isDoubled ? cut + cut : put) + now.slice(at + length);
    }, text),
  );
}

/** Any value of JSON in the place of some part of another. */
function transplanted(value: unknown): fc.Arbitrary<unknown> {
  const paths: (readonly string[])[] = [];
  const visit = (at: unknown, path: readonly string[]): void => {
    paths.push(path);
    if (at !== null && typeof at === "object") {
      for (const [key, inner] of Object.entries(at)) visit(inner, [...path, key]);
    }
  };
  visit(value, []);
  const put = (at: unknown, [key, ...rest]: readonly string[], part: unknown): unknown => {
    if (key === undefined) return part;
    if (Array.isArray(at)) return at.map((item, i) => (String(i) === key ? put(item, rest, part) : item));
    return { ...(at as object), [key]: put((at as Record<string, unknown>)[key], rest, part) };
  };
  return fc.tuple(fc.constantFrom(...paths), fc.jsonValue()).map(([path, part]) => put(value, path, part));
}

/** Whatever is read: an answer, or an error of the reader's own; never any other. */
async function readsOrRefuses(read: () => unknown, isOwn: (error: unknown) => boolean): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isOwn(error)) throw error;
  }
}

const isRunFault = (error: unknown): boolean => error instanceof RunFormatError;

describe("a reader of outside data answers, or refuses in words of its own", () => {
  let folder: string;
  before(() => {
    folder = propertyFolder("outside-data");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const cluster = readFileSync(join(repositoryFolder, "examples/quickstart/cluster/vips.yaml"), "utf8").slice(0, 3_000);

  it("manifests", async () => {
    const directory = join(folder, "manifests");
    mkdirSync(directory, { recursive: true });
    await fc.assert(
      fc.asyncProperty(edited(cluster), async (text) => {
        writeFileSync(join(directory, "a.yaml"), text);
        await readsOrRefuses(
          async () => snapshotOf(await openManifestDirectory(directory).objects()),
          (error) => error instanceof ManifestError,
        );
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  it("objects of an API server", async () => {
    const objects = [
      subnetObject("a", "10.16.0.0/24", { gateway: "10.16.0.1", excludeIps: ["10.16.0.1"] }),
      podObject("x", "prod", "a", "10.16.0.9"),
      ipObject("db", "prod", "a", "10.16.0.5"),
    ];
    const any = fc.constantFrom(...objects).chain(({ apiVersion, kind, metadata, ...rest }) =>
      transplanted(rest).map((part) => ({
        ...(part !== null && typeof part === "object" ? part : {}),
        apiVersion,
        kind,
        metadata,
      })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 4 }), async (found) => {
        await readsOrRefuses(
          () => {
            for (const object of found) factsOf(object as never);
            snapshotOf(found as never);
          },
          (error) => error instanceof StoreError,
        );
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("manifests that are written to", async () => {
    const directory = join(folder, "written");
    mkdirSync(directory, { recursive: true });
    const key = { apiVersion: "kubeovn.io/v1", kind: "Vip", name: "a" };
    const text =
      "# ours\napiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: a, labels: {x: y}}\nspec:\n  subnet: s # here\n";
    const others = "---\n&b apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: X, metadata: {name: b}}\n";
    await fc.assert(
      fc.asyncProperty(edited(text + others), async (edits) => {
        for (const file of readdirSync(directory)) rmSync(join(directory, file), { recursive: true });
        writeFileSync(join(directory, "a.yaml"), edits);
        const isOwn = (error: unknown): boolean => error instanceof ManifestError;
        const opened = openManifestDirectory(directory);
        await readsOrRefuses(() => opened.create(vipObject("new", "s", "10.0.0.9"), "new.yaml"), isOwn);
        await readsOrRefuses(
          () => opened.update(key, (live) => ({ ...live, spec: { subnet: "s", v4ip: "10.0.0.8" } })),
          isOwn,
        );
        await readsOrRefuses(() => opened.delete(key, () => true), isOwn);
      }),
      propertyOptions({ runs: 100 }),
    );
  });

  it("kustomizations", async () => {
    const directory = join(folder, "kustomized");
    mkdirSync(join(directory, "base"), { recursive: true });
    writeFileSync(join(directory, "base", "a.yaml"), cluster);
    const text = `resources: [base/a.yaml, ../x, https://x.example/y]
namespace: prod
namePrefix: p-
patches: [{ path: base/p.yaml, target: { kind: Vip } }, { patch: "- op: add" }]
configMapGenerator: [{ name: c, files: [a=base/a.yaml] }]
replacements: [{ path: base/r.yaml }]
components: [base]
helmCharts: [{ name: x, repo: https://x.example }]
`;
    // No program is found that would render it: that one reads for itself.
    const path = process.env.PATH;
    process.env.PATH = "";
    try {
      await fc.assert(
        fc.asyncProperty(edited(text), edited("[a, b]"), async (kustomization, patch) => {
          writeFileSync(join(directory, "kustomization.yaml"), kustomization);
          writeFileSync(join(directory, "base", "p.yaml"), patch);
          await readsOrRefuses(
            async () => snapshotOf(await openManifestDirectory(directory).objects()),
            (error) => error instanceof ManifestError,
          );
        }),
        propertyOptions({ runs: 200 }),
      );
    } finally {
      process.env.PATH = path;
    }
  });

  it("texts of JSON inside of objects", () => {
    const texts = {
      "k8s.v1.cni.cncf.io/networks":
        '[{"name": "n", "namespace": "default", "ips": ["10.16.0.9/24"], "mac": "00:00:00:00:00:01"}]',
      "v1.multus-cni.io/default-network": "default/n@eth1",
      "ipam.spidernet.io/ippool": '{"ipv4": ["p"], "ipv6": null}',
      "ipam.spidernet.io/ippools": '[{"interface": "eth0", "ipv4": ["p"], "cleangateway": true}]',
      "ipam.spidernet.io/subnet": '{"ipv4": ["s"]}',
      "ovn.kubernetes.io/ip_pool": "10.16.0.9,10.16.0.10;fd00::9",
      "ovn.kubernetes.io/port_vips": "10.16.0.9",
      "kubectl.kubernetes.io/last-applied-configuration": '{"kind": "Vip"}',
      "pulumi-kubeovn/planned-ranges": '{"o": ["10.16.0.20..10.16.0.30"]}',
      "pulumi-kubeovn/adopted": '{"annotations": {"a": "b"}, "labels": {"x": "y"}, "spec": {"subnet": ["a", "b"]}}',
      config:
        '{"cniVersion": "0.3.1", "plugins": [{"type": "macvlan", "ipam": {"type": "spiderpool", "default_ipv4_ippool": ["p"]}}]}',
    };
    const any = fc.record(
      Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [
          name,
          fc.oneof(
            edited(text),
            ...(/^[[{]/.test(text) ? [transplanted(JSON.parse(text)).map((one) => JSON.stringify(one))] : []),
          ),
        ]),
      ),
      { requiredKeys: ["config"] },
    );
    fc.assert(
      fc.property(any, ({ config, ...annotations }) => {
        const pod = podObject("x", "prod", "a", "10.16.0.9");
        const noted = { ...pod.metadata.annotations, ...(annotations as Record<string, string>) };
        const template = { metadata: { annotations: noted }, spec: {} };
        const named = (apiVersion: string, kind: string, spec: object): KubeObject => ({
          apiVersion,
          kind,
          metadata: { name: "n", namespace: "default", annotations: noted },
          spec,
        });
        const { judged } = makeAudit(
          snapshotOf([
            {
              ...subnetObject("a", "10.16.0.0/24", { gateway: "10.16.0.1" }),
              metadata: { name: "a", annotations: noted },
            },
            { ...pod, metadata: { ...pod.metadata, annotations: noted } },
            named("apps/v1", "Deployment", { replicas: 2, template }),
            named("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", { config }),
            named("spiderpool.spidernet.io/v2beta1", "SpiderMultusConfig", { cniType: "custom", customCNI: config }),
            named("kubeovn.io/v1", "Vip", { subnet: "a", v4ip: "10.16.0.9" }),
          ]),
        ).report;
        assert.equal(judged.Vip, 1);
        const adopted = named("kubeovn.io/v1", "Vip", { subnet: "a" });
        const given = restored(withChange({ ...adopted, spec: { subnet: "b" } }, adopted));
        assert.ok(Object.values(given.metadata.labels ?? {}).every((label) => typeof label === "string"));
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("what a cluster says of its Kube-OVN", async () => {
    const container = {
      name: "kube-ovn-controller",
      image: "docker.io/kubeovn/kube-ovn:v1.14.7@sha256:0",
      args: ["--keep-vm-ip=true"],
      command: ["x"],
    };
    const deployment = {
      metadata: { name: "kube-ovn-controller" },
      spec: { template: { spec: { containers: [container] } } },
    };
    const definitions = {
      components: { schemas: { "io.kubeovn.v1.Vip": { properties: { spec: { properties: { parentMac: {} } } } } } },
    };
    await fc.assert(
      fc.asyncProperty(transplanted(deployment), transplanted(definitions), async (found, document) => {
        await readsOrRefuses(
          () => controllerOf({ apiVersion: "apps/v1", kind: "Deployment", ...(found as object) } as KubeObject),
          () => false,
        );
        await readsOrRefuses(
          () => readRelease({ document: async () => document } as unknown as ApiClient),
          () => false,
        );
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  it("answers of an API server", async () => {
    let body = "";
    const server: Server = createServer((_, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const where = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const agent = new Agent({ keepAlive: true });
    const credentials = async (): Promise<{ agent: Agent; headers: Record<string, string> }> => ({
      agent,
      headers: {},
    });
    const limits = { ...ANSWER_LIMITS, bytes: 1_000_000, answerMs: 2_000, pages: 3, listMs: 2_000 };
    const api = createApiClient({ server: where, where, credentials, renew: () => undefined }, 0, limits);
    const list = JSON.stringify({
      kind: "VipList",
      metadata: { resourceVersion: "1" },
      items: [ipObject("db", "prod", "a", "10.16.0.5")],
    });
    try {
      await fc.assert(
        fc.asyncProperty(edited(list), async (text) => {
          body = text;
          await readsOrRefuses(
            () => api.list({ apiVersion: "kubeovn.io/v1", kind: "IP", plural: "ips" }, factsOf),
            (error) => error instanceof StoreError,
          );
        }),
        propertyOptions({ runs: 200 }),
      );
    } finally {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    }
  });

  it("kubeconfigs", async () => {
    const file = join(folder, "kubeconfig");
    const text = `apiVersion: v1
kind: Config
current-context: x
contexts: [{ name: x, context: { cluster: x, user: x } }]
clusters: [{ name: x, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: x, user: { token: hidden } }]
`;
    await fc.assert(
      fc.asyncProperty(edited(text), async (config) => {
        writeFileSync(file, config);
        await readsOrRefuses(
          () => loadKubeConfig({ kubeconfig: file }),
          (error) => error instanceof StoreError,
        );
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  const steps = [
    { op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.9") },
    {
      op: "update",
      kind: "Vip",
      name: "db",
      old: vipInputs("db", "a", "10.0.0.8"),
      now: vipInputs("db", "a", "10.0.0.7"),
    },
  ] as const;
  for (const [what, text] of [
    ["previews", previewOutput(steps, [{ severity: "error", urn: "x", message: "no" }])],
    ["saved plans", savedPlan(steps)],
  ] as const) {
    it(what, async () => {
      const any = fc.oneof(
        edited(text),
        transplanted(JSON.parse(text)).map((value) => JSON.stringify(value)),
      );
      await fc.assert(
        fc.asyncProperty(any, async (file) => {
          await readsOrRefuses(() => {
            const report = makeReport({ run: readRun(file), snapshots: new Map(), decisions: new Map() });
            assert.doesNotMatch(printMarkdown(report) + printForTerminal(report, false), /[^\P{C}\n]/u);
          }, isRunFault);
        }),
        propertyOptions({ runs: 500 }),
      );
    });
  }

  it("decision files", async () => {
    const line = {
      owner: "o",
      picks: [{ address: "10.0.0.9", why: "searched" }],
      passedOver: [{ address: "10.0.0.8", heldBy: ["x"] }],
    };
    const any = fc.oneof(
      edited(JSON.stringify(line)),
      transplanted(line).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(any, (text) => readsOrRefuses(() => readDecisions(text), isRunFault)),
      propertyOptions({ runs: 500 }),
    );
  });

  it("schemas of an OVSDB server", async () => {
    const column = { type: { key: { type: "string", enum: ["set", ["a", "b"]] }, min: 0, max: "unlimited" } };
    const schema = {
      name: "OVN_Northbound",
      version: "7.0.0",
      tables: { Logical_Switch: { columns: { name: column }, isRoot: true } },
    };
    const any = fc.oneof(
      edited(JSON.stringify(schema)),
      transplanted(schema).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(any, async (text) => {
        const parsed = parseJson(Buffer.from(text));
        if ("fault" in parsed) return;
        await readsOrRefuses(() => readSchema(parsed.value), isOvsdbError);
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("messages of an OVSDB server", async () => {
    const messages = [
      { id: 1, result: [{ rows: [{ name: "a" }] }, { count: 1 }], error: null },
      { id: null, method: "update3", params: ["m", "0", { Logical_Switch: { [UUID]: { insert: { name: "a" } } } }] },
      { id: "echo", method: "echo", params: [] },
      { id: 1, result: null, error: { error: "constraint violation", details: "x", syntax: "{}" } },
    ];
    const text = messages.map((message) => JSON.stringify(message)).join("");
    await fc.assert(
      fc.asyncProperty(edited(text), fc.integer({ min: 1, max: 200 }), async (said, size) => {
        const [near, far] = duplexPair();
        let reason: unknown;
        const rpc = createRpc(near, {
          probeMs: 0,
          maxBytes: 100_000,
          onNotification: () => undefined,
          onClose: (error) => {
            reason = error;
          },
        });
        far.on("error", () => undefined).resume();
        const answer = rpc.request("transact", ["OVN_Northbound"], Infinity);
        const settled = readsOrRefuses(() => answer, isOvsdbError);
        const bytes = Buffer.from(said);
        for (let at = 0; at < bytes.length; at += size) far.write(bytes.subarray(at, at + size));
        far.end();
        await settled;
        rpc.close(new OvsdbError("closed", { details: "the test is over" }));
        assert.ok(isOvsdbError(reason));
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  it("updates of an OVSDB server", async () => {
    const column = (type: Json): JsonObject => ({ type });
    const schema = readSchema({
      name: "OVN_Northbound",
      tables: {
        T: {
          columns: {
            n: column("integer"),
            set: column({ key: "uuid", min: 0, max: "unlimited" }),
            map: column({ key: "string", value: "string", min: 0, max: "unlimited" }),
          },
        },
      },
    }).tables.get("T");
    assert.ok(schema);
    const row = { n: 1, set: ["set", [["uuid", UUID]]], map: ["map", [["a", "b"]]] };
    const steps: Record<string, Json>[] = [{ insert: row }, { modify: row }, { delete: null }, { old: row, new: row }];
    const any = fc.constantFrom(...steps).chain((step) => transplanted({ T: { [UUID]: step } }));
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 4 }), fc.boolean(), async (updates, isOld) => {
        const tables = new Map([["T", { schema, columns: ["n", "set", "map"], rows: new Map() }]]);
        await readsOrRefuses(() => {
          for (const update of updates) applyUpdates(tables, update as Json, isOld ? "update" : "update2");
        }, isUpdateFault);
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("watches of an API server", async () => {
    const event = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
    const vip = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "a", resourceVersion: "7" } };
    const expired = { kind: "Status", code: 410, reason: "Expired", message: "too old" };
    const text = event("ADDED", vip) + event("BOOKMARK", { metadata: {} }) + event("ERROR", expired);
    const { readLine } = createApiClient({
      server: "http://127.0.0.1:1",
      where: "there",
      credentials: () => Promise.reject(new Error("nobody asks")),
      renew: () => undefined,
    });
    await fc.assert(
      fc.asyncProperty(edited(text), fc.integer({ min: 1, max: 200 }), async (said, size) => {
        const bytes = Buffer.from(said);
        async function* chunks(): AsyncGenerator<Buffer> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        await readsOrRefuses(
          async () => {
            for await (const { object } of readWatch(chunks(), readLine)) assert.ok(object.metadata);
          },
          (error) => error instanceof StoreError || error instanceof ApiError,
        );
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("lists of what of a directory is not read", async () => {
    const text = "# ours\n*.tmp\n!keep.yaml\nbuild/\n/a/**/b\n[a-z]?.yaml\n\\#x\n";
    await fc.assert(
      fc.asyncProperty(edited(text), fc.string(), async (lines, file) => {
        await readsOrRefuses(
          () => readIgnoreRules(lines.split("\n"))(file),
          (error) => error instanceof ManifestError,
        );
      }),
      propertyOptions({ runs: 500 }),
    );
  });
});

const UUID = "aaaaaaaa-2222-3333-4444-555555555555";
/** What does not fit at all is the caller's to turn into a fault of the protocol, as `rpc.ts` and `replicas.ts` do. */
const isUpdateFault = (error: unknown): boolean => isOvsdbError(error) || error instanceof TypeError;
