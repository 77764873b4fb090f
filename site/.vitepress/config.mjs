import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Folders whose files pages link to: they stand beside the pages as they are. */
const LINKED_FOLDERS = ["examples", "schemas", "deploy"];

// A link to a file with another ending than those VitePress knows, and these, is one to a page.
process.env.VITE_EXTRA_EXTENSIONS = "go,py";

/** Groups of pages, in the order of the side bar, each with the folder or the pages that it has. */
const GROUPS = [
  ["Start", ["README.md", "docs/tutorial", "docs/README.md", "docs/troubleshooting.md"]],
  ["How to", ["docs/how-to"]],
  ["Reference", ["docs/reference", "site/api/README.md"]],
  ["Explanation", ["docs/explanation", "docs/glossary.md"]],
  ["Examples", ["examples/README.md", "examples"]],
  [
    "Project",
    [
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "docs/architecture.md",
      "docs/test-cluster.md",
      "docs/decisions",
    ],
  ],
];

/** A page's path as the site has it. @param {string} page */
function addressOf(page) {
  return page
    .replace(/^site\//, "")
    .replace(/^README\.md$/, "index.md")
    .replace(/\/README\.md$/, "/index.md");
}

/** Markdown files of a folder, those of its folders too. @param {string} folder @returns {string[]} */
function pagesIn(folder) {
  return readdirSync(join(repository, folder), { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules") && !name.includes("manifests/"))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** The first heading. @param {string} page */
function titleOf(page) {
  const text = readFileSync(join(repository, page), "utf8");
  return /^#+ (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? page;
}

/** @param {readonly string[]} items */
function pagesOf(items) {
  const named = items.flatMap((item) => (item.endsWith(".md") ? [item] : pagesIn(item)));
  return [...new Set(named)].filter((page) => existsSync(join(repository, page)));
}

const sidebar = GROUPS.map(([text, items]) => ({
  text: String(text),
  collapsed: text === "Examples" || text === "Project",
  items: pagesOf(/** @type {string[]} */ (items)).map((page) => ({
    text: page === "README.md" ? "Overview" : page === "site/api/README.md" ? "API" : titleOf(page),
    link: `/${addressOf(page)
      .replace(/\.md$/, ".html")
      .replace(/index\.html$/, "")}`,
  })),
}));

/** Tags that documents mean as HTML; others, such as `<name>`, are text. */
const HTML = /^<!--|^<\/?(?:br|details|summary|img|a)\b/;

/** Documents are written for GitHub: their links name README.md, and their tags are few. @param {import("vitepress").MarkdownRenderer} md */
function readAsOnGitHub(md) {
  md.core.ruler.push("as-on-github", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === "html_inline" && !HTML.test(token.content)) token.type = "text";
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href !== null && !/^[a-z]+:/.test(href)) token.attrSet("href", href.replace(/README\.md(?=$|#)/, "index.md"));
    }
  });
}

// biome-ignore lint/style/noDefaultExport: what VitePress reads
export default defineConfig({
  title: "pulumi-kubeovn",
  description: "Fixed addresses for pods and VMs on Kube-OVN, decided before anything is written",
  srcDir: "..",
  outDir: "../dist/site",
  cacheDir: "../dist/site-cache",
  cleanUrls: false,
  // Pages ask for no file that is not there.
  head: [["link", { rel: "icon", href: "data:," }]],
  rewrites: addressOf,
  srcExclude: [
    "**/node_modules/**",
    "dist/**",
    "test/**",
    "templates/**",
    "provider/**",
    ".github/**",
    ".pulumi-state/**",
    "manifests/**",
    "examples/**/manifests/**",
    "coverage/**",
  ],
  markdown: { config: readAsOnGitHub },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Tutorial", link: "/docs/tutorial/first-stack.html" },
      { text: "How to", link: "/docs/" },
      { text: "Reference", link: "/docs/reference/resources.html" },
      { text: "API", link: "/api/" },
    ],
    sidebar,
  },
  buildEnd({ outDir }) {
    for (const folder of LINKED_FOLDERS) {
      cpSync(join(repository, folder), join(outDir, folder), {
        recursive: true,
        filter: (file) => !/\.md$|\/node_modules$|\/manifests$/.test(file),
      });
    }
  },
});
