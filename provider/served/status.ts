import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** An error of a resource that is there though something failed: the engine keeps it with these properties. */
interface Partial {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];
}

/** What is thrown, as the engine is told. @source pulumi sdk/go/common/resource/plugin/provider_plugin.go parseError */
export function statusOf(error: unknown): globalThis.Partial<ServiceError> {
  const said = error instanceof Error ? sentenceOf(error) : String(error);
  const answer = { code: status.UNKNOWN, message: said, details: said };
  return isPartial(error) ? { ...answer, metadata: detailsOf(said, error) } : answer;
}

/** An error of ours has a code, and its message is a sentence; of a bug the stack is worth more. */
function sentenceOf(error: Error): string {
  return "code" in error ? error.message : error.stack || error.message;
}

function detailsOf(said: string, { id, properties, reasons }: Partial): Metadata {
  const struct = Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
  const failed = new ErrorResourceInitFailed().setId(id).setReasonsList([...reasons]);
  failed.setProperties(struct).setInputs(struct);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const metadata = new Metadata();
  const message = new Status();
  message.setCode(status.UNKNOWN);
  message.setMessage(said);
  message.addDetails(detail);
  metadata.set("grpc-status-details-bin", Buffer.from(message.serializeBinary()));
  return metadata;
}

function isPartial(error: unknown): error is Partial {
  return error !== null && typeof error === "object" && "reasons" in error && "properties" in error && "id" in error;
}
