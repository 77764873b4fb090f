import assert from "node:assert/strict";
import type { Race } from "../support/racer";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createKubeOvn, families, KUBE_OVN_API, runPod, until } from "./objects";
import { type Run, runToTheEnd } from "./racers";

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

    it(`leave no address with two owners, and tell every loser by whom: round ${round + 1}, ${protocol}`, async function () {
      this.timeout(400_000);
      const { kubeconfig } = await sharedCluster();
      const base = protocol === "IPv4" ? `10.${100 + round}.0.` : `fd00:${100 + round}::`;
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

      const ips = await list("ips", subnet);
      const owners = new Map<string, string[]>();
      for (const { metadata, spec } of ips) {
        const at = spec[ipField];
        owners.set(at, [...(owners.get(at) ?? []), metadata.name]);
      }
      const shared = [...owners].filter(([, names]) => names.length > 1);
      assert.deepEqual(shared, []);
      assert.equal(ips.length, STACKS * SEARCHED + FIXED + PODS);
      for (const address of fixed) assert.equal(owners.get(address)?.length, 1, address);
      assert.deepEqual(await list("vips", subnet), []);

      const refusals = runs
        .flat()
        .flatMap(({ steps }) => steps.flatMap((step) => ("refused" in step ? [step.refused] : [])));
      for (const reason of refusals) assert.match(reason, /(is held by|has been taken by) (IP|Pod|Vip) \S+/);
      await asReported(runs, ips, ipField);
      console.log(
        `      ${JSON.stringify({ ...countsOf(runs, refusals), objects: ips.length, twoOwners: shared.length })}`,
      );
      await remove(subnet);
    });
  }
});

/** What a run said that it made is there, with the address and the MAC that it said. */
async function asReported(
  runs: readonly (readonly Run[])[],
  ips: readonly ApiObject[],
  ipField: string,
): Promise<void> {
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
