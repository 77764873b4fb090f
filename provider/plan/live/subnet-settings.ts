import { isUnknown } from "../terms/unknown";

/** Settings of a Subnet that rules look at, as a program or the spec of a live one has them. */
export type SubnetSettings = Readonly<Record<string, unknown>>;

const FIELDS = [
  "gatewayType",
  "natOutgoing",
  "natOutgoingPolicyRules",
  "externalEgressGateway",
  "policyRoutingTableID",
  "logicalGateway",
  "u2oInterconnection",
  "u2oInterconnectionIP",
  "vips",
  "allowSubnets",
] as const;

export type SettingField = (typeof FIELDS)[number];

/** What rules look at of the spec of a live Subnet. */
export function subnetSettings(spec: Readonly<Record<string, unknown>>): SubnetSettings {
  return Object.fromEntries(FIELDS.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]]));
}

/** The texts of a setting that are known: of a list, or of a text with commas between; nothing where it is neither. */
export function settingTexts(settings: SubnetSettings, field: SettingField): readonly string[] {
  const value = settings[field];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items
    .filter((item) => typeof item === "string" && item !== "" && !isUnknown(item))
    .flatMap((item) => String(item).split(","));
}
