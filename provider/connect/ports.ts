import type { NorthboundView } from "../plan";
import type { PortStore } from "../stores/ovn/port-store";
import type { NorthboundSettings } from "./northbound-settings";

/** OVN as a session has it. */
export interface Ports {
  /** Undefined where no access to OVN is configured. */
  store(): Promise<PortStore | undefined>;
  /** What OVN has in these switches; read once, and again when a later batch names another one. */
  view(switches: readonly string[]): Promise<NorthboundView | undefined>;
  close(): Promise<void>;
}

/** Nothing is loaded or connected before it is needed: most programs have nothing to do with ports. */
export function openPorts(settings: NorthboundSettings | undefined): Ports {
  let opened: Promise<PortStore> | undefined;
  let seen: { readonly switches: readonly string[]; readonly view: Promise<NorthboundView> } | undefined;
  const store = async (): Promise<PortStore | undefined> => {
    if (settings === undefined) return undefined;
    opened ??= import("../stores/ovn/port-store.js").then(({ openPortStore }) => openPortStore(settings));
    return opened;
  };
  return {
    store,
    async view(switches) {
      const ports = await store();
      if (ports === undefined) return undefined;
      if (seen === undefined || switches.some((name) => !seen?.switches.includes(name))) {
        seen = { switches, view: ports.view(switches) };
      }
      return seen.view;
    },
    async close() {
      (await opened)?.close();
    },
  };
}
