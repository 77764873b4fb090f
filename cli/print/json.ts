import { escapeSteering } from "../../provider/plan";

/** A value as JSON in which every character that would steer a terminal or a pipeline is written as an escape. */
export function printJson(value: unknown): string {
  return `${escapeSteering(JSON.stringify(value, undefined, 2))}\n`;
}
