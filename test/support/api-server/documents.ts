import { KUBEOVN_API } from "../../../provider/objects/kubeovn/kinds";
import type { ServedKind } from "./served-kinds";

/** Which Kube-OVN is installed: what it defines, and how its controller acts, differ. */
export type Release = "1.13" | "1.17";

export const DEFAULT_RELEASE: Release = "1.13";

/** What the server says about itself; undefined where it has nothing at a path. */
export function documentAt(path: string, kinds: readonly ServedKind[], release: Release): unknown {
  const versions = [...new Set(kinds.map(({ apiVersion }) => apiVersion))];
  if (path === "/version") return { major: "1", minor: "33", gitVersion: "v1.33.0" };
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: groupsOf(versions) };
  const groupVersion = versions.find((one) => path === (one.includes("/") ? `/apis/${one}` : `/api/${one}`));
  if (groupVersion !== undefined) {
    const resources = kinds.filter(({ apiVersion }) => apiVersion === groupVersion).map(resourceOf);
    return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
  }
  return path === `/openapi/v3/apis/${KUBEOVN_API}` && versions.includes(KUBEOVN_API)
    ? definitions(release)
    : undefined;
}

function groupsOf(versions: readonly string[]): readonly unknown[] {
  return versions.flatMap((groupVersion) => {
    const [name, version] = groupVersion.split("/");
    return version === undefined ? [] : [{ name, versions: [{ groupVersion, version }] }];
  });
}

function resourceOf({ plural, kind, isNamespaced }: ServedKind): unknown {
  const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
  return { name: plural, singularName: "", kind, namespaced: isNamespaced, verbs };
}

/** @source charts/kube-ovn/templates/kube-ovn-crd.yaml: 1.13 has fields for a Vip's parent */
function definitions(release: Release): unknown {
  const old = release === "1.13" ? { parentMac: { type: "string" } } : {};
  const spec = { type: "object", properties: { subnet: { type: "string" }, v4ip: { type: "string" }, ...old } };
  return { openapi: "3.0.0", components: { schemas: { "io.kubeovn.v1.Vip": { properties: { spec } } } } };
}
