import { keyText, type ObjectKey } from "../../objects/kube-object";
import { StoreError } from "../store";
import { ApiError } from "./api-error";
import { LimitError } from "./limits";
import { missingRule, type Resource } from "./resources";
import { codeOf, isTransient } from "./retry";

/** What was asked of a server, for the message when it failed. */
export interface Asked {
  /** Address and context. */
  readonly where: string;
  /** As RBAC calls it. */
  readonly verb: string;
  readonly resource?: Resource | undefined;
  /** The object of a dry run. */
  readonly tried?: ObjectKey | undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its name is unknown",
  EAI_AGAIN: "its name cannot be looked up now",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ECONNRESET: "it breaks the connection off",
};

/**
 * A failure in words for people; answers that a caller knows how to take (404, 409, 410) and finished sentences stay as they
 * are.
 */
export function failureOf(error: unknown, asked: Asked): unknown {
  if (error instanceof StoreError || (error as Error | undefined)?.name === "AbortError") return error;
  const cause = { cause: error };
  if (error instanceof LimitError) {
    const what = asked.resource === undefined ? "" : ` of ${asked.resource.plural}`;
    return new StoreError(
      "unreachable",
      `cluster ${asked.where} cannot be read: ${error.message}${what}; check that it is the API server that is meant, and what stands in between`,
      cause,
    );
  }
  if (!(error instanceof ApiError)) {
    const why = REASONS[codeOf(error)] ?? (error as Error).message;
    return new StoreError(
      "unreachable",
      `cluster ${asked.where} cannot be reached: ${why}; check address, network and VPN, or name another context`,
      cause,
    );
  }
  if ([404, 409, 410].includes(error.status) && !isWebhooks(error)) return error;
  if (error.status === 401) {
    return new StoreError(
      "forbidden",
      `cluster ${asked.where} does not accept the credentials; log in again, or name another context`,
      cause,
    );
  }
  if (error.status === 403 && asked.resource !== undefined && isRbac(error)) {
    const [why, otherwise] = asked.tried
      ? [", which a server-side dry run needs", ", or leave kubeovn:serverDryRun out"]
      : ["", ""];
    const rule = missingRule(asked.resource, asked.verb);
    return new StoreError(
      "forbidden",
      `cluster ${asked.where} forbids to ${asked.verb} ${asked.resource.plural}${why}; add the rule ${rule} to a ClusterRole of this account${otherwise}`,
      cause,
    );
  }
  if (isTransient(error)) {
    return new StoreError(
      "unreachable",
      `cluster ${asked.where} keeps answering ${error.status} (${error.message}); try again when it has recovered`,
      cause,
    );
  }
  return new StoreError("refused", refusal(error, asked), cause);
}

function refusal({ message }: ApiError, { where, tried }: Asked): string {
  return tried === undefined
    ? `cluster ${where} refuses: ${message}`
    : `cluster ${where} would refuse ${keyText(tried)}: ${message}; change the resource, or what refuses it`;
}

/**
 * Webhooks, policies and quotas answer 403 too, in their own words.
 *
 * @source k8s.io/apiserver pkg/endpoints/handlers/responsewriters/errors.go Forbidden
 */
function isRbac(error: ApiError): boolean {
  return / is forbidden: User ".*" cannot /s.test(error.message);
}

/** @source k8s.io/apiserver pkg/admission/plugin/webhook/errors/statuserror.go ToStatusErr: with any status they like */
function isWebhooks(error: ApiError): boolean {
  return error.message.startsWith("admission webhook ");
}
