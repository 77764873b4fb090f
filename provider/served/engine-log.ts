import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Says a line about a resource, by its URN; about none where that is empty. */
export type Note = (line: string, urn: string) => void;

/** The engine's log, where notes are warnings of the resource that they are about. */
export interface EngineLog {
  /** `host:port` of the engine; empty for none. */
  readonly address: () => string;
  readonly note: Note;
  /** From now on the engine is there. @param address  `host:port`; empty for none */
  attach(address: string): void;
}

export function openEngineLog(address = ""): EngineLog {
  let engine = address;
  let client: EngineClient | undefined;
  return {
    address: () => engine,
    note(line, urn) {
      if (engine === "") return;
      client ??= new EngineClient(engine, credentials.createInsecure());
      const request = new LogRequest().setSeverity(LogSeverity.WARNING).setMessage(line).setUrn(urn);
      // An engine that has gone misses a line.
      client.log(request, () => undefined);
    },
    attach(given) {
      if (given === "" || given === engine) return;
      engine = given;
      client = undefined;
    },
  };
}
