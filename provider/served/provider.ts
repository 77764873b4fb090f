import { AsyncLocalStorage } from "node:async_hooks";
import { argumentsIn, ROOMS, untoldOf } from "../kinds";
import {
  clearSettings,
  hasUnknown,
  isDefaultProvider,
  type Kind,
  SETTINGS,
  type SettingKey,
  UNKNOWN,
  unknownSettings,
} from "../plan";
import type { Declared } from "../runtime/declared";
import { isImported, type Properties } from "../runtime/lifecycle";
import { type Difference, type Operations, operationsOf } from "../runtime/operations";
import { openSession, type Session, type SessionOptions } from "../runtime/session";
import type { Maker } from "./construct";
import { createDeclarations } from "./declarations";
import { getAddress } from "./get-address";
import { ownerPrefixOf, type Place, placeOfUrn } from "./place";
import { planWants } from "./plan-wants";
import { RequestError } from "./request-error";
import type { Opened } from "./wire";

/** What is wrong with one property; empty where it is the resource as a whole. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** A provider as the engine has it among the resources of a stack. */
export interface ProviderResource {
  /** Default: that of the URN. */
  readonly name?: string | undefined;
  /** Undefined for an engine that does not say. */
  readonly urn: string | undefined;
  /** Undefined where it is not, or is not said. */
  readonly id: string | undefined;
}

/** What a function answers. */
export interface Answer {
  readonly answer: Properties;
  /** What it follows from. */
  readonly from: readonly Opened[];
  /** What is refused; then there is no answer. Default: nothing. */
  readonly failures?: readonly Failure[];
}

/** One configured provider: what each call of Pulumi's protocol comes to, in plain properties. */
export interface ServedProvider {
  checkConfig(news: Opened): readonly Failure[];
  configure(args: Opened, provider: ProviderResource): void;
  check(urn: string, olds: Properties, news: Opened): Promise<{ inputs: Properties; failures: readonly Failure[] }>;
  diff(urn: string, olds: Properties, news: Properties): Difference;
  create(urn: string, inputs: Properties, preview: boolean): Promise<{ id: string; outs: Properties }>;
  /** An import comes without properties. @returns undefined where there is nothing */
  read(urn: string, id: string, props: Properties): Promise<{ outs: Properties; inputs: Properties } | undefined>;
  update(urn: string, id: string, olds: Properties, news: Properties, preview: boolean): Promise<Properties>;
  delete(urn: string, id: string, props: Properties): Promise<void>;
  /**
   * Calls a function of the package schema, or `kubeovn:index:declare`, by which a program hands over its declarations.
   *
   * @returns the answer and what it follows from, or what is refused
   * @throws StoreError "not-found", RequestError for another function or arguments that do not fit, BatchError
   */
  invoke(token: string, args: Opened): Promise<Answer>;
  /** What it is as the maker of a component. @throws RequestError when the run was canceled */
  maker(): Pick<Maker, "reference" | "provider">;
  /** From now on nothing is begun; what is under way ends. */
  cancel(): void;
}

export interface ServedOptions extends SessionOptions {
  /** Gets each line for the person at the stack, and the URN that it is about; empty where it is about none. */
  readonly note: (line: string, urn: string) => void;
}

/** Reads a Subnet that exists: its name in, its arguments out. */
const GET_SUBNET = "kubeovn:index:getSubnet";

/** Tells who has an address: the address in, what each network knows of it out. */
const GET_ADDRESS = "kubeovn:index:getAddress";

/** Decides a map of wants: the wants in, addresses out. */
const PLAN = "kubeovn:index:plan";

/** Takes in a batch of declarations: its text in, its name out. */
const DECLARE = "kubeovn:index:declare";

/** Settings that the engine adds to a provider's own. */
const OF_THE_ENGINE = ["version", "pluginDownloadURL", "__internal"];

/** URN of the resource that a call is about. One for all providers: Node looks at each that there ever was with every promise. */
const about = new AsyncLocalStorage<string>();

