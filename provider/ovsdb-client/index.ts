export { type BackoffOptions, backoffMs } from "./backoff";
export { connect, type OvsdbClient } from "./client";
export type { AtomKind, BaseType, ColumnType } from "./column-type";
export { type Endpoint, type EndpointFault, parseEndpoint, parseEndpoints, printEndpoint } from "./endpoint";
export { isOvsdbError, OvsdbError, type OvsdbErrorCode } from "./errors";
export { generateTypes } from "./generate-types";
export type { Json, JsonObject } from "./json-text";
export type { Lock, LockOptions } from "./locks";
export type { Condition, ConditionFunction, Mutation, Mutator, Operation, Results } from "./operations";
export type { ClientOptions, ConnectionEvent, Deadlines } from "./options";
export type { MonitorMethod, MonitorOptions, Replica, TableRequest } from "./replica";
export { type ColumnSchema, type DatabaseSchema, readSchema, type TableSchema } from "./schema";
export type { ReadRow, Tables, Written, WrittenRow } from "./tables";
export type { TlsOptions } from "./transport";
export type { Change } from "./updates";
export {
  type Atom,
  type Integer,
  isUuid,
  type NamedUuid,
  named,
  newUuid,
  type Row,
  type Uuid,
  type Value,
  type WrittenValue,
} from "./values";
