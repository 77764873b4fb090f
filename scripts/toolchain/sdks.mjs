import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCaptured } from "./processes.mjs";
import { findGenerator } from "./pulumi-languages.mjs";
import { findPython } from "./python.mjs";
import { repositoryFolder } from "./repository.mjs";

const SCHEMA = join(repositoryFolder, "schemas", "pulumi-schema.json");
const TARGET = join(repositoryFolder, "dist", "sdks");

/**
 * Makes the classes for Python and Go, in dist/sdks/, with what sdks/ adds to them.
 *
 * @param {(line: string) => void} log
 * @throws {Error} without Go or Python 3, or with what a generator or compiler says
 */
export async function makeSdks(log) {
  const generator = await findGenerator(log);
  rmSync(TARGET, { recursive: true, force: true });
  await run(generator, SCHEMA, "python", join(TARGET, "python"));
  overlayPython(join(TARGET, "python"));
  await buildWheel(join(TARGET, "python"), log);
  await run(generator, SCHEMA, "go", join(TARGET, "go"));
  overlayGo(join(TARGET, "go"));
  log("compiling the classes for Go, with Pulumi's SDK (a few minutes of one core where the CLI has not been built)");
  await run("go", "build", "-C", join(TARGET, "go"), "./...");
}

/**
 * Resources get a base class of ours.
 *
 * @param {string} folder
 */
function overlayPython(folder) {
  const source = join(repositoryFolder, "sdks", "python");
  const classes = join(folder, "pulumi_kubeovn");
  for (const file of filesIn(classes, ".py")) {
    const text = readFileSync(file, "utf8");
    const planned = text
      .replaceAll(/^(class \w+)\(pulumi\.CustomResource\):/gm, "$1(_planned.PlannedResource):")
      .replace(/^from (\.+) import _utilities$/m, "from $1 import _planned, _utilities");
    if (planned.includes("(_planned.PlannedResource)")) writeFileSync(file, planned);
  }
  cpSync(join(source, "_planned.py"), join(classes, "_planned.py"));
}

/**
 * Constructors declare the resource before they register it.
 *
 * @param {string} folder
 */
function overlayGo(folder) {
  const source = join(repositoryFolder, "sdks", "go");
  for (const file of filesIn(join(folder, "kubeovn"), ".go")) {
    const text = readFileSync(file, "utf8");
    const planned = text.replace(
      /^\terr := ctx\.RegisterResource\(("kubeovn:\w+:\w+"), name, args, &resource, opts\.\.\.\)$/m,
      `\tdeclaration := internal.Declare(ctx, $1, name, args, &resource, opts)
\terr := ctx.RegisterResource($1, name, declaration.Props, &resource, opts...)
\tdeclaration.Registered(err)`,
    );
    if (planned !== text) writeFileSync(file, planned);
  }
  cpSync(join(source, "kubeovn"), join(folder, "kubeovn"), { recursive: true });
  for (const file of ["go.mod", "go.sum"]) cpSync(join(source, file), join(folder, file));
}

/** @param {string} project @param {(line: string) => void} log */
async function buildWheel(project, log) {
  const python = await findPython(log);
  const pip = ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"];
  await run(join(python, "python3"), ...pip, "--wheel-dir", TARGET, project);
  for (const left of ["build", "pulumi_kubeovn.egg-info"])
    rmSync(join(project, left), { recursive: true, force: true });
}

/** @param {string} folder @param {string} ending @returns {readonly string[]} */
function filesIn(folder, ending) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

/** @param {string} command @param {readonly string[]} args */
async function run(command, ...args) {
  mkdirSync(TARGET, { recursive: true });
  const { code, stdout, stderr } = await runCaptured(command, args);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} failed (exit code ${code}):\n${stdout}${stderr}`);
}
