import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openManifestStore } from "../../provider/stores/manifests/store";
import { vipObject } from "../support/objects";
import { addressOf, describeClaims, describeStore, type OpenedStore } from "./store.contract";

const SUBNET = "apiVersion: kubeovn.io/v1\nkind: Subnet\nmetadata:\n  name: s4\nspec:\n  cidrBlock: 10.16.0.0/24\n";

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "store-"));
  await writeFile(path.join(directory, "s4.yaml"), SUBNET);
  return directory;
}

/** What git sees: hidden entries are the directory's own, and empty folders. */
async function visible(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => !name.startsWith(".")).sort();
}

async function openEmpty(): Promise<OpenedStore> {
  const directory = await emptyDirectory();
  const again = () => openManifestStore(directory, { identity: "manifests:test" });
  return { store: again(), again, close: () => rm(directory, { recursive: true }) };
}

describeStore("a manifest directory", openEmpty);
describeClaims("a manifest directory", openEmpty);

describe("openManifestStore", () => {
  it("names the file after the address, so that two branches that took it collide", async () => {
    const directory = await emptyDirectory();
    const store = openManifestStore(directory, { identity: "manifests:test" });
    await store.create(vipObject("a", "s4", "10.16.0.5"), {
      subnet: "s4",
      addresses: [addressOf("10.16.0.5"), addressOf("fd00::5")],
    });
    await store.create(vipObject("b", "s4", "", { v6ip: "fd00::6" }), {
      subnet: "s4",
      addresses: [addressOf("fd00::6")],
    });
    assert.deepEqual((await readdir(path.join(directory, "addresses/s4"))).sort(), ["10.16.0.5.yaml", "fd00--6.yaml"]);
    await rm(directory, { recursive: true });
  });

  it("leaves nothing behind when everything is deleted", async () => {
    const directory = await emptyDirectory();
    const store = openManifestStore(directory, { identity: "manifests:test" });
    const object = vipObject("a", "s4", "10.16.0.5");
    await store.create(object, { subnet: "s4", addresses: [addressOf("10.16.0.5")] });
    await store.delete({ apiVersion: object.apiVersion, kind: object.kind, name: "a" }, () => true);
    assert.deepEqual(await visible(directory), ["s4.yaml"]);
    assert.equal(await readFile(path.join(directory, "s4.yaml"), "utf8"), SUBNET);
    await rm(directory, { recursive: true });
  });

  it("says which file is no YAML, and writes nothing", async () => {
    const directory = await emptyDirectory();
    await writeFile(path.join(directory, "broken.yaml"), "apiVersion: kubeovn.io/v1\nkind: [\n");
    const store = openManifestStore(directory, { identity: "manifests:test" });
    await assert.rejects(store.snapshot(), /broken\.yaml/);
    await assert.rejects(
      store.create(vipObject("a", "s4", "10.16.0.5"), { subnet: "s4", addresses: [addressOf("10.16.0.5")] }),
      /broken\.yaml/,
    );
    assert.deepEqual(await visible(directory), ["broken.yaml", "s4.yaml"]);
    await rm(directory, { recursive: true });
  });
});
