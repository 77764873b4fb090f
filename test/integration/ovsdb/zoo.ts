import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  type ClientOptions,
  connect,
  type JsonObject,
  type OvsdbClient,
  type Uuid,
} from "../../../provider/ovsdb-client";
import { type Server, scratchFolder, startServer } from "../../support/ovn-servers";

/** A schema with every kind of column, each bound, and each kind of reference. */
export const ZOO_SCHEMA: JsonObject = {
  name: "Zoo",
  version: "1.2.3",
  tables: {
    Animal: {
      isRoot: true,
      indexes: [["name"]],
      columns: {
        name: { type: "string" },
        legs: { type: { key: { type: "integer", minInteger: 0, maxInteger: 100 } } },
        serial: { type: { key: "integer", min: 0 } },
        weight: { type: { key: { type: "real", minReal: 0 } } },
        tame: { type: "boolean" },
        diet: { type: { key: { type: "string", enum: ["set", ["", "grass", "meat"]] } } },
        tags: { type: { key: "string", min: 0, max: "unlimited" } },
        scores: { type: { key: "integer", min: 0, max: 3 } },
        notes: { type: { key: "string", value: "string", min: 0, max: "unlimited" } },
        counts: { type: { key: "string", value: "integer", min: 0, max: 4 } },
        label: { type: { key: "string", value: "string", min: 0, max: 1 } },
        keeper: { type: { key: { type: "uuid", refTable: "Keeper" }, min: 0 } },
        friends: { type: { key: { type: "uuid", refTable: "Animal", refType: "weak" }, min: 0, max: "unlimited" } },
        born: { type: { key: { type: "string", maxLength: 4 } }, mutable: false },
      },
    },
    Keeper: { columns: { name: { type: "string" } } },
    Seat: { isRoot: true, maxRows: 1, columns: { holder: { type: "string" } } },
  },
};

export type Zoo = {
  readonly Animal: {
    readonly name: string;
    readonly legs: number | bigint;
    readonly serial: number | bigint | null;
    readonly weight: number;
    readonly tame: boolean;
    readonly diet: "" | "grass" | "meat";
    readonly tags: readonly string[];
    readonly scores: readonly (number | bigint)[];
    readonly notes: ReadonlyMap<string, string>;
    readonly counts: ReadonlyMap<string, number | bigint>;
    readonly label: ReadonlyMap<string, string>;
    readonly keeper: Uuid | null;
    readonly friends: readonly Uuid[];
    readonly born: string;
  };
  readonly Keeper: { readonly name: string };
  readonly Seat: { readonly holder: string };
};

export function zooSchemaFile(): string {
  const file = path.join(scratchFolder(), "zoo.ovsschema");
  writeFileSync(file, JSON.stringify(ZOO_SCHEMA));
  return file;
}

export function startZoo(
  options: { readonly remotes?: readonly string[]; readonly args?: readonly string[] } = {},
): Promise<Server> {
  return startServer({ ...options, schema: zooSchemaFile() });
}

export function connectToZoo(server: Server, options: Partial<ClientOptions> = {}): Promise<OvsdbClient<Zoo>> {
  return connect<Zoo>({ endpoints: `unix:${server.socket}`, database: "Zoo", ...options });
}
