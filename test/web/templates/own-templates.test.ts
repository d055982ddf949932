// A product becomes a template of one's own, is found, changed, replaced, used, taken to another Gantry and deleted.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

interface FilePayload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const title = CHROMIUM === undefined ? "own templates (skipped: no chromium is installed)" : "own templates";
const SHOTS = process.env.GANTRY_SHOTS;
const number = (identifier: string, name: string) => ({
  ...{ identifier, name, accessMode: "r", dataType: { type: "double", unit: "bar" } },
});
const DOCUMENT = {
  products: [
    {
      ...{ productKey: "press", name: "Press", description: "Hydraulic press", validation: "strict" },
      thingModel: {
        properties: [number("pressure", "Pressure"), number("stroke", "Stroke")],
        events: [{ identifier: "jam", name: "Jam", level: "alert", output: [] }],
      },
    },
    { productKey: "lamp", name: "Lamp", thingModel: { properties: [number("level", "Level")] } },
  ],
};
const MAP = {
  points: [
    { identifier: "pressure", area: "holding", address: 0, type: "uint16", scale: 0.1 },
    { identifier: "stroke", area: "holding", address: 1, type: "uint16" },
  ],
  sources: [{ title: "P40 manual", revision: "2024-03", url: "https://example.com/p40.pdf" }],
};

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function check(page: Page, name: string): Promise<void> {
  await shot(page, name);
  expect([name, await axeViolations(page), await overflow(page)]).toEqual([name, [], 0]);
}

