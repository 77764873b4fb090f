import assert from "node:assert/strict";
import fc from "fast-check";
import { printAddress } from "../../provider/ipam";
import type { KubeObject } from "../../provider/objects/kube-object";
import type { Impact } from "../../provider/plan";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";
import { endpointObject, multusConfigObject, spiderPoolObject } from "../support/spider-objects";

const options = propertyOptions({ runs: 150 });

const BASE = { 4: 0x0a060000n, 6: 0xfd060000n << 96n } as const;
const CIDR = { 4: "10.6.0.0/16", 6: "fd06::/64" } as const;
const NETWORKS = ["net/lan", "net/wan"];
const KINDS = ["Deployment", "StatefulSet"];
const POOL_SIZE = 3;

const use = fc.record({ isDefault: fc.boolean(), networks: fc.subarray(NETWORKS) });
/** Pods of two networks in three pools: some name a pool, for the others namespace, network or cluster decide. */
const cluster = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  pools: fc.tuple(use, use, use),
  after: use,
  namespaces: fc.tuple(fc.option(fc.nat(2)), fc.option(fc.nat(2))),
  networks: fc.tuple(fc.option(fc.nat(2)), fc.option(fc.nat(2))),
  pods: fc.uniqueArray(
    fc.record({
      host: fc.nat(3 * POOL_SIZE - 1),
      kind: fc.nat(1),
      namespace: fc.nat(1),
      network: fc.nat(1),
      named: fc.option(fc.subarray([0, 1, 2], { minLength: 1 })),
    }),
    { maxLength: 9, selector: ({ host }) => host },
  ),
});
type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never;
type Pod = Cluster["pods"][number];
type Use = Cluster["after"];

const at = (family: 4 | 6, host: number): string => printAddress({ family, value: BASE[family] + BigInt(host + 1) });
const poolOf = ({ host }: Pod): number => Math.floor(host / POOL_SIZE);
const podName = ({ host, namespace }: Pod): string => `n${namespace}/pod-${host}`;

/** The pools that a pod may be given an address of, level by level. @source spiderpool pkg/ipam/pool_selections.go */
function candidates(random: Cluster, uses: readonly Use[], pod: Pod): readonly number[] {
  const { namespaces, networks } = random;
  const [ofNamespace, ofNetwork] = [namespaces[pod.namespace], networks[pod.network]];
  const chosen =
    pod.named ??
    (typeof ofNamespace === "number"
      ? [ofNamespace]
      : typeof ofNetwork === "number"
        ? [ofNetwork]
        : [0, 1, 2].filter((pool) => uses[pool]?.isDefault));
  return chosen.filter((pool) => {
    const { networks: asked = [] } = uses[pool] ?? {};
    return asked.length === 0 || asked.includes(NETWORKS[pod.network] as string);
  });
}

function objectsOf(random: Cluster): readonly KubeObject[] {
  const { family, pools, namespaces, networks, pods } = random;
  const field = `ipv${family}`;
  const spec = ({ isDefault, networks: multusName }: Use): object => ({ default: isDefault, multusName });
  return [
    ...pools.map((one, i) =>
      spiderPoolObject(`p${i}`, CIDR[family], [`${at(family, i * POOL_SIZE)}-${at(family, (i + 1) * POOL_SIZE - 1)}`], {
        allocated: Object.fromEntries(
          pods.filter((pod) => poolOf(pod) === i).map((pod) => [at(family, pod.host), podName(pod)]),
        ),
        spec: { ...spec(one) },
      }),
    ),
    ...namespaces.map((pool, i): KubeObject => {
      const annotations: Record<string, string> =
        pool === null ? {} : { [`ipam.spidernet.io/default-ipv${family}-ippool`]: JSON.stringify([`p${pool}`]) };
      return { apiVersion: "v1", kind: "Namespace", metadata: { name: `n${i}`, annotations } };
    }),
    ...networks.map((pool, i) => ({
      ...multusConfigObject((NETWORKS[i] as string).slice("net/".length), "net"),
      spec: {
        cniType: "macvlan",
        macvlan: { master: ["eth1"], ippools: pool === null ? {} : { [field]: [`p${pool}`] } },
      },
    })),
    ...pods.flatMap((pod) => {
      const [namespace = "", name = ""] = podName(pod).split("/");
      const endpoint = endpointObject(podName(pod), KINDS[pod.kind] as string, name) as KubeObject & {
        readonly status: { readonly current: object };
      };
      const ips = [{ interface: "net1", [field]: `${at(family, pod.host)}/64`, [`${field}Pool`]: `p${poolOf(pod)}` }];
      const annotations = {
        "k8s.v1.cni.cncf.io/networks": NETWORKS[pod.network] as string,
        ...(pod.named === null
          ? {}
          : { "ipam.spidernet.io/ippool": JSON.stringify({ [field]: pod.named.map((pool) => `p${pool}`) }) }),
      };
      return [
        { ...endpoint, status: { ...endpoint.status, current: { ...endpoint.status.current, ips } } } as KubeObject,
        { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, annotations } } as KubeObject,
      ];
    }),
  ];
}

/** What becomes of the pods of pool 0 that could be given their address before the change and cannot after it. */
function expected(random: Cluster): readonly string[] {
  const { pools, after, pods } = random;
  const now = [after, ...pools.slice(1)];
  return pods
    .filter((pod) => poolOf(pod) === 0)
    .filter((pod) => candidates(random, pools, pod).includes(0) && !candidates(random, now, pod).includes(0))
    .map((pod) => {
      const rest = candidates(random, now, pod);
      const isFree = rest.some((pool) => pods.filter((other) => poolOf(other) === pool).length < POOL_SIZE);
      const fate = KINDS[pod.kind] === "StatefulSet" ? "keeps" : isFree ? "moves" : "fails";
      return `${podName(pod)} ${fate}`;
    })
    .sort();
}

describe("the impact of a pool that comes to serve other networks, or pods that name none", () => {
  it("is what the pods meet at their next restart", () => {
    let hit = 0;
    fc.assert(
      fc.property(cluster, (random) => {
        const { family, after } = random;
        const resource: Resource = {
          kind: "spiderpool.IPPool",
          name: "p0",
          args: {
            subnet: CIDR[family],
            ips: [`${at(family, 0)}-${at(family, POOL_SIZE - 1)}`],
            default: after.isDefault,
            multusName: after.networks,
            adopt: true,
            // All of them are told, however many pods a change affects.
            onImpact: "report",
          },
        };
        const { notes = [], refusals = [] } =
          checkProgram(objectsOf(random), [resource]).get("spiderpool.IPPool::p0") ?? {};
        assert.deepEqual(refusals, []);
        const told = notes.filter((note) => note.includes(" has ") && note.includes("when it restarts"));
        const wanted = expected(random);
        assert.deepEqual(told.map(fateIn).sort(), wanted);
        hit += wanted.length;
      }),
      options,
    );
    assert.ok(hit > 0);
  });
});

/** The pod and its fate in a line of the preview. */
function fateIn(note: string): string {
  const [, pod = ""] = /Pod (\S+)/.exec(note) ?? [];
  const fates: readonly (readonly [Impact["fate"], string])[] = [
    ["keeps", "gets it back"],
    ["moves", "gets another one"],
    ["fails", "fails"],
  ];
  const fate = fates.find(([, words]) => note.includes(words))?.[0] ?? "";
  return `${pod} ${fate}`;
}
