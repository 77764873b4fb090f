import type { ConnectionEvent, OvsdbError, OvsdbErrorCode } from "../../ovsdb-client";
import { StoreError, type StoreErrorCode } from "../store";

type Attempt = Extract<ConnectionEvent, { kind: "attempt-failed" }>;

const DATABASE = "OVN_Northbound";

/** What one endpoint's failure means, and whether another try may end otherwise. */
interface Reason {
  readonly text: string;
  readonly isFinal: boolean;
}

/** Why an endpoint is of no use, with the way out where the configuration is at fault. */
export function reasonOf({ endpoint, error }: Attempt): Reason {
  const code = codeOf(error);
  const said = error.details ?? error.message;
  const isFinal = true;
  if (/no such database/.test(said)) {
    return { text: `${endpoint} has no database ${DATABASE}; give the endpoint of the northbound database`, isFinal };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const text = `the certificate of ${endpoint} is for another name; set kubeovn:ovnServerName to that name, or kubeovn:ovnVerifyName to false to check the chain alone, as OVN's own programs do`;
    return { text, isFinal };
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    const text = `the certificate of ${endpoint} is not accepted (${code.toLowerCase().replaceAll("_", " ")}); set kubeovn:ovnCaCert to the authority that signed it`;
    return { text, isFinal };
  }
  if (/SSL alert number|alert (certificate required|unknown ca|bad certificate)/.test(said)) {
    const text = `${endpoint} does not accept our certificate; set kubeovn:ovnCert and kubeovn:ovnKey to one that its authority signed`;
    return { text, isFinal };
  }
  return { text: said.trim(), isFinal: false };
}

/** The sentence for a database that no endpoint gives access to. */
export function unreachable(endpoints: string, reasons: readonly string[], cause?: unknown): StoreError {
  const why = reasons.length === 0 ? "no server answers" : reasons.join("; ");
  const wayOut = /kubeovn:|northbound database$/.test(why) ? "" : "; check kubeovn:ovnNorthbound and the servers";
  return new StoreError("unreachable", `OVN's northbound database at ${endpoints} cannot be used: ${why}${wayOut}`, {
    cause,
  });
}

/** The sentence for a transaction that failed for a reason that is nobody's argument. */
export function failed(endpoints: string, error: OvsdbError): StoreError {
  return new StoreError(CODES[error.code] ?? "refused", sentenceOf(endpoints, error), { cause: error });
}

const CODES: { readonly [C in OvsdbErrorCode]?: StoreErrorCode } = {
  "not-allowed": "forbidden",
  "permission-error": "forbidden",
  "outcome-unknown": "unreachable",
  "not-connected": "unreachable",
};

function sentenceOf(endpoints: string, error: OvsdbError): string {
  switch (error.code) {
    case "not-allowed":
    case "permission-error":
      return `OVN's northbound database at ${endpoints} takes no writes over this connection; give an endpoint that may write, or set kubeovn:ovnPorts to verify`;
    case "outcome-unknown":
      return `the connection to OVN's northbound database at ${endpoints} was lost in the middle of a transaction; run again, which looks what became of it first`;
    case "not-connected":
      return `OVN's northbound database at ${endpoints} has gone away (${error.details ?? "no answer"}); run again when it is back`;
    default:
      return `OVN's northbound database at ${endpoints} refused a transaction: ${error.message.replace(/^ovsdb: /, "")}`;
  }
}

function codeOf(error: OvsdbError): string {
  const { cause } = error;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
}
