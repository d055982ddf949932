// How a device is connected and what it proves itself with, in a real browser against the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { startReal, visitReal } from "./real-app.ts";

const title = CHROMIUM === undefined ? "connecting (skipped: no chromium is installed)" : "connecting";
const DOCUMENT = {
  products: [{ productKey: "press", name: "Press" }],
  devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "c2VjcmV0LW9mLXAx" }],
};
const SHOTS = process.env.SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startReal())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 120_000);
  afterAll(async () => {
    await browser.close();
  });

  test("a token is added, shown once, offered as a way to log in, and revoked; the secret is rotated", async () => {
    await using real = await startReal({ document: DOCUMENT });
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/p1/connect`);
    const panel = page.getByRole("region", { name: "Credentials" });
    await panel.getByText("Device secret").waitFor();
    await panel.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Access token" }).click();
    await page.getByRole("dialog").getByLabel("Access token").fill("token-of-p1");
    await page.getByRole("dialog").getByLabel("Note").fill("spare");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await panel.getByText("Give this to the device").waitFor();
    await page.getByRole("combobox", { name: "Sign-in" }).click();
    await page.getByRole("option", { name: "Access token: spare" }).click();
    await page.getByText("-u 'token-of-p1'").waitFor();
    await panel.getByRole("button", { name: "Rotate: Device secret" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate", exact: true }).click();
    await panel.getByText("Until replaced").waitFor();
    await shoot(page, "credentials-en");
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await panel.getByRole("button", { name: "Revoke: Access token spare" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await panel.getByText("Revoked", { exact: true }).waitFor();
    const { body } = await real.api.get("/devices/press/p1/credentials/list");
    const items = (body as { items: { kind: string; status: string }[] }).items;
    expect(items.map(({ kind, status }) => [kind, status])).toEqual([
      ["secret", "active"],
      ["token", "revoked"],
      ["secret", "active"],
    ]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("on a phone, in Chinese: values, code, allow-list, nothing sideways", async () => {
    await using real = await startReal({ document: DOCUMENT });
    await using visited = await visitReal(browser, real, { width: 360, height: 740, language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/p1/connect`);
    await page.getByRole("region", { name: "凭据" }).getByText("设备密钥").waitFor();
    const list = page.getByRole("region", { name: "允许的地址" });
    await list.getByRole("textbox").fill("10.1.0.0/16\n192.168.7.20");
    await list.getByRole("button", { name: "保存" }).click();
    await page.getByText("已保存").first().waitFor();
    expect((await real.api.get("/devices/press/p1/allow-list")).body).toEqual({
      networks: ["10.1.0.0/16", "192.168.7.20"],
    });
    await shoot(page, "connect-zh-phone");
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByRole("button", { name: "二维码" }).click();
    await page.getByRole("img", { name: "p1 的登录信息" }).waitFor();
    await shoot(page, "qr-zh-phone");
    expect([await axeViolations(page), complaints]).toEqual([[], []]);
  }, 180_000);

  test("by TLS the programs trust the authority that is offered beside them, and run as they are pasted", async () => {
    await using real = await startReal({ document: DOCUMENT, flags: { "mqtts-enabled": true } });
    await using visited = await visitReal(browser, real, { scheme: "dark" });
    const { page } = visited;
    await page.goto(`${real.url}/ui/devices/press/p1/connect`);
    await page.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: /TLS/ }).click();
    await page.getByRole("link", { name: /gantry-ca\.pem/ }).waitFor();
    const shell = (await page.getByRole("region", { name: "mosquitto_pub" }).textContent()) ?? "";
    expect(shell).toContain("--cafile gantry-ca.pem");
    await shoot(page, "connect-tls-dark");
    if (Bun.which("mosquitto_pub") === null) return;
    using folder = makeTempFolder("snippet");
    const { body } = await real.api.get("/tls/ca.pem");
    await Bun.write(`${folder.path}/gantry-ca.pem`, String(body));
    const { exitCode, stderr } = await Bun.$`sh -c ${shell}`.cwd(folder.path).nothrow().quiet();
    expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  }, 180_000);
});
