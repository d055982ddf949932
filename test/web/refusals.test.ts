// Why a device was refused, and what becomes of one that nobody knows, in a real browser against the mock server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser, visit } from "./browser.ts";
import { startMock } from "./mock-api.ts";

const title = CHROMIUM === undefined ? "refusals (skipped: no chromium is installed)" : "refusals";
const PHONE = { width: 360, height: 740, language: "zh-CN", scheme: "dark" } as const;

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 180_000);
  afterAll(async () => {
    await browser.close();
  });

  test("a refused login is taken apart: fields, key, signed text, cause and what to do", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByText("The clock of this machine may be wrong").waitFor();
    await page.getByText(/from 192.168.10.20 and 192.168.10.31/).waitFor();
    await page.goto(`${mock.url}/ui/operations/refused`);
    await page
      .locator(".journal-row", { hasText: "sign_mismatch" })
      .getByRole("button", { name: "Why?" })
      .click();
    const drawer = page.getByRole("dialog");
    await drawer
      .getByText("It was signed with the product secret; this login needs the device secret.")
      .waitFor();
    await drawer.getByText("Put the device's own secret in the place of the product's").waitFor();
    for (const shown of [
      "the device secret",
      "press-05&press-400t",
      "6074...9e57",
      "14b1...01ee",
      "alink",
      "mqtt",
    ])
      await drawer.getByText(shown, { exact: true }).waitFor();
    expect([await axeViolations(page), complaints]).toEqual([[], []]);
  }, 180_000);

  test("an unknown device is adopted with the secret that it sent, another dismissed", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByRole("link", { name: "See who" }).click();
    await page.getByRole("link", { name: "Unknown devices 3" }).waitFor();
    const rows = page.getByRole("row");
    await rows.filter({ hasText: "gateway_3" }).getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("Hidden until it stays away for a day.").waitFor();
    await rows.filter({ hasText: "gateway_3" }).waitFor({ state: "detached" });
    await rows.filter({ hasText: "injection-moulder" }).getByRole("button", { name: "Adopt" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("There is no product a1zHhFdEIoc yet.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await dialog.getByRole("button", { name: "Adopt" }).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await rows.filter({ hasText: "meter-77" }).getByRole("button", { name: "Adopt" }).click();
    const request = page.waitForRequest((one) => one.url().endsWith("/unknown-devices/s1/adopt"));
    await dialog.getByRole("button", { name: "Adopt" }).click();
    expect((await request).postDataJSON()).toEqual({
      productKey: "power-meter",
      deviceName: "meter-77",
      isSecretSent: true,
    });
    await page.waitForURL(/devices\/press-400t\/press-01/);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("on a telephone the drawer and the list keep within the screen", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, PHONE);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/devices/unknown`);
    await page.getByRole("button", { name: "接纳" }).first().waitFor();
    expect(await overflow(page)).toBe(0);
    await page.goto(`${mock.url}/ui/devices/press-400t/press-02`);
    await page.getByText("两台设备使用同一凭据").waitFor();
    expect(await overflow(page)).toBe(0);
    await page.goto(`${mock.url}/ui/operations/refused`);
    await page.locator(".journal-row", { hasText: "sign_mismatch" }).getByRole("button").click();
    await page.getByText("使用了产品密钥签名，此处需要设备密钥。").waitFor();
    expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
  }, 180_000);
});
