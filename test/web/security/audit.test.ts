// The audit trail's page on the real server: searched, narrowed by time and address, taken away as a file.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const title =
  CHROMIUM === undefined ? "the audit trail (skipped: no chromium is installed)" : "the audit trail";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
    for (const username of ["ann", "bob"])
      await real.api.post("/users", { username, password: "a fine password", role: "viewer" });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a search and a time find an entry, from the address too, and all of it is a file", async () => {
    await using visited = await visitReal(browser, real, { width: 1280 });
    const { page, complaints } = visited;
    const rows = page.getByRole("table").locator("tbody tr");
    await page.goto(`${real.url}/ui/settings/audit`);
    await page.getByText("Signed in").first().waitFor();
    await page.getByRole("searchbox", { name: "Search who, what or on what" }).fill("BOB");
    await page.waitForURL(/q=BOB/);
    await rows.nth(1).waitFor({ state: "detached" });
    await page.getByText("Added a user").waitFor();
    await page.getByRole("button", { name: "Time and address" }).click();
    await page.getByRole("button", { name: "Last hour" }).click();
    await page.waitForURL(/from=\d+/);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("textbox", { name: "From address" }).fill("192.0.2.1");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches", { exact: false }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove this filter: Address 192.0.2.1" }).click();
    await page.getByText("Added a user").waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export the audit trail" }).click();
    await page.getByRole("menuitem", { name: "CSV" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("audit.csv");
    const lines = (await Bun.file(await file.path()).text()).trim().split("\r\n");
    expect(lines.map((line) => line.split(",")[5])).toEqual(["Target 对象", "bob"]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("in Chinese on a phone it names what was done, without scrolling sideways", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 360, height: 740 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/audit?action=session`);
    await page.getByText("session.open").first().waitFor();
    await page.getByRole("button", { name: "时间与地址" }).click();
    await page.getByRole("button", { name: "最近 1 天" }).click();
    await page.waitForURL(/from=\d+/);
    expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
  }, 180_000);
});
