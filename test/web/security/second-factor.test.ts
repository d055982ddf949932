// Getting a second factor, signing in with it, and having it asked for, on the pages of the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { hotp } from "../../../src/accounts/second-factor/totp.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LOGIN = { username: "li.wei", password: "a fine password" };

/** What an authenticator shows that was given `text`, so many periods from now. */
function codeOf(text: string, later = 0): string {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return hotp(secret, Math.floor(Date.now() / 30_000) + later);
}

const secretOn = (page: Page) => page.locator(".copy-value").first().textContent().then(String);

async function signIn(page: Page, { username, password }: typeof LOGIN): Promise<void> {
  await page.locator("input[name=username]").fill(username);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
}

describe.skipIf(CHROMIUM === undefined)("second factor", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
    await real.api.post("/users", { ...LOGIN, role: "viewer", mustChangePassword: false });
    await real.api.post("/users", { ...LOGIN, username: "ann", role: "operator", mustChangePassword: false });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("switched on in the account, then asked for at the sign-in, and taken back by an administrator", async () => {
    await using visited = await visitReal(browser, real, { ...LOGIN, language: "en" });
    const { page } = visited;
    await page.goto(`${real.url}/ui/settings`);
    const panel = page.getByRole("region", { name: "Second factor" });
    await panel.getByRole("button", { name: "Switch on" }).click();
    const dialog = page.getByRole("dialog", { name: "Switch on" });
    await dialog.getByLabel("Current password", { exact: true }).fill(LOGIN.password);
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByRole("img", { name: "QR code for an authenticator app" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const secret = await secretOn(page);
    const used = codeOf(secret);
    await dialog.getByLabel("Code").fill(used);
    await dialog.getByRole("button", { name: "Switch on" }).click();
    await dialog.getByText("They are shown this once").waitFor();
    expect((await dialog.locator("pre").textContent())?.trim().split("\n")).toHaveLength(10);
    await dialog.getByRole("button", { name: "I have kept them" }).click();
    await panel.getByText("10 recovery codes are left.").waitFor();
    await page.request.delete(`${real.url}/openapi/v1/session`);
    await page.goto(`${real.url}/ui/`);
    await signIn(page, LOGIN);
    await page.getByRole("heading", { name: "Second step" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Code").fill(used);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The code is wrong, too old, or was used already.").waitFor();
    await page.getByLabel("Code").fill(codeOf(secret, 1));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();

    await using admin = await visitReal(browser, real, { language: "en" });
    await admin.page.goto(`${real.url}/ui/settings/users`);
    await admin.page.getByRole("button", { name: "Actions for li.wei" }).click();
    await admin.page.getByRole("menuitem", { name: "Reset second factor" }).click();
    await admin.page.getByRole("dialog").getByRole("button", { name: "Reset second factor" }).click();
    await admin.page.getByText("The second factor was reset.").waitFor();
    expect((await page.request.get(`${real.url}/openapi/v1/session`)).status()).toBe(401);
    expect([visited.complaints, admin.complaints]).toEqual([[], []]);
  }, 180_000);

  test("asked of a role: set up while signing in, in Chinese on a phone", async () => {
    await using admin = await visitReal(browser, real, { language: "en" });
    await admin.page.goto(`${real.url}/ui/settings/sign-in`);
    await admin.page.getByLabel("Administrator").click();
    await admin.page.getByText("Set up a second factor of your own first").waitFor();
    await admin.page.getByLabel("Operator").click();
    await admin.page.getByText("Saved.").waitFor();
    await using visited = await visitReal(browser, real, {
      ...{ language: "zh-CN", width: 360, scheme: "dark", isSignedIn: false },
    });
    const { page } = visited;
    await page.goto(`${real.url}/ui/`);
    await signIn(page, { ...LOGIN, username: "ann" });
    await page.getByRole("heading", { name: "设置两步验证" }).waitFor();
    await page.getByRole("img", { name: "供验证器应用扫描的二维码" }).waitFor();
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByLabel("验证码").fill(codeOf(await secretOn(page)));
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("button", { name: "我已保存" }).click();
    await page.getByRole("heading", { level: 1, name: "总览" }).waitFor();
    expect([visited.complaints, admin.complaints]).toEqual([[], []]);
  }, 180_000);
});
