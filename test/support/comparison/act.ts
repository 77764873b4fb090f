type Fields = Readonly<Record<string, unknown>>;

/** An object as someone writes it for kubectl. */
export interface Written {
  readonly kind: "Subnet" | "IP" | "Vip" | "IPPool" | "Pod";
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: Fields;
}

/** What someone does to a cluster by hand. */
export type Act =
  | { readonly verb: "create"; readonly object: Written }
  /** As clients do it that don't ask for the check of field names which kubectl asks for. */
  | { readonly verb: "create unchecked"; readonly object: Written }
  | { readonly verb: "create --dry-run=server"; readonly object: Written }
  /** A merge of these fields into the spec. */
  | { readonly verb: "edit"; readonly object: Written }
  | { readonly verb: "delete"; readonly object: Written }
  | { readonly verb: "restart kube-ovn-controller" };

export const create = (object: Written): Act => ({ verb: "create", object });
export const edit = (object: Written, spec: Fields): Act => ({ verb: "edit", object: { ...object, spec } });
export const remove = (object: Written): Act => ({ verb: "delete", object });

/** The object that an act is about, if it is about one. */
export const objectOf = (act: Act | undefined): Written | undefined =>
  act === undefined || act.verb === "restart kube-ovn-controller" ? undefined : act.object;

/** An act as a line of a table. */
export function printAct(act: Act): string {
  switch (act.verb) {
    case "restart kube-ovn-controller":
      return act.verb;
    case "create":
      return printObject(act.object);
    case "delete":
      return `delete ${act.object.kind} ${act.object.name}`;
    case "create unchecked":
    case "create --dry-run=server":
    case "edit":
      return `${act.verb} ${printObject(act.object)}`;
  }
}

function printObject({ kind, name, annotations, labels, spec }: Written): string {
  const shown = kind === "Pod" ? { ...labels, ...annotations } : spec;
  return `${kind} ${name} ${printFields(shown)}`;
}

/** As YAML would have it in one line. */
function printFields(fields: Fields): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `{${parts.join(", ")}}`;
}
