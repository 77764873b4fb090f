export { type AddressAccount, accountsOf } from "./address-account";
export { type Audit, type AuditReport, type AuditRow, makeAudit } from "./audit";
export { BLOCK_COLUMNS, type Block, blocksOf, CELL_LIMIT, countStates, type Run, runsOf } from "./blocks";
export { readDecisions } from "./decisions";
export { brokenIn, takenIn } from "./findings";
export { fateText, type GivenUpRow } from "./given-up";
export {
  IMPORTED_KINDS,
  type Importable,
  type Imported,
  importableIn,
  importProgram,
  RESERVATION_KINDS,
} from "./import-program";
export { freeIn, usageOfAll } from "./listing";
export { CELL_STATES, type CellState, type FamilyMap, mapsOf, type SubnetMap } from "./occupancy";
export { outcomesOf, storeOf } from "./outcomes";
export { type PulumiRun, RunFormatError } from "./pulumi-run";
export { readRun } from "./read-run";
export { refusedSubnets } from "./refused";
export {
  type Conflict,
  makeReport,
  type PlanReport,
  printCounts,
  type ReportChange,
  type ReportCounts,
  type ReportPlace,
  type ReportRange,
  type ReportRegion,
  regionName,
} from "./report";
export { spiderMapFault, spiderMapsOf, spiderNames } from "./spider-map";
export { risksInEnvironment } from "./switches";
