import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import { type Release, startApiServer } from "../support/api-server";
import { subnetObject } from "../support/objects";
import { describeClaims, describeStore, type OpenedStore } from "./store.contract";

const RELEASES: readonly Release[] = ["1.13", "1.17"];

for (const release of RELEASES) {
  const openEmpty = async (): Promise<OpenedStore> => {
    const server = await startApiServer({ release, objects: [subnetObject("s4", "10.16.0.0/24")] });
    const again = () => openKubernetesStore({ kubeconfig: server.kubeconfig });
    return { store: again(), again, close: server.close };
  };

  describeStore(`an API server in this process with Kube-OVN ${release}`, openEmpty);
  describeClaims(`an API server in this process with Kube-OVN ${release}`, openEmpty);
}
