import * as grpc from "@grpc/grpc-js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Served, struct } from "./served";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as it was registered. */
export interface Registered {
  readonly urn: string;
  /** Checked; empty for a component. */
  readonly inputs: Properties;
  readonly provider: string;
}

/** The engine's monitor as far as a component needs it: registrations are checked and created by the plugin itself. */
export interface Monitor {
  /** `host:port` */
  readonly address: string;
  readonly registered: readonly Registered[];
  stop(): void;
}

/** @param served  the plugin that its resources are of */
export async function startMonitor(served: Served): Promise<Monitor> {
  const registered: Registered[] = [];
  const register = async (request: rpc.RegisterResourceRequest): Promise<rpc.RegisterResourceResponse> => {
    const urn = urnOf(request.getParent(), request.getType(), request.getName());
    const response = new rpc.RegisterResourceResponse().setUrn(urn);
    const provider = request.getProvider();
    if (!request.getCustom()) {
      registered.push({ urn, inputs: {}, provider });
      return response.setObject(request.getObject());
    }
    const { inputs, failures } = await served.check(urn, request.getObject()?.toJavaScript() ?? {});
    if (failures.length > 0) throw new Error(failures.join("\n"));
    registered.push({ urn, inputs, provider });
    const { id, outs } = await served.create(urn, inputs, true);
    return response.setId(id).setObject(struct(outs));
  };
  const server = new grpc.Server();
  server.addService(ResourceMonitorService as grpc.ServiceDefinition, {
    supportsFeature: answer(async () => new rpc.SupportsFeatureResponse().setHassupport(true)),
    registerResource: answer(register),
    registerResourceOutputs: answer(async () => new Empty()),
    invoke: answer(async (request: rpc.ResourceInvokeRequest) =>
      new rpc.ResourceInvokeResponse().setReturn(
        struct(await served.invoke(request.getTok(), request.getArgs()?.toJavaScript() ?? {})),
      ),
    ),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, registered, stop: () => server.forceShutdown() };
}

function answer<Request, Answer>(handle: (request: Request) => Promise<Answer>) {
  return ({ request }: { request: Request }, callback: (error: Error | null, answer?: Answer) => void): void => {
    handle(request).then((message) => callback(null, message), callback);
  };
}

function urnOf(parent: string, type: string, name: string): string {
  const [, , types = ""] = parent.split("::");
  const above = types === "" || types === "pulumi:pulumi:Stack" ? "" : `${types}$`;
  return `urn:pulumi:dev::shop::${above}${type}::${name}`;
}
