import { gateSentence, type KubeOvnVersion, Surroundings } from "../../plan";
import type { KubeObject } from "../kube-object";
import { findingsOf } from "../kubeovn/findings";
import type { ApiClient } from "./api-client";
import { readSnapshot } from "./snapshot";

/** Says why the controller does not go on with an object; undefined when nothing that can be seen stands in its way. */
export type Explain = (object: KubeObject) => Promise<string | undefined>;

/** Goes through the controller's own rules, which it reports on nowhere, with a fresh look at everything. */
export function explainWith(api: ApiClient, version: KubeOvnVersion | undefined): Explain {
  return async (object) => {
    const findings = findingsOf(object, new Surroundings(await readSnapshot(api, version)));
    return findings?.gate === undefined ? undefined : gateSentence(findings.gate);
  };
}
