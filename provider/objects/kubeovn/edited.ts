import { LABEL } from "../../plan";
import type { KubeObject } from "../kube-object";
import { part, text } from "./kinds";
import { isSameJson } from "./same-json";
import { takingOfIp, takingOfVip } from "./taking";

/**
 * A reservation without what someone has written into it since: Kube-OVN never looks at these fields again, goes on with
 * what it gave, and logs an error at best.
 *
 * @param subnet  the one that it was made in
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualIP, pkg/controller/ip.go enqueueUpdateIP
 */
export function inForce(object: KubeObject, subnet: string): KubeObject {
  const taking = { Vip: takingOfVip, IP: takingOfIp }[object.kind];
  if (taking?.(object) !== "taken") return object;
  const [spec, status] = [part(object, "spec"), part(object, "status")];
  const given = { v4ip: text(status, "v4ip"), v6ip: text(status, "v6ip"), macAddress: text(status, "mac") };
  const known = Object.entries(given).filter(([, value]) => value !== "");
  // The label follows when Kube-OVN itself moves an IP to the subnet of its pod.
  const isMoved = text(spec, "subnet") !== subnet && object.metadata.labels?.[LABEL.subnet] === subnet;
  return { ...object, spec: { ...spec, ...Object.fromEntries(known), ...(isMoved ? { subnet } : {}) } };
}

/** Whether a reservation of ours says something else than what is in force, or no longer that it is one. */
export function isEdited(object: KubeObject, subnet: string): boolean {
  const labels = object.metadata.labels ?? {};
  const isUnmarked =
    object.kind === "IP" &&
    (labels[LABEL.ipReserved] !== "true" ||
      (labels[LABEL.subnet] !== subnet && text(part(object, "spec"), "subnet") === subnet));
  return isUnmarked || !isSameJson(inForce(object, subnet), object);
}
