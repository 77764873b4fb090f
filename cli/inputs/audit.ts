import { Surroundings as KubeOvn, printVersion, type Snapshot } from "../../provider/plan";
import { type AuditReport, makeAudit } from "../../provider/report";
import { findingsOf } from "../../provider/stores/kubeovn/findings";
import type { Store } from "../../provider/stores/store";

/** What is there, and what is wrong with it. */
export interface AuditedStore {
  readonly snapshot: Snapshot;
  readonly report: AuditReport;
  /** How far Kube-OVN is with each object, by `IP/<name>` and `Vip/<name>`. */
  readonly standings: ReadonlyMap<string, string>;
}

/** Reads a store and judges every IP and Vip in it. */
export async function auditStore(store: Store): Promise<AuditedStore> {
  const snapshot = await store.snapshot();
  const around = new KubeOvn(snapshot);
  const read = await store.reservations((object) => {
    const findings = findingsOf(object, around);
    return findings === undefined ? [] : [{ kind: object.kind, name: object.metadata.name, findings }];
  });
  const audited = read.flat();
  return {
    snapshot,
    report: makeAudit(snapshot, audited, printVersion(snapshot.version)),
    standings: new Map(audited.map(({ kind, name, findings }) => [`${kind}/${name}`, findings.standing])),
  };
}
