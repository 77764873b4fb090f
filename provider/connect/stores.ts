import { readExport } from "../stores/kubernetes/export";
import { openKubernetesStore } from "../stores/kubernetes/store";
import { openManifestStore } from "../stores/manifests/store";
import type { Store } from "../stores/store";
import type { Settings } from "./settings";

/** The store that the settings name; nothing is read before it is asked. */
export function openStore({ place, version, mayPrune }: Settings): Store {
  const release = version === undefined ? {} : { version };
  switch (place.kind) {
    case "manifests": {
      const { cluster } = place;
      return openManifestStore(place.directory, {
        identity: place.identity,
        ignored: place.ignored,
        pruning: mayPrune ? "allowed" : "protected",
        ...(cluster === undefined ? {} : { cluster: () => readExport({ ...cluster, ...release }) }),
        ...release,
      });
    }
    case "cluster":
      return openKubernetesStore({ ...place, ...release });
  }
}
