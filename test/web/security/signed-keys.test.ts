// A key whose requests are signed, made and rotated on its page, in a real browser against the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const title = CHROMIUM === undefined ? "signed keys (skipped: no chromium is installed)" : "signed keys";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal();
  }, 60_000);
  afterAll(async () => {
    await real[Symbol.asyncDispose]();
    await browser.close();
  });
  const keyOf = async (name: string) => {
    const { items } = (await real.api.get("/api-keys")).body;
    return items.find((one: { name: string }) => one.name === name);
  };

  test("a key is made to sign, with clients to paste, and rotated into one that does not", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/keys`);
    await page.getByRole("button", { name: "New key" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("mes");
    expect(await dialog.getByRole("switch", { name: "Signed requests" }).count()).toBe(0);
    await dialog.getByRole("checkbox").first().check();
    await dialog.getByRole("switch", { name: "Signed requests" }).click();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "New key" }).click();
    await dialog.getByText("Signing key (hex)").waitFor();
    for (const [name, word] of [
      ["Python", "import base64"],
      ["Node.js", "node:crypto"],
      ["curl", "#!/bin/sh"],
    ] as const) {
      await dialog.getByRole("tab", { name }).click();
      await dialog.getByText(word).waitFor();
    }
    const { keyId, isSigned } = await keyOf("mes");
    expect([isSigned, await dialog.getByText("Authorization: Bearer").count()]).toEqual([true, 0]);
    await dialog.getByText(keyId, { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText("signed requests").waitFor();
    await page.getByRole("button", { name: "Actions for mes" }).click();
    await page.getByRole("menuitem", { name: "Replace secret" }).click();
    await dialog.getByRole("switch", { name: "Signed requests" }).click();
    await dialog.getByRole("button", { name: "Replace secret" }).click();
    await dialog.getByText("Authorization: Bearer").waitFor();
    expect((await keyOf("mes")).isSigned).toBe(false);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("on a phone, in Chinese, in the dark, nothing is wider than the page", async () => {
    await real.api.post("/api-keys", { name: "line", actions: ["read"] });
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 360, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/settings/keys`);
    await page.getByRole("button", { name: "line 的操作" }).click();
    await page.getByRole("menuitem", { name: "更换密钥内容" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("switch", { name: "签名请求" }).click();
    await dialog.getByRole("button", { name: "更换密钥内容" }).click();
    await dialog.getByText("签名密钥（十六进制）").waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBe(360);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 60_000);
});
