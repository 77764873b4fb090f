import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

interface CacheModule {
  cacheFolder(env: NodeJS.ProcessEnv): string;
  cacheKey(parts: readonly string[]): string;
  whileLocked<T>(path: string, log: (line: string) => void, work: () => Promise<T>): Promise<T>;
  fillOnce(target: string, fill: (temporary: string) => Promise<void>, log: (line: string) => void): Promise<string>;
}
const cache = loadToolchain<CacheModule>("cache.mjs");

describe("cacheFolder", () => {
  it("follows XDG_CACHE_HOME", async () => {
    assert.equal((await cache).cacheFolder({ XDG_CACHE_HOME: "/var/cache/me" }), "/var/cache/me/pulumi-kubeovn");
  });

  it("is in ~/.cache when the variable is unset, empty or relative", async () => {
    const expected = join(homedir(), ".cache", "pulumi-kubeovn");
    for (const env of [{}, { XDG_CACHE_HOME: "" }, { XDG_CACHE_HOME: "cache" }]) {
      assert.equal((await cache).cacheFolder(env), expected);
    }
  });
});

describe("cacheKey", () => {
  it("is twelve hex digits, the same every time", async () => {
    const { cacheKey } = await cache;
    assert.match(cacheKey(["a", "b"]), /^[0-9a-f]{12}$/);
    assert.equal(cacheKey(["a", "b"]), cacheKey(["a", "b"]));
  });

  it("tells apart where one part ends and the next begins", async () => {
    const { cacheKey } = await cache;
    assert.notEqual(cacheKey(["ab", "c"]), cacheKey(["a", "bc"]));
  });
});

describe("whileLocked", () => {
  const folder = mkdtempSync(join(tmpdir(), "while-locked-"));
  const path = join(folder, "new", "work.lock");
  after(() => rmSync(folder, { recursive: true }));

  it("does one thing after the other, says that it waits, and gives what they come to", async () => {
    const { whileLocked } = await cache;
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} ends`);
      return name;
    };
    const said: string[] = [];
    const log = (line: string) => said.push(line);
    const results = await Promise.all([whileLocked(path, log, work("first")), whileLocked(path, log, work("second"))]);
    assert.deepEqual(order, ["first begins", "first ends", "second begins", "second ends"]);
    assert.deepEqual(said, ["another process is doing this right now; waiting for it"]);
    assert.deepEqual(results, ["first", "second"]);
  });

  it("lets the next one in after a failure", async () => {
    const { whileLocked } = await cache;
    await assert.rejects(
      whileLocked(
        path,
        () => {},
        () => Promise.reject(new Error("no compiler")),
      ),
      /no compiler/,
    );
    assert.equal(existsSync(path), false);
  });
});

describe("fillOnce", () => {
  let folder: string;
  let target: string;
  const silent = () => {};
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fill-once-"));
    target = join(folder, "built");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("fills an absent folder and leaves nothing else", async () => {
    const { fillOnce } = await cache;
    await fillOnce(target, async (temporary) => writeFileSync(join(temporary, "program"), "x"), silent);
    assert.deepEqual(readdirSync(target), ["program"]);
    assert.deepEqual(readdirSync(folder), ["built"]);
  });

  it("fills it once when asked twice at the same time", async () => {
    const { fillOnce } = await cache;
    let fills = 0;
    const fill = async () => {
      fills++;
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await Promise.all([fillOnce(target, fill, silent), fillOnce(target, fill, silent)]);
    assert.equal(fills, 1);
  });

  it("leaves nothing when the filling fails", async () => {
    const { fillOnce } = await cache;
    const broken = fillOnce(target, () => Promise.reject(new Error("no compiler")), silent);
    await assert.rejects(broken, /no compiler/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("replaces what a killed process left behind", async () => {
    const { fillOnce } = await cache;
    writeFileSync(`${target}.lock`, "");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${target}.lock`, longAgo, longAgo);
    await fillOnce(target, async () => {}, silent);
    assert.ok(existsSync(target));
    assert.deepEqual(readdirSync(folder), ["built"]);
  });
});
