// Roles and keys on the pages of the real server: made in a few clicks, held to at once.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { REAL_PASSWORD, type RealApp, startReal, visitReal } from "../real-app.ts";

const product = (productKey: string) => ({
  ...{ productKey, name: productKey, productSecret: "productsecret0001" },
  thingModel: { properties: [{ identifier: "temp", name: "Temp", dataType: { type: "double" } }] },
});
const device = (productKey: string, deviceName: string) => ({
  ...{ productKey, deviceName, deviceSecret: `secret-of-${deviceName}` },
});
const DOCUMENT = {
  products: [product("pump"), product("fan")],
  devices: [device("pump", "pump-1"), device("fan", "fan-1")],
};

describe.skipIf(CHROMIUM === undefined)("rights", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a role of one product shows its user that product alone", async () => {
    await using admin = await visitReal(browser, real, { password: REAL_PASSWORD, language: "en" });
    const { page } = admin;
    await page.goto(`${real.url}/ui/settings/roles`);
    await page.getByRole("button", { name: "New role" }).click();
    const dialog = page.getByRole("dialog", { name: "New role" });
    await dialog.getByLabel("Name").fill("Pump keepers");
    for (const area of [
      "Devices",
      "Products",
      "Values and history",
      "Live view",
      "Overview and state",
      "Groups",
    ])
      await dialog.getByRole("checkbox", { name: `${area}: View`, exact: true }).check();
    await dialog.getByText("Only a part", { exact: true }).click();
    await dialog.getByText("Product", { exact: true }).click();
    await dialog.getByRole("combobox", { name: "Product" }).click();
    await page.getByRole("option", { name: "pump (pump)" }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("Product: pump").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "New role" }).click();
    await page.getByRole("cell", { name: "Product: pump" }).waitFor();
    const { items } = (await real.api.get("/roles")).body;
    const { roleId } = items.at(-1);
    const user = { username: "kim", password: "a fine password", role: roleId, mustChangePassword: false };
    expect((await real.api.post("/users", user)).status).toBe(201);

    const login = { username: "kim", password: "a fine password", language: "en" } as const;
    await using kim = await visitReal(browser, real, login);
    await kim.page.goto(`${real.url}/ui/devices`);
    await kim.page.getByText("pump-1").first().waitFor();
    expect(await kim.page.getByText("fan-1").count()).toBe(0);
    await kim.page.goto(`${real.url}/ui/`);
    await kim.page.waitForSelector("h1");
    await kim.page.goto(`${real.url}/ui/settings`);
    await kim.page.getByText("Pump keepers").first().waitFor();
    expect(await kim.page.getByRole("link", { name: "Audit trail" }).count()).toBe(0);
    expect([admin.complaints, kim.complaints]).toEqual([[], []]);
  }, 180_000);

  test("a key is made with its rights, its line works as it is shown, and its secret is replaced", async () => {
    await using admin = await visitReal(browser, real, { password: REAL_PASSWORD, language: "en" });
    const { page } = admin;
    await page.goto(`${real.url}/ui/settings/keys`);
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog", { name: "New key" });
    await dialog.getByLabel("Name").fill("mes-1");
    await dialog.getByRole("checkbox", { name: "View" }).check();
    await dialog.getByText("Only a part", { exact: true }).click();
    await dialog.getByText("Device", { exact: true }).click();
    await dialog.getByRole("combobox", { name: "Product" }).click();
    await page.getByRole("option", { name: "pump (pump)" }).click();
    await dialog.getByRole("combobox", { name: "Device" }).click();
    await page.getByRole("option", { name: "pump-1" }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByLabel("Only from these networks").fill("127.0.0.0/8, ::1");
    await dialog.getByLabel("Requests in a minute").fill("600");
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "New key" }).click();
    const line = (await dialog.locator("code, pre").filter({ hasText: "curl" }).first().textContent()) ?? "";
    const [, bearer = "", url = ""] = /'Authorization: (Bearer [^']+)' (\S+)/.exec(line) ?? [];
    const authorization = { headers: { authorization: bearer } };
    const answer = await fetch(url, authorization);
    const { items } = (await answer.json()) as { items: { deviceName: string }[] };
    expect([answer.status, items.map(({ deviceName }) => deviceName)]).toEqual([200, ["pump-1"]]);
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText("Device: pump/pump-1").waitFor();
    await page.getByRole("button", { name: "Actions for mes-1" }).click();
    await page.getByRole("menuitem", { name: "Replace secret" }).click();
    const rotation = page.getByRole("dialog", { name: "New secret for mes-1" });
    await rotation.getByRole("button", { name: "Replace secret" }).click();
    await rotation.getByText("The secret is shown this once").waitFor();
    expect((await fetch(url, authorization)).status).toBe(200);
    expect(admin.complaints).toEqual([]);
  }, 180_000);

  test("both fit a phone, in Chinese and dark", async () => {
    await using admin = await visitReal(browser, real, {
      ...{ password: REAL_PASSWORD, language: "zh-CN", width: 360, scheme: "dark" },
    });
    const { page } = admin;
    for (const [path, button] of [
      ["roles", "新建角色"],
      ["keys", "新建密钥"],
    ] as const) {
      await page.goto(`${real.url}/ui/settings/${path}`);
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("dialog", { name: button }).getByRole("checkbox").first().waitFor();
      expect([path, await overflow(page), await axeViolations(page)]).toEqual([path, 0, []]);
    }
  }, 180_000);
});
