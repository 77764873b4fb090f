import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Served, startServed } from "./served";

type Properties = Readonly<Record<string, unknown>>;

/** A resource that the plugin is told of by its check. */
export interface Asked {
  /** Name of the type, without package and module. */
  readonly type: string;
  readonly name: string;
  readonly news: Properties;
  readonly olds?: Properties;
}

/** What its check was answered with. */
export interface Answer {
  readonly inputs: Properties;
  readonly failures: readonly string[];
}

/** The plugin over a directory of its own. */
export interface OneByOne {
  /** Runs a program in this order, as one process. @param parent  qualified type of the parent of all */
  run(program: readonly Asked[], parent?: string): Promise<readonly Answer[]>;
  /** Starts a process, with settings beside the directory. */
  start(config?: Properties): Promise<Served>;
}

/**
 * Programs that hand nothing over, in a directory of its own for each test of the suite.
 *
 * @param manifests  YAML that the directory begins with
 */
export function oneByOne(manifests: string): OneByOne {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "one-by-one-"));
    mkdirSync(path.join(folder, "manifests"));
    writeFileSync(path.join(folder, "manifests", "subnets.yaml"), manifests);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const start = (config: Properties = {}): Promise<Served> =>
    startServed({ config: { manifests: path.join(folder, "manifests"), ...config } });
  return {
    start,
    async run(program, parent = "") {
      const served = await start();
      const answers: Answer[] = [];
      for (const { type, name, news, olds } of program)
        answers.push(await served.check(`urn:pulumi:dev::shop::${parent}kubeovn:index:${type}::${name}`, news, olds));
      served.stop();
      return answers;
    },
  };
}
