import assert from "node:assert/strict";
import type { Race } from "../support/racer";
import { type Run, runToTheEnd } from "../support/racers";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createKubeOvn, families, KUBE_OVN_API, runPod, until } from "./objects";

/** How often everything is done; `RACE_ROUNDS=20` for a long run, which prints its counts. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 1);
const STACKS = 8;
const SEARCHED = 45;
const FIXED = 5;
const PODS = 20;

/** Small, seeded: a failing round can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function list(kind: "ips" | "vips", subnet: string): Promise<readonly ApiObject[]> {
  const { admin } = await sharedCluster();
  const { body } = await admin("GET", `${KUBE_OVN_API}/${kind}`);
  return body.items.filter(({ spec }: ApiObject) => spec.subnet === subnet);
}

describe("stacks that race for addresses of one subnet, with pods, killed at random", () => {
  before(needCluster);

  for (let round = 0; round < ROUNDS; round++) {
    const family = families(0)[round % 2];
    if (family === undefined) throw new Error("no family");
    const { protocol, ipField } = family;
    const subnet = `race-${round}`;

    it(`leave no address with two owners, and tell every loser by whom: round ${round + 1}, ${protocol}`, async () => {
      const { kubeconfig } = await sharedCluster();
      const base = protocol === "IPv4" ? `172.30.${2 * round}.` : `fd01:${round}::`;
      const cidrBlock = protocol === "IPv4" ? `${base}0/23` : `${base}/119`;
      await createKubeOvn("Subnet", subnet, { cidrBlock, gateway: `${base}1`, protocol });
      await until(
        `${KUBE_OVN_API}/subnets/${subnet}`,
        ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
      );
      const fixed = Array.from({ length: FIXED }, (_, i) => `${base}${120 + i}`);
      const random = randomFrom(round + 1);
      const race = (stack: number): Race => ({
        kubeconfig,
        stack: `${subnet}-${stack}`,
        subnet,
        searched: SEARCHED,
        fixed,
        parallel: 10,
      });
      const stacks = Promise.all(
        Array.from({ length: STACKS }, (_, i) => runToTheEnd(race(i), Math.floor(random() * 3), random)),
      );
      const pods = (async () => {
        for (let i = 0; i < PODS; i++)
          await runPod(`${subnet}-pod-${i}`, { "ovn.kubernetes.io/logical_switch": subnet });
      })();
      const [runs] = await Promise.all([stacks, pods]);

      // Who loses to a run that is killed then has lost to nobody: as its sentence says, another run settles it.
      const free = await unowned(fixed, subnet, ipField);
      if (free.length > 0) runs.push(await runToTheEnd(race(0), 0, random));

      const ips = await list("ips", subnet);
      const owners = ownersByAddress(ips, ipField);
      const shared = [...owners].filter(([, names]) => names.length > 1);
      assert.deepEqual(shared, []);
      assertAsReported(runs, ips, ipField);
      const missing = expectedNames(subnet).filter((name) => !ips.some(({ metadata }) => metadata.name === name));
      assert.deepEqual(missing, [], historyOf(runs, missing));
      for (const address of fixed) {
        assert.equal(owners.get(address)?.length, 1, historyOf(runs, [address]));
      }
      assert.equal(ips.length, STACKS * SEARCHED + FIXED + PODS);
      assert.deepEqual(await list("vips", subnet), []);

      const refusals = runs
        .flat()
        .flatMap(({ steps }) => steps.flatMap((step) => ("refused" in step ? [step.refused] : [])));
      for (const reason of refusals) assert.match(reason, /(is held by|has been taken by) (IP|Pod|Vip) \S+/);
      const counts = { ...countsOf(runs, refusals), free: free.length, objects: ips.length, twoOwners: shared.length };
      console.log(`      ${JSON.stringify(counts)}`);
      await remove(subnet);
    });
  }
});

function ownersByAddress(ips: readonly ApiObject[], ipField: string): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { metadata, spec } of ips) {
    owners.set(spec[ipField], [...(owners.get(spec[ipField]) ?? []), metadata.name]);
  }
  return owners;
}

async function unowned(addresses: readonly string[], subnet: string, ipField: string): Promise<readonly string[]> {
  const owners = ownersByAddress(await list("ips", subnet), ipField);
  return addresses.filter((address) => !owners.has(address));
}

/** The IP objects that must be there in the end, whoever won: of the fixed addresses only one stack has each. */
function expectedNames(subnet: string): readonly string[] {
  const searched = Array.from({ length: STACKS }, (_, stack) =>
    Array.from({ length: SEARCHED }, (_, i) => `${subnet}-${stack}-${i}.default`),
  );
  const pods = Array.from({ length: PODS }, (_, i) => `${subnet}-pod-${i}.default`);
  return [...searched.flat(), ...pods];
}

/** What the runs said of these objects or addresses, for the message of an assertion. */
function historyOf(runs: readonly (readonly Run[])[], wanted: readonly string[]): string {
  const words = wanted.map((name) => name.replace(/\.default$/, ""));
  const isAbout = (line: string) =>
    words.some((word) => line.includes(`"${word}"`) || line.includes(`${word} in Subnet`));
  const lines = runs.flatMap((ofStack, stack) =>
    ofStack.flatMap(({ steps, isKilled }, attempt) =>
      [...steps.map((step) => JSON.stringify(step)).filter(isAbout), ...(isKilled ? ["killed"] : [])].map(
        (line) => `stack ${stack}, run ${attempt}: ${line}`,
      ),
    ),
  );
  return [...wanted, ...lines].join("\n");
}

/** What a run said that it made is there, with the address and the MAC that it said. */
function assertAsReported(runs: readonly (readonly Run[])[], ips: readonly ApiObject[], ipField: string): void {
  const byName = new Map(ips.map(({ metadata, spec }) => [metadata.name, spec]));
  for (const step of runs.flat().flatMap(({ steps }) => steps)) {
    if (!("address" in step)) continue;
    const spec = byName.get(`${step.name}.default`);
    assert.deepEqual([step.name, spec?.[ipField], spec?.macAddress], [step.name, step.address, step.mac]);
  }
}

function countsOf(runs: readonly (readonly Run[])[], refusals: readonly string[]): object {
  return {
    runs: runs.flat().length,
    killed: runs.flat().filter(({ isKilled }) => isKilled).length,
    beatenInPreview: refusals.filter((reason) => reason.includes("is held by")).length,
    beatenInUpdate: refusals.filter((reason) => reason.includes("has been taken by")).length,
  };
}

async function remove(subnet: string): Promise<void> {
  const { admin } = await sharedCluster();
  for (let i = 0; i < PODS; i++) {
    await admin("DELETE", `/api/v1/namespaces/default/pods/${subnet}-pod-${i}?gracePeriodSeconds=0`);
  }
  await Promise.all(
    (await list("ips", subnet)).map(({ metadata }) => admin("DELETE", `${KUBE_OVN_API}/ips/${metadata.name}`)),
  );
  while ((await list("ips", subnet)).length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  await admin("DELETE", `${KUBE_OVN_API}/subnets/${subnet}`);
}
