import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printPage } from "../../cli/map/page";
import type { KubeObject } from "../../provider/objects/kube-object";
import { snapshotOf } from "../../provider/objects/kubeovn/facts";
import { mapsOf } from "../../provider/report";
import { CROWDED, LARGE, PLANNED_RANGE } from "../fixtures/map-subnets";
import { closePages, needChromium, openPage, type Page, type PageOptions } from "../support/chromium";
import { ipObject, podObject, subnetObject, vipObject } from "../support/objects";
import { keepScreenshot } from "../support/screenshots";

/** A /24 with 60 holders. */
const SMALL: readonly KubeObject[] = [
  subnetObject(
    "small",
    "10.1.0.0/24",
    { gateway: "10.1.0.1", excludeIps: ["10.1.0.1", "10.1.0.40..10.1.0.49"] },
    PLANNED_RANGE("10.1.0.200..10.1.0.239"),
  ),
  ...Array.from({ length: 36 }, (_, i) => podObject(`web-${i}`, "prod", "small", `10.1.0.${i + 2}`)),
  ...Array.from({ length: 12 }, (_, i) => vipObject(`vip-${i}`, "small", `10.1.0.${200 + 2 * i}`)),
  ...Array.from({ length: 12 }, (_, i) => ipObject(`db-${i}`, "prod", "small", `10.1.0.${201 + 2 * i}`)),
];

const DUAL: readonly KubeObject[] = [
  subnetObject(
    "dual",
    "10.3.0.0/26,fd00:3::/64",
    { gateway: "10.3.0.1,fd00:3::1" },
    PLANNED_RANGE("fd00:3::1:0..fd00:3::1:ffff"),
  ),
  podObject("web", "prod", "dual", "10.3.0.5,fd00:3::5"),
  vipObject("vip", "dual", "10.3.0.9", { v6ip: "fd00:3::1:9" }),
];

/** Addresses beside the first two rows of the opened block. */
const ROW_HEADERS = `[...document.querySelectorAll(".detail [role=rowheader]")].slice(0, 2).map((one) => one.textContent)`;

/** Texts of a drawing that stand on each other, or outside of it. */
const OVERLAPS = `[...document.querySelectorAll(".drawing svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  const outside = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  const pairs = boxes.filter(({ box }, i) => boxes.slice(i + 1, i + 80).some((other) => meet(box, other.box)));
  return [...outside, ...pairs].map(({ text }) => text);
})`;