async function saveAsTemplate(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/ui/products/press`);
  await page.getByRole("button", { name: "Save as template" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as template" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Press 40 t");
  await dialog.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Machine" }).click();
  await dialog.getByRole("textbox", { name: "Maker" }).fill("Müller");
  await dialog.getByRole("textbox", { name: "Model" }).fill("P40");
  await dialog.getByRole("textbox", { name: "Notes" }).fill("RS-485 on terminals 3 and 4");
  await dialog.getByRole("textbox", { name: "Serial" }).fill("9600 8X1");
  await dialog.getByText("Serial, as 9600 8N1 is not valid").waitFor();
  expect(await dialog.getByRole("button", { name: "Save template" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox", { name: "Serial" }).fill("19200 8E1");
  await dialog.getByRole("checkbox", { name: "Compared with a unit" }).check();
  await dialog.getByRole("textbox", { name: "Which unit" }).fill("P40 no. 17");
  await check(page, "save");
  await dialog.getByRole("button", { name: "Save template" }).click();
  await page.waitForURL(/product-templates\/own-/);
  await page.getByText(/^admin compared it with P40 no\. 17, /).waitFor();
  await page.getByText("19200 8E1").waitFor();
}

async function editNotes(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More for Press 40 t" }).click();
  await page.getByRole("menuitem", { name: "Edit name and notes" }).click();
  const drawer = page.getByRole("dialog", { name: "Edit name and notes" });
  await drawer.getByRole("textbox", { name: "Notes" }).fill("Firmware 2.3 or newer");
  await check(page, "edit");
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Firmware 2.3 or newer").waitFor();
  await page.getByText(/^admin compared it with P40 no\. 17, /).waitFor();
}

async function replaceByProduct(page: Page, real: RealApp): Promise<void> {
  const path = "/products/press/register-map";
  const points = MAP.points.map((point) =>
    point.identifier === "stroke" ? { ...point, address: 9 } : point,
  );
  await real.api.put(path, { ...MAP, points });
  await page.getByRole("button", { name: "More for Press 40 t" }).click();
  await page.getByRole("menuitem", { name: "Replace by a product" }).click();
  const dialog = page.getByRole("dialog", { name: "Replace by a product" });
  await dialog.getByText("changes: address").waitFor();
  await dialog.getByText("Other registers were compared with a unit than these.").waitFor();
  await check(page, "replace");
  await dialog.getByRole("button", { name: "Replace", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Nobody has said yet that the values agree with a unit.").waitFor();
}

async function exported(page: Page): Promise<FilePayload> {
  await page.getByRole("button", { name: "More for Press 40 t" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export as a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^own-\w{10}\.template\.json$/);
  const buffer = Buffer.from(await Bun.file(await download.path()).arrayBuffer());
  return { name: download.suggestedFilename(), mimeType: "application/json", buffer };
}

async function importFile(page: Page, url: string, file: FilePayload): Promise<void> {
  await page.goto(`${url}/ui/product-templates`);
  await page.getByRole("button", { name: "Import template" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a template" });
  await dialog.locator("input[type=file]").setInputFiles(file);
  await dialog.getByText("Press 40 t").waitFor();
}

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let here: RealApp;
  let there: RealApp;
  let file: FilePayload;
  beforeAll(async () => {
    [browser, here, there] = await Promise.all([
      startBrowser(),
      startReal({ document: DOCUMENT }),
      startReal(),
    ]);
    await here.api.put("/products/press/register-map", MAP);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await here[Symbol.asyncDispose]();
    await there[Symbol.asyncDispose]();
  });

  test("saved, found beside the others, edited, replaced with the difference shown, used", async () => {
    await using visited = await visitReal(browser, here, { width: 1440 });
    const { page, complaints } = visited;
    await saveAsTemplate(page, here.url);
    await check(page, "own");
    await page.goto(`${here.url}/ui/product-templates`);
    await page.getByRole("link", { name: "Press 40 t" }).waitFor();
    await page.getByRole("link", { name: "ABB ACS" }).first().waitFor();
    await check(page, "gallery-own");
    await page.getByRole("searchbox", { name: "Search maker, model or kind" }).fill("müller terminals");
    await page.waitForURL(/q=m/);
    await page.getByRole("link", { name: "ABB ACS" }).first().waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Press 40 t" }).click();
    await editNotes(page);
    await replaceByProduct(page, here);
    file = await exported(page);
    await page.getByRole("button", { name: "Use this template" }).click();
    await page.getByRole("textbox", { name: "Product key" }).fill("press-2");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.waitForURL(/products\/press-2\/registers/);
    const { body } = await here.api.get("/products/press-2");
    expect(body).toMatchObject({ name: "Press 40 t", description: "Hydraulic press", validation: "strict" });
    // Saved once, it is offered to be replaced.
    await page.goto(`${here.url}/ui/products/press`);
    await page.getByRole("button", { name: "Save as template" }).click();
    await page.getByText("Nothing is different.").waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  test("taken to another Gantry, where a newer file replaces it; deleted after a question", async () => {
    await using visited = await visitReal(browser, there, { width: 1440 });
    const { page, complaints } = visited;
    await importFile(page, there.url, file);
    await page.getByText("A new template is made.").waitFor();
    await check(page, "import");
    await page.getByRole("dialog").getByRole("button", { name: "Import template" }).click();
    await page.waitForURL(/product-templates\/own-/);
    await page.getByText("A file", { exact: true }).waitFor();
    const id = page.url().split("/").at(-1) ?? "";
    await there.api.patch(`/product-templates/${id}`, { note: "Changed here" });
    await importFile(page, there.url, file);
    await page.getByText("This template is here already and is replaced.").waitFor();
    await page.getByText("Changed here → Firmware 2.3 or newer").waitFor();
    await check(page, "import-again");
    await page.getByRole("switch", { name: "Keep the one that is here" }).check();
    await page.getByText("A new template is made.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Import template" }).click();
    await page.waitForURL((url) => url.pathname.includes("own-") && !url.pathname.endsWith(id));
    await page.getByRole("button", { name: "More for Press 40 t" }).click();
    await page.getByRole("menuitem", { name: "Delete template" }).click();
    await page.getByText("Products that were made of it stay.").waitFor();
    await check(page, "delete");
    await page.getByRole("button", { name: "Delete template" }).click();
    await page.waitForURL(/product-templates$/);
    const { body } = await there.api.get("/product-templates?origin=own");
    expect(body).toMatchObject({ items: [{ id, name: "Press 40 t" }], total: 1 });
    expect(complaints).toEqual([]);
  }, 120_000);

  test("one that comes with Gantry keeps its mark, and can only be used or taken away", async () => {
    await using visited = await visitReal(browser, here, { width: 1280, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${here.url}/ui/product-templates/eastron-sdm630`);
    await page.getByText("Verify on your unit").waitFor();
    await page.getByRole("button", { name: /^More for / }).click();
    await page.getByRole("menuitem", { name: "Export as a file" }).waitFor();
    expect(await page.getByRole("menuitem").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByRole("menuitem").waitFor({ state: "detached" });
    await check(page, "built-in-dark");
    await page.goto(`${here.url}/ui/products/lamp`);
    await page.getByRole("button", { name: "Save as template" }).click();
    await page.getByText("New template", { exact: true }).click();
    await page.getByRole("combobox", { name: "Kind" }).click();
    await page.getByRole("option", { name: "Other" }).click();
    expect(await page.getByText("How the unit is delivered").count()).toBe(0);
    await page.getByRole("button", { name: "Save template" }).click();
    await page.waitForURL(/product-templates\/own-/);
    await page.getByText("About this template").waitFor();
    await check(page, "without-registers");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("fits a phone, in Chinese and dark", async () => {
    await using visited = await visitReal(browser, here, {
      ...{ width: 360, height: 740, language: "zh-CN", scheme: "dark" },
    });
    const { page, complaints } = visited;
    await page.goto(`${here.url}/ui/product-templates?origin=own`);
    await page.getByRole("link", { name: "Press 40 t" }).waitFor();
    await check(page, "phone-gallery");
    await page.getByRole("link", { name: "Press 40 t" }).click();
    await page.getByText("尚无人确认数值与设备一致。").waitFor();
    await check(page, "phone-own");
    await page.getByRole("button", { name: "Press 40 t" }).click();
    await page.getByRole("menuitem", { name: "编辑名称与备注" }).click();
    await page.getByRole("textbox", { name: "备注" }).waitFor();
    await check(page, "phone-edit");
    await page.goto(`${here.url}/ui/products/press`);
    await page.getByRole("button", { name: "另存为模板" }).click();
    await page.getByText("没有差异。").waitFor();
    await check(page, "phone-save");
    expect(complaints).toEqual([]);
  }, 120_000);
});
