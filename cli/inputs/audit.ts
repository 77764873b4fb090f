import {
  isOvnProvider,
  Surroundings as KubeOvn,
  type NorthboundView,
  printVersion,
  type Snapshot,
} from "../../provider/plan";
import { type AuditReport, makeAudit } from "../../provider/report";
import type { NorthboundSettings } from "../../provider/runtime/northbound-settings";
import { openPorts } from "../../provider/runtime/ports";
import type { Settings } from "../../provider/runtime/settings";
import { openStore } from "../../provider/runtime/stores";
import { findingsOf } from "../../provider/stores/kubeovn/findings";

/** What is there, and what is wrong with it. */
export interface AuditedStore {
  readonly snapshot: Snapshot;
  readonly report: AuditReport;
  /** How far Kube-OVN is with each object, by `IP/<name>` and `Vip/<name>`. */
  readonly standings: ReadonlyMap<string, string>;
}

/** Reads what the settings name and judges every IP and Vip in it, and the ports of Vips where access to OVN is configured. */
export async function auditStore(settings: Settings): Promise<AuditedStore> {
  const store = openStore(settings);
  const snapshot = await store.snapshot();
  const around = new KubeOvn(snapshot);
  const read = await store.reservations((object) => {
    const findings = findingsOf(object, around);
    return findings === undefined ? [] : [{ kind: object.kind, name: object.metadata.name, findings }];
  });
  const audited = read.flat();
  const northbound = await readPorts(settings.northbound, snapshot);
  return {
    snapshot,
    report: makeAudit(snapshot, audited, printVersion(snapshot.version), northbound),
    standings: new Map(audited.map(({ kind, name, findings }) => [`${kind}/${name}`, findings.standing])),
  };
}

/** Only looks, over a connection that need not be allowed to write; who makes ports is as configured. */
async function readPorts(
  settings: NorthboundSettings | undefined,
  { subnets }: Snapshot,
): Promise<NorthboundView | undefined> {
  if (settings === undefined) return undefined;
  const ports = openPorts({ ...settings, duty: "verify" });
  try {
    const switches = [...subnets.values()].filter(({ provider }) => isOvnProvider(provider)).map(({ name }) => name);
    const view = await ports.view(switches);
    return view === undefined ? undefined : { ...view, duty: settings.duty };
  } finally {
    await ports.close();
  }
}
