import { isDeepStrictEqual } from "node:util";
import { keyOf, keyText } from "../../objects/kube-object";
import { type Store, StoreError } from "../store";
import type { ApiClient } from "./api-client";
import { hasStatus } from "./api-error";

/**
 * A store whose writes are server-side dry runs: one request for an object that is new, two for one that is there.
 *
 * No address is claimed, so there is no guard; nothing is deleted, because a deletion says nothing about what comes after it.
 *
 * @param isReplaced  an object that is there already will be gone: its name being taken is no objection. The API server says
 *                    so last, after admission and schema.
 * @source k8s.io/apiserver pkg/registry/generic/registry/{store.go Create, dryrun.go}
 */
export function rehearsalOf(store: Store, connect: () => Promise<ApiClient>, isReplaced: boolean): Store {
  return {
    ...store,
    async create(object) {
      const api = await connect();
      const made = await api.post(object, "dry-run").catch((error) => {
        // Its namespace, which someone may make before the update.
        if (hasStatus(error, 404)) return object;
        throw error;
      });
      if (typeof made === "object") return made;
      if (isReplaced) return object;
      throw new StoreError("already-exists", `${keyText(keyOf(object))} exists already`);
    },
    async update(key, change) {
      const api = await connect();
      const live = await api.get(key);
      if (live === undefined) throw new StoreError("not-found", `${keyText(key)} does not exist`);
      const wanted = change(live);
      const made = isDeepStrictEqual(wanted, live) ? live : await api.put(wanted, "dry-run");
      // Someone else was faster: the update will start over, from what is there then.
      return made === "changed" ? wanted : made;
    },
    delete: async () => "kept",
  };
}
