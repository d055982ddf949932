// Large files on a slow line: how far they are is shown and told, they can be stopped, and what is refused is said.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, CDPSession, Page } from "playwright-core";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser, type VisitOptions } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const DOCUMENT = { products: [{ productKey: "press", name: "Press" }] };
const KIB = 1_024;

const table = (rows: number) =>
  `product,deviceName,name,notes\n${Array.from({ length: rows }, (_, row) => `press,P${row},Press ${row},${"n".repeat(60)}\n`).join("")}`;
const csv = (rows: number) => ({
  ...{ name: "devices.csv", mimeType: "text/csv", buffer: Buffer.from(table(rows)) },
});

describe.skipIf(CHROMIUM === undefined)("uploads", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const look = async (page: Page, name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
    expect({ name, axe: await axeViolations(page), wide: await overflow(page) }).toEqual({
      ...{ name, axe: [], wide: 0 },
    });
  };
  const slow = async (page: Page, bytesPerS: number): Promise<CDPSession> => {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerS },
    });
    return session;
  };
  const share = async (page: Page) =>
    Number(await page.getByRole("progressbar").getAttribute("aria-valuenow"));

  test.each([
    { language: "en", scheme: "light", width: 1280 },
    { language: "zh-CN", scheme: "dark", width: 360 },
  ] as const)(
    "tells how far it is, and stops: $language, $width px",
    async (options: VisitOptions) => {
      await using visited = await visitReal(browser, real, options);
      const { page, complaints } = visited;
      const isChinese = options.language === "zh-CN";
      await page.goto(`${real.url}/ui/devices/import`);
      await page.locator('input[type="file"]').waitFor({ state: "attached" });
      await slow(page, 400 * KIB);
      await page.locator('input[type="file"]').setInputFiles(csv(40_000));
      const bar = page.getByRole("progressbar", {
        name: isChinese ? "正在上传 devices.csv" : "Uploading devices.csv",
      });
      await bar.waitFor();
      const seen: number[] = [];
      await until(async () => {
        seen.push(await share(page));
        return (seen.at(-1) ?? 0) > 15;
      }, "a part of the file");
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(await bar.getAttribute("aria-valuetext")).toMatch(
        isChinese ? /^\S+ \S+ \/ \S+ \S+（\d+%）$/ : /^\S+ \S+ of \S+ \S+ \(\d+%\)$/,
      );
      await look(page, `upload-${options.width}-${options.language}-${options.scheme}`);
      await page.getByRole("button", { name: isChinese ? "取消上传" : "Cancel upload" }).click();
      await page.getByRole("button", { name: isChinese ? "选择文件" : "Choose a file" }).waitFor();
      expect([await bar.count(), await page.getByRole("alert").count()]).toEqual([0, 0]);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  test("a file that goes through is read, and one that is refused says why", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/import`);
    const input = page.locator('input[type="file"]');
    await input.setInputFiles({
      name: "odd.xlsx",
      mimeType: "",
      buffer: Buffer.from("PK\u0003\u0004 broken"),
    });
    await page.getByText("That did not work").waitFor();
    await input.setInputFiles(csv(5_000));
    await page.getByText("5,000 rows in devices.csv").waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("leaving the page stops it, and nothing waits on the server", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/import`);
    await page.locator('input[type="file"]').waitFor({ state: "attached" });
    await slow(page, 200 * KIB);
    const failed = page.waitForEvent("requestfailed", (one) => one.url().includes("/device-import-files"));
    await page.locator('input[type="file"]').setInputFiles(csv(40_000));
    await until(async () => (await share(page)) > 5, "a part of the file");
    await page.getByRole("link", { name: "Overview" }).click();
    expect((await failed).failure()?.errorText).toContain("ABORTED");
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a register map and a thing model go the same way", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    const model = { properties: [{ identifier: "force", name: "Force", dataType: { type: "float" } }] };
    const file = (name: string, text: string) => ({ name, mimeType: "", buffer: Buffer.from(text) });
    await page.goto(`${real.url}/ui/products/press`);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    let dialog = page.getByRole("dialog");
    await dialog.getByText("Drop the file here").waitFor();
    await look(page, "upload-model");
    await dialog.locator('input[type="file"]').setInputFiles(file("model.json", JSON.stringify(model)));
    await dialog.getByRole("button", { name: "Put in force" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.goto(`${real.url}/ui/products/press/registers`);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    dialog = page.getByRole("dialog");
    const map = { points: [{ identifier: "force", area: "holding", address: 4, type: "uint16" }] };
    await dialog.locator('input[type="file"]').setInputFiles(file("map.json", JSON.stringify(map)));
    await dialog.getByText("force").first().waitFor();
    await look(page, "upload-map");
    expect(complaints).toEqual([]);
  }, 60_000);
});
