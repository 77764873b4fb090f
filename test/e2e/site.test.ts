import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { closePages, findChromium, openPage, type Page } from "../support/chromium";
import { keepScreenshot } from "../support/screenshots";
import { repositoryFolder } from "../support/toolchain";

const SITE = join(repositoryFolder, "dist", "site");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** A page's own attributes that name other files; what is written in code is not among them. */
const REFERENCE = /<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g;

/** A file of the site for a path, as a plain server finds it. */
function fileAt(path: string): string {
  const file = join(SITE, decodeURIComponent(path));
  return existsSync(file) && statSync(file).isDirectory() ? join(file, "index.html") : file;
}

function serve(): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const file = fileAt(new URL(url, "http://site").pathname);
    if (!existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Once the page's scripts have taken it over: its buttons do nothing before, and its load event may come first. */
const TAKEN_OVER = `new Promise((resolve) => {
  const step = () => document.querySelector("#app").__vue_app__ ? resolve() : requestAnimationFrame(step);
  step();
})`;

describe("the site", () => {
  let server: Server;
  let pages: ReadonlyMap<string, string>;

  before(async () => {
    await promisify(execFile)("npm", ["run", "docs"], { cwd: repositoryFolder, maxBuffer: 2 ** 26 });
    const paths = readdirSync(SITE, { encoding: "utf8", recursive: true }).filter((name) => name.endsWith(".html"));
    pages = new Map(paths.map((path) => [path, readFileSync(join(SITE, path), "utf8")]));
    server = await serve();
  });

  afterEach(closePages);
  after(() => server?.close());

  async function open(path: string, colors: "light" | "dark"): Promise<Page> {
    const { port } = server.address() as AddressInfo;
    const page = await openPage(new URL(path, `http://127.0.0.1:${port}/`), { width: 1280, height: 900, colors });
    await page.evaluate(TAKEN_OVER);
    return page;
  }

  it("has every document, every example and the API", () => {
    for (const path of [
      "index.html",
      "docs/tutorial/first-stack.html",
      "docs/reference/resources.html",
      "api/sdk/index.html",
    ]) {
      assert.ok(pages.has(path), path);
    }
    assert.match(pages.get("api/sdk/index.html") ?? "", /ReservedIPSet/);
  });

  it("has no link that leads nowhere", () => {
    const broken: string[] = [];
    for (const [path, html] of pages) {
      for (const [, reference = ""] of html.matchAll(REFERENCE)) {
        const url = new URL(reference.replaceAll("&amp;", "&"), `http://site/${path}`);
        if (url.host !== "site" || url.protocol !== "http:") continue;
        const file = fileAt(url.pathname);
        const id = decodeURIComponent(url.hash.slice(1));
        const hasTarget = id === "" || readFileSync(file, "utf8").includes(`id="${id}"`);
        if (!existsSync(file) || !hasTarget) broken.push(`${path}: ${reference}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  for (const colors of ["light", "dark"] as const) {
    it(`is read in a browser without an error, ${colors}`, async function () {
      if ((await findChromium()) === undefined) this.skip();
      for (const path of ["", "docs/tutorial/first-stack.html", "docs/reference/resources.html", "api/sdk/"]) {
        const page = await open(path, colors);
        const [heading, isDark] = await page.evaluate<[string, boolean]>(
          "[document.querySelector('h1').textContent, document.documentElement.classList.contains('dark')]",
        );
        assert.notEqual(heading, "404");
        assert.equal(isDark, colors === "dark");
        assert.deepEqual(page.messages, [], path);
        await keepScreenshot(page, `site-${colors}-${path.replaceAll("/", "_")}.png`);
        await closePages();
      }
    });
  }

  it("finds a word of a document", async function () {
    if ((await findChromium()) === undefined) this.skip();
    const page = await open("", "light");
    const found = await page.evaluate<string>(`new Promise((resolve) => {
      document.querySelector(".DocSearch-Button").click();
      const step = () => {
        const input = document.querySelector(".search-input");
        const results = document.querySelector(".results");
        if (input && input.value === "") {
          input.value = "planned range";
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
        if (results && results.textContent.includes("planned")) resolve(results.textContent);
        else requestAnimationFrame(step);
      };
      step();
    })`);
    assert.match(found, /planned/i);
  });
});