describe("the page of pulumi-kubeovn map", () => {
  before(needChromium);

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "map-page-"));
  });
  afterEach(async () => {
    await closePages();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    objects: readonly KubeObject[],
    subnet: string,
    options: Partial<PageOptions> = {},
  ): Promise<{ page: Page; file: string }> {
    const map = mapsOf(snapshotOf(objects))(subnet) ?? assert.fail("no map");
    const file = join(folder, `${subnet}.html`);
    writeFileSync(file, printPage(map));
    const page = await openPage(file, { width: 1000, height: 900, ...options });
    await keepScreenshot(
      page,
      `${[subnet, options.colors, options.media, options.width].filter(Boolean).join("-")}.png`,
    );
    return { page, file };
  }

  const text = (selector: string): string => `document.querySelector(${JSON.stringify(selector)}).textContent`;

  it("tells who has an address to the pointer and to the keyboard", async () => {
    const { page } = await open(SMALL, "small");
    const cell = `document.querySelector('[data-i="2"]')`;
    await page.evaluate(`${cell}.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }))`);
    assert.equal(await page.evaluate(text(".status")), "10.1.0.2: Pod prod/web-0");
    await page.evaluate(`document.querySelector(".overview").focus()`);
    assert.equal(await page.evaluate(text(".status")), "10.1.0.0: not assignable");
    for (const [key, expected] of [
      ["ArrowRight", "10.1.0.1: gateway"],
      ["ArrowDown", "10.1.0.17: Pod prod/web-15"],
      ["ArrowLeft", "10.1.0.16: Pod prod/web-14"],
      ["ArrowUp", "10.1.0.0: not assignable"],
      ["ArrowUp", "10.1.0.0: not assignable"],
      ["End", "10.1.0.255: not assignable"],
      ["Home", "10.1.0.0: not assignable"],
    ]) {
      await page.press(key as string);
      assert.equal(await page.evaluate(text(".status")), expected);
    }
    assert.deepEqual(page.messages, []);
  });

  it("of a /16 with 5,000 holders is small, and opens blocks", async () => {
    const { page, file } = await open(LARGE, "large");
    assert.ok(statSync(file).size < 1_000_000, String(statSync(file).size));
    await page.evaluate(`document.querySelector(".overview").focus()`);
    await page.press("ArrowRight");
    assert.match(await page.evaluate(text(".status")), /^10\.2\.1\.0\/24: 21 pods, 235 free$/);
    const strip = `document.querySelector('.overview [data-i="1"] rect').getBoundingClientRect()`;
    await page.evaluate(
      `(() => { const { left, top, width } = ${strip}; document.querySelector('.overview [data-i="1"] rect').dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: left + width * 2.5 / 256, clientY: top + 2 })); })()`,
    );
    assert.equal(await page.evaluate(text(".status")), "10.2.1.2: Pod team-payments/checkout-service-7c9d8f6b5-1");
    await page.press("Enter");
    assert.equal(await page.evaluate(text(".detail h3")), "10.2.1.0 to 10.2.1.255");
    assert.equal(await page.evaluate(`document.querySelectorAll(".detail .pod").length`), 21);
    assert.deepEqual(await page.evaluate(ROW_HEADERS), ["10.2.1.0", "10.2.1.16"]);
    assert.deepEqual(await page.evaluate(OVERLAPS), []);
    await keepScreenshot(page, "large-open.png");
    assert.deepEqual(page.messages, []);
  });

  it("of a /16 with 20,000 holders has less than a megabyte", async () => {
    const { page, file } = await open(CROWDED, "crowded");
    assert.ok(statSync(file).size < 1_000_000, String(statSync(file).size));
    assert.equal(await page.evaluate(text(".found")), "20000 found, the first 500 shown");
    assert.equal(await page.evaluate(`document.querySelectorAll("tbody tr").length`), 500);
  });

  it("finds holders by name", async () => {
    const { page } = await open(LARGE, "large");
    await page.evaluate(
      `(() => { const i = document.querySelector("input"); i.value = "virtual-ip-99"; i.dispatchEvent(new Event("input")); })()`,
    );
    assert.equal(await page.evaluate(text(".found")), "11 found");
    assert.match(await page.evaluate(text("tbody tr")), /^10\.2\.20\d\.\d+VipVip "virtual-ip-99/);
  });

  it("shows both families, and an IPv6 block as RFC 5952 writes it", async () => {
    const { page } = await open(DUAL, "dual");
    await page.evaluate(`document.querySelectorAll(".overview")[1].focus()`);
    await page.press("Enter");
    assert.equal(await page.evaluate(text("#family-1 .detail h3")), "fd00:3:: to fd00:3::ff");
    assert.deepEqual(await page.evaluate(ROW_HEADERS), ["fd00:3::", "fd00:3::10"]);
    assert.deepEqual(await page.evaluate(OVERLAPS), []);
    await page.evaluate(
      `document.querySelector('#family-1 .detail [data-i="5"]').dispatchEvent(new PointerEvent("pointerover", { bubbles: true }))`,
    );
    assert.equal(await page.evaluate(text("#family-1 .detail .status")), "fd00:3::5: Pod prod/web");
    assert.deepEqual(page.messages, []);
  });

  it("is dark on a dark screen, and white on paper", async () => {
    const back = "getComputedStyle(document.body).backgroundColor";
    const dark = await open(SMALL, "small", { colors: "dark" });
    assert.equal(await dark.page.evaluate(back), "rgb(15, 17, 20)");
    const paper = await open(SMALL, "small", { colors: "dark", media: "print" });
    assert.equal(await paper.page.evaluate(back), "rgb(255, 255, 255)");
  });

  it("shows how full it is as a bar in the colors of its cells, and in words", async () => {
    const { page } = await open(SMALL, "small");
    const widths = await page.evaluate<readonly (readonly [string, number])[]>(
      `[...document.querySelectorAll(".bar i")].map((part) => [part.className, part.getBoundingClientRect().width / part.parentElement.clientWidth])`,
    );
    const per256 = Object.fromEntries(widths.map(([state, share]) => [state, Math.round(share * 256)]));
    assert.deepEqual(per256, {
      pod: 36,
      reserved: 12,
      vip: 12,
      gateway: 1,
      excluded: 10,
      "planned-range": 16,
      free: 167,
      unusable: 2,
    });
    assert.match(await page.evaluate(text("#family-0 p")), /^24 % held: 36 pods, 12 reserved IPs, 12 Vips, /);
    const color = (selector: string, property: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector("${selector}")).${property}`);
    assert.equal(await color(".bar .pod", "backgroundColor"), await color(".overview .pod rect", "fill"));
  });

  it("opens the list of holders for paper", async () => {
    const { page } = await open(SMALL, "small");
    await page.evaluate(`document.querySelector("details").open = false`);
    await page.evaluate(`window.dispatchEvent(new Event("beforeprint"))`);
    assert.equal(await page.evaluate(`document.querySelector("details").open`), true);
    assert.equal(await page.evaluate(`document.querySelectorAll("tbody tr").length`), 60);
  });

  for (const [name, objects] of [
    ["small", SMALL],
    ["large", LARGE],
    ["dual", DUAL],
  ] as const) {
    it(`shows all of ${name} on a screen of 360 pixels`, async () => {
      const { page } = await open(objects, name, { width: 360 });
      assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 360);
    });
  }

  it("tells a screen reader which address is the current one", async () => {
    const { page } = await open(SMALL, "small");
    await page.evaluate(`document.querySelector(".overview").focus()`);
    await page.press("ArrowRight");
    const current = `document.getElementById(document.querySelector(".overview").getAttribute("aria-activedescendant"))`;
    assert.equal(await page.evaluate(`${current}.getAttribute("role")`), "gridcell");
    assert.equal(await page.evaluate(`${current}.querySelector("title").textContent`), "10.1.0.1: gateway");
    assert.equal(
      await page.evaluate(`${current}.closest('[role="row"]').querySelector('[role="rowheader"]').textContent`),
      "10.1.0.0",
    );
  });

  it("lets no name of an object be markup", async () => {
    const name = `</script><img src=x onerror="document.title='taken'">`;
    const { page } = await open([SMALL[0] as KubeObject, vipObject(name, "small", "10.1.0.9")], "small");
    assert.equal(await page.evaluate("document.title"), "Subnet small");
    assert.equal(await page.evaluate("document.images.length"), 0);
    assert.equal(
      await page.evaluate(`document.querySelector('[data-i="9"] title').textContent`),
      `10.1.0.9: Vip ${JSON.stringify(name)}`,
    );
    assert.deepEqual(page.messages, []);
  });
});
