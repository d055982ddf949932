// Lists on the real server: filters in the address, saved filters, columns that stay, keys, cards on a phone.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const title = CHROMIUM === undefined ? "lists (skipped: no chromium is installed)" : "lists";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
    for (const name of ["ann", "bob"]) {
      const draft = { username: name, password: "a fine password", role: "viewer" };
      await real.api.post("/users", draft);
    }
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a filter is in the address, is saved under a name, and comes back in another browser", async () => {
    {
      await using visited = await visitReal(browser, real);
      const { page } = visited;
      await page.goto(`${real.url}/ui/settings/audit`);
      await page.getByRole("row").nth(1).waitFor();
      await page.getByRole("combobox", { name: "Every area" }).click();
      await page.getByRole("option", { name: "Users" }).click();
      await page.waitForURL(/action=user/);
      await page.getByRole("button", { name: "Saved filters" }).click();
      await page.getByRole("menuitem", { name: "Save this filter" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("People");
      const isSaved = page.waitForResponse((one) => one.url().endsWith("/session/preferences"));
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await isSaved;
    }
    await using visited = await visitReal(browser, real, { width: 360, height: 740 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/audit`);
    await page.getByRole("button", { name: "Saved filters" }).click();
    await page.getByRole("menuitem", { name: "People" }).click();
    await page.waitForURL(/action=user/);
    await page.getByText("user.create").first().waitFor();
    expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
  }, 180_000);

  test("a column that was hidden stays so after a reload", async () => {
    await using visited = await visitReal(browser, real, { width: 1440 });
    const { page, complaints } = visited;
    const head = page.getByRole("columnheader", { name: "On what" });
    await page.goto(`${real.url}/ui/settings/audit`);
    await head.waitFor();
    await page.getByRole("button", { name: "Columns and density" }).click();
    const isSaved = page.waitForResponse((one) => one.url().endsWith("/session/preferences") && one.ok());
    await page.getByRole("checkbox", { name: "On what" }).click();
    await isSaved;
    await head.waitFor({ state: "detached" });
    expect(await axeViolations(page)).toEqual([]);
    await page.reload();
    await page.getByRole("columnheader", { name: "Who" }).waitFor();
    await head.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  }, 180_000);

  test("by keyboard: rows are walked and selected, and what is selected is done at once", async () => {
    const login = { host: "127.0.0.1", port: real.portOf("mqtt"), reconnectPeriod: 0 };
    for (const name of ["a-1", "a-2", "a-3"]) {
      const username = `${name}&nothing`;
      await mqtt.connectAsync({ ...login, username, password: "x" }).catch(() => undefined);
    }
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/unknown`);
    const rows = page.getByRole("table").locator("tbody tr");
    await rows.nth(2).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("a-");
    await page.waitForURL(/q=a-/);
    await rows.first().focus();
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    const bar = page.getByRole("region", { name: "Actions for what is selected" });
    await bar.getByText("2 selected").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await bar.getByText("3 selected").waitFor();
    await bar.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("Nothing matches “a-”").waitFor();
    expect([(await real.api.get("/unknown-devices")).body.items, complaints]).toEqual([[], []]);
  }, 180_000);
});
