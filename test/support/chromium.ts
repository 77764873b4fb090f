import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { loadToolchain } from "./toolchain";

interface ExecutablesModule {
  findExecutable(name: string, path: string | undefined): string | undefined;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this machine, if it has one. */
export async function findChromium(): Promise<string | undefined> {
  const { findExecutable } = await loadToolchain<ExecutablesModule>("executables.mjs");
  return NAMES.map((name) => findExecutable(name, process.env.PATH)).find((path) => path !== undefined);
}

/** For `before(needChromium)`: skips the suite, with the reason in its title, where there is no browser. */
export async function needChromium(this: Mocha.Context): Promise<void> {
  if ((await findChromium()) !== undefined) return;
  const suite = this.test?.parent;
  if (suite) suite.title += " [no chromium on the PATH]";
  this.skip();
}

/** A page in a real browser without a window. */
export interface Page {
  /** The value of an expression; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>;
  press(key: string): Promise<void>;
  /** Writes what the page looks like to a file. */
  screenshot(file: string): Promise<void>;
  /** What the page wrote to its console, and every exception and refused request. */
  readonly messages: readonly string[];
}

export interface PageOptions {
  readonly width: number;
  readonly height: number;
  readonly colors?: "light" | "dark";
  readonly media?: "screen" | "print";
}

/** How to end the browsers that are open. */
const open = new Set<() => Promise<void>>();

/** For `afterEach(closePages)`, which runs after a failed test as well: a browser that goes on keeps its test runner from ending. */
export async function closePages(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
}

/** Opens a file, or a page of a server, and waits until it has been loaded. `closePages` ends it. */
export async function openPage(at: string | URL, options: PageOptions): Promise<Page> {
  const chromium = (await findChromium()) ?? "chromium";
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(chromium, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  open.add(async function close() {
    open.delete(close);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // Asked to, it ends its other processes first, which write into the profile as long as they live.
    protocol("Browser.close", {}).catch(() => undefined);
    const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(patience);
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const messages: string[] = [];
  let setLoaded = (): void => undefined;
  const loaded = new Promise<void>((resolve) => {
    setLoaded = resolve;
  });
  const protocol = speak(child, (method, params) => {
    if (method === "Page.loadEventFired") setLoaded();
    if (["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(method)) {
      messages.push(JSON.stringify(params));
    }
  });
  const { targetId } = await protocol<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await protocol<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true });
  const send = <T>(method: string, params: object = {}): Promise<T> => protocol<T>(method, params, sessionId);
  const { width, height, colors = "light", media = "screen" } = options;
  for (const domain of ["Page", "Runtime", "Log"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  await send("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: colors }] });
  await send("Page.navigate", { url: (at instanceof URL ? at : pathToFileURL(at)).href });
  await loaded;
  return {
    messages,
    async evaluate<T>(expression: string): Promise<T> {
      const options = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await send<{ result: { value: T }; exceptionDetails?: object }>(
        "Runtime.evaluate",
        options,
      );
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
    async press(key) {
      await send("Input.dispatchKeyEvent", { type: "keyDown", key });
      await send("Input.dispatchKeyEvent", { type: "keyUp", key });
    },
    async screenshot(target) {
      const { data } = await send<{ data: string }>("Page.captureScreenshot", { format: "png" });
      writeFileSync(target, Buffer.from(data, "base64"));
    },
  };
}

type Send = <T>(method: string, params: object, sessionId?: string) => Promise<T>;

/** Chrome DevTools Protocol over the two pipes of `--remote-debugging-pipe`: JSON texts that end with a zero byte. */
function speak(child: ChildProcess, onEvent: (method: string, params: object) => void): Send {
  const [write, read] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let id = 0;
  let rest = "";
  read.setEncoding("utf8");
  read.on("data", (chunk: string) => {
    const texts = (rest + chunk).split("\0");
    rest = texts.pop() ?? "";
    for (const text of texts) {
      const message = JSON.parse(text);
      if (message.id === undefined) onEvent(message.method, message.params);
      else if (message.error) waiting.get(message.id)?.reject(new Error(message.error.message));
      else waiting.get(message.id)?.resolve(message.result);
    }
  });
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Chromium did not answer ${method} within a minute`)), 60_000);
      const answer =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(late);
          settle(value);
        };
      waiting.set(++id, { resolve: answer(resolve as (value: unknown) => void), reject: answer(reject) });
      write.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
}