export function createProvider({ note, ...options }: ServedOptions): ServedProvider {
  const env = options.env ?? process.env;
  let config: Properties = {};
  let secretSettings: readonly SettingKey[] = [];
  let explicitProvider = "";
  let ownUrn: string | undefined;
  let reference: string | undefined;
  let isCanceled = false;
  let opened: Session | undefined;
  const declarations = createDeclarations(() => secretSettings);
  const operations = new Map<Kind, Operations>();

  const session = (): Session => {
    opened ??= openSession(setting, (line) => note(line.replace(/^kubeovn: /, ""), about.getStore() ?? ""), options);
    return opened;
  };
  const setting = (key: string): unknown => {
    if (key === "kubeovn:explicit") return String(explicitProvider !== "");
    const name = key.slice("kubeovn:".length);
    return OF_THE_ENGINE.includes(name) ? undefined : config[name];
  };
  const operationsFor = (kind: Kind): Operations => {
    const known = operations.get(kind) ?? operationsOf(kind, session);
    operations.set(kind, known);
    return known;
  };
  const configuredOwner = (): string | undefined =>
    typeof config.owner === "string" && config.owner !== "" ? config.owner : undefined;
  const organization = env.PULUMI_ORGANIZATION ?? "organization";
  const placeOf = (urn: string): Place => placeOfUrn(urn, configuredOwner(), organization);
  /** Runs something that is about a resource, so that its notes are. */
  const aboutResource = <T>(urn: string, action: (place: Place, operations: Operations) => T): T =>
    about.run(urn, () => {
      const place = placeOf(urn);
      return action(place, operationsFor(place.kind));
    });
  const declaredAs = (place: Place, args: Properties, inputs: Opened): Declared => {
    const { kind, name, path, ownerPrefix, declaredBy } = place;
    const registered = { kind, name, path, provider: explicitProvider };
    if (inputs.declaration !== undefined)
      return declarations.handedOver(inputs, registered, (prefix) => isOwner(prefix, ownerPrefix));
    const { key } = args;
    const isKeyed = typeof key === "string" && key !== "" && !hasUnknown(key);
    const identity = isKeyed ? { owner: `key/${key}`, declaredBy } : { owner: declaredBy };
    return declarations.alone({ ...registered, ...identity, args }, inputs.secrets, { ownerPrefix });
  };
  /** No URN has the organization, and an explicit provider is not told what the stack says of owners. */
  const isOwner = (prefix: string, known: string): boolean =>
    prefix === known ||
    (typeof config.owner !== "string" && (explicitProvider !== "" || below(prefix) === below(known)));
  const addressNamed = async (address: unknown): Promise<Properties> => {
    if (typeof address !== "string" || address === "") throw new RequestError(`${GET_ADDRESS} needs an address`);
    return { ...getAddress(await session().snapshot(), { address }) };
  };
  const planned = async (args: Opened): Promise<Answer> => {
    const owner = configuredOwner();
    if (ownUrn === undefined && owner === undefined)
      throw new RequestError(`${PLAN} is not told which stack asks; update the Pulumi CLI, or set kubeovn:owner`);
    const ownerPrefix = ownerPrefixOf(ownUrn ?? "", owner, organization);
    const caller = { provider: explicitProvider, ownerPrefix };
    return { ...(await planWants(operationsFor("AddressPlan"), args, caller)), from: [args] };
  };
  const refuseCanceled = (): void => {
    if (isCanceled) throw new RequestError("the run was canceled");
  };

  return {
    checkConfig({ properties, secrets }) {
      const keys = Object.keys(properties).filter((key) => !OF_THE_ENGINE.includes(key));
      const unknown = unknownSettings(keys.map((key) => `kubeovn:${key}`));
      const clear = clearSettings(settingsAt(secrets));
      return [unknown, clear].flatMap((reason) => (reason === undefined ? [] : [{ property: "", reason }]));
    },
    configure({ properties, secrets }, { name: given, urn, id }) {
      config = properties;
      secretSettings = settingsAt(secrets);
      const name = given ?? urn?.split("::").at(-1) ?? "default";
      explicitProvider = isDefaultProvider(name) ? "" : name;
      ownUrn = urn;
      reference = urn === undefined || id === undefined ? undefined : `${urn}::${id}`;
    },
    check: (urn, olds, news) =>
      aboutResource(urn, async (place, { check }) => {
        const args = isImported(olds) ? { ...news.properties, adopt: true } : news.properties;
        const { inputs, failures } = await check(olds, args, () => declaredAs(place, args, news));
        const { adopt, ...rest } = inputs;
        return { inputs: isImported(olds) && news.properties.adopt === undefined ? rest : inputs, failures };
      }),
    diff: (urn, olds, news) => aboutResource(urn, (_, { diff }) => diff(olds, news)),
    create: (urn, inputs, preview) =>
      aboutResource(urn, async ({ kind, path }, { create, rehearse }) => {
        refuseCanceled();
        if (!preview) return create(inputs);
        await rehearse({}, inputs, declarations.at(path));
        return { id: "", outs: asPreviewed(kind, inputs) };
      }),
    read: (urn, id, props) =>
      aboutResource(urn, async ({ kind }, { read }) => {
        const isImport = Object.keys(props).length === 0;
        if (isImport && ROOMS[kind].form === null)
          throw new RequestError(`a ${kind} has no object of its own that could be read; ${insteadOfImport(kind)}`);
        const found = await read(id, props);
        if (found === undefined || !isImport) return found;
        const { fields } = ROOMS[kind];
        const inputs = argumentsIn(fields, found.inputs);
        const untold = untoldOf(fields, inputs);
        if (untold !== undefined)
          throw new RequestError(`no object tells ${JSON.stringify(untold)} of a ${kind}; ${insteadOfImport(kind)}`);
        return { outs: found.outs, inputs };
      }),
    update: (urn, id, olds, news, preview) =>
      aboutResource(urn, async ({ kind, path }, { update, rehearse }) => {
        refuseCanceled();
        if (preview) {
          await rehearse(olds, news, declarations.at(path));
          return asPreviewed(kind, { ...outputsOnly(kind, olds), ...news });
        }
        return update(id, olds, news);
      }),
    delete: (urn, id, props) =>
      aboutResource(urn, async (_, operations) => {
        refuseCanceled();
        await operations.delete(id, props);
      }),
    async invoke(token, args) {
      const { name, batch } = args.properties;
      if (token === DECLARE) return { answer: declarations.keep(batch), from: [] };
      if (token === PLAN) return planned(args);
      if (token === GET_ADDRESS) return { answer: await addressNamed(args.properties.address), from: [args] };
      if (token !== GET_SUBNET) throw new RequestError(`there is no function ${JSON.stringify(token)}`);
      if (typeof name !== "string" || name === "") throw new RequestError(`${GET_SUBNET} needs the name of a Subnet`);
      const found = await operationsFor("Subnet").read(name, {});
      return { answer: found?.outs ?? {}, from: [args] };
    },
    maker() {
      refuseCanceled();
      return { reference, provider: explicitProvider };
    },
    cancel() {
      isCanceled = true;
    },
  };
}

