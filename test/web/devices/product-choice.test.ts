// Choosing a product where there are more than any list shows, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const name = (at: number) => `Machine ${String(at).padStart(3, "0")}`;
const DOCUMENT = {
  products: [
    ...Array.from({ length: 210 }, (_, at) => ({ productKey: `m${at}`, name: name(at) })),
    { productKey: "gw", name: "Gateway", nodeType: "gateway" },
    { productKey: "probe", name: "Probe", nodeType: "sub" },
    { productKey: "meter", name: "Meter", nodeType: "sub" },
  ],
  devices: [
    { productKey: "gw", deviceName: "g1" },
    { productKey: "m209", deviceName: "last" },
    { productKey: "probe", deviceName: "c1" },
    { productKey: "meter", deviceName: "c2" },
  ],
};

describe.skipIf(CHROMIUM === undefined)("one of more than 200 products", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal({ document: DOCUMENT });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const pick = async (page: Page, field: Locator, typed: string, label: string) => {
    await field.click();
    await field.fill(typed);
    await page.getByRole("option", { name: label, exact: true }).click();
    await until(async () => (await field.inputValue()) === label, `${label} in the field`);
  };

  test("gets a device by the form", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices?new=1`);
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("combobox", { name: "Product" });
    await page.waitForFunction(() =>
      [...document.querySelectorAll("input")].some((input) => input.value === "Machine 000 (m0)"),
    );
    await pick(page, field, "machine 208", "Machine 208 (m208)");
    await dialog.getByLabel("Device name").fill("made");
    await dialog.getByRole("button", { name: "Create device" }).click();
    await dialog.getByText("made").first().waitFor();
    expect((await real.api.get("/devices/m208/made")).status).toBe(200);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("filters the list, and is taken away again", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("link", { name: "c1" }).waitFor();
    await pick(page, page.getByRole("combobox", { name: "Filter by product" }), "m209", "Machine 209 (m209)");
    await page.getByRole("link", { name: "c1" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "last" }).waitFor();
    expect(new URL(page.url()).searchParams.get("product")).toBe("m209");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "All products" }).click();
    await page.getByRole("link", { name: "c1" }).waitFor();
    expect(new URL(page.url()).searchParams.get("product")).toBeNull();
    expect(complaints).toEqual([]);
  }, 180_000);

  test("lends its device to a gateway, of sub-devices' products only", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/gw/g1/children`);
    const field = page.getByRole("combobox", { name: "Product" });
    await field.click();
    await page.getByRole("option", { name: "Probe (probe)" }).waitFor();
    expect(await page.getByRole("option").allTextContents()).toEqual(["Probe (probe)", "Meter (meter)"]);
    await pick(page, field, "meter", "Meter (meter)");
    await page.getByRole("combobox", { name: "Sub-device" }).click();
    await page.getByRole("option", { name: "c2" }).click();
    await page.getByRole("button", { name: "Bind", exact: true }).click();
    await page.getByRole("link", { name: "c2" }).waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);
});
