// A zone of one's own and the site's days, on the pages of the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const CHART = "/ui/devices/meter/m1/chart?p=temp&range=7d&every=";
const SITE = {
  "site-time-zone": "Asia/Kolkata",
  "site-day-start": "06:30",
  "site-shifts": "06:30,14:30,22:30",
};

describe.skipIf(CHROMIUM === undefined)("zones", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    const temp = { identifier: "temp", name: "Temperature", accessMode: "r", dataType: { type: "double" } };
    const model = { properties: [temp], events: [], services: [] };
    const product = { productKey: "meter", name: "Meter", thingModel: model };
    const document = { products: [product], devices: [{ productKey: "meter", deviceName: "m1" }] };
    [browser, real] = await Promise.all([startBrowser(), startReal({ document, flags: SITE })]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("the zone that is chosen is that of all pages, beside the days of the site, and of an export", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings`);
    await page
      .getByText("Asia/Kolkata (UTC+5:30), days from 06:30. Shifts from 06:30, 14:30, 22:30.")
      .waitFor();
    const zone = page.getByRole("combobox", { name: "Times are shown in" });
    await zone.fill("Berlin");
    const isSaved = page.waitForResponse((one) => one.url().endsWith("/session/preferences") && one.ok());
    await page.getByRole("option", { name: "Europe/Berlin" }).click();
    await page.getByText(/^Now Europe\/Berlin \(UTC\+[12]\)\./).waitFor();
    await isSaved;
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${real.url}${CHART}1d`);
    await page
      .getByText(/^Days of Asia\/Kolkata, from 06:30 · Times in Europe\/Berlin \(UTC\+[12]\)$/)
      .waitFor();
    await page.getByRole("combobox", { name: "Every point or by interval" }).click();
    await page.getByRole("option", { name: "Shift" }).click();
    await page.getByText(/^Shifts of Asia\/Kolkata · Times in Europe\/Berlin/).waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const times = page.getByRole("dialog").getByRole("combobox", { name: "Times in" });
    await times.waitFor();
    expect(await times.inputValue()).toBe("Europe/Berlin");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("in Chinese, on a phone, in the dark", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 360, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings`);
    await page
      .getByText("Asia/Kolkata (UTC+5:30)，每天从 06:30 开始。班次开始于 06:30, 14:30, 22:30。")
      .waitFor();
    await page.getByRole("combobox", { name: "显示时区" }).waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/settings-zh.png` });
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await page.goto(`${real.url}${CHART}1w`);
    await page.getByText(/^按 Asia\/Kolkata 的日期，每天从 06:30 开始 · 时区：/).waitFor();
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/chart-zh.png`, fullPage: true });
    expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
  }, 180_000);
});
