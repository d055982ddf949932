// From data streams to a thing model, and a calculated property, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import type { Browser } from "playwright-core";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const property = (identifier: string, unit: string) => ({
  ...{ identifier, name: identifier, dataType: { type: "double", unit } },
});
const DOCUMENT = {
  products: [
    { productKey: "cell", productSecret: "productsecret0001", name: "Cell", dataMode: "streams" },
    {
      ...{ productKey: "meter", productSecret: "productsecret0002", name: "Meter" },
      thingModel: { properties: [property("voltage", "V"), property("current", "A")] },
    },
  ],
  devices: [
    { productKey: "cell", deviceName: "c1", deviceSecret: "devicesecret0001" },
    { productKey: "meter", deviceName: "m1", deviceSecret: "devicesecret0002" },
  ],
};

async function report(real: RealApp, key: readonly [string, string, string], all: readonly object[]) {
  const [productKey, deviceName, password] = key;
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port: real.portOf("mqtt"), clientId: deviceName },
    ...{ username: `${deviceName}&${productKey}`, password },
  });
  const topic = `/sys/${productKey}/${deviceName}/thing/event/property/post`;
  for (const params of all) await client.publishAsync(topic, JSON.stringify({ id: "1", params }), { qos: 1 });
  await client.endAsync(true);
  const last = Object.keys(all.at(-1) ?? {})[0];
  await until(async () => {
    const { body } = await real.api.get(`/devices/${productKey}/${deviceName}/latest`);
    return body.items.some((one: { property: string }) => one.property === last);
  }, "the values");
}

const SHOTS = process.env.STREAM_SHOTS;

const title = CHROMIUM === undefined ? "data streams (skipped: no chromium is installed)" : "data streams";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
    const cell = Array.from({ length: 30 }, (_, i) => ({
      ...{ temp: 20 + i / 10, running: i % 3 > 0, mode: i % 2 === 0 ? "AUTO" : "MANUAL", count: i },
      ...{ "node/speed": i, mixed: i % 5 === 0 ? "n/a" : i, pos: { x: i, y: 2 } },
    }));
    await report(real, ["cell", "c1", "devicesecret0001"], cell);
    await report(real, ["meter", "m1", "devicesecret0002"], [{ voltage: 230, current: 2 }]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  for (const [language, width, scheme] of [
    ["zh-CN", 360, "dark"],
    ["en", 1280, "light"],
  ] as const) {
    test(`are looked at, in ${language} at ${width} px`, async () => {
      await using visited = await visitReal(browser, real, { language, width, scheme });
      const { page, complaints } = visited;
      await page.goto(`${real.url}/ui/products/cell/streams`);
      await page.getByText("node/speed").waitFor();
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/streams-${language}.png`, fullPage: true });
      expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
    }, 180_000);

    test(`a formula is checked and tried as it is typed, in ${language} at ${width} px`, async () => {
      await using visited = await visitReal(browser, real, { language, width, scheme });
      const { page, complaints } = visited;
      const isEnglish = language === "en";
      await page.goto(`${real.url}/ui/products/meter/model`);
      await page
        .getByRole("button", { name: isEnglish ? /^Add property/ : /^添加属性/ })
        .first()
        .click();
      const form = page.getByRole("dialog");
      await form.getByLabel(isEnglish ? "Identifier" : "标识符").fill("power");
      await form
        .getByLabel(isEnglish ? "Name" : "名称", { exact: false })
        .first()
        .fill("Power");
      await form
        .getByRole("combobox", { name: isEnglish ? "Where its values come from" : "数值来源" })
        .click();
      await page.getByRole("option", { name: isEnglish ? "A formula" : "公式" }).click();
      const formula = form.getByRole("textbox", { name: isEnglish ? "Formula" : "公式" });
      await formula.fill("voltage * curent");
      await form.getByText(isEnglish ? "there is no property curent" : "不存在属性 curent").waitFor();
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/formula-wrong-${language}.png` });
      await formula.fill("voltage * current");
      await form.getByRole("combobox", { name: isEnglish ? /^Try it/ : /试算/ }).click();
      await page.getByRole("option", { name: "m1" }).click();
      await form.getByText("460").waitFor();
      await form.getByText("460").scrollIntoViewIfNeeded();
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/formula-${language}.png` });
      expect([await axeViolations(page), await overflow(page), complaints]).toEqual([[], 0, []]);
    }, 180_000);
  }

  test("are in the live view, the chart and the export like properties", async () => {
    await using visited = await visitReal(browser, real, { width: 360 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/cell/c1/live`);
    await page.getByText("7 of 500").waitFor();
    // Text has no chart to lead to.
    expect(await page.getByRole("link", { name: "mode", exact: true }).count()).toBe(0);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/live.png`, fullPage: true });
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByRole("link", { name: "node/speed", exact: true }).click();
    await page.waitForURL(/chart\?p=node%2Fspeed/);
    await page.locator("canvas").first().waitFor();
    const property = encodeURIComponent("node/speed");
    const file = await real.api.get(`/devices/cell/c1/export?format=csv&property=${property}&property=mode`);
    expect(String(file.body).split("\n")[0]).toContain("node/speed,mode");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("a device with nothing but data streams has a chart at first sight", async () => {
    await using visited = await visitReal(browser, real);
    await visited.page.goto(`${real.url}/ui/devices/cell/c1/chart`);
    await visited.page.locator("canvas").first().waitFor();
    expect(visited.complaints).toEqual([]);
  }, 180_000);

  test("are made properties, as they were amended", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/cell/streams`);
    await page.getByRole("checkbox", { name: "Promote running" }).click();
    await page.getByRole("textbox", { name: "Name, temp" }).fill("Temperature");
    await page.getByRole("combobox", { name: "Unit, temp" }).fill("°C");
    await page.getByRole("button", { name: "Make 2 properties" }).click();
    await page.waitForURL(/\/model$/);
    const { body } = await real.api.get("/products/cell/thing-model");
    expect(body.properties).toEqual([
      {
        ...{ identifier: "running", name: "Running", accessMode: "r", required: false },
        dataType: { type: "bool" },
      },
      {
        ...{ identifier: "temp", name: "Temperature", accessMode: "r", required: false },
        dataType: { type: "float", min: 17, max: 26, unit: "°C" },
      },
    ]);
    expect(complaints).toEqual([]);
  }, 180_000);
});
