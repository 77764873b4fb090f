export type { Release } from "./documents";
export type { Fault } from "./moments";
export { denied, forbidden, internalError, tooManyRequests } from "./refusal";
export { type ApiServer, startApiServer } from "./server";
export { clusterInProcess, FAST_CLOCK } from "./tested";
