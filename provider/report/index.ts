export { readDecisions } from "./decisions";
export { type PulumiRun, RunFormatError } from "./pulumi-run";
export { readRun } from "./read-run";
export {
  type Conflict,
  makeReport,
  type PlanReport,
  type ReportChange,
  type ReportCounts,
  type ReportRegion,
  regionName,
  storeOf,
} from "./report";
