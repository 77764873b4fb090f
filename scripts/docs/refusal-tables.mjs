import { runInNewContext } from "node:vm";
import { table } from "./blocks.mjs";
import { REFUSAL_GROUPS } from "./refusal-cases.mjs";

/**
 * @typedef {import("./refusal-cases.mjs").Case} Case
 * @typedef {Record<string, unknown>} Fields
 * @typedef {{ kind: string, name: string, path: string, owner: string, provider: string, args: Fields }} Declaration
 * @typedef {{ property: string, code: string, reason: string }} Refusal
 *
 * @typedef {object} Compiled  what is used of the compiled package
 * @property {{
 *   KINDS: readonly string[],
 *   Planner: new (snapshot: unknown, ownerPrefix: string, provider: string, kinds: unknown) => { addBatch(batch: readonly Declaration[]): void },
 *   check(planner: unknown, request: object): { inputs: Fields, refusals: readonly Refusal[] },
 *   parseVersion(text: string): unknown,
 *   readDeclarationRef(value: unknown): { file: string, key: string, entry: number } | undefined,
 *   DECLARATION_INPUT: string,
 *   RULES: readonly { code: string, levels: { new?: string } }[],
 * }} plan
 * @property {{ readBatchFile(file: string, key: string): { declarations: readonly Declaration[] } }} batches
 * @property {{ SENTENCES: Readonly<Record<string, (facts: Fields) => string>> }} messages
 * @property {{ parseAddress(text: string): unknown }} ipam
 * @property {{ snapshotOf(objects: readonly unknown[], options: object): object }} facts
 * @property {{
 *   ROOMS: Readonly<Record<string, { form: { write: (inputs: Fields) => unknown } | null }>>,
 *   memberObject: (declarer: { owner: string }, member: Fields) => unknown,
 * }} kinds
 */

const OWNER_PREFIX = "acme/shop/prod/";
const STORE = "manifests:manifests";
const VIP = { kind: "Vip", name: "web" };
const ELSEWHERE = "organization/shop/prod/Vip/web";
/**
 * Refusals that need two stacks, a state, or a program that cannot be written: when they come, and facts to say them with.
 *
 * @type {Readonly<Record<string, readonly [when: string, facts: Fields]>>}
 */
const NOT_TRIED = {
  "object-renamed": [
    "the object gets another name, and no state of the resource is passed (a taint, `--replace`)",
    { ...VIP, addresses: ["10.16.0.50"], now: "web-2" },
  ],
  "object-left": [
    "the name changes to that of an object which a lost state left",
    { ...VIP, addresses: ["10.16.0.50"], had: ["10.16.0.60"] },
  ],
  "object-taken": ["another stack has declared the same `key` and taken the object over", { ...VIP, maker: ELSEWHERE }],
  "key-elsewhere": [
    "another stack has the same `key` on an object of another name",
    { owner: "key/web", object: 'Vip "www"', maker: ELSEWHERE },
  ],
  "adopt-leaving": ["an object is to be adopted that is being deleted", VIP],
  "leaving-subnet": ["a live Subnet is being deleted", { subnet: "team-c" }],
  "object-retained": [
    "a change replaces an object that stays, because of `retainOnDelete`",
    { ...VIP, field: "v4ip", hasFreeName: true },
  ],
  "object-follows": [
    "a resource with `retainOnDelete` is renamed, and its object has its name",
    { ...VIP, now: "web-2" },
  ],
  "plan-unnamed": [
    "the provider plans one resource at a time, and nothing says that an AddressPlan comes before a resource that it wants an address for",
    { plan: { kind: "AddressPlan", name: "addresses" }, sibling: { kind: "Vip", name: "web" } },
  ],
  "first-choice-taken": [
    "the plugin hears of parts of a program one after the other, and two of them would get one address",
    { address: "10.16.0.50", subnet: "ovn-default", sibling: { kind: "Vip", name: "api" }, mayShare: true },
  ],
  "planned-before": [
    "the plugin hears of parts of a program one after the other, and a Subnet or planned range comes after a resource that it changes the plan of",
    { address: "10.16.0.50", subnet: "ovn-default", sibling: { kind: "Vip", name: "api" } },
  ],
  "binding-late": [
    "an AapBinding has its `namespace` or `selector` from a resource that is not made yet",
    { vip: "web", field: "namespace", binding: 'AapBinding "web"' },
  ],
  "not-decided": [
    "an update of a part of the program (`--target`) omits what the others wait for",
    { field: "v4ip", waits: [{ kind: "Subnet", name: "team-b" }] },
  ],
  undeclared: ["a resource did not come from the classes of this package", { kind: "Vip" }],
};

