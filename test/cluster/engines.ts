import { Engine } from "../support/engine/engine";
import { sharedCluster } from "../support/test-cluster";

/** The engine of a stack of its own on the shared cluster. */
export async function engineFor(stack: string): Promise<Engine> {
  const { kubeconfig } = await sharedCluster();
  const config = { "kubeovn:manifests": "", "kubeovn:kubeconfig": kubeconfig };
  return new Engine("", { stack, config });
}
