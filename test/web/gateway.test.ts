// A gateway and its sub-devices, in a real browser against the mock server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeViolations, CHROMIUM, startBrowser, visit } from "./browser.ts";
import { startMock } from "./mock-api.ts";

const title = CHROMIUM === undefined ? "gateways (skipped: no chromium is installed)" : "gateways";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 180_000);
  afterAll(async () => {
    await browser.close();
  });

  async function openPlant() {
    const mock = await startMock();
    const visited = await visit(browser, mock.url);
    await visited.page.goto(`${mock.url}/ui/`);
    const post = (path: string, body: object) =>
      visited.page.evaluate(
        async ([to, text]) => {
          await fetch(`/openapi/v1${to}`, { method: "POST", body: text ?? "" });
        },
        [path, JSON.stringify(body)],
      );
    await post("/products", { productKey: "gw", name: "Gateway", nodeType: "gateway" });
    await post("/products", { productKey: "sub", name: "Sensor", nodeType: "sub" });
    await post("/devices", { productKey: "gw", deviceName: "g1" });
    for (const deviceName of ["c1", "c2"]) await post("/devices", { productKey: "sub", deviceName });
    return { mock, ...visited, [Symbol.asyncDispose]: () => visited[Symbol.asyncDispose]() };
  }

  test("a sub-device is bound, seen behind its gateway, and let go", async () => {
    await using plant = await openPlant();
    const { page, complaints, mock } = plant;
    await page.goto(`${mock.url}/ui/devices/gw/g1/children`);
    await page.getByText("No sub-devices yet").waitFor();
    await page.getByRole("combobox", { name: "Sub-device" }).click();
    await page.getByRole("option", { name: "c1" }).click();
    await page.getByRole("button", { name: "Bind", exact: true }).click();
    await page.getByRole("link", { name: "c1" }).waitFor();
    await page.getByText("1 of at most 1,500").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "Show in the list of devices" }).click();
    await page.getByText("Behind gw/g1").waitFor();
    await page.getByRole("link", { name: "c2" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "c1" }).click();
    await page.getByRole("link", { name: "g1" }).click();
    await page.getByRole("button", { name: "Unbind c1" }).click();
    await page.getByRole("button", { name: "Unbind", exact: true }).click();
    await page.getByText("No sub-devices yet").waitFor();
    expect(complaints).toEqual([]);
    await mock[Symbol.asyncDispose]();
  }, 180_000);

  test("another sign-in takes the place of the one before", async () => {
    await using plant = await openPlant();
    const { page, complaints, mock } = plant;
    await page.goto(`${mock.url}/ui/devices/sub/c1/connect`);
    const topic = page.locator(".copy-value", { hasText: "/sub/c1/thing" });
    await topic.waitFor();
    await page.getByRole("combobox", { name: "Sign-in" }).click();
    await page.getByRole("option", { name: "OneNET" }).click();
    await topic.filter({ hasText: "$sys/sub/c1/thing/property/post" }).waitFor();
    expect(await topic.count()).toBe(1);
    expect(await page.getByText("Client id", { exact: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
    await mock[Symbol.asyncDispose]();
  }, 180_000);

  test("tags are added and removed", async () => {
    await using plant = await openPlant();
    const { page, complaints, mock } = plant;
    await page.goto(`${mock.url}/ui/devices/sub/c1/settings`);
    await page.getByRole("button", { name: "Remove hall" }).click();
    await page.getByRole("button", { name: "Add a tag" }).click();
    await page.getByRole("textbox", { name: "Key" }).last().fill("line");
    await page.getByText("1 to 64 letters, digits, _ . or -, each once").first().waitFor();
    await page.getByRole("textbox", { name: "Key" }).last().fill("row");
    await page.getByRole("textbox", { name: "Value" }).last().fill("7");
    const saved = page.waitForRequest((request) => request.method() === "PUT");
    await page.locator("section", { hasText: "Tags" }).getByRole("button", { name: "Save" }).click();
    expect((await saved).postDataJSON()).toEqual({ line: "A", row: "7" });
    expect(complaints).toEqual([]);
    await mock[Symbol.asyncDispose]();
  }, 180_000);
});
