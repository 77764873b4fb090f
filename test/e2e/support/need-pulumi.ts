import { loadToolchain } from "../../support/toolchain";

interface ExecutablesModule {
  findExecutable(name: string, path: string | undefined): string | undefined;
}

/** For `before(needPulumi)`: skips the suite, with the reason in its title, where there is no CLI; `npm test -- e2e` gets one. */
export async function needPulumi(this: Mocha.Context): Promise<void> {
  const { findExecutable } = await loadToolchain<ExecutablesModule>("executables.mjs");
  if (findExecutable("pulumi", process.env.PATH)) return;
  const suite = this.test?.parent;
  if (suite) suite.title += " [no pulumi on the PATH]";
  this.skip();
}
