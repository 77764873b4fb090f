import type { NorthboundSettings } from "../../provider/connect/northbound-settings";
import { openPorts } from "../../provider/connect/ports";
import type { Settings } from "../../provider/connect/settings";
import { openStore } from "../../provider/connect/stores";
import { isOvnProvider, type NorthboundView, type Snapshot } from "../../provider/plan";
import { type Audit, makeAudit } from "../../provider/report";

/** What is there, and what is wrong with it. */
export interface AuditedStore extends Audit {
  readonly snapshot: Snapshot;
  /** What is there and was not read, with the reason, a line each. */
  readonly passedOver: readonly string[];
}

/** Reads what the settings name, once, and judges what is in it, with the ports of Vips where access to OVN is configured. */
export async function auditStore(settings: Settings): Promise<AuditedStore> {
  const store = openStore(settings);
  const snapshot = await store.snapshot();
  const passedOver = (await store.passedOver?.()) ?? [];
  return { snapshot, passedOver, ...makeAudit(snapshot, await readPorts(settings.northbound, snapshot)) };
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
