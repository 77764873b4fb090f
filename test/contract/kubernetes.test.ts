import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import { clusterInProcess, type Release, startApiServer } from "../support/api-server";
import { subnetObject } from "../support/objects";
import { describeApiClient } from "./api-client.contract";
import { describeClaimOutcomes } from "./claim.contract";
import { describeClaimMoments } from "./claim-moments.contract";
import { describeLedger } from "./ledger.contract";
import { describeClaims, describeStore, type OpenedStore } from "./store.contract";
import { describeUpgrade } from "./upgrade.contract";
import { describeWaits } from "./waits.contract";

const RELEASES: readonly Release[] = ["1.13", "1.17"];

for (const release of RELEASES) {
  const openEmpty = async (): Promise<OpenedStore> => {
    const server = await startApiServer({ release, objects: [subnetObject("s4", "10.16.0.0/24")] });
    const again = () => openKubernetesStore({ kubeconfig: server.kubeconfig });
    return { store: again(), again, close: server.close };
  };

  describeStore(`an API server in this process with Kube-OVN ${release}`, openEmpty);
  describeClaims(`an API server in this process with Kube-OVN ${release}`, openEmpty);

  const cluster = clusterInProcess(release);
  describeApiClient(cluster);
  describeClaimOutcomes(cluster);
  describeClaimMoments(cluster);
  describeLedger(cluster);
  // What Kube-OVN 1.13 had done with it was recorded.
  if (release === "1.13") describeUpgrade(cluster);
  describeWaits(cluster);
}
