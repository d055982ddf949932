// A person commissions a real Modbus unit in a real browser: link, scan, product, a value found by its display.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startModbusServer } from "../../harness/modbus/server-tcp.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const REGISTERS = { 0: 1, 1: 0, 2: 0x0000, 3: 0x41bc, 4: 17, 5: 9, 6: 0, 7: 0, 8: 0, 9: 0 };
const LOOKS = [
  { language: "en", scheme: "light", width: 1440 },
  { language: "zh-CN", scheme: "dark", width: 360 },
] as const;
const SHOTS = process.env.SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function commission(page: Page, url: string, port: number): Promise<void> {
  await page.goto(`${url}/ui/links/commission`);
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByLabel("Name", { exact: false }).first().fill("Line 1");
  await page.getByLabel("Address", { exact: false }).first().fill("127.0.0.1");
  await page.getByLabel("Port", { exact: false }).first().fill(String(port));
  await shoot(page, "link-form");
  await page.getByRole("button", { name: "Create link" }).click();
  await page.getByText("Up", { exact: true }).waitFor();
  await page.getByLabel("To unit").fill("2");
  await page.getByRole("button", { name: "Scan" }).click();
  await page.getByRole("checkbox", { name: "Choose unit 1" }).check();
  await shoot(page, "scan");
  await page.getByRole("button", { name: /^Go on with/ }).click();
  await page.getByText("New product").click();
  await page.getByLabel("Product name").fill("Boiler");
  await page.getByLabel("Unit 1").fill("boiler-1");
  await shoot(page, "product-step");
  await page.getByRole("button", { name: "Create 1 device" }).click();
  await page.getByLabel("How many").fill("10");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText("41bc").waitFor();
  await page.getByLabel("The panel shows").fill("23.5");
  await page.getByRole("button", { name: "Read and compare" }).click();
  await page.getByRole("button", { name: "Use 2 float32 CDAB" }).click();
  await page.getByText("New property").click();
  await page.getByLabel("Identifier").fill("temperature");
  await page.getByRole("button", { name: "Add register" }).click();
  await page.getByRole("cell", { name: "23.5", exact: true }).first().waitFor();
  await shoot(page, "live-step");
}

const title = CHROMIUM === undefined ? "field buses (skipped: no chromium is installed)" : "field buses";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  let unit: Awaited<ReturnType<typeof startModbusServer>>;
  beforeAll(async () => {
    [browser, real, unit] = await Promise.all([startBrowser(), startReal(), startModbusServer(REGISTERS)]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
    await unit.stop();
  });

  test("from a cable to a value, and what the pages then show", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    await commission(page, real.url, unit.port);
    const { body } = await real.api.get("/links");
    const id = body.items[0].id;
    const { body: slaves } = await real.api.get(`/links/${id}/slaves`);
    const { productKey, deviceName, settings } = slaves.items[0];
    expect({ deviceName, unit: settings.unit }).toEqual({ deviceName: "boiler-1", unit: 1 });
    const found: string[] = [];
    const device = `/devices/${productKey}/boiler-1/registers`;
    const pages = [
      "/links",
      `/links/${id}`,
      `/links/${id}/frames`,
      `/links/${id}/read`,
      device,
      "/links/server",
    ];
    for (const { language, scheme, width } of LOOKS) {
      await real.api.patch("/session", { language });
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const path of pages) {
        await page.goto(`${real.url}/ui${path}`);
        await page.waitForSelector("h1");
        await page.waitForFunction(() => document.querySelector("[role=status][aria-label]") === null);
        await shoot(page, `${path.replaceAll("/", "-")}-${width}`);
        const at = `${path} ${width}`;
        found.push(...(await axeViolations(page)).map((violation) => `${at}: ${violation}`));
        const wider = await overflow(page);
        if (wider > 0) found.push(`${at}: ${wider} px too wide`);
      }
    }
    expect({ found, complaints }).toEqual({ found: [], complaints: [] });
  }, 400_000);
});
