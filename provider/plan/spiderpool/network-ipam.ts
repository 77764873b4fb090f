import { BLOCKS } from "../arguments/spiderpool/multus-shapes";
import type { FamilyNames, NetworkIpam } from "../live/spiderpool/asking";
import { hasUnknown, isUnknown } from "../terms/unknown";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What interfaces of a SpiderMultusConfig get their addresses from; undefined where it cannot be read.
 *
 * @param spec  of the object, or the arguments of the resource, which have the same names
 * @source spiderpool pkg/multuscniconfig/multusconfig_informer.go generate*CNIConf
 */
export function ipamOfConfig(spec: Fields): NetworkIpam | undefined {
  const { cniType = "custom", disableIPAM, customCNI } = spec;
  if (isUnknown(cniType) || isUnknown(disableIPAM)) return undefined;
  if (cniType === "custom")
    return typeof customCNI === "string" && !isUnknown(customCNI) ? ofText(customCNI) : undefined;
  const block = Object.entries(BLOCKS).find(([type]) => type === cniType)?.[1];
  if (block === undefined) return undefined;
  if (disableIPAM === true) return { asks: false, pools: {} };
  const pools = fieldsIn(fieldsIn(spec[block.field]).ippools);
  return hasUnknown(pools) ? undefined : { asks: true, pools: namesIn(pools, "ipv4", "ipv6") };
}

/** A CNI configuration as JSON text: one plugin, or a list of them. */
function ofText(text: string): NetworkIpam | undefined {
  let config: Fields;
  try {
    config = fieldsIn(JSON.parse(text));
  } catch {
    return undefined;
  }
  const plugins = Array.isArray(config.plugins) ? config.plugins : [config];
  const own = plugins.map((plugin) => fieldsIn(fieldsIn(plugin).ipam)).find(({ type }) => type === "spiderpool");
  if (own === undefined) return plugins.length === 0 || text === "{}" ? undefined : { asks: false, pools: {} };
  return { asks: true, pools: namesIn(own, "default_ipv4_ippool", "default_ipv6_ippool") };
}

function namesIn(fields: Fields, four: string, six: string): FamilyNames {
  const names = (field: string): readonly string[] =>
    (Array.isArray(fields[field]) ? (fields[field] as unknown[]) : []).filter((one) => typeof one === "string");
  return { ipv4: names(four), ipv6: names(six) };
}

function fieldsIn(value: unknown): Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {};
}
