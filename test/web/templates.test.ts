// From the gallery of templates to a product with its registers, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const title = CHROMIUM === undefined ? "templates (skipped: no chromium is installed)" : "templates";
const SHOTS = process.env.GANTRY_SHOTS;

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a product is made of a template, shows its registers, and one is changed", async () => {
    await using visited = await visitReal(browser, real, { width: 1440 });
    const { page, complaints } = visited;
    const check = async () => expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    const shot = async (name: string) => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
    };
    await page.goto(`${real.url}/ui/products?new=1`);
    await page.getByRole("link", { name: "Start from a template" }).waitFor();
    await shot("new");
    await page.getByRole("link", { name: "Start from a template" }).click();
    await page.getByRole("row").nth(1).waitFor();
    await shot("gallery");
    await check();
    await page.getByRole("searchbox", { name: "Search maker, model or kind" }).fill("dtsu666");
    await page.waitForURL(/q=dtsu666/);
    await page.getByRole("link", { name: "Chint DTSU666 three-phase meter" }).click();
    await page.getByText("Verify on your unit").waitFor();
    await page.getByText("https://www.easymanua.ls/chint/dtsu666-ct/manual?p=13").waitFor();
    await shot("template");
    await check();
    await page.getByRole("button", { name: "Use this template" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Main meter");
    await page.getByRole("textbox", { name: "Product key" }).fill("main-meter");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.waitForURL(/products\/main-meter\/registers/);
    await page.getByRole("button", { name: "Edit Active power, import" }).waitFor({ state: "detached" });
    await page.getByText("Verify on your unit").waitFor();
    await page.getByRole("button", { name: "Edit Voltage L1-L2" }).click();
    const address = page.getByRole("textbox", { name: "Address" });
    await address.fill("70000");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Address is not valid").waitFor();
    await shot("wrong");
    await check();
    await address.fill("0x2100");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await address.waitFor({ state: "detached" });
    await page.getByText("8448").waitFor();
    await page.getByRole("button", { name: "I compared it with a unit" }).click();
    await page.getByText("Compared with a unit", { exact: true }).waitFor();
    await shot("registers");
    await check();
    const { body } = await real.api.get("/products/main-meter/register-map");
    expect(body).toMatchObject({
      isVerified: true,
      points: expect.arrayContaining([expect.objectContaining({ address: 0x2100 })]),
    });
    expect(complaints).toEqual([]);
  }, 120_000);

  test("fits a phone, in Chinese and dark", async () => {
    await using visited = await visitReal(browser, real, {
      ...{ width: 360, height: 740, language: "zh-CN", scheme: "dark" },
    });
    const { page, complaints } = visited;
    for (const [name, path, text] of [
      ["gallery", "product-templates?family=drive", "丹佛斯 VLT Micro FC51 变频器"],
      ["template", "product-templates/siemens-v20", "请在您的设备上核对"],
      ["registers", "products/main-meter/registers", "已与设备核对"],
    ] as const) {
      await page.goto(`${real.url}/ui/${path}`);
      await page.getByText(text).first().waitFor();
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/phone-${name}.png`, fullPage: true });
      expect([name, await axeViolations(page), await overflow(page)]).toEqual([name, [], 0]);
    }
    expect(complaints).toEqual([]);
  }, 120_000);
});