/**
 * Runs every case through the provider's own check.
 *
 * @param {Compiled} compiled
 * @param {(example: string) => readonly unknown[]} clusterOf  objects of an example's cluster
 * @returns {string} tables in Markdown
 * @throws {Error} when nothing is refused in a case, or no case has some refusal
 */
export function refusalTables(compiled, clusterOf) {
  /** @type {Set<string>} */
  const codes = new Set();
  const anchored = createAnchors();
  const sections = REFUSAL_GROUPS.map(({ title, text, cluster = "quickstart", cases }) => {
    const rows = cases.map((one) => {
      const refusals = refusalsOf(compiled, clusterOf(cluster), one);
      if (refusals.length === 0) throw new Error(`nothing is refused of ${one.write}`);
      for (const { code } of refusals) codes.add(code);
      return [situation(one), refusals.map((one) => anchored(printRefusal(one), one.code)).join("\n")];
    });
    return [`## ${title}`, ...(text ? [text] : []), table(["a program says", "the preview says"], rows)].join("\n\n");
  });
  const asked = compiled.plan.RULES.filter(({ levels }) => levels.new === "refused").map(({ code }) => code);
  const all = [...Object.keys(compiled.messages.SENTENCES), ...asked];
  const without = all.filter((code) => !codes.has(code) && !(code in NOT_TRIED));
  if (without.length > 0) throw new Error(`no case of refusal-cases.mjs is refused with ${without.join(", ")}`);
  const rest = Object.entries(NOT_TRIED).map(([code, [when, facts]]) => [
    when,
    anchored(compiled.messages.SENTENCES[code]?.(addressesIn(compiled, facts)) ?? "", code),
  ]);
  const why = "These need two stacks, a state, or a resource that the classes of the package did not make.";
  return [...sections, "## Other refusals", why, table(["when", "the preview says"], rest)].join("\n\n");
}

/** Facts with addresses for their texts. @param {Compiled} compiled @param {Fields} facts @returns {Fields} */
function addressesIn({ ipam }, facts) {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.map((text) => ipam.parseAddress(text))
      : name === "address"
        ? ipam.parseAddress(String(value))
        : value,
  ]);
  return Object.fromEntries(entries);
}

/**
 * An index of all codes: what is wrong, by the first example that has the code, and what to do.
 *
 * @param {string} page  tables with an anchor at the first sentence of each code
 * @returns {string} a table in Markdown, in the order of codes
 */
