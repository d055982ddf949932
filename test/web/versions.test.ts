// A thing model comes from another platform's file, is published with a choice for what is stored, compared, brought back.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import type { Browser, Page } from "playwright-core";
import { until } from "../harness/until.ts";
import jetlinks from "../products/model/samples/jetlinks.json";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "./browser.ts";
import { type RealApp, startReal, visitReal } from "./real-app.ts";

const number = (identifier: string, type = "int") => ({ identifier, name: identifier, dataType: { type } });
const DOCUMENT = {
  products: [
    {
      productKey: "press",
      productSecret: "productsecret0001",
      name: "Press",
      thingModel: {
        properties: [
          { ...number("force"), dataType: { type: "int", min: 0, max: 900, unit: "kN" } },
          number("count"),
        ],
      },
    },
  ],
  devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "devicesecret0001" }],
};

async function storeSome(real: RealApp): Promise<void> {
  const login = { clientId: "p1", username: "p1&press", password: "devicesecret0001" };
  const client = await mqtt.connectAsync({ host: "127.0.0.1", port: real.portOf("mqtt"), ...login });
  const message = JSON.stringify({ id: "1", params: { force: 120, count: 7 } });
  await client.publishAsync("/sys/press/p1/thing/event/property/post", message, { qos: 1 });
  await client.endAsync();
  const latest = async () => (await real.api.get("/devices/press/p1/latest")).body.items.length;
  await until(async () => (await latest()) === 2, "the stored values");
}

/** Where a person who looks at the pages wants pictures of them. */
const SHOTS = process.env.GANTRY_SHOTS;
async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function look(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  const found = { name, violations: await axeViolations(page), overflow: await overflow(page) };
  expect(found).toEqual({ name, violations: [], overflow: 0 });
}

describe.skipIf(CHROMIUM === undefined)("versions of a thing model", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test("import, publish with a choice, compare, roll back", async () => {
    await using real = await startReal({ document: DOCUMENT });
    await storeSome(real);
    await using visited = await visitReal(browser, real, {});
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);

    await page.getByRole("button", { name: "Import", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Import a thing model" });
    await dialog
      .getByLabel("Or paste its text")
      .fill(JSON.stringify({ properties: [{ id: "a", valueType: { type: "odd" } }] }));
    await dialog.getByRole("button", { name: "Look at it" }).click();
    await dialog.getByText("properties[0].valueType.type").waitFor();
    await dialog.getByLabel("Or paste its text").fill(JSON.stringify(jetlinks));
    await dialog.getByRole("button", { name: "Look at it" }).click();
    await dialog.getByText("JetLinks").waitFor();
    await dialog.getByText("9 added, 0 changed, 2 removed").waitFor();
    await look(page, "import-en");
    await dialog.getByRole("button", { name: "Another file" }).click();
    const table = "Identifier,Type,Min,Max,Unit\nforce,text,,,\ncount,text,,,\nspeed,float,0,3000,rpm\n";
    await dialog.getByLabel("Or paste its text").fill(table);
    await dialog.getByRole("button", { name: "Look at it" }).click();
    await dialog.getByText("so this becomes a draft").waitFor();
    await dialog.getByRole("button", { name: "Save as draft" }).click();
    await page.getByText("The draft was saved.").waitFor();

    await page.getByRole("button", { name: "Publish draft" }).click();
    const publish = page.getByRole("dialog", { name: "Publish the draft" });
    await publish.getByText("1 added, 2 changed, 0 removed").waitFor();
    await publish.getByText("Separate").first().click();
    await publish.getByText("goes on as force@v1").waitFor();
    await publish.getByLabel("Note").fill("Texts from the new panel");
    await look(page, "publish-en");
    await publish.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Version 2 is in force.").waitFor();
    const setAside = async () =>
      (await real.api.get("/devices/press/p1/points?property=force%40v1")).body.items.map(
        ({ value }: { value: unknown }) => value,
      );
    await until(async () => (await setAside()).length > 0, "the values that were put aside");
    expect(await setAside()).toEqual([120]);

    await page.goto(`${real.url}/ui/products/press/versions`);
    await page.getByText("Texts from the new panel").waitFor();
    await page.getByText("1 added, 2 changed, 0 removed").waitFor();
    await look(page, "versions-en");
    await page.getByRole("button", { name: "Roll back to version 1" }).click();
    const back = page.getByRole("dialog", { name: "Roll back to version 1" });
    await back.getByText("Version 1 comes back as version 3").waitFor();
    await back.getByRole("button", { name: "Roll back", exact: true }).click();
    await page.getByText("Version 3 is in force.").waitFor();
    await page.getByText("Equal to version 1").waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  test("in Chinese, dark, on a phone; formats go out with what they lose", async () => {
    await using real = await startReal({ document: DOCUMENT });
    await storeSome(real);
    await real.api.put("/products/press/thing-model/draft", {
      modules: [{ identifier: "Motor", name: "电机" }],
      properties: [number("force", "text"), { ...number("Motor:total"), dataType: { type: "long" } }],
    });
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 390, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/press`);
    await page.getByRole("button", { name: "发布草稿" }).click();
    await page.getByText("类型改变").first().waitFor();
    await look(page, "publish-zh-phone");
    const publish = page.getByRole("dialog", { name: "发布草稿" });
    await publish.getByText("转换", { exact: true }).click();
    await publish.getByRole("button", { name: "发布", exact: true }).click();
    await page.getByText("正在转换已存储的数据").waitFor();
    await page.goto(`${real.url}/ui/products/press/versions`);
    await page.getByText("从", { exact: true }).waitFor();
    await page.getByText(/修改 1 项/).waitFor();
    await look(page, "versions-zh-phone");
    await page.goto(`${real.url}/ui/products/press`);
    await page.getByRole("button", { name: "导出", exact: true }).click();
    await page.getByRole("menuitem", { name: "OneNET" }).waitFor();
    await shoot(page, "export-zh-phone");
    await page.getByRole("menuitem", { name: "OneNET" }).click();
    await page.getByText("对方没有模块").waitFor();
    await look(page, "losses-zh-phone");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "仍然下载" }).click();
    expect((await download).suggestedFilename()).toBe("press-v2-onenet.json");
    await page.getByRole("button", { name: "导入", exact: true }).click();
    await page.getByRole("dialog", { name: "导入物模型" }).waitFor();
    await look(page, "import-zh-phone");
    expect(complaints).toEqual([]);
  }, 120_000);
});
