import type { ServerResponse } from "node:http";
import { expired, type Refusal } from "./refusal";
import type { ApiRequest } from "./request";
import { selectorOf } from "./selectors";
import type { ServedKind } from "./served-kinds";
import type { Storage, StoredEvent } from "./storage";

/** The watches that are open. */
export interface Watches {
  readonly count: number;
  /** Keeps events back, of one kind or of all; what it returns sends them on their way. */
  hold(kind?: string): () => void;
  /** Tells everybody how far the stream is. */
  bookmark(): void;
  /** Ends every watch, in good order or with an error event. */
  end(error?: Refusal): void;
}

export interface WatchesInside extends Watches {
  open(request: ApiRequest, outgoing: ServerResponse): void;
}

interface Open {
  readonly kind: ServedKind;
  readonly outgoing: ServerResponse;
  readonly held: string[];
  end(): void;
}

const LONGEST_SECONDS = 1_800;

export function createWatches(storage: Storage): WatchesInside {
  const all = new Set<Open>();
  const holds = new Set<{ readonly kind: string | undefined }>();
  const isHeld = ({ kind }: ServedKind): boolean => [...holds].some((one) => (one.kind ?? kind) === kind);
  const send = (watch: Open, type: string, object: unknown): void => {
    const line = `${JSON.stringify({ type, object })}\n`;
    if (isHeld(watch.kind)) watch.held.push(line);
    else watch.outgoing.write(line);
  };
  return {
    get count() {
      return all.size;
    },
    open({ kind, namespace, query }, outgoing) {
      outgoing.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
      outgoing.flushHeaders();
      const version = query.get("resourceVersion") ?? "";
      const isMeant = selectorOf(query);
      const isIn = (event: StoredEvent): boolean =>
        (namespace === undefined || event.object.metadata.namespace === namespace) && isMeant(event.object);
      let stop = (): void => undefined;
      const seconds = Number(query.get("timeoutSeconds") ?? LONGEST_SECONDS);
      const timer = setTimeout(() => watch.end(), seconds * 1000).unref();
      const watch: Open = {
        kind,
        outgoing,
        held: [],
        end() {
          clearTimeout(timer);
          stop();
          all.delete(watch);
          outgoing.end();
        },
      };
      all.add(watch);
      outgoing.on("close", watch.end);
      if (version === "" || version === "0") {
        for (const object of storage.list(kind, namespace).filter(isMeant)) send(watch, "ADDED", object);
      } else if (Number(version) < storage.oldest) {
        // @source k8s.io/apiserver pkg/storage/cacher newErrWatcher: the watch begins well and then says so
        send(watch, "ERROR", expired(`too old resource version: ${version} (${storage.oldest})`).body());
        watch.end();
        return;
      }
      const from = version === "" || version === "0" ? storage.revision : Number(version);
      stop = storage.follow(kind, from, (event) => {
        if (isIn(event)) send(watch, event.type, event.object);
      });
    },
    hold(kind) {
      const one = { kind };
      holds.add(one);
      return () => {
        holds.delete(one);
        for (const watch of all)
          if (!isHeld(watch.kind)) for (const line of watch.held.splice(0)) watch.outgoing.write(line);
      };
    },
    bookmark() {
      for (const watch of all) {
        const { apiVersion, kind } = watch.kind;
        send(watch, "BOOKMARK", { apiVersion, kind, metadata: { resourceVersion: String(storage.revision) } });
      }
    },
    end(error) {
      for (const watch of [...all]) {
        if (error !== undefined) send(watch, "ERROR", error.body());
        watch.end();
      }
    },
  };
}
