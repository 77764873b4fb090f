import type { Kind } from "./kinds";

/**
 * The text that Pulumi keeps in the state as a resource's provider: it captures nothing and loads the installed package.
 *
 * It stands twice in every resource's state and runs at refresh and destroy long after it was written, so it is short
 * and never changes. `createRequire` looks from the program's directory upward, and finds the package from inside it;
 * the file name it is given exists nowhere and shows in the error that Node prints where the package is missing.
 *
 * @param via  packages that lead from the program to this one where it does not find this one itself; names and no paths,
 *             because another machine runs the text. Followed only where the program still does not find the package.
 */
export function shim(kind: Kind, via: readonly string[]): string {
  const loaded = via.length === 0 ? DIRECT : through(via);
  return `exports.handler=()=>${loaded}("pulumi-kubeovn/runtime").provider("${kind}")`;
}

const DIRECT = `require("module").createRequire(process.cwd()+"/run npm install pulumi-kubeovn")`;

function through(via: readonly string[]): string {
  const find = `r.resolve.paths(n).map(d=>d+"/"+n).find(f.existsSync)`;
  const step = `(r,n)=>(n=${find})?m(f.realpathSync(n)+"/"):r`;
  const direct = DIRECT.replace(`require("module").createRequire`, "m");
  return `(()=>{const f=require("fs"),m=require("module").createRequire,r=${direct};try{r.resolve("pulumi-kubeovn/runtime");return r}catch{return ${JSON.stringify(via)}.reduce(${step},r)}})()`;
}
