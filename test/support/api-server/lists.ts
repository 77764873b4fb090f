import type { KubeObject } from "../../../provider/objects/kube-object";
import { expired } from "./refusal";
import type { ApiRequest } from "./request";
import { selectorOf } from "./selectors";
import type { Storage } from "./storage";

/** The rest of a list that has been read in part, as it was when it was begun. */
interface Rest {
  readonly items: readonly KubeObject[];
  readonly revision: number;
}

/** Answers lists, page by page. */
export interface Lists {
  answer(request: ApiRequest): Readonly<Record<string, unknown>>;
}

const METADATA_ONLY = "as=PartialObjectMetadataList";

export function createLists(storage: Storage): Lists {
  const rests = new Map<string, Rest>();
  let pages = 0;
  const begin = ({ kind, namespace, query }: ApiRequest): Rest => ({
    items: storage.list(kind, namespace).filter(selectorOf(query)),
    revision: storage.revision,
  });
  const goOn = (token: string): Rest => {
    const rest = rests.get(token);
    rests.delete(token);
    // @source kubernetes.io/docs/reference/using-api/api-concepts, Retrieving large results sets in chunks
    if (rest === undefined || rest.revision < storage.oldest) {
      throw expired("The provided continue parameter is too old to display a consistent list result.");
    }
    return rest;
  };
  return {
    answer(request) {
      const { kind, query, accept } = request;
      const token = query.get("continue");
      const { items, revision } = token ? goOn(token) : begin(request);
      const limit = Number(query.get("limit") ?? 0) || items.length;
      const [page, left] = [items.slice(0, limit), items.slice(limit)];
      const next = left.length === 0 ? undefined : `page-${++pages}`;
      if (next !== undefined) rests.set(next, { items: left, revision });
      const metadata = {
        resourceVersion: String(revision),
        ...(next === undefined ? {} : { continue: next, remainingItemCount: left.length }),
      };
      if (accept.includes(METADATA_ONLY)) {
        const apiVersion = "meta.k8s.io/v1";
        const bare = page.map(({ metadata }) => ({ kind: "PartialObjectMetadata", apiVersion, metadata }));
        // A real server says null for an empty list of metadata.
        return { kind: "PartialObjectMetadataList", apiVersion, metadata, items: bare.length === 0 ? null : bare };
      }
      const { apiVersion } = kind;
      return {
        kind: `${kind.kind}List`,
        apiVersion,
        metadata,
        items: apiVersion.includes(".") ? page : page.map(unnamed),
      };
    },
  };
}

/** Items of a list of built-in kinds don't say what they are. */
function unnamed({ apiVersion: _, kind: __, ...object }: KubeObject): Readonly<Record<string, unknown>> {
  return object;
}
