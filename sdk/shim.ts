import type { Kind } from "../provider/plan";

/**
 * The text that Pulumi keeps in the state as a resource's provider: it captures nothing and loads the installed package.
 *
 * It stands twice in every resource's state and runs at refresh and destroy long after it was written, so it is short
 * and never changes. `createRequire` looks from the program's directory upwards, and finds the package from inside it;
 * the file name it is given exists nowhere and shows in the error that Node prints where the package is missing.
 */
export function shim(kind: Kind): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/run npm install pulumi-kubeovn")("pulumi-kubeovn/runtime").provider("${kind}")`;
}
