import { type KubeOvnVersion, type LiveController, parseVersion } from "../../plan";
import type { KubeObject } from "../kube-object";
import { fieldsOf, part, parts, text, texts } from "./kinds";

const CONTAINER = "kube-ovn-controller";

/**
 * What the Deployment of Kube-OVN's controller says about it; undefined when it has no such container.
 *
 * A flag and its value as two arguments count as a flag without a value: Kube-OVN's own manifests never write that.
 *
 * @source kube-ovn charts/kube-ovn/templates/controller-deploy.yaml, dist/images/install.sh
 */
export function controllerOf(deployment: KubeObject): LiveController | undefined {
  const template = fieldsOf(part(deployment, "spec").template);
  const container = parts(fieldsOf(template.spec), "containers").find(({ name }) => name === CONTAINER);
  if (container === undefined) return undefined;
  const flags = new Map<string, string>();
  for (const argument of [...texts(container, "command"), ...texts(container, "args")]) {
    const [, name, value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name !== undefined) flags.set(name, value ?? "true");
  }
  const version = versionOf(text(container, "image"));
  return version === undefined ? { flags } : { version, flags };
}

/** `registry:5000/kubeovn/kube-ovn:v1.14.7@sha256:…` is 1.14.7; a tag such as `latest` is no release. */
function versionOf(image: string): KubeOvnVersion | undefined {
  const [, tag] = /:([\w][\w.-]*)$/.exec(image.split("@", 1)[0] ?? "") ?? [];
  return tag === undefined ? undefined : parseVersion(tag);
}
