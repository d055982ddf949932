// Setting up single sign-on and signing in by it, on the pages of the real server and of a provider that others wrote.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type RealProvider,
  startProvider,
} from "../../accounts/federation/oidc/real-provider.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

describe.skipIf(CHROMIUM === undefined)("directories", () => {
  let browser: Browser;
  let real: RealApp;
  let provider: RealProvider;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal()]);
    provider = await startProvider([`${real.url}/openapi/v1/session/oidc/callback`]);
    provider.accounts.set("u1", { preferred_username: "li.wei", groups: ["night shift"] });
    provider.accounts.set("u2", { preferred_username: "stranger", groups: [] });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await provider[Symbol.asyncDispose]();
    await real[Symbol.asyncDispose]();
  });

  test("an administrator sets single sign-on up, with a trial first", async () => {
    await using visited = await visitReal(browser, real, { language: "en" });
    const { page } = visited;
    await page.goto(`${real.url}/ui/settings/directories`);
    const panel = page.getByRole("region", { name: /^Single sign-on/ });
    await panel.getByText(`${real.url}/openapi/v1/session/oidc/callback`).waitFor();
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await panel.getByLabel("People may sign in this way").click();
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByText("is needed").first().waitFor();
    await panel.getByLabel("Button").fill("Plant account");
    await panel.getByLabel("Issuer").fill(provider.issuer);
    await panel.getByLabel("Client id").fill(CLIENT_ID);
    await panel.getByLabel("Client secret").fill(CLIENT_SECRET);
    await panel.getByLabel("Scopes").fill("openid profile groups");
    await panel.getByRole("button", { name: "Add group" }).click();
    await panel.getByLabel("Group 1", { exact: true }).fill("night shift");
    await panel.getByRole("button", { name: "Test" }).click();
    await panel.getByText("It answers:").waitFor();
    await panel.getByText("in clear text").waitFor();
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect((await real.api.get("/directories/oidc")).body).toMatchObject({
      ...{ isEnabled: true, hasSecret: true, roles: [{ group: "night shift", role: "viewer" }] },
    });
    expect(visited.complaints).toEqual([]);
  }, 180_000);

  test("a person signs in by the button, in Chinese on a phone; a stranger is told why not", async () => {
    const look = { language: "zh-CN", width: 360, scheme: "dark", isSignedIn: false } as const;
    const passPages = async (login: string) => {
      const visited = await visitReal(browser, real, look);
      const { page } = visited;
      await page.goto(`${real.url}/ui/`);
      await page.getByRole("link", { name: "Plant account" }).waitFor();
      expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
      await page.getByRole("link", { name: "Plant account" }).click();
      await page.locator("input[name=login]").fill(login);
      await page.locator("input[name=password]").fill("any");
      await page.locator("button[type=submit]").click();
      await page.getByRole("button", { name: "Continue" }).click();
      return visited;
    };
    await using wei = await passPages("u1");
    await wei.page.getByRole("heading", { level: 1, name: "总览" }).waitFor();
    await wei.page.goto(`${real.url}/ui/settings`);
    await wei.page.getByText("您的密码由企业目录管理").waitFor();
    await wei.page.getByText("单点登录").waitFor();
    await using stranger = await passPages("u2");
    await stranger.page.getByText("您所属的组在此没有角色").waitFor();
    // The provider's pages are another host's, and load fonts of a third; nothing else is wrong.
    const all = [...wei.complaints, ...stranger.complaints];
    const others = all.filter((one) => !one.startsWith("request to another host"));
    expect(others).toEqual([]);
  }, 180_000);
});
