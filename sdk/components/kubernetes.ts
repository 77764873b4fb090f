import type * as k8s from "@pulumi/kubernetes";

/**
 * The package that makes workloads, loaded where one is made: programs and components without them do not need it.
 *
 * @param component  what needs it
 * @throws Error with code `MODULE_NOT_FOUND` where it is not installed
 */
export function kubernetes(component: string): typeof k8s {
  try {
    return require("@pulumi/kubernetes");
  } catch (cause) {
    const code = Reflect.get(Object(cause), "code");
    if (code !== "MODULE_NOT_FOUND") throw cause;
    const said = `${component} makes its workload with the package @pulumi/kubernetes, which is not installed; npm install @pulumi/kubernetes`;
    throw Object.assign(new Error(said, { cause }), { code });
  }
}
