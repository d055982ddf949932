// The command palette, the shortcuts and the help on the real server, by keyboard.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const title = CHROMIUM === undefined ? "palette (skipped: no chromium is installed)" : "palette";
const DOCUMENT = {
  products: [{ productKey: "press", name: "Hydraulic press", thingModel: { properties: [] } }],
  devices: [{ productKey: "press", deviceName: "p-17", name: "Press 17" }],
};

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a device is three keys away from anywhere, and is offered again as recent", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    const input = page.getByRole("combobox", { name: "Device, product, group, link, page or command" });
    await input.fill("press 17");
    await page.getByRole("option", { name: "Press 17", selected: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/devices\/press\/p-17/);
    // Pressed while it closes, the keys would be the old palette's.
    await input.waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.getByRole("group", { name: "Recently opened" }).getByRole("option").waitFor();
    await page.keyboard.press("Escape");
    await input.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  }, 180_000);

  test("commands are done, and arrows walk the list", async () => {
    await using visited = await visitReal(browser, real, { width: 360, height: 740 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("button", { name: "Search", exact: true }).click();
    const input = page.getByRole("combobox", { name: "Device, product, group, link, page or command" });
    await input.fill("colours");
    await page.getByRole("option", { name: "Light colours", selected: true }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "Dark colours", selected: true }).waitFor();
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await page.keyboard.press("Enter");
    await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
    expect(complaints).toEqual([]);
  }, 180_000);

  test("help opens at the topic of the page and leads on; ? lists the keys", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/operations/refused`);
    await page.getByRole("button", { name: "本页的帮助" }).click();
    const help = page.getByRole("dialog", { name: "帮助" });
    await help.getByRole("heading", { name: "拒绝与封禁" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await help.getByRole("button", { name: "物模型" }).click();
    await help.getByRole("heading", { name: "物模型" }).waitFor();
    await help.getByRole("button", { name: "全部主题" }).click();
    await help.getByRole("searchbox").fill("死信");
    await help.getByRole("button", { name: "死信" }).waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "键盘快捷键" }).waitFor();
    expect([await axeViolations(page), complaints]).toEqual([[], []]);
  }, 180_000);
});
