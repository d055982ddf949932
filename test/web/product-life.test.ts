// A product's list, settings, life and file in a real browser on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const DOCUMENT = {
  products: [
    {
      ...{ productKey: "press", name: "Press 400t", description: "Hydraulic press", productSecret: "s3cret" },
      thingModel: { properties: [{ identifier: "temp", name: "Temp", dataType: { type: "float" } }] },
    },
    { productKey: "probe", name: "Probe", nodeType: "sub" },
    { productKey: "gw", name: "Gateway 2", nodeType: "gateway", isEnabled: false },
    { productKey: "gw10", name: "Gateway 10", nodeType: "gateway" },
  ],
};

const title = CHROMIUM === undefined ? "products (skipped: no chromium is installed)" : "products";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
  }, 180_000);
  afterAll(async () => {
    await real?.[Symbol.asyncDispose]();
    await browser?.close();
  });
  const product = async (key: string) =>
    (await real.api.get(`/products/${key}`)).body as Record<string, unknown>;

  test("the list is filtered and ordered by the server", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products?nodeType=gateway&sort=name`);
    await page.getByRole("link", { name: "Gateway 10" }).waitFor();
    const names = () => page.locator(".row-link").allInnerTexts();
    expect(await names()).toEqual(["Gateway 2", "Gateway 10"]);
    await page.goto(`${real.url}/ui/products?enabled=false`);
    await page.getByText("Disabled", { exact: true }).first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".row-link").length === 1);
    expect(await names()).toEqual(["Gateway 2"]);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("settings are saved, a product is published, and then cannot be deleted", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press/settings`);
    const panel = (name: string) => page.getByRole("region", { name });
    await panel("Presence").getByRole("textbox", { name: "Stale after" }).fill("5");
    await panel("Presence").getByRole("textbox", { name: "Offline after" }).fill("2");
    await page.getByText("Must be longer than the time after which it is stale").waitFor();
    await panel("Presence").getByRole("textbox", { name: "Offline after" }).fill("15");
    await panel("Presence").getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").first().waitFor();
    await panel("Connection").getByLabel("Dialects").click();
    await page.getByRole("option", { name: "Alibaba Cloud (Alink)" }).click();
    await page.keyboard.press("Escape");
    await panel("Connection").getByRole("button", { name: "Save" }).click();
    await panel("Reports").getByText("Data streams", { exact: true }).click();
    await panel("Reports").getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(
      () => document.querySelectorAll("form button[type=submit]:not([disabled])").length === 0,
    );
    expect(await product("press")).toMatchObject({
      offlineRule: { staleAfterS: 300, offlineAfterS: 900 },
      dialects: ["alink"],
      dataMode: "streams",
    });
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("The product is published.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("press");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Product press is published, so it cannot be deleted").waitFor();
    expect((await product("press")).status).toBe("published");
    await real.api.post("/products/press/unpublish", {});
    expect(complaints).toEqual([]);
  }, 180_000);

  test("secrets are shown, replaced and set", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/probe/settings`);
    await page.getByRole("button", { name: "Reveal" }).click();
    await page.getByRole("button", { name: "Show: Product secret" }).click();
    await page.getByRole("button", { name: "Replace" }).last().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Tokens that were signed with the old one hold").waitFor();
    await dialog.getByRole("combobox", { name: "The old one stays good for" }).click();
    await page.getByRole("option", { name: "not at all" }).click();
    await dialog.getByText("Tokens that were signed with it are refused.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Replace" }).click();
    await page.getByText("It was replaced.").first().waitFor();
    await page.getByText("stays good until").first().waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Replace" }).first().click();
    await dialog.getByRole("button", { name: "Replace" }).click();
    await page.getByText("The former product secret stays good until").waitFor();
    if (process.env.SHOTS !== undefined)
      await page.screenshot({ path: `${process.env.SHOTS}/former-secret.png`, fullPage: true });
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("stays good until").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Set", exact: true }).first().click();
    await page.getByRole("dialog").getByLabel("Product secret").fill("as-before");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").first().waitFor();
    const { body } = await real.api.get("/products/probe/secret");
    expect((body as { productSecret: string }).productSecret).toBe("as-before");
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("a product goes out as a file and comes in again, after its differences were shown", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products`);
    await page.getByRole("button", { name: "Press 400t 的更多操作" }).click();
    await page.getByRole("menuitem", { name: "导出" }).click();
    await page.getByRole("checkbox").check();
    const downloaded = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: "下载" }).click();
    const text = await readFile(await (await downloaded).path(), "utf8");
    const bundle = JSON.parse(text) as { productKey: string; secrets: object; settings: object };
    expect(bundle).toMatchObject({ productKey: "press", secrets: { productSecret: "s3cret" } });
    const changed = { ...bundle, settings: { ...bundle.settings, name: "冲床 2" } };
    await page.getByRole("button", { name: "导入" }).click();
    const buffer = Buffer.from(JSON.stringify(changed));
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "p.json", mimeType: "application/json", buffer });
    const dialog = page.getByRole("dialog");
    await dialog.getByText("产品 press 已存在，将采用 1 处差异。").waitFor();
    await dialog.getByRole("cell", { name: "冲床 2" }).waitFor();
    expect((await product("press")).name).toBe("Press 400t");
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "导入" }).click();
    await page.getByRole("heading", { level: 1, name: "冲床 2" }).waitFor();
    expect((await product("press")).name).toBe("冲床 2");
    await page.goto(`${real.url}/ui/products`);
    await page.getByRole("button", { name: "Probe 的更多操作" }).click();
    await page.getByRole("menuitem", { name: "复制" }).click();
    await page.getByRole("dialog").getByLabel("ProductKey").fill("probe2");
    await page.getByRole("dialog").getByRole("button", { name: "复制" }).click();
    await page.getByRole("heading", { level: 1, name: "Probe（副本）" }).waitFor();
    expect(await product("probe2")).toMatchObject({ nodeType: "sub", status: "draft" });
    expect(complaints).toEqual([]);
  }, 180_000);

  test.each([
    [360, "zh-CN", "dark", "products"],
    [360, "en", "light", "products/press/settings"],
    [3840, "zh-CN", "light", "products"],
  ] as const)(
    "%i px, %s, %s, %s: nothing is cut off and axe is content",
    async (width, language, scheme, path) => {
      await using visited = await visitReal(browser, real, { width, height: 800, language, scheme });
      const { page, complaints } = visited;
      await page.goto(`${real.url}/ui/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      expect([await overflow(page), await axeViolations(page), complaints]).toEqual([0, [], []]);
    },
    60_000,
  );
});
