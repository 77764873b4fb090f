import assert from "node:assert/strict";
import { Engine, type Outcome } from "../support/engine/engine";
import { run } from "../support/ovn-servers";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { createSubnet, families, lookUntil } from "./objects";

async function nbctl(...args: readonly string[]): Promise<string> {
  const { northbound } = await sharedCluster();
  return run("ovn-nbctl", `--db=${northbound}`, ...args);
}

/** Type, addresses, options and external_ids of a port as `ovn-nbctl` prints them; empty when there is none. */
async function portNamed(name: string): Promise<string> {
  const columns = "--columns=type,addresses,options,external_ids";
  return nbctl("--format=csv", "--no-headings", columns, "find", "Logical_Switch_Port", `name="${name}"`);
}

async function awaitPort(name: string, isThere: boolean): Promise<void> {
  await lookUntil(
    () => portNamed(name),
    (printed) => (printed !== "") === isThere,
  );
}

async function engineFor(config: Readonly<Record<string, string>> = {}): Promise<Engine> {
  const { kubeconfig, northbound } = await sharedCluster();
  const place = { "kubeovn:manifests": "", "kubeovn:kubeconfig": kubeconfig, "kubeovn:ovnNorthbound": northbound };
  return new Engine("", { config: { ...place, ...config } });
}

function clean(outcome: Outcome): Outcome {
  assert.deepEqual([...outcome.failures.values()].flat(), []);
  return outcome;
}

for (const family of families(44)) {
  describe(`a switch_lb_vip of ${family.protocol} beside kube-ovn-controller 1.13`, () => {
    const subnet = `lb-${family.protocol.toLowerCase()}`;
    const name = `${subnet}-vip`;
    const port = `${name}.default`;
    const program: readonly Resource[] = [
      {
        kind: "Vip",
        name,
        args: { subnet, type: "switch_lb_vip", namespace: "default", [family.vipField]: family.address(80) },
      },
    ];

    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
      // A new subnet has its status before its switch.
      await lookUntil(
        () => nbctl("ls-list"),
        (printed) => printed.includes(`(${subnet})`),
      );
    });

    it("has the controller's port, which is left as it is", async () => {
      const engine = await engineFor();
      clean(await engine.up(program));
      await awaitPort(port, true);
      const made = await portNamed(port);
      const mac = await nbctl("--bare", "--columns=mac", "find", "Logical_Router_Port", `name="ovn-cluster-${subnet}"`);
      assert.ok(made.includes(`${mac.trim()} ${family.address(80)}`), made);
      assert.doesNotMatch(made, /pulumi-kubeovn/);
      assert.deepEqual(await engine.refresh(), []);
      assert.equal(clean(await engine.up(program)).operations.get(`Vip::${name}`), "same");

      await nbctl("lsp-del", port);
      assert.deepEqual(await engine.refresh(), [`Vip::${name}`]);
      clean(await engine.up(program));
      assert.deepEqual(addressesIn(await portNamed(port)), addressesIn(made));
      assert.deepEqual(await engine.refresh(), []);
      await engine.destroy();
      await awaitPort(port, false);
      assert.equal(await portNamed(port), "");
    });

    it("is looked at where nothing else is allowed", async () => {
      const engine = await engineFor({ "kubeovn:ovnPorts": "verify" });
      clean(await engine.up(program));
      await awaitPort(port, true);
      await nbctl("lsp-del", port);
      assert.deepEqual(await engine.refresh(), [`Vip::${name}`]);
      clean(await engine.up(program));
      assert.deepEqual(
        engine.notes.filter((note) => note.includes("port")),
        [
          `kubeovn: Vip "${name}" has no logical switch port "${port}"; replace it, or set kubeovn:ovnPorts: repair (vip-port-missing)`,
        ],
      );
      assert.equal(await portNamed(port), "");
      await engine.destroy();
    });
  });
}

/** What decides what a port does: its type, addresses and options. */
function addressesIn(printed: string): string {
  return printed.split(",").slice(0, 3).join();
}
