import { type Address, type Prefix, prefixesContain, printAddress, printPrefix } from "../../ipam";
import type { SettingField, SubnetSettings } from "../live/subnet-settings";
import { readAddress, readPrefix } from "../refusals/read";
import type { Report } from "../refusals/refusal";
import { isUnknown } from "../terms/unknown";

/**
 * Further addresses of a Subnet, written as Kube-OVN accepts them: in small letters.
 *
 * @source kube-ovn pkg/util/validator.go ValidateSubnet; pkg/controller/subnet.go reconcileU2OInterconnectionIP: one of each family
 */
export function readSettings(
  settings: SubnetSettings,
  prefixes: readonly Prefix[],
  report: Report,
): Readonly<Record<string, unknown>> {
  const cidrs = prefixes.map(printPrefix);
  const anywhere = (text: string, field: string): string => {
    const address = readAddress(text, field, report);
    return address === undefined ? text : printAddress(address);
  };
  const inside = (text: string, field: string): string => {
    const address = readAddress(text, field, report);
    if (address === undefined) return text;
    const isInside = (one: Address): boolean => prefixesContain(prefixes, one);
    if (!isInside(address)) report(field, "outside-subnet", { what: field, text, cidrs });
    return printAddress(address);
  };
  const cidr = (text: string, field: string): string => {
    const prefix = readPrefix(text, field, report);
    return prefix === undefined ? text : printPrefix(prefix);
  };
  const of = (field: SettingField, read: (text: string, field: string) => string): [string, unknown][] => {
    const value = settings[field];
    const one = (text: unknown): unknown =>
      typeof text !== "string" || text === "" || isUnknown(text)
        ? text
        : text
            .split(",")
            .map((item) => read(item, field))
            .join(",");
    return value === undefined ? [] : [[field, Array.isArray(value) ? value.map(one) : one(value)]];
  };
  return Object.fromEntries([
    ...of("u2oInterconnectionIP", inside),
    ...of("vips", inside),
    ...of("allowSubnets", cidr),
    ...of("externalEgressGateway", anywhere),
  ]);
}
