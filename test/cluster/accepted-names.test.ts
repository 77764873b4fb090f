import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KINDS, type NamedObject } from "../../provider/plan";
import { LIFECYCLES } from "../../provider/runtime/lifecycles";
import { openSession } from "../../provider/runtime/session";
import { collectionPath, resourceOf } from "../../provider/stores/kubernetes/resources";
import { checkedAlone } from "../support/checked";
import { AROUND, hostileCases } from "../support/hostile-names";
import { installSpiderpool, removeSpiderpool } from "../support/spiderpool/agent";
import { needCluster, sharedCluster } from "../support/test-cluster";

/** Kinds whose resources are a change of another owner's object, or no object. */
const WITHOUT_OBJECT = ["PlannedRange", "AapBinding", "AddressPlan", "spiderpool.PodAnnotations"];

describe("what a preview accepts, the API server accepts", () => {
  let directory: string;
  before(async function () {
    await needCluster.call(this);
    await installSpiderpool();
  });
  after(() => removeSpiderpool().catch(() => undefined));
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "names-"));
    mkdirSync(path.join(directory, "manifests"));
    const list = { apiVersion: "v1", kind: "List", items: AROUND };
    writeFileSync(path.join(directory, "manifests", "cluster.json"), JSON.stringify(list));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** The object as the server would store it, tried in a dry run. */
  async function tried(object: NamedObject): Promise<NamedObject> {
    const { admin } = await sharedCluster();
    const { namespace } = object.metadata;
    const place = namespace === undefined ? undefined : "default";
    const body = place === undefined ? object : { ...object, metadata: { ...object.metadata, namespace: place } };
    const answer = await admin("POST", `${collectionPath(resourceOf(object), place)}?dryRun=All`, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body).slice(0, 500));
    return answer.body;
  }

  for (const kind of KINDS.filter((one) => !WITHOUT_OBJECT.includes(one))) {
    it(`as ${kind}`, async () => {
      const config: Readonly<Record<string, string>> = {
        "kubeovn:explicit": "true",
        "kubeovn:manifests": path.join(directory, "manifests"),
      };
      let accepted = 0;
      for (const one of hostileCases().filter((other) => other.kind === kind)) {
        const session = openSession(
          (key) => config[key],
          () => undefined,
          {},
        );
        const { inputs, failures } = await checkedAlone(session, one, directory);
        await session.close();
        if (failures.length > 0) continue;
        for (const object of LIFECYCLES[kind].written(inputs)) {
          const stored = await tried(object);
          const { labels, annotations } = stored.metadata;
          const { labels: ourLabels, annotations: ours } = object.metadata;
          assert.deepEqual([labels, annotations], [ourLabels, ours], one.title);
          accepted += 1;
        }
      }
      assert.ok(accepted > 0);
    });
  }
});
