// A person commissions a real Modbus unit in a real browser: link, scan, product, a value found by its display.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startModbusServer } from "../../harness/modbus/server-tcp.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const REGISTERS = { 0: 1, 1: 0, 2: 0x0000, 3: 0x41bc, 4: 9_999, 5: 0, 6: 0, 7: 0, 8: 0, 9: 235 };
/** 23.5, 24 and 25.25 as CDAB; beside them the same number times ten, which only the first sample bears out. */
const SAMPLES = [
  { shown: "23.5", word: 0x41bc, tenfold: 235, low: 0 },
  { shown: "24.0", word: 0x41c0, tenfold: 236, low: 0 },
  { shown: "25.25", word: 0x41ca, tenfold: 236, low: 0 },
];
const LOOKS = [
  { language: "en", scheme: "light", width: 1440 },
  { language: "zh-CN", scheme: "dark", width: 360 },
] as const;
const SHOTS = process.env.SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function makeLink(page: Page, url: string, port: number): Promise<void> {
  await page.goto(`${url}/ui/links/commission`);
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  await page.getByText("Must not be empty").first().waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("Line 1");
  await page.getByRole("textbox", { name: "Address", exact: true }).fill("127.0.0.1");
  await page.getByRole("textbox", { name: "Port", exact: true }).fill("70000");
  await page.getByText("A whole number from 1 to 65535").waitFor();
  await page.getByRole("textbox", { name: "Port", exact: true }).fill(String(port));
  await shoot(page, "link-form");
  await page.getByRole("button", { name: "Create link" }).click();
  await page.getByText("Up", { exact: true }).waitFor();
}

async function makeDevice(page: Page): Promise<void> {
  await page.getByLabel("To unit").fill("2");
  await page.getByRole("button", { name: "Scan" }).click();
  // The only one that answers is the one that is meant.
  await page.getByRole("button", { name: "Go on with 1" }).waitFor();
  expect(await page.getByRole("checkbox", { name: "Choose unit 1" }).isChecked()).toBe(true);
  await page.getByText("Eastron SDM630 V1.8").waitFor();
  await shoot(page, "scan");
  await page.getByRole("button", { name: "Go on with 1" }).click();
  await page.getByRole("button", { name: "Eastron SDM630 three-phase meter" }).click();
  expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe(
    "Eastron SDM630 three-phase meter",
  );
  await shoot(page, "suggestion");
  await page.getByText("New product").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Boiler");
  await page.getByLabel("Unit 1").fill("boiler-1");
  await shoot(page, "product-step");
  await page.getByRole("button", { name: "Create 1 device" }).click();
}

async function findByDisplay(page: Page, holding: Map<number, number>): Promise<void> {
  await page.getByLabel("How many").fill("10");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText("41bc").waitFor();
  for (const [at, { shown, word, tenfold, low }] of SAMPLES.entries()) {
    for (const [address, value] of [
      [2, low],
      [3, word],
      [9, tenfold],
    ] as const)
      holding.set(address, value);
    await page.getByRole("textbox", { name: "The panel shows" }).fill(shown);
    await page.getByRole("button", { name: /^Read and compare/ }).click();
    const told = SAMPLES.slice(0, at + 1).map((sample) => sample.shown);
    await page.getByText(`Values so far: ${told.join(", ")}`).waitFor();
    if (at === 0) await page.getByRole("button", { name: "Use 9 int16 AB" }).waitFor();
  }
  await page.getByText("1 reading fits.").waitFor();
  await shoot(page, "guesser");
  await page.getByRole("button", { name: "Use 2 float32 CDAB" }).click();
  await page.getByLabel("Identifier").fill("temperature");
  await page.getByRole("button", { name: "Add register" }).last().click();
  await page.getByRole("cell", { name: "25.25", exact: true }).first().waitFor();
  await page.getByText("00 00 41 ca").first().waitFor();
}

/** From the manual: a register that is written, too. */
async function addByHand(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Use 4", exact: true }).click();
  await page.getByLabel("Identifier").fill("setPoint");
  await page.getByRole("combobox", { name: "Access" }).click();
  await page.getByRole("option", { name: "Read and write" }).click();
  await page.getByText("Further settings").click();
  await page.getByRole("textbox", { name: "Write at most" }).fill("100");
  await page.getByRole("button", { name: "Add register" }).last().click();
  await page.getByRole("cell", { name: "9,999", exact: true }).first().waitFor();
}

async function keep(page: Page): Promise<string | null> {
  await page.getByRole("button", { name: "I compared it with a unit" }).click();
  await page.getByText("Compared with a unit").waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Product file" }).click(),
  ]);
  await shoot(page, "live-step");
  return file.path();
}

