// The way of a table from the file to devices, as a person goes it, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const DOCUMENT = { products: [{ productKey: "press", name: "Press" }] };
const SHOTS = process.env.SHOTS;

describe.skipIf(CHROMIUM === undefined)("importing devices", () => {
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

  const shoot = async (page: Page, name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  };
  const check = async (page: Page) => {
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  };
  const choose = (page: Page, text: string) =>
    page
      .locator('input[type="file"]')
      .setInputFiles({ name: "devices.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

  test("a file is mapped, checked with its errors, and imported", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/import`);
    await page.getByText("Drop a CSV or .xlsx file here").waitFor();
    await check(page);
    await shoot(page, "import-1-file");
    await choose(
      page,
      "Product,Device name,Title of it,Group\npress,P1,One,Plant/Line\npress,P 2,Two,\npress,P3,,\n",
    );
    await page.getByText("3 rows in devices.csv").waitFor();
    await page.getByRole("combobox", { name: "Is: Title of it" }).click();
    await page.getByRole("option", { name: "Nickname" }).click();
    await check(page);
    await shoot(page, "import-2-columns");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText("This is what the import would do").waitFor();
    await page.getByText("A device name has 1 to 64").waitFor();
    await check(page);
    await shoot(page, "import-3-check");
    await page.getByRole("button", { name: "Import the 2 good rows" }).click();
    await page.getByText("The import is done").waitFor();
    await check(page);
    await shoot(page, "import-4-done");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Made-up secrets as CSV" }).click();
    expect(await (await download).failure()).toBeNull();
    const { body } = await real.api.get("/devices/press/P1");
    expect(body).toMatchObject({ name: "One" });
    expect(complaints).toEqual([]);
  }, 180_000);

  test("devices are made by a pattern, in Chinese, on a phone", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 390, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("button", { name: "按规则生成" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "产品" }).click();
    await page.getByRole("option", { name: "Press (press)" }).click();
    await dialog.getByLabel("设备名称").fill("L{1..2}-P{01..06}");
    await dialog.getByLabel("分组").fill("一厂/{1..2} 号线");
    await page.getByText("共 12 台设备").waitFor();
    await page.getByText("L1-P01 · 一厂/1 号线").waitFor();
    await check(page);
    await shoot(page, "pattern-phone");
    await page.getByRole("button", { name: "生成 12 台设备" }).click();
    await page.getByText("新增 12").waitFor();
    await check(page);
    await shoot(page, "pattern-phone-done");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("long work is listed under Operations, and opens", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/operations/jobs`);
    await page.getByText("导入设备").first().waitFor();
    await check(page);
    await shoot(page, "jobs");
    await page.getByText("导入检查").first().click();
    await page.getByText("设备名称为 1 到 64 个字母").waitFor();
    await check(page);
    await shoot(page, "job-open");
    await page.setViewportSize({ width: 360, height: 760 });
    await page.goto(`${real.url}/ui/operations/jobs`);
    await page.getByText("导入检查").first().waitFor();
    await check(page);
    await shoot(page, "jobs-phone");
    expect(complaints).toEqual([]);
  }, 180_000);
});
