// The forms of serial lines in a real browser, where the server says that it runs on Windows.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const title = CHROMIUM === undefined ? "COM ports (skipped: no chromium is installed)" : "COM ports";
const PORTS = [
  { path: "COM1", device: "COM1", title: "Serial0" },
  { path: "COM12", device: "COM12", title: "VCP0" },
];

async function onWindows(page: Page, items: readonly object[]): Promise<void> {
  await page.route("**/serial-ports", (route) => route.fulfill({ json: { names: "com", items } }));
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: { products: [] } })]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a port is chosen or typed, small letters too; what is no port says what one is", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page } = visited;
    page.setDefaultTimeout(30_000);
    await onWindows(page, PORTS);
    const sent = page.waitForRequest(
      (request) => request.method() === "POST" && request.url().endsWith("/links"),
    );
    await page.goto(`${real.url}/ui/links/commission`);
    await page.getByRole("button", { name: "New link" }).click();
    await page.getByText("Serial port", { exact: true }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Line 1");
    await page.getByRole("combobox", { name: "Ports of this computer" }).click();
    await page.getByRole("option", { name: "VCP0 (COM12)" }).click();
    const field = page.getByRole("textbox", { name: "Port", exact: true });
    expect(await field.inputValue()).toBe("COM12");
    await field.fill("COM300");
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByText("COM1 to COM256", { exact: true }).waitFor();
    await shoot(page, "com-wrong");
    await field.fill("com7");
    await page.getByRole("button", { name: "Create link" }).click();
    expect((await sent).postDataJSON()).toMatchObject({ transport: { kind: "serial", path: "COM7" } });
    // This server is none of Windows: it says so.
    await page.getByText("COM7 names no serial port of this system", { exact: false }).waitFor();
    await shoot(page, "com-refused");
  }, 120_000);

  test("without a port, in Chinese on a phone", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN", scheme: "dark", width: 360 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    await onWindows(page, []);
    await page.goto(`${real.url}/ui/links/commission`);
    await page.getByRole("button", { name: "新建链路" }).click();
    await page.getByText("串口", { exact: true }).click();
    await page.getByText("在设备管理器中检查其驱动", { exact: false }).waitFor();
    await shoot(page, "com-zh");
    expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
  }, 120_000);
});
