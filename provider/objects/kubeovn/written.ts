import { CONTROLLER_FINALIZERS, LABEL, type WrittenEip, type WrittenIp, type WrittenVip } from "../../plan";
import { isLeaving, type KubeObject } from "../kube-object";
import { guardOf } from "./guard";
import { NODE_LABEL, part, text, texts } from "./kinds";
import { finalizersOf } from "./taking";

/** An IP object as the rules look at it. */
export function writtenIp(object: KubeObject): WrittenIp {
  const spec = part(object, "spec");
  const { name, labels = {} } = object.metadata;
  const finalizers = finalizersOf(object);
  const nodeName = text(spec, "nodeName");
  return {
    kind: "IP",
    name,
    isLeaving: isLeaving(object),
    finalizers,
    hasLabels: Object.keys(labels).length > 0,
    reserved: labels[LABEL.ipReserved],
    isRegistered:
      NODE_LABEL in labels ||
      nodeName !== "" ||
      finalizers.some((finalizer) => CONTROLLER_FINALIZERS.includes(finalizer)),
    subnet: text(spec, "subnet"),
    podName: text(spec, "podName"),
    namespace: text(spec, "namespace"),
    podType: text(spec, "podType"),
    nodeName,
    ipAddress: text(spec, "ipAddress"),
    v4IpAddress: text(spec, "v4IpAddress"),
    v6IpAddress: text(spec, "v6IpAddress"),
    macAddress: text(spec, "macAddress"),
  };
}

/** A Vip as the rules look at it. */
export function writtenVip(object: KubeObject): WrittenVip {
  const spec = part(object, "spec");
  const status = part(object, "status");
  const guard = guardOf(object);
  return {
    kind: "Vip",
    name: object.metadata.name,
    key: guard === undefined ? `Vip/${object.metadata.name}` : `port/${guard.guards}`,
    isLeaving: isLeaving(object),
    finalizers: finalizersOf(object),
    subnet: text(spec, "subnet"),
    type: text(spec, "type"),
    namespace: text(spec, "namespace"),
    selector: texts(spec, "selector"),
    v4ip: text(spec, "v4ip"),
    v6ip: text(spec, "v6ip"),
    macAddress: text(spec, "macAddress"),
    status: { v4ip: text(status, "v4ip"), v6ip: text(status, "v6ip"), mac: text(status, "mac") },
  };
}

/**
 * An external address as the rules look at it; the two kinds call their fields by other names.
 *
 * @param subnet  where it is
 */
export function writtenEip(object: KubeObject, subnet: string): WrittenEip {
  const kind = object.kind === "OvnEip" ? "OvnEip" : "IptablesEIP";
  const spec = part(object, "spec");
  const status = part(object, "status");
  const { name } = object.metadata;
  const inForce = kind === "OvnEip" ? [text(status, "v4Ip"), text(status, "v6Ip")] : [text(status, "ip"), ""];
  const [v4ip = "", v6ip = ""] = inForce;
  return {
    kind,
    name,
    key: `${kind}/${name}`,
    isLeaving: isLeaving(object),
    finalizers: finalizersOf(object),
    subnet,
    type: text(spec, "type"),
    v4ip: text(spec, kind === "OvnEip" ? "v4Ip" : "v4ip"),
    v6ip: text(spec, kind === "OvnEip" ? "v6Ip" : "v6ip"),
    macAddress: text(spec, "macAddress"),
    isReady: status.ready === true || `${v4ip}${v6ip}` !== "",
    status: { v4ip, v6ip, mac: text(status, "macAddress") },
  };
}
