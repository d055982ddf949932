// Every page, in both languages and schemes, wide and narrow: nothing sticks out, axe finds nothing, nobody is called.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser, visit } from "./browser.ts";
import { type MockServer, startMock } from "./mock-api.ts";

const PAGES = [
  ["overview", "/ui/", "h1"],
  ["products", "/ui/products", "table"],
  ["thing model", "/ui/products/press-400t", "table"],
  ["topics", "/ui/products/press-400t/topics", "table"],
  ["product settings", "/ui/products/press-400t/settings", "form"],
  ["devices", "/ui/devices", "table"],
  ["unknown devices", "/ui/devices/unknown", "table"],
  ["live", "/ui/devices/press-400t/press-01", ".live-card"],
  ["chart", "/ui/devices/press-400t/press-01/chart?p=oil_temp&p=mode", "canvas"],
  ["chart by hour", "/ui/devices/press-400t/press-01/chart?p=oil_temp&range=7d&every=1h&fn=max", "canvas"],
  ["data, empty", "/ui/data", "h1"],
  ["data", "/ui/data?s=press-400t/press-01/oil_temp&s=press-400t/press-02/oil_temp&range=24h", "canvas"],
  ["log", "/ui/devices/press-400t/press-02/log", ".journal-row"],
  ["connect", "/ui/devices/press-400t/press-01/connect", "pre"],
  ["device settings", "/ui/devices/press-400t/press-01/settings", "form"],
  ["operations", "/ui/operations", "dl"],
  ["refused", "/ui/operations/refused", ".journal-row"],
  ["log of all", "/ui/operations/log?kind=refused", ".journal-row"],
  ["bans", "/ui/operations/bans", "table"],
  ["dead letters", "/ui/operations/dead-letters", "table"],
  ["account", "/ui/settings", "form"],
  ["users", "/ui/settings/users", "table"],
  ["audit", "/ui/settings/audit", "table"],
  ["about", "/ui/settings/about", "dl"],
  ["nowhere", "/ui/nowhere", "h1"],
] as const;
const LOOKS = [
  { name: "wide, en, light", width: 1440, height: 900, language: "en", scheme: "light" },
  { name: "360 px, zh-CN, dark", width: 360, height: 740, language: "zh-CN", scheme: "dark" },
] as const;

const title = CHROMIUM === undefined ? "every page (skipped: no chromium is installed)" : "every page";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let mock: MockServer;
  beforeAll(async () => {
    [browser, mock] = await Promise.all([startBrowser(), startMock()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await mock[Symbol.asyncDispose]();
  });

  for (const look of LOOKS) {
    test(look.name, async () => {
      await using visited = await visit(browser, mock.url, look);
      const { page, complaints } = visited;
      const found: Record<string, unknown> = {};
      for (const [name, path, selector] of PAGES) {
        await page.goto(mock.url + path);
        await page.waitForSelector(selector);
        found[name] = { violations: await axeViolations(page), overflow: await overflow(page) };
      }
      const clean = Object.fromEntries(PAGES.map(([name]) => [name, { violations: [], overflow: 0 }]));
      expect({ found, complaints }).toEqual({ found: clean, complaints: [] });
    }, 300_000);
  }

  test("signing in", async () => {
    await using visited = await visit(browser, mock.url, { isSignedIn: false });
    const { page, complaints } = visited;
    mock.world.user = undefined;
    await page.goto(mock.url);
    await page.waitForSelector("input[type=password]");
    expect({ violations: await axeViolations(page), complaints }).toEqual({ violations: [], complaints: [] });
  }, 60_000);
});
