// The table of the thing model in a real browser on the real server: keys, undo, paste, errors, drafts, phones.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const property = (identifier: string, name: string, dataType: object) => ({
  ...{ identifier, name, accessMode: "r", required: false, dataType },
});
const MODEL = {
  properties: [
    property("temp", "Oil temperature", { type: "float", min: -20, max: 120, unit: "°C" }),
    property("mode", "Mode", { type: "enum", items: { 0: "Off", 1: "On" } }),
    property("gps", "Position", {
      type: "struct",
      fields: [{ identifier: "lon", name: "Lon", dataType: { type: "double" } }],
    }),
  ],
  events: [{ identifier: "hot", name: "Too hot", level: "alert", output: [] }],
  services: [],
};

const modelOf = async (real: RealApp, part = "thing-model") =>
  (await real.api.get(`/products/press/${part}`)).body as typeof MODEL & {
    code?: string;
    model?: typeof MODEL;
  };
const cell = (page: Page, row: number, key: string) =>
  page.locator(`.sheet [data-row="${row}"] [data-key="${key}"]`);
const identifiers = (page: Page) => page.locator('.sheet tbody td[data-key="identifier"]').allInnerTexts();

describe.skipIf(CHROMIUM === undefined)("the model editor", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal();
  }, 180_000);
  afterAll(async () => {
    await real?.[Symbol.asyncDispose]();
    await browser?.close();
  });
  const reset = async () => {
    const { body } = await real.api.get("/products/press");
    if ((body as { status?: string }).status === "published")
      await real.api.post("/products/press/unpublish", {});
    await real.api.delete("/products/press/thing-model/draft");
    const document = { products: [{ productKey: "press", name: "Press", thingModel: MODEL }] };
    expect((await real.api.post("/apply", document)).status).toBe(200);
  };

  test("rows are written by keyboard alone, undone, and saved", async () => {
    await reset();
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);
    await cell(page, 0, "identifier").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Home");
    await page.keyboard.type("speed");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Speed");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.type("int");
    await page.keyboard.press("Tab");
    await page.keyboard.type("rpm");
    await page.keyboard.press("Tab");
    await page.keyboard.type("0");
    await page.keyboard.press("Tab");
    await page.keyboard.type("3000");
    await page.keyboard.press("Enter");
    expect(await identifiers(page)).toEqual(["temp", "mode", "gps", "speed", "Type to add"]);
    // Enter came back to the column in which the row was begun.
    await page.keyboard.type("load");
    await page.keyboard.press("Enter");
    await cell(page, 0, "max").click();
    await page.keyboard.press("Delete");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Control+d");
    await page.keyboard.press("Alt+ArrowDown");
    expect(await identifiers(page)).toEqual([
      "temp",
      "mode",
      "gps",
      "mode_2",
      "speed",
      "load",
      "Type to add",
    ]);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("Control+z");
    expect(await identifiers(page)).toEqual(["temp", "mode", "gps", "speed", "Type to add"]);
    expect(await cell(page, 0, "max").textContent()).toBe("120");
    await page.keyboard.press("Control+y");
    await page.keyboard.press("Control+z");
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByText("Thing model saved as version 2.").waitFor();
    expect((await modelOf(real)).properties.at(-1)).toEqual(
      property("speed", "Speed", { type: "int", min: 0, max: 3000, unit: "rpm" }),
    );
    expect(complaints).toEqual([]);
  }, 180_000);

  test("what is wrong is marked in its cell and found; the form has the rest", async () => {
    await reset();
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);
    await cell(page, 0, "max").dblclick();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("-30");
    await page.keyboard.press("Enter");
    await cell(page, 1, "identifier").click();
    await page.keyboard.type("temp");
    await page.keyboard.press("Enter");
    await page.getByText("2 things to mend").waitFor();
    expect(await cell(page, 0, "max").getAttribute("title")).toBe("Must not be below the minimum");
    expect(await cell(page, 1, "identifier").getAttribute("aria-invalid")).toBe("true");
    expect(await axeViolations(page)).toEqual([]);
    // Saving goes to the first of them instead.
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByText("Maximum Must not be below the minimum").waitFor();
    await page.keyboard.type("99");
    await page.keyboard.press("Enter");
    await cell(page, 1, "identifier").click();
    await page.keyboard.type("state");
    await page.keyboard.press("Enter");
    await cell(page, 1, "spec").click();
    await page.keyboard.type("0=Off, 1=On, 2=Fault");
    await page.keyboard.press("Enter");
    // The next cell down is that of a struct: its form opens.
    await page.keyboard.press("Enter");
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Add field" }).click();
    await form.getByLabel("Identifier").last().fill("lat");
    await form.getByLabel("Name").last().fill("Lat");
    expect(await axeViolations(page)).toEqual([]);
    await form.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByText("Thing model saved as version").waitFor();
    const { properties } = await modelOf(real);
    expect(properties.map(({ identifier, dataType }) => [identifier, dataType])).toEqual([
      ["temp", { type: "float", min: -20, max: 99, unit: "°C" }],
      ["state", { type: "enum", items: { 0: "Off", 1: "On", 2: "Fault" } }],
      [
        "gps",
        {
          type: "struct",
          fields: [
            { identifier: "lon", name: "Lon", dataType: { type: "double" } },
            { identifier: "lat", name: "Lat", dataType: { type: "float" } },
          ],
        },
      ],
    ]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("a table from a spreadsheet is shown row by row before it is taken over", async () => {
    await reset();
    await using visited = await visitReal(browser, real, { language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);
    await cell(page, 0, "identifier").click();
    const text = [
      "标识符\t名称\t数据类型\t单位\t最小值\t最大值\t读写类型",
      "temp\t油温\t浮点\t°C\t-20\t150\t只读",
      "vibration\t振动\t双精度\tmm/s\t0\t50\t读写",
      "bad id\t坏的\t张量\t\t\t\t",
    ].join("\r\n");
    await page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, text);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("新增 1，修改 1，无变化 0，跳过 1").waitFor();
    await dialog.getByText("类型：无法识别“张量”").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "采用 2 行" }).click();
    expect(await identifiers(page)).toEqual(["temp", "vibration", "mode", "gps", "输入即添加"]);
    expect(await cell(page, 0, "max").textContent()).toBe("150");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("the model of a published product is saved as a draft, which can be discarded", async () => {
    await reset();
    expect(await real.api.post("/products/press/publish", {})).toMatchObject({ status: 200 });
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);
    await page.getByText("This product is published").waitFor();
    await cell(page, 0, "name").click();
    await page.keyboard.type("Oil");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("This is a draft.").waitFor();
    expect((await modelOf(real)).properties[0]?.name).toBe("Oil temperature");
    expect((await modelOf(real, "thing-model/draft")).model?.properties[0]?.name).toBe("Oil");
    await page.getByRole("button", { name: "Discard draft" }).click();
    await page.getByText("The draft was discarded.").waitFor();
    await cell(page, 0, "name").filter({ hasText: "Oil temperature" }).waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);

  test.each([
    [360, "zh-CN", "light", ".mantine-Table-table"],
    [360, "en", "dark", ".mantine-Table-table"],
    [3840, "en", "light", ".sheet"],
  ] as const)(
    "%i px, %s, %s: nothing is cut off and axe is content",
    async (width, language, scheme, selector) => {
      await reset();
      await using visited = await visitReal(browser, real, { width, height: 900, language, scheme });
      const { page, complaints } = visited;
      await page.goto(`${real.url}/ui/products/press`);
      await page.locator(selector).waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await axeViolations(page)).toEqual([]);
      if (width === 360) {
        await page.getByRole("button", { name: "Oil temperature", exact: true }).click();
        await page.getByRole("dialog").locator("input").first().waitFor();
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      }
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