/** An owner prefix without the organization. */
function below(ownerPrefix: string): string {
  return ownerPrefix.slice(ownerPrefix.indexOf("/"));
}

/** Settings with a secret in them, by their keys. */
function settingsAt(secrets: Opened["secrets"]): readonly SettingKey[] {
  const hidden = secrets.map(([key]) => key);
  return (Object.keys(SETTINGS) as SettingKey[]).filter((key) => hidden.includes(key));
}

/** How a kind that cannot be imported gets into a program. */
function insteadOfImport(kind: Kind): string {
  return "adopt" in ROOMS[kind].fields ? 'declare it with "adopt: true" instead' : "declare it instead";
}

/** Outputs in a preview: what the controller is going to choose is not known yet. */
function asPreviewed(kind: Kind, inputs: Properties): Properties {
  const { fields, planned } = ROOMS[kind];
  const filledIn = Object.entries(fields).filter(([, field]) => field.filledIn === true);
  const open = [...filledIn.map(([name]) => name), ...Object.keys(planned)].filter((name) => !(name in inputs));
  return { ...inputs, ...Object.fromEntries(open.map((name) => [name, UNKNOWN])) };
}

/** What an update keeps although no input says it: what the controller has chosen. */
function outputsOnly(kind: Kind, olds: Properties): Properties {
  const { fields, planned } = ROOMS[kind];
  const isChosen = (name: string): boolean => name in planned || fields[name]?.filledIn === true;
  return Object.fromEntries(Object.entries(olds).filter(([name]) => isChosen(name)));
}
