import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { projectRoot, readSettings, storeIdentity } from "../../../provider/connect/settings";
import { SettingsError } from "../../../provider/connect/settings-error";

describe("settings", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "settings-"));
    mkdirSync(path.join(root, "program", "src"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const read = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}): ReturnType<typeof readSettings> =>
    readSettings((key) => config[key], env, path.join(root, "program", "src"));

  const directory = (...args: Parameters<typeof read>): string => {
    const { place } = read(...args);
    return place.kind === "manifests" ? place.directory : assert.fail("a cluster");
  };

  const message = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}): string => {
    try {
      read(config, env);
    } catch (error) {
      assert.ok(error instanceof SettingsError);
      return error.message;
    }
    return assert.fail("nothing was refused");
  };

  describe("readSettings", () => {
    it("means a cluster, found as kubectl does, when nothing is configured", () => {
      assert.deepEqual(read({}).place, { kind: "cluster" });
      assert.deepEqual(read({ "kubeovn:manifests": "" }, { KUBEOVN_MANIFESTS: "" }).place, { kind: "cluster" });
      assert.equal(read({}).requireCluster, false);
    });

    it("takes kubeconfig and context from the environment before the configuration, files from the project on", () => {
      writeFileSync(path.join(root, "Pulumi.yaml"), "");
      const config = { "kubeovn:kubeconfig": "kube/config", "kubeovn:context": "old" };
      assert.deepEqual(read(config).place, {
        kind: "cluster",
        kubeconfig: path.join(root, "kube", "config"),
        context: "old",
      });
      assert.deepEqual(read(config, { KUBECONFIG: "/a:/b", KUBEOVN_CONTEXT: "new" }).place, {
        kind: "cluster",
        kubeconfig: "/a:/b",
        context: "new",
      });
    });

    it("finds a home directory in the name of a kubeconfig", () => {
      const { place } = read({ "kubeovn:kubeconfig": "~/.kube/other" });
      assert.deepEqual(place, { kind: "cluster", kubeconfig: path.join(homedir(), ".kube", "other") });
    });

    it("prefers manifests to a cluster, unless a provider of its own names one", () => {
      const config = { "kubeovn:manifests": "/m", "kubeovn:context": "a" };
      assert.equal(read(config, { KUBECONFIG: "/k" }).place.kind, "manifests");
      const explicit = { "kubeovn:context": "edge", "kubeovn:explicit": "true" };
      assert.deepEqual(read(explicit, { KUBEOVN_MANIFESTS: "/m", KUBECONFIG: "/k" }).place, {
        kind: "cluster",
        kubeconfig: "/k",
        context: "edge",
      });
    });

    it("refuses the text of a kubeconfig, which would stand in the state", () => {
      assert.match(message({ "kubeovn:kubeconfig": "apiVersion: v1\nkind: Config\n" }), /write it to a file/);
    });

    it("knows two words for requireCluster", () => {
      assert.equal(read({ "kubeovn:requireCluster": "true" }).requireCluster, true);
      assert.equal(read({}, { KUBEOVN_REQUIRE_CLUSTER: "true" }).requireCluster, true);
      assert.match(
        message({ "kubeovn:requireCluster": "yes" }),
        /kubeovn:requireCluster is "yes"; write true or false/,
      );
    });

    it("asks for no server-side dry run unless it is told to", () => {
      assert.equal(read({}).serverDryRun, false);
      assert.equal(read({ "kubeovn:serverDryRun": "true" }).serverDryRun, true);
      assert.equal(read({}, { KUBEOVN_SERVER_DRY_RUN: "true" }).serverDryRun, true);
    });

    it("protects IPs from being pruned unless it is told not to", () => {
      assert.equal(read({}).mayPrune, false);
      assert.equal(read({ "kubeovn:prune": "true" }).mayPrune, true);
      assert.equal(read({}, { KUBEOVN_PRUNE: "true" }).mayPrune, true);
    });

    it("takes Kube-OVN's release under the name that it had before, and refuses two that differ", () => {
      const before = read({ "kubeovn:version": "1.13" });
      assert.deepEqual(before.version, [1, 13]);
      assert.deepEqual(before.renamed, [{ former: "version", now: "kubeOvnVersion" }]);
      const both = (other: string) => ({ "kubeovn:version": "1.13", "kubeovn:kubeOvnVersion": other });
      assert.deepEqual(read(both("1.13")).version, [1, 13]);
      assert.match(
        message(both("1.14")),
        /^kubeovn:version is "1\.13" and kubeovn:kubeOvnVersion "1\.14", two names of one setting; remove kubeovn:version$/,
      );
    });

    it("starts a relative directory at the nearest Pulumi project, whose file ends in yaml or yml", () => {
      writeFileSync(path.join(root, "Pulumi.yml"), "");
      assert.equal(directory({ "kubeovn:manifests": "cluster" }), path.join(root, "cluster"));
      writeFileSync(path.join(root, "program", "Pulumi.yaml"), "");
      assert.equal(directory({ "kubeovn:manifests": "../cluster" }), path.join(root, "cluster"));
      assert.equal(directory({ "kubeovn:manifests": "/srv/cluster" }), "/srv/cluster");
    });

    it("takes the environment before the stack's configuration, which refresh and destroy see an old copy of", () => {
      const config = {
        "kubeovn:manifests": "old",
        "kubeovn:kubeOvnVersion": "1.13",
        "kubeovn:movedFrom": "manifests:a",
      };
      const env = { KUBEOVN_MANIFESTS: "/new", KUBEOVN_VERSION: "1.14", KUBEOVN_MOVED_FROM: "manifests:b" };
      const { version, movedFrom } = read(config, env);
      assert.equal(directory(config, env), "/new");
      assert.deepEqual({ version, movedFrom }, { version: [1, 14], movedFrom: "manifests:b" });
      assert.equal(read(config).movedFrom, "manifests:a");
      assert.deepEqual(read(config).version, [1, 13]);
    });

    it("takes the arguments of an explicit provider before the environment", () => {
      const config = { "kubeovn:manifests": "/edge", "kubeovn:explicit": "true" };
      const env = { KUBEOVN_MANIFESTS: "/ambient", KUBEOVN_VERSION: "1.13" };
      assert.equal(directory(config, env), "/edge");
      assert.deepEqual(read(config, env).version, [1, 13]);
    });

    it("refuses a release that is none, and one that has no reserved IPs", () => {
      assert.match(
        message({ "kubeovn:manifests": "m", "kubeovn:kubeOvnVersion": "latest" }),
        /"latest"; write a release/,
      );
      assert.match(
        message({ "kubeovn:manifests": "m", "kubeovn:kubeOvnVersion": "1.10" }),
        /"1\.10"; reserved IPs need \d/,
      );
    });

    it("writes decisions where KUBEOVN_DECISIONS says, from the project on", () => {
      writeFileSync(path.join(root, "Pulumi.yaml"), "");
      const { decisions } = read({ "kubeovn:manifests": "m" }, { KUBEOVN_DECISIONS: "out/decisions.jsonl" });
      assert.equal(decisions, path.join(root, "out", "decisions.jsonl"));
      assert.equal(read({ "kubeovn:manifests": "m" }).decisions, undefined);
    });
  });

  describe("projectRoot", () => {
    it("is the directory itself where no project is above it", () => {
      assert.equal(projectRoot(path.join(root, "program")), path.join(root, "program"));
    });

    it("is the nearest of several", () => {
      writeFileSync(path.join(root, "Pulumi.yaml"), "");
      writeFileSync(path.join(root, "program", "Pulumi.yaml"), "");
      assert.equal(projectRoot(path.join(root, "program", "src")), path.join(root, "program"));
      assert.equal(projectRoot(root), root);
    });
  });

  describe("storeIdentity", () => {
    const identities = [
      { configured: "manifests", expected: "manifests:manifests" },
      { configured: "./manifests/", expected: "manifests:manifests" },
      { configured: "clusters//prod/../edge", expected: "manifests:clusters/edge" },
      { configured: "../shared/prod", expected: "manifests:../shared/prod" },
      { configured: "/home/anna/repository/prod", expected: "manifests:prod" },
      { configured: "/srv/prod/", expected: "manifests:prod" },
    ];
    for (const { configured, expected } of identities) {
      it(`of ${configured} is ${expected}`, () => assert.equal(storeIdentity(configured), expected));
    }
  });
});
