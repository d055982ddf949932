// Keys, access rules and the broker's clients, in a real browser against the mock server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, startBrowser, visit } from "./browser.ts";
import { startMock } from "./mock-api.ts";

const title = CHROMIUM === undefined ? "the broker (skipped: no chromium is installed)" : "the broker";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 180_000);
  afterAll(async () => {
    await browser.close();
  });

  test("a key is made, granted a topic and tried", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, { username: "admin" });
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/settings/keys`);
    await page.getByText("No API keys yet").waitFor();
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("scada-1");
    await page.getByRole("dialog").getByRole("button", { name: "New key" }).click();
    await page.getByText(/mosquitto_sub -h 127.0.0.1 -p \d+ -u 'scada-1' -P 'q2Jv0n/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "Go to MQTT access" }).click();
    await page.getByText("No rules yet").waitFor();
    for (const pattern of ["a/#", "b/#"]) {
      await page.getByRole("button", { name: "Add rule" }).click();
      await page.getByRole("combobox", { name: "Name" }).click();
      await page.getByRole("option", { name: "scada-1" }).click();
      await page.getByRole("textbox", { name: "Topic pattern" }).fill(pattern);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("button", { name: `Actions for ${pattern}` }).waitFor();
    }
    await page.getByRole("button", { name: "Move up: b/#" }).click();
    await page.locator("tbody tr").first().getByText("b/#").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("scada-1");
    await page.getByRole("textbox", { name: "Topic or filter" }).fill("a/#");
    await page.getByRole("button", { name: "Try" }).click();
    await page.getByText("by rule 2: a/#").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("clients are looked into and sent away, retained messages removed; on a phone, in Chinese", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, {
      username: "admin",
      width: 390,
      language: "zh-CN",
    });
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/operations/mqtt`);
    await page.getByRole("button", { name: "查看 li.wei" }).click();
    await page.getByText("/sys/press-400t/+/thing/event/property/post").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "关闭" }).click();
    const row = page.locator("tbody tr", { hasText: "li.wei" });
    await row.getByRole("button", { name: "断开" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "断开" }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "删除 hall/3/temperature 的保留消息" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
    await page.getByText("hall/3/temperature").first().waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  }, 180_000);
});
