import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

/** A message may be as large as the engine's own limit. @source pulumi sdk/go/common/util/rpcutil/serve.go */
const LARGEST = 400 * 1024 * 1024;

/** A provider plugin that listens. */
export interface Listening {
  readonly port: number;
  /** Ends it, and whatever is under way. */
  stop(): void;
}

type Calls = Readonly<Record<string, grpc.handleUnaryCall<unknown, unknown>>>;

/**
 * Serves Pulumi's provider protocol on a free port of the loopback interface.
 *
 * @param load  what answers the calls, loaded with the first one, so that the port is open before anything else is read
 */
export function serve(load: () => Promise<grpc.UntypedServiceImplementation>): Promise<Listening> {
  const options = { "grpc.max_receive_message_length": LARGEST, "grpc.max_send_message_length": LARGEST };
  const server = new grpc.Server(options);
  let loaded: Promise<grpc.UntypedServiceImplementation> | undefined;
  const answer =
    (method: string): grpc.handleUnaryCall<unknown, unknown> =>
    (call, callback) => {
      loaded ??= load();
      loaded.then(
        (calls) => {
          const handle = (calls as Calls)[method];
          if (handle === undefined)
            callback({ code: grpc.status.UNIMPLEMENTED, details: `${method} is not implemented` });
          else handle(call, callback);
        },
        (error) => callback({ code: grpc.status.UNKNOWN, details: error.stack }),
      );
    };
  const methods = Object.keys(ResourceProviderService);
  server.addService(ResourceProviderService, Object.fromEntries(methods.map((method) => [method, answer(method)])));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, stop: () => server.forceShutdown() });
    });
  });
}
