import type { Agent, OutgoingHttpHeaders } from "node:http";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type ClusterChoice, loadKubeConfig, unusable } from "./kubeconfig";

/** A cluster and the credentials for it. */
export interface ClusterAccess {
  /** Address of the API server, without a slash at its end and without a user in it. */
  readonly server: string;
  /** Names the cluster in messages: address without a user in it, and context. */
  readonly where: string;
  /** Credentials for the next request; what gives them is asked again when its last answer is a minute old. */
  credentials(): Promise<Credentials>;
  /** Forgets credentials that the server refused. */
  renew(): void;
}

export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

const CREDENTIALS_MS = 60_000;
const MAX_SOCKETS = 32;

/**
 * Finds the cluster and what it takes to talk to it: certificates, tokens, plugins, proxies.
 *
 * @throws StoreError "unavailable"
 */
export async function openAccess(choice: ClusterChoice): Promise<ClusterAccess> {
  let config = await loadKubeConfig(choice);
  const address = config.getCurrentCluster()?.server ?? "";
  const server = withoutUser(address);
  const where = `${server} (context "${config.getCurrentContext()}")`;
  let isRefused = false;
  let known: { readonly credentials: Promise<Credentials>; readonly until: number } | undefined;
  let last: RequestOptions = {};

  const read = async (): Promise<Credentials> => {
    // What a plugin gave, the loader keeps until it expires, whatever the server says to it: only a new one forgets it.
    if (isRefused) config = await loadKubeConfig(choice);
    isRefused = false;
    const asked = await applied(config, where);
    // With the same certificate the connections that are open stay in use.
    const isSame = last.agent instanceof Object && sameBytes(asked.cert, last.cert) && sameBytes(asked.key, last.key);
    last = isSame ? { ...asked, agent: last.agent } : { ...asked, agent: keptAlive(asked.agent as Agent) };
    return { agent: last.agent as Agent, headers: { ...userOf(address), ...headersOf(asked) } };
  };
  return {
    server,
    where,
    credentials() {
      if (known === undefined || known.until < Date.now()) {
        const credentials = read();
        const mine = { credentials, until: Date.now() + CREDENTIALS_MS };
        known = mine;
        credentials.catch(() => {
          if (known === mine) known = undefined;
        });
      }
      return known.credentials;
    },
    renew() {
      known = undefined;
      isRefused = true;
    },
  };
}

async function applied(config: KubeConfig, where: string): Promise<RequestOptions> {
  const asked: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(asked);
    return asked;
  } catch (error) {
    // The parser's message quotes what a plugin answered, which may be a token.
    if (error instanceof SyntaxError) throw unusable(`no credentials for ${where}: what its plugin answers is no JSON`);
    throw unusable(`no credentials for ${where}: ${(error as Error).message.trim()}`, error);
  }
}

/**
 * A user in the address counts where the kubeconfig has no other, and is a header like theirs: credentials that only the socket
 * knows could not be taken out of what a server says.
 *
 * @source Go net/http setRequestHeaders, which client-go's requests go through
 */
function userOf(address: string): Record<string, string> {
  const { username, password } = URL.canParse(address) ? new URL(address) : { username: "", password: "" };
  return username === "" && password === "" ? {} : basic(`${decoded(username)}:${decoded(password)}`);
}

/** Of what is no escape after all, as it stands there. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function basic(auth: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(auth).toString("base64")}` };
}

function withoutUser(server: string): string {
  return server.replace(/^(\w+:\/\/)[^/]*@/, "$1");
}

/** The loader makes an agent that opens a connection per request; agents look at these fields when a request ends. */
function keptAlive(agent: Agent): Agent {
  return Object.assign(agent, { keepAlive: true, maxSockets: MAX_SOCKETS });
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const given = Object.entries((headers ?? {}) as OutgoingHttpHeaders).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(given), ...(auth ? basic(auth) : {}) };
}

function sameBytes(a: unknown, b: unknown): boolean {
  return String(a ?? "") === String(b ?? "");
}
