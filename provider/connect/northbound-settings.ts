import path from "node:path";
import { list, PORT_DUTIES, PORT_WAITS, type PortDuty, type SettingKey } from "../plan";
import type { PortStoreOptions } from "../stores/ovn/port-store";
import { SettingsError } from "./settings-error";

/** How to reach OVN's northbound database, and what to do there. Files are named, never read into the state. */
export type NorthboundSettings = Omit<PortStoreOptions, "controllerMs" | "northdMs" | "bindingMs" | "connectMs">;

/**
 * Reads the `kubeovn:ovn…` settings; undefined where no database is named.
 *
 * @param value   of a setting, by its key
 * @param root    relative paths start here
 * @param duty    what is done where `ovnPorts` does not say
 */
export function readNorthbound(
  value: (key: SettingKey) => string | undefined,
  root: string,
  duty: PortDuty,
): NorthboundSettings | undefined {
  const endpoints = value("ovnNorthbound");
  if (endpoints === undefined) return undefined;
  const file = (key: SettingKey): string | undefined => {
    const configured = value(key);
    return configured === undefined ? undefined : path.resolve(root, configured);
  };
  const caCert = file("ovnCaCert");
  const cert = file("ovnCert");
  const key = file("ovnKey");
  if ((cert === undefined) !== (key === undefined)) {
    throw new SettingsError("kubeovn:ovnCert and kubeovn:ovnKey go together; set both, or neither");
  }
  const serverName = value("ovnServerName");
  return {
    endpoints,
    duty: oneOf("ovnPorts", value("ovnPorts"), PORT_DUTIES, duty),
    wait: oneOf("ovnWait", value("ovnWait"), PORT_WAITS, "none"),
    verifyName: oneOf("ovnVerifyName", value("ovnVerifyName"), FLAGS, "true") === "true",
    ...(caCert === undefined ? {} : { caCert }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

const FLAGS = ["true", "false"] as const;

function oneOf<T extends string>(key: string, given: string | undefined, allowed: readonly T[], otherwise: T): T {
  if (given === undefined) return otherwise;
  const found = allowed.find((one) => one === given);
  if (found !== undefined) return found;
  throw new SettingsError(`kubeovn:${key} is ${JSON.stringify(given)}; it must be ${list(allowed, "or")}`);
}