export function codeIndex(page) {
  const rows = [...page.matchAll(/^\| .* \| (.*) \|$/gm)].flatMap(([, cell = ""]) =>
    cell.split("<br>").flatMap((sentence) => {
      const [, says = "", code] = /^(.*) \(<a id="([a-z0-9-]+)"><\/a>\2\)$/.exec(sentence) ?? [];
      return code === undefined ? [] : [{ code, ...factAndWayOut(says.replace(/^`[^`]*`: /, "")) }];
    }),
  );
  const sorted = rows.sort((a, b) => (a.code < b.code ? -1 : 1));
  return table(
    ["code", "what is wrong, for example", "what to do"],
    sorted.map(({ code, fact, wayOut }) => [`[${code}](refused-in-the-preview.md#${code})`, fact, wayOut]),
  );
}

/** @param {string} says  fact; way out @returns {{ fact: string, wayOut: string }} */
function factAndWayOut(says) {
  const at = says.lastIndexOf("; ");
  if (at >= 0) return { fact: says.slice(0, at), wayOut: says.slice(at + 2) };
  const [, fact, meant] = /^(.*) \(did you mean (".*")\?\)$/.exec(says) ?? [];
  return fact === undefined ? { fact: says, wayOut: "correct the argument" } : { fact, wayOut: `write ${meant}` };
}

/**
 * Ends a text with the code of its refusal, as a terminal shows it; the first one of a code is what links lead to.
 *
 * @returns {(text: string, code: string) => string}
 */
export function createAnchors() {
  /** @type {Set<string>} */
  const seen = new Set();
  return (text, code) => {
    const anchor = seen.has(code) ? "" : `<a id="${code}"></a>`;
    seen.add(code);
    return `${text} (${anchor}${code})`;
  };
}

/** @param {Compiled} compiled @param {readonly unknown[]} cluster @param {Case} one @returns {Refusal[]} */
function refusalsOf(
  compiled,
  cluster,
  { write, late, before, lost, pods, asking, standing, vpcs, version, flags, ovn, applied, store = STORE },
) {
  const target = version === undefined ? {} : { version: compiled.plan.parseVersion(version) };
  const last =
    before === undefined
      ? []
      : checkProgram(compiled, compiled.facts.snapshotOf(cluster, target), [before], new Map(), store);
  const left = lost ? [] : last.flatMap(({ declaration, inputs }) => objectOf(compiled, declaration, inputs));
  const now = [
    ...cluster,
    ...left,
    ...(pods ?? []).map(podOf),
    ...(asking ?? []).map(workloadOf),
    ...(standing ?? []).map(subnetOf),
    ...(vpcs ?? []).map(vpcOf),
  ];
  const olds = new Map(last.map(({ declaration, inputs }) => [declaration.path, inputs]));
  const batches = late === undefined ? [write] : [write, late];
  const controller = flags && { flags: new Map(Object.entries(flags)) };
  const delivery = applied ? { isInTwoSteps: true, exports: [], listed: new Map() } : undefined;
  const checked = checkProgram(
    compiled,
    { ...compiled.facts.snapshotOf(now, target), controller, delivery },
    batches,
    olds,
    STORE,
    ovn && viewOf(ovn),
  );
  return checked.flatMap(({ refusals }) => [...refusals]);
}

/**
 * @param {Compiled} compiled
 * @param {unknown} snapshot
 * @param {readonly string[]} batches
 * @param {ReadonlyMap<string, Fields>} olds
 * @param {string} store
 * @param {object} [northbound]
 */
function checkProgram({ plan, kinds }, snapshot, batches, olds, store, northbound) {
  const planner = new plan.Planner(snapshot, OWNER_PREFIX, "", kinds.ROOMS);
  const declarations = batches.map((text) => declarationsOf(plan.KINDS, text));
  for (const batch of declarations) planner.addBatch(batch);
  return declarations.flat().map((declaration) => {
    const news = declaration.args;
    return {
      declaration,
      ...plan.check(planner, { olds: olds.get(declaration.path) ?? {}, news, declaration, store, northbound }),
    };
  });
}

/** What the classes of the package would declare. @param {readonly string[]} kinds @param {string} program @returns {Declaration[]} */
function declarationsOf(kinds, program) {
  /** @type {Declaration[]} */
  const declarations = [];
  const classOf = (/** @type {string} */ kind) =>
    function Resource(/** @type {string} */ name, /** @type {Fields} */ args) {
      const owner = typeof args.key === "string" ? `key/${args.key}` : `${OWNER_PREFIX}${kind}/${name}`;
      declarations.push({ kind, name, path: `${kind}::${name}`, owner, provider: "", args: structuredClone(args) });
    };
  /** @type {Record<string, unknown>} */
  const spiderpool = {};
  /** @type {Record<string, unknown>} */
  const classes = { spiderpool };
  for (const kind of kinds) {
    const [module = "", name] = kind.split(".");
    if (name === undefined) classes[module] = classOf(kind);
    else spiderpool[name] = classOf(kind);
  }
  runInNewContext(program, classes);
  // Objects of another context have another prototype.
  return JSON.parse(JSON.stringify(declarations));
}

/** @param {Compiled} compiled @param {Declaration} declaration @param {Fields} inputs @returns {unknown[]} */
function objectOf({ kinds }, { kind }, inputs) {
  const { owner, subnet, reservations } =
    /** @type {{ owner: string, subnet: string, reservations?: readonly Fields[] }} */ (inputs);
  if (kind === "ReservedIPSet" && reservations !== undefined) {
    return reservations.map((member) => {
      const declarer = { owner: `${owner}#${member.namespace}/${member.podName}` };
      return kinds.memberObject(declarer, { ...member, subnet });
    });
  }
  const form = kinds.ROOMS[kind]?.form;
  return form == null || kind.includes(".") ? [] : [form.write(inputs)];
}

/** @param {import("./refusal-cases.mjs").Ovn} ovn */
function viewOf({ switches, ports }) {
  const owned = ports.map((port) => ({ ...port, owners: [] }));
  return {
    duty: "own",
    switches: new Map(switches.map((name) => [name, 1])),
    ports: new Map(owned.map((port) => [port.name, port])),
    virtualPorts: new Map(owned.map((port) => [`${port.logicalSwitch} ${port.virtualIp}`, [port]])),
    routerPorts: new Set(),
  };
}

/** @param {string} text `namespace/name subnet address` */
function podOf(text) {
  const [identity = "", subnet = "", address = ""] = text.split(" ");
  const [namespace, name] = identity.split("/");
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/logical_switch": subnet,
    "ovn.kubernetes.io/ip_address": address,
  };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, annotations }, status: { phase: "Running" } };
}

/** @param {string} text  as in {@link Case} */
function subnetOf(text) {
  const [name, cidrBlock] = text.split(" ");
  return { apiVersion: "kubeovn.io/v1", kind: "Subnet", metadata: { name }, spec: { cidrBlock } };
}

/** @param {string} text  as in {@link Case} */
function vpcOf(text) {
  const [name, ...namespaces] = text.split(" ");
  return { apiVersion: "kubeovn.io/v1", kind: "Vpc", metadata: { name }, spec: { namespaces } };
}

/** @param {string} text  as in {@link Case} */
function workloadOf(text) {
  const [kind = "", identity = "", asked = ""] = text.split(" ");
  const [namespace, name] = identity.split("/");
  const isMac = /^([0-9a-f]{2}:){5}/.test(asked);
  const annotations = { [`ovn.kubernetes.io/${isMac ? "mac_address" : "ip_pool"}`]: asked };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace },
    spec: { template: { metadata: { annotations } } },
  };
}

/** A program for a cell of a table, one statement in a line. @param {string} program @returns {string} */
export function printCode(program) {
  return program
    .split("; ")
    .map((line) => `\`${line}\``)
    .join("\n");
}

/** @param {Case} one */
function situation({ write, late, before, lost, pods, asking, standing, vpcs, version, flags, store, ovn, applied }) {
  return [
    ...(version === undefined ? [] : [`with Kube-OVN ${version}`]),
    ...Object.entries(flags ?? {}).map(([flag, value]) => `with \`kube-ovn-controller --${flag}=${value}\``),
    ...(before === undefined ? [] : [`after a run of\n${printCode(before)}`]),
    ...(store === undefined ? [] : ["in another manifest directory, `clusters/east`"]),
    ...(applied ? ["in a manifest directory"] : []),
    ...(lost ? ["whose object has been removed"] : []),
    ...(standing ?? []).map((one) => `Subnet \`${one.split(" ")[0]}\` is there with ${one.split(" ")[1]}`),
    ...(vpcs ?? []).map((one) => `Vpc \`${one.split(" ")[0]}\` has namespace \`${one.split(" ")[1]}\``),
    ...(asking ?? []).map((one) => `the pod template of ${one.split(" ", 2).join(" ")} asks for ${one.split(" ")[2]}`),
    ...(pods ?? []).map((pod) => `pod \`${pod.split(" ")[0]}\` has got ${pod.split(" ")[2]}`),
    ...(ovn === undefined ? [] : [describeOvn(ovn)]),
    ...(before === undefined ? [] : ["now"]),
    printCode(write),
    ...(late === undefined ? [] : [`after an \`await\`\n${printCode(late)}`]),
  ].join("\n");
}

/** @param {import("./refusal-cases.mjs").Ovn} ovn */
function describeOvn({ switches, ports }) {
  if (switches.length === 0) return "OVN has no switch of that name";
  const [port] = ports;
  if (port === undefined) return "OVN has the switch, without a router";
  return `OVN has a port \`${port.name}\` of type ${port.type}${port.virtualIp ? ` for ${port.virtualIp}` : ""}`;
}

/** @param {Refusal} refusal @returns {string} */
export function printRefusal({ property, reason }) {
  return property === "" ? reason : `\`${property}\`: ${reason}`;
}
