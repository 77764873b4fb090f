import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments } from "yaml";
import { ADDRESS_FIELDS } from "../../provider/objects/kubeovn/address-fields";
import { repositoryFolder } from "../support/toolchain";

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Names of fields that can hold an address or a MAC, wherever they are. */
const ADDRESS_NAME =
  /(ips?|vips?|cidrs?|address(es)?|gateway|hop|range|endpoints|neighbou?rs|mac|cidrblock|routerid|match)$/i;
/** Written by Kubernetes' own rules, not about addresses. */
const NO_ADDRESSES = ["conditions", "affinity", "tolerations"];

/** Paths of the texts in a schema, `[]` behind the name of a list. */
function* textsOf(schema: Schema, path: string): Generator<string> {
  if (schema.properties !== undefined) {
    for (const [name, field] of Object.entries(schema.properties)) {
      if (!NO_ADDRESSES.includes(name)) yield* textsOf(field, path === "" ? name : `${path}.${name}`);
    }
  } else if (schema.items !== undefined) yield* textsOf(schema.items, `${path}[]`);
  else if (schema.type === "string") yield path;
}

/** `<kind> <path>` of all fields of Kube-OVN's definitions by whose names addresses are to be expected in them. */
async function addressFields(): Promise<readonly string[]> {
  const { findDefinitions } = await import(
    pathToFileURL(join(repositoryFolder, "scripts", "cluster", "programs.mjs")).href
  );
  const documents = parseAllDocuments(readFileSync(await findDefinitions(() => undefined), "utf8"));
  return documents
    .map((document) => document.toJS() as Definition | null)
    .filter((definition) => definition !== null)
    .flatMap(({ spec }) =>
      spec.versions
        .flatMap(({ schema }) => [...textsOf(schema.openAPIV3Schema, "")])
        .filter((path) => /^(spec|status)\./.test(path) && ADDRESS_NAME.test(path.replace(/\[\]$/, "")))
        .map((path) => `${spec.names.kind} ${path}`),
    );
}

describe("the fields of Kube-OVN's definitions", () => {
  it("that an address can stand in are classified, every one", async () => {
    const found = await addressFields();
    assert.ok(found.length > 80, `${found.length} fields`);
    const missing = found.filter((field) => {
      const [kind = "", path = ""] = field.split(" ");
      return ADDRESS_FIELDS[kind]?.[path] === undefined;
    });
    assert.deepEqual(missing, []);
  });
});
