import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { Page } from "./chromium";

/** Share of all pixels, for the edges of letters: on one machine a browser draws everything else the same again. */
const MOST_DIFFERENT = 0.001;

const kept = new Set<string>();

/**
 * Keeps what a page looks like in the folder that SCREENSHOTS names, to be looked at. With SCREENSHOTS_BEFORE, a folder of an
 * earlier run on the same machine, the two are compared, and `<name>.difference.png` shows where they differ. Of a name, the first page counts.
 */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS, SCREENSHOTS_BEFORE } = process.env;
  if (SCREENSHOTS === undefined || kept.has(name)) return;
  kept.add(name);
  mkdirSync(SCREENSHOTS, { recursive: true });
  const file = join(SCREENSHOTS, name);
  await page.screenshot(file);
  const before = SCREENSHOTS_BEFORE === undefined ? undefined : join(SCREENSHOTS_BEFORE, name);
  if (before === undefined || !existsSync(before)) return;
  const share = await differenceOf(before, file, file.replace(/\.png$/, ".difference.png"));
  assert.ok(share <= MOST_DIFFERENT, `${name}: ${(100 * share).toFixed(2)} % of the pixels are not as before`);
}

/** The share of pixels that differ, 0 to 1; 1 for another size. */
async function differenceOf(before: string, now: string, shown: string): Promise<number> {
  const { default: pixelmatch } = await import("pixelmatch");
  const [one, other] = [PNG.sync.read(readFileSync(before)), PNG.sync.read(readFileSync(now))];
  const { width, height } = other;
  if (one.width !== width || one.height !== height) return 1;
  const drawn = new PNG({ width, height });
  const count = pixelmatch(one.data, other.data, drawn.data, width, height);
  if (count > 0) writeFileSync(shown, PNG.sync.write(drawn));
  return count / (width * height);
}
