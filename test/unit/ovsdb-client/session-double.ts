import type { DatabaseSchema, Json, OvsdbError } from "../../../provider/ovsdb-client";
import type { Session } from "../../../provider/ovsdb-client/session";

/** A session that answers as told, and writes down what it is asked and what it was closed for. */
export function sessionOf(
  schema: DatabaseSchema,
  answer: (method: string) => Json,
): {
  readonly session: Session;
  readonly asked: (readonly Json[])[];
  readonly deadlines: number[];
  readonly closedBy: OvsdbError[];
} {
  const asked: (readonly Json[])[] = [];
  const deadlines: number[] = [];
  const closedBy: OvsdbError[] = [];
  const session: Session = {
    endpoint: { kind: "unix", path: "/x" },
    schema,
    isOpen: true,
    refreshSchema: async () => undefined,
    async request(method, params, deadlineMs, options) {
      asked.push([method, ...params]);
      deadlines.push(deadlineMs);
      const result = answer(method);
      options?.onResult?.(result);
      return result;
    },
    close: (reason) => void closedBy.push(reason),
  };
  return { session, asked, deadlines, closedBy };
}
