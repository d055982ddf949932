// What somebody new looks for first: one dialect's topics, the address of a listener, who changed what, in a real browser.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser, visit } from "./browser.ts";
import { startMock } from "./mock-api.ts";

const title = CHROMIUM === undefined ? "first look (skipped: no chromium is installed)" : "first look";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 180_000);
  afterAll(async () => {
    await browser.close();
  });

  test("topics are shown of one dialect at a time", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/products/power-meter/topics`);
    const plain = page.getByText("/plain/power-meter/{deviceName}/up", { exact: true });
    await plain.waitFor();
    await page.getByRole("combobox", { name: "Dialect" }).click();
    await page.getByRole("option", { name: "Alink", exact: true }).click();
    await page
      .getByText("/sys/power-meter/{deviceName}/thing/event/property/post", { exact: true })
      .waitFor();
    expect(await plain.count()).toBe(0);
    expect([await axeViolations(page), complaints]).toEqual([[], []]);
  }, 180_000);

  test("a listener over WebSocket is named with the path that clients need", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    await visited.page.goto(`${mock.url}/ui/operations`);
    await visited.page
      .getByText(/^wss?:\/\/.*\/mqtt$/)
      .first()
      .waitFor();
    expect(visited.complaints).toEqual([]);
  }, 180_000);

  test("on a phone the audit trail shows who and what without scrolling sideways", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, { width: 360, height: 740, language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/settings/audit`);
    const row = page.getByRole("row").nth(1);
    await row.waitFor();
    const isCut = await row.evaluate((one) => one.getBoundingClientRect().right > window.innerWidth);
    expect([isCut, await overflow(page), complaints]).toEqual([false, 0, []]);
    const tab = page.getByRole("navigation", { name: "设置" }).locator("[aria-current=page]");
    const isTabCut = await tab.evaluate((one) => one.getBoundingClientRect().right > window.innerWidth);
    expect(isTabCut).toBe(false);
  }, 180_000);
});