/** A template of one's own, with how the unit was reached. */
async function saveTemplate(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save as template" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as template" });
  await dialog.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Machine" }).click();
  expect(await dialog.getByRole("checkbox", { name: "Compared with a unit" }).isChecked()).toBe(true);
  await dialog.getByRole("textbox", { name: "Which unit" }).fill("Boiler no. 3");
  await shoot(page, "save-template");
  await dialog.getByRole("button", { name: "Save template" }).click();
  await page.getByText(/^admin compared it with Boiler no\. 3, /).waitFor();
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

  test("from a cable to values, with the order of bytes found by three values of the display", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    await makeLink(page, real.url, unit.port);
    await makeDevice(page);
    await findByDisplay(page, unit.holding);
    await addByHand(page);
    const template = await Bun.file((await keep(page)) ?? "").json();
    const { body: slaves } = await real.api.get("/links/1/slaves");
    const { productKey, deviceName, settings } = slaves.items[0];
    expect({ deviceName, unit: settings.unit }).toEqual({ deviceName: "boiler-1", unit: 1 });
    const { body: map } = await real.api.get(`/products/${productKey}/register-map`);
    expect(map).toMatchObject({
      isVerified: true,
      points: [
        {
          identifier: "temperature",
          area: "holding",
          address: 2,
          type: "float32",
          order: "CDAB",
          access: "r",
        },
        {
          identifier: "setPoint",
          area: "holding",
          address: 4,
          type: "uint16",
          access: "rw",
          write: { max: 100 },
        },
      ],
    });
    expect(JSON.stringify(template)).toContain('"setPoint"');
    await saveTemplate(page);
    const { body: saved } = await real.api.get(`/product-templates/${page.url().split("/").at(-1)}`);
    expect(saved).toMatchObject({
      ...{ name: "Boiler", family: "machine", own: { productKey } },
      verification: { unit: "Boiler no. 3", by: "admin", isElsewhere: false },
      registerMap: { isVerified: true, unit: { id: 1, tcpPort: unit.port } },
    });
    expect(complaints).toEqual([]);
  }, 120_000);

  test("a second device at the same unit is told of, before and after", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    const { productKey } = (await real.api.get("/links/1/slaves")).body.items[0];
    await real.api.post("/devices", { productKey, deviceName: "boiler-2" });
    await page.goto(`${real.url}/ui/devices/${productKey}/boiler-2/registers`);
    await page.getByRole("button", { name: "Put on a link" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("combobox", { name: "Link" }).click();
    await page.getByRole("option", { name: "Line 1" }).click();
    await drawer.getByLabel("Unit address").fill("1");
    await drawer.getByText("boiler-1 has this unit address on the link already.", { exact: false }).waitFor();
    await shoot(page, "same-unit");
    await drawer.getByRole("button", { name: "Save" }).click();
    await drawer.waitFor({ state: "hidden" });
    await page.goto(`${real.url}/ui/links/1`);
    await page.getByText("3 registers are read twice").waitFor();
    expect((await real.api.get("/links/1/report")).body.overlaps).toEqual([
      { device: `${productKey}/boiler-2`, other: `${productKey}/boiler-1`, registers: 3 },
    ]);
    await shoot(page, "overlaps");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("every page of it, in both languages, on a desk and on a phone", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    const { body: slaves } = await real.api.get("/links/1/slaves");
    const { productKey } = slaves.items[0];
    const found: string[] = [];
    const pages = [
      ...["/", "/links", "/links/1", "/links/1/frames", "/links/1/read", "/links/1/settings"],
      ...["/links/commission", "/links/commission?link=1", "/links/commission?link=1&units=9"],
      ...[`/links/commission?link=1&units=1&product=${productKey}`, "/links/server", "/links/callers"],
      ...[`/devices/${productKey}/boiler-1/registers`, `/devices/${productKey}/boiler-1/control`],
      `/products/${productKey}/registers`,
    ];
    for (const { language, scheme, width } of LOOKS) {
      await real.api.patch("/session", { language });
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const [index, path] of pages.entries()) {
        await page.goto(`${real.url}/ui${path}`);
        await page.waitForSelector("h1");
        await page.waitForFunction(() => document.querySelector("[role=status][aria-label]") === null);
        await shoot(page, `page-${index}-${width}`);
        const at = `${path} ${width}`;
        found.push(...(await axeViolations(page)).map((violation) => `${at}: ${violation}`));
        const wider = await overflow(page);
        if (wider > 0) found.push(`${at}: ${wider} px too wide`);
      }
    }
    expect({ found, complaints }).toEqual({ found: [], complaints: [] });
  }, 900_000);
});
