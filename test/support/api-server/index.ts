export type { Step } from "./controller/cluster";
export type { Controller, ControllerOptions } from "./controller/controller";
export type { Release } from "./documents";
export type { Action, Fault, Moments, Which } from "./moments";
export { conflict, denied, expired, forbidden, internalError, Refusal, tooManyRequests } from "./refusal";
export { type ApiServer, type ApiServerOptions, startApiServer } from "./server";
export { clusterInProcess, FAST_CLOCK } from "./tested";
