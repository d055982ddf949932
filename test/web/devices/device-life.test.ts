// One device's page: its place, its history, its way to the trash and back, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const DOCUMENT = {
  products: [{ productKey: "press", name: "Hydraulic press" }],
  devices: [{ productKey: "press", deviceName: "P1", name: "Press 1" }],
};

describe.skipIf(CHROMIUM === undefined)("the life of a device", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal({ document: DOCUMENT });
    const { body } = await real.api.post("/groups", { name: "Plant", kind: "site" });
    await real.api.post("/groups", { name: "Line 1", kind: "line", parentId: (body as { id: number }).id });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const check = async (page: Page, shot: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${shot}.png`, fullPage: true });
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  };

  test("it is put in its place, which the page then leads to", async () => {
    await using visited = await visitReal(browser, real, { width: 1440, height: 900 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/P1/settings`);
    const place = page.getByRole("region", { name: "Place" });
    await place.getByRole("combobox", { name: "Group" }).click();
    await page.getByRole("option", { name: "Plant / Line 1" }).click();
    await place.getByLabel("In words").fill("Hall B, row 3");
    await place.getByLabel("Latitude").fill("31.2304");
    await place.getByText("Latitude and longitude belong together.").waitFor();
    await place.getByLabel("Longitude").fill("121.4737");
    await check(page, "device-place");
    await place.getByRole("button", { name: "Save" }).click();
    const crumbs = page.getByRole("navigation", { name: "breadcrumb" });
    await crumbs.getByRole("link", { name: "Line 1" }).waitFor();
    expect(await page.getByRole("link", { name: "Open in a map" }).first().getAttribute("href")).toBe(
      "geo:31.2304,121.4737",
    );
    await crumbs.getByRole("link", { name: "Line 1" }).click();
    await page.getByRole("link", { name: "Press 1", exact: true }).waitFor();
    const { body } = await real.api.get("/devices/press/P1");
    expect(body).toMatchObject({ latitude: 31.2304, longitude: 121.4737, place: "Hall B, row 3" });
    expect(complaints).toEqual([]);
  }, 180_000);

  test("its history says who did what, in Chinese, on a phone", async () => {
    await real.api.patch("/devices/press/P1", { isEnabled: false });
    await real.api.patch("/devices/press/P1", { isEnabled: true });
    await using visited = await visitReal(browser, real, {
      ...{ width: 360, height: 760, language: "zh-CN", scheme: "dark" },
    });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/P1/history`);
    const history = page.getByRole("region", { name: "设备生命周期" });
    await history
      .getByText(/操作人：admin.*修改了：.*坐标/)
      .first()
      .waitFor();
    await check(page, "device-history-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
    await check(page, "device-history");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("it is deleted, and comes back by undo", async () => {
    await using visited = await visitReal(browser, real, { width: 1440, height: 900, language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/P1/settings`);
    await page.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("P1");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Device P1 is in the trash.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Devices restored: 1").waitFor();
    await page.getByRole("link", { name: "Press 1", exact: true }).waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);
});
