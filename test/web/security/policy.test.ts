// The rules of signing in and who is shut out, on the pages of the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

describe.skipIf(CHROMIUM === undefined)("rules of signing in", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("an administrator sets them, and whoever changes a password is told them", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page } = visited;
    await page.goto(`${real.url}/ui/settings/sign-in`);
    await page.getByLabel("Least length").fill("14");
    await page.getByLabel("Kinds of characters").fill("3");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect((await real.api.get("/sign-in-policy")).body).toMatchObject({ lengthMin: 14, kindsMin: 3 });
    await page.goto(`${real.url}/ui/settings`);
    await page.getByText("At least 14 characters").waitFor();
    await page.getByText("With 3 of small letters").waitFor();
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test("who is shut out is listed and let in again, in Chinese on a phone", async () => {
    for (let i = 0; i < 10; i++) {
      const body = JSON.stringify({ username: "li.wei", password: `wrong ${i}` });
      const headers = { "content-type": "application/json" };
      await fetch(`${real.url}/openapi/v1/session`, { method: "POST", headers, body });
    }
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 360 });
    const { page } = visited;
    await page.goto(`${real.url}/ui/operations/bans`);
    const people = page.getByRole("region", { name: "人员" });
    await people.getByText("没有此用户").first().waitFor();
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await people.getByRole("button", { name: "解除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "解除" }).click();
    await people.getByText("没有人被封禁").waitFor();
    expect((await real.api.get("/sign-in-bans")).body).toEqual({ items: [] });
    expect(visited.complaints).toEqual([]);
  }, 60_000);
});
