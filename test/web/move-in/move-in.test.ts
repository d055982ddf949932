// A product of Alibaba Cloud moves in: its thing model, its devices, and what remains; then one of OneNET in Chinese.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const KEY = "a1h88DsZIaY";
const SECRET = "d38da90ab1f9adc159bd412ab66d3ed4";
const TSL = {
  schema: "https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json",
  profile: { productKey: KEY },
  properties: [
    {
      ...{ identifier: "temperature", name: "Temperature", accessMode: "r", required: false },
      dataType: { type: "double", specs: { min: "-40", max: "120", step: "0.1", unit: "°C" } },
    },
  ],
  events: [],
  services: [],
};
const CERTIFICATES = `DeviceName,DeviceSecret,ProductKey\r\npress01,${SECRET},${KEY}\r\npress02,${SECRET.replace("d", "e")},${KEY}\r\n`;

function file(name: string, text: string) {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) };
}

describe.skipIf(CHROMIUM === undefined)("moving in", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const look = async (page: Page, name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  };

  test("Alibaba's TSL and certificates become a product and its devices, whose logins hold", async () => {
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/move-in`);
    await page.getByText("Drop the thing model's file here").waitFor();
    await page.locator('input[type="file"]').setInputFiles(file("model.json", JSON.stringify(TSL)));
    // The product's key stands in the file.
    await page.waitForFunction(
      (key) => [...document.querySelectorAll("input")].some(({ value }) => value === key),
      KEY,
    );
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Press");
    await look(page, "move-in-1-product");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Thing model read").waitFor();
    await page.locator('input[type="file"]').setInputFiles(file("certificates.csv", CERTIFICATES));
    await page.getByText("2 rows in certificates.csv").waitFor();
    await look(page, "move-in-2-devices");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByRole("button", { name: "Bring 2 devices over" }).click();
    await page.getByText("2 created").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("0 of 2 devices have come online so far").waitFor();
    await page.getByText(`${KEY}.iot-as-mqtt.<region>.aliyuncs.com:1883`).waitFor();
    await page.getByLabel("Client id").fill("12345|securemode=3,signmethod=hmacsha1|");
    await page.getByLabel("User name").fill(`press01&${KEY}`);
    const signed = `clientId12345deviceNamepress01productKey${KEY}`;
    await page.getByRole("textbox", { name: "Password" }).fill("00");
    await page.getByRole("button", { name: "Test" }).click();
    await page.getByText("It would be refused").waitFor();
    await page
      .getByRole("textbox", { name: "Password" })
      .fill(createHmac("sha1", SECRET).update(signed).digest("hex"));
    await page.getByRole("button", { name: "Test" }).click();
    await page.getByText(`It would be let in: ${KEY}/press01 (alink).`).waitFor();
    await look(page, "move-in-3-remaining");
    const { body } = await real.api.get(`/journal?kind=refused`);
    expect(body).toMatchObject({ items: [] });
    expect(complaints).toEqual([]);
  }, 180_000);

  test("OneNET's list, in Chinese, in the dark, on a phone", async () => {
    await using visited = await visitReal(browser, real, { language: "zh-CN", width: 390, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/move-in`);
    await page.getByText("OneNET", { exact: true }).click();
    await page.getByLabel("产品 ID").fill("9MaNe52pNO");
    await look(page, "move-in-onenet-1");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByText("已创建产品").waitFor();
    const list = "设备ID,设备名称,设备密钥,描述\n67129007491,led01,S1pNeDZVcWk=,灯\n";
    await page.locator('input[type="file"]').setInputFiles(file("设备列表.csv", list));
    await page.getByText("共 1 行").waitFor();
    await look(page, "move-in-onenet-2");
    await page.getByRole("button", { name: "检查" }).click();
    await page.getByRole("button", { name: "迁入 1 台设备" }).click();
    await page.getByText("新增 1", { exact: true }).waitFor();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByText("mqtts.heclouds.com:1883").waitFor();
    await look(page, "move-in-onenet-3");
    const { body } = await real.api.get("/devices/9MaNe52pNO/led01");
    expect(body).toMatchObject({ notes: "灯" });
    expect(complaints).toEqual([]);
  }, 180_000);
});
