// A product's own topics and payloads, edited and tried in a real browser against the mock server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser, visit } from "./browser.ts";
import { startMock } from "./mock-api.ts";

const title = CHROMIUM === undefined ? "mapping (skipped: no chromium is installed)" : "mapping";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  test("a ready-made mapping is chosen, tried, saved and there again", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/products/power-meter/topics`);
    await page.getByRole("button", { name: "Tasmota" }).click();
    await page.getByText("Row 1 takes it.").waitFor();
    await page
      .getByText(/ENERGY_Power is not in the thing model/)
      .first()
      .waitFor();
    await page.getByLabel("Payload", { exact: true }).fill("no JSON");
    await page.getByText(/The payload is not JSON/).waitFor();
    await page.getByRole("button", { name: "Save mapping" }).click();
    await page.getByText("The mapping was saved.").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Edit tele/{deviceName}/SENSOR" }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a row is written by hand, on a phone", async () => {
    await using mock = await startMock();
    const look = { width: 360, height: 740, language: "en", scheme: "dark" } as const;
    await using visited = await visit(browser, mock.url, look);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/products/power-meter/topics`);
    await page.getByRole("button", { name: "Add row" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel(/^Topic/).fill("hall/{deviceName}/{property}");
    await form.getByText("Text", { exact: true }).click();
    await form.getByLabel("Times", { exact: true }).fill("0.1");
    expect({ violations: await axeViolations(page), overflow: await overflow(page) }).toEqual({
      violations: [],
      overflow: 0,
    });
    await form.getByRole("button", { name: "Apply" }).click();
    await page.getByLabel("Topic", { exact: true }).fill("hall/device-1/voltage");
    await page.getByLabel("Payload", { exact: true }).fill("2300");
    await page.getByRole("cell", { name: "230" }).first().waitFor();
    expect({ violations: await axeViolations(page), overflow: await overflow(page) }).toEqual({
      violations: [],
      overflow: 0,
    });
    expect(complaints).toEqual([]);
  }, 60_000);
});
