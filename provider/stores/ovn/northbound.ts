import { readFileSync } from "node:fs";
import type { ClientOptions, DatabaseSchema, Operation, OvsdbClient, Results, Tables } from "../../ovsdb-client";
import { StoreError } from "../store";
import { failed, reasonOf, unreachable } from "./errors";
import type { NorthboundOptions } from "./options";

/** A northbound database: connected when first asked, until it is closed. */
export interface Northbound {
  readonly endpoints: string;
  /**
   * Runs the operations as one transaction.
   *
   * @throws StoreError "unreachable" | "forbidden" | "refused" | "unavailable"; or OvsdbError where the operations themselves are to blame: a `wait` that was not
   *         fulfilled, a unique index, a uuid that exists, a reply that never came
   */
  transact<const O extends readonly Operation[]>(operations: O): Promise<Results<Tables, O>>;
  close(): void;
}

const DATABASE = "OVN_Northbound";
const CONNECT_MS = 5_000;

/** Columns that everything here is made of; a database without one of them is too old. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  NB_Global: ["nb_cfg", "sb_cfg"],
  Logical_Switch: ["name", "ports"],
  Logical_Switch_Port: ["name", "type", "options", "addresses", "external_ids", "up"],
  Logical_Router_Port: ["name", "mac"],
};

/** Failures that whoever sent the operations can do something about. */
const OF_THE_OPERATIONS: readonly string[] = ["timed-out", "constraint-violation", "duplicate-uuid", "outcome-unknown"];

export function openNorthbound(options: NorthboundOptions): Northbound {
  const { endpoints } = options;
  let opening: Promise<OvsdbClient> | undefined;
  return {
    endpoints,
    async transact(operations) {
      opening ??= connectTo(options);
      const client = await opening;
      try {
        return await client.transact(operations);
      } catch (error) {
        const { isOvsdbError } = await import("../../ovsdb-client/index.js");
        if (!isOvsdbError(error) || OF_THE_OPERATIONS.includes(error.code)) throw error;
        throw failed(endpoints, error);
      }
    },
    close() {
      void opening?.then(
        (client) => client.close(),
        () => undefined,
      );
      opening = undefined;
    },
  };
}

/** Gives up at once when trying again cannot help. */
async function connectTo(options: NorthboundOptions): Promise<OvsdbClient> {
  const { endpoints, connectMs = CONNECT_MS } = options;
  const tls = readTls(options);
  const { connect, isOvsdbError } = await import("../../ovsdb-client/index.js");
  const reasons = new Map<string, string>();
  let giveUp: (error: StoreError) => void = () => undefined;
  const hopeless = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  hopeless.catch(() => undefined);
  const client = connect({
    endpoints,
    database: DATABASE,
    tls,
    deadlines: { requestMs: connectMs, connectMs, handshakeMs: connectMs },
    onEvent(event) {
      if (event.kind !== "attempt-failed") return;
      const { text, isFinal } = reasonOf(event);
      reasons.set(event.endpoint, text);
      // A round is over when there is a pause after it.
      if (isFinal && event.retryInMs > 0) giveUp(unreachable(endpoints, [...reasons.values()], event.error));
    },
  });
  try {
    const connected = await Promise.race([client, hopeless]);
    checkSchema(endpoints, connected.schema);
    return connected;
  } catch (error) {
    client.then(
      (late) => late.close(),
      () => undefined,
    );
    if (!isOvsdbError(error)) throw error;
    if (error.code === "invalid-endpoint") {
      throw new StoreError(
        "unavailable",
        `kubeovn:ovnNorthbound is "${endpoints}" (${error.details}); write unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT`,
        { cause: error },
      );
    }
    throw unreachable(endpoints, [...reasons.values()], error);
  }
}

function checkSchema(endpoints: string, schema: DatabaseSchema): void {
  for (const [table, columns] of Object.entries(NEEDED)) {
    for (const column of columns) {
      if (schema.tables.get(table)?.columns.has(column)) continue;
      throw new StoreError(
        "unavailable",
        `OVN's northbound database at ${endpoints} has schema ${schema.version}, which lacks column "${column}" of ${table}; it takes an OVN of 2020 or newer`,
      );
    }
  }
}

function readTls(options: NorthboundOptions): NonNullable<ClientOptions["tls"]> {
  const { caCert, cert, key, serverName, verifyName } = options;
  return {
    ...pem("ca", "ovnCaCert", caCert, "CERTIFICATE"),
    ...pem("cert", "ovnCert", cert, "CERTIFICATE"),
    ...pem("key", "ovnKey", key, "PRIVATE KEY"),
    ...(serverName === undefined ? {} : { serverName }),
    ...(verifyName === undefined ? {} : { verifyIdentity: verifyName }),
  };
}

function pem(
  name: "ca" | "cert" | "key",
  setting: string,
  file: string | undefined,
  label: string,
): { readonly [K in typeof name]?: string } {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new StoreError("unavailable", `kubeovn:${setting} cannot be read: ${(error as Error).message}`);
  }
  if (!new RegExp(`-----BEGIN ([A-Z]+ )*${label}-----`).test(text)) {
    throw new StoreError(
      "unavailable",
      `kubeovn:${setting} is "${file}", which holds no ${label.toLowerCase()} in PEM form`,
    );
  }
  return { [name]: text };
}
