// Where one is signed in, and the end of it, on the pages of the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { REAL_PASSWORD, type RealApp, startReal, visitReal } from "../real-app.ts";

describe.skipIf(CHROMIUM === undefined)("sessions", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
    await real.api.post("/users", {
      ...{ username: "li.wei", password: "a fine password", role: "viewer", mustChangePassword: false },
    });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("one's own: this one is marked, another is signed out and lands at the sign-in page", async () => {
    const login = { username: "li.wei", password: "a fine password", language: "en" } as const;
    await using mine = await visitReal(browser, real, login);
    await using other = await visitReal(browser, real, login);
    await other.page.goto(`${real.url}/ui/`);
    await other.page.waitForSelector("h1");
    await mine.page.goto(`${real.url}/ui/settings`);
    const panel = mine.page.getByRole("region", { name: "Where you are signed in" });
    await panel.getByText("this one").waitFor();
    await panel.getByRole("button", { name: /^Sign out Chrome/ }).click();
    await mine.page.getByText("The session was ended.").waitFor();
    await panel.getByRole("button", { name: /^Sign out Chrome/ }).waitFor({ state: "detached" });
    expect(await axeViolations(mine.page)).toEqual([]);
    await other.page.reload();
    await other.page.getByRole("button", { name: "Sign in" }).waitFor();
    expect([mine.complaints, other.complaints]).toEqual([[], []]);
  }, 60_000);

  test("anyone's, for an administrator, in Chinese on a phone", async () => {
    await using other = await visitReal(browser, real, { username: "li.wei", password: "a fine password" });
    await using admin = await visitReal(browser, real, {
      ...{ password: REAL_PASSWORD, language: "zh-CN", width: 360 },
    });
    await admin.page.goto(`${real.url}/ui/settings/users`);
    await admin.page
      .getByRole("button", { name: /li\.wei/ })
      .last()
      .click();
    await admin.page.getByRole("menuitem", { name: "会话" }).click();
    await admin.page.getByRole("dialog").waitFor();
    expect([await axeViolations(admin.page), await overflow(admin.page)]).toEqual([[], 0]);
    const dialog = admin.page.getByRole("dialog", { name: "li.wei 的会话" });
    await dialog.getByRole("button", { name: "退出所有登录" }).click();
    await admin.page
      .getByRole("dialog", { name: "退出所有登录" })
      .getByRole("button", { name: "退出登录" })
      .click();
    await dialog.getByText("当前没有任何登录。").waitFor();
    expect((await other.page.request.get(`${real.url}/openapi/v1/session`)).status()).toBe(401);
    expect([other.complaints, admin.complaints]).toEqual([[], []]);
  }, 60_000);
});
