import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type KubeObject, keyText, type ObjectKey } from "../../../provider/objects/kube-object";
import { writeKubeconfig } from "../kubeconfig";
import { type Controller, type ControllerOptions, startController } from "./controller/controller";
import { DEFAULT_RELEASE, documentAt } from "./documents";
import { createLists } from "./lists";
import { createMoments, type Fault, isRefusal, type Moments } from "./moments";
import { internalError, noSuchPath, notFound, Refusal } from "./refusal";
import { readRequest } from "./request";
import { type ServedKind, servedKinds } from "./served-kinds";
import { spiderpoolAdmission } from "./spiderpool";
import { createStorage } from "./storage";
import { createWatches, type Watches } from "./watches";
import { type Admission, carryOut } from "./writes";

export interface ApiServerOptions extends ControllerOptions {
  /** Objects that are there at the start, before the controller. */
  readonly objects?: readonly KubeObject[];
  /** Default: true. */
  readonly kubeOvn?: boolean;
  /** Default: false. */
  readonly spiderpool?: boolean;
  /** Milliseconds since 1970; objects say how old they are by it. Default: this machine's. */
  readonly now?: () => number;
}

/** An API server in this process, over HTTP on the loopback, with a controller that acts as Kube-OVN's was seen to. */
export interface ApiServer {
  /** A file, as `kubeovn:kubeconfig` and `openKubernetesStore` take it. */
  readonly kubeconfig: string;
  readonly url: string;
  /** What was asked since the start, as `POST /apis/…?query`. */
  readonly requests: readonly string[];
  /** When a test gets to act. */
  readonly moments: Moments;
  readonly watches: Watches;
  readonly controller: Controller;
  /** Everything that is there. */
  objects(): readonly KubeObject[];
  get(key: ObjectKey): KubeObject | undefined;
  /** Makes an object as someone by hand does. @throws Refusal */
  create(object: KubeObject): KubeObject;
  /** Writes an object as someone by hand does. @throws Refusal */
  change(key: ObjectKey, change: (live: KubeObject) => KubeObject): KubeObject;
  /** Deletes an object as someone by hand does; finalizers may keep it. */
  remove(key: ObjectKey): void;
  /** Refuses what these say from now on; undefined takes it back. */
  admit(admission: Admission | undefined): void;
  /** Forgets the versions until now: watches that want to go on from there are told 410. */
  compact(): void;
  close(): Promise<void>;
}

/** Answers longer than this are packed where the client may read that. @source k8s.io/apiserver responsewriters */
const PACKED_FROM = 128 * 1024;
/** Of the one who may do everything. */
export const TOKEN = "test";

/** Starts with the namespaces of a cluster and what the options name; resolves when the controller has taken those. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const kinds = servedKinds({ kubeOvn: options.kubeOvn ?? true, spiderpool: options.spiderpool ?? false });
  const storage = createStorage(options.now ?? Date.now);
  const kindOf = (of: Pick<KubeObject, "apiVersion" | "kind">): ServedKind => {
    const found = kinds.find(({ apiVersion, kind }) => apiVersion === of.apiVersion && kind === of.kind);
    if (found === undefined) throw noSuchPath();
    return found;
  };
  const namespaces = kindOf({ apiVersion: "v1", kind: "Namespace" });
  const moments = createMoments();
  const watches = createWatches(storage);
  const lists = createLists(storage);
  const requests: string[] = [];
  const builtIn = spiderpoolAdmission;
  let own: Admission | undefined;
  const admit: Admission = (object, verb, store) => {
    const admitted = builtIn(object, verb, store);
    return own === undefined ? admitted : own(admitted, verb, store);
  };
  const create = (object: KubeObject): KubeObject => storage.create(kindOf(object), admit(object, "create", storage));
  for (const name of ["kube-system", "default"]) create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  for (const object of options.objects ?? []) create(object);

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? "/", "http://server");
    requests.push(`${incoming.method} ${incoming.url}`);
    const text = await textOf(incoming);
    if (incoming.headers.authorization !== `Bearer ${TOKEN}`) throw new Refusal(401, "Unauthorized", "Unauthorized");
    const request = readRequest(kinds, incoming, url, text);
    if (request === undefined) {
      const document = documentAt(url.pathname, kinds, options.release ?? DEFAULT_RELEASE);
      if (document === undefined) throw noSuchPath();
      send(incoming, outgoing, 200, document);
      return;
    }
    const early = await moments.come("before", request);
    if (early !== undefined) {
      spoil(outgoing, early, "{}");
      return;
    }
    if (request.verb === "watch") {
      watches.open(request, outgoing);
      return;
    }
    const answer =
      request.verb === "list"
        ? { status: 200, body: lists.answer(request), made: undefined }
        : carryOut(storage, namespaces, admit, request);
    const late = await moments.come("after", request, answer.made);
    if (late === undefined) send(incoming, outgoing, answer.status, answer.body);
    else spoil(outgoing, late, JSON.stringify(answer.body));
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      const refusal = error instanceof Refusal ? error : internalError((error as Error).stack ?? String(error));
      spoil(outgoing, refusal, "");
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cluster = { server: url, "insecure-skip-tls-verify": true };
  const controller = startController(storage, kinds, options);
  await controller.idle();
  return {
    kubeconfig: writeKubeconfig("in-process", { cluster, user: { token: TOKEN } }),
    url,
    requests,
    moments,
    watches,
    controller,
    objects: storage.all,
    get: (key) => storage.get(kindOf(key), key.name, key.namespace),
    create,
    change(key, change) {
      const live = storage.get(kindOf(key), key.name, key.namespace);
      if (live === undefined) throw notFound(kindOf(key), keyText(key));
      return storage.update(kindOf(key), admit(change(live), "update", storage));
    },
    remove: (key) => void storage.remove(kindOf(key), key.name, key.namespace),
    admit(admission) {
      own = admission;
    },
    compact: storage.compact,
    async close() {
      controller.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const isPacked = bytes.length > PACKED_FROM && String(incoming.headers["accept-encoding"]).includes("gzip");
  const sent = isPacked ? gzipSync(bytes) : bytes;
  const packed = isPacked ? { "content-encoding": "gzip" } : {};
  outgoing.writeHead(status, { "content-type": "application/json", "content-length": sent.length, ...packed });
  outgoing.end(sent);
}

function spoil(outgoing: ServerResponse, fault: Fault, answer: string): void {
  if (isRefusal(fault)) {
    outgoing.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    outgoing.end(JSON.stringify(fault.body()));
  } else if (fault === "drop") outgoing.destroy();
  else {
    outgoing.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
    outgoing.write(answer.slice(0, answer.length / 2), () => outgoing.destroy());
  }
}
