// Telling a device what to do, in a real browser against the real server, with a device that answers over MQTT.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import mqtt from "mqtt";
import type { Browser, Page } from "playwright-core";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const title = CHROMIUM === undefined ? "control (skipped: no chromium is installed)" : "control";
const SECRET = "devicesecret0001";
const DOCUMENT = {
  products: [
    {
      productKey: "pump",
      name: "Pump",
      thingModel: {
        properties: [
          {
            ...{ identifier: "speed", name: "Speed", accessMode: "rw" },
            dataType: { type: "float", min: 0, max: 50, step: 0.5, unit: "Hz" },
          },
          { identifier: "isOn", name: "Motor", accessMode: "rw", dataType: { type: "bool" } },
          {
            ...{ identifier: "mode", name: "Mode", accessMode: "rw" },
            dataType: { type: "enum", items: { 0: "Manual", 1: "Automatic" } },
          },
          { identifier: "temp", name: "Temperature", dataType: { type: "float" } },
        ],
        services: [
          {
            ...{ identifier: "dose", name: "Dose", description: "Adds some of it" },
            input: [
              { identifier: "amount", name: "Amount", dataType: { type: "int", min: 1, unit: "ml" } },
              { identifier: "note", name: "Note", dataType: { type: "text" } },
            ],
          },
        ],
      },
    },
  ],
  devices: ["p1", "p2"].map((deviceName) => ({ productKey: "pump", deviceName, deviceSecret: SECRET })),
};
const SHOTS = process.env.SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

/** Sets what it is told, and refuses every service. */
async function connect(real: RealApp) {
  const client = await mqtt.connectAsync({
    ...{ host: "127.0.0.1", port: real.portOf("mqtt"), reconnectPeriod: 0 },
    ...{ clientId: "p1", username: "p1&pump", password: SECRET },
  });
  client.on("message", (topic, payload) => {
    const { id } = JSON.parse(payload.toString());
    const isSet = topic.endsWith("/property/set");
    const answer = isSet
      ? { id, code: 200, data: {} }
      : { id, code: 500, data: { message: "tank is empty" } };
    client.publish(`${topic}_reply`, JSON.stringify(answer), { qos: 1 });
  });
  await client.subscribeAsync("/sys/pump/p1/thing/service/#");
  return client;
}

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("a property is set and confirmed, a service refused in the device's words", async () => {
    const client = await connect(real);
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    page.setDefaultTimeout(60_000);
    await page.goto(`${real.url}/ui/devices/pump/p1/control`);
    const properties = page.getByRole("region", { name: "Set properties" });
    await properties.getByLabel("Speed", { exact: true }).fill("12.5");
    await properties.getByRole("button", { name: "Set Speed" }).click();
    const history = page.getByRole("region", { name: "Commands" });
    await history.getByText("Speed = 12.5 Hz").waitFor();
    await history.getByText("The device confirmed it.").waitFor();
    const services = page.getByRole("region", { name: "Call a service" });
    await services.getByLabel("Amount").fill("3");
    await services.getByLabel("Note").fill("now");
    await services.getByRole("button", { name: "Call Dose" }).click();
    await history.getByText("The device answered with code 500. tank is empty").waitFor();
    await shoot(page, "control-en");
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    expect(complaints).toEqual([]);
    await client.endAsync(true);
  }, 180_000);

  test("on a phone, in Chinese and dark: an offline device's command waits and is cancelled", async () => {
    const look = { width: 360, height: 740, language: "zh-CN", scheme: "dark" } as const;
    await using visited = await visitReal(browser, real, look);
    const { page, complaints } = visited;
    page.setDefaultTimeout(60_000);
    await page.goto(`${real.url}/ui/devices/pump/p2/control`);
    await page.getByText("设备不在线，命令将等待其恢复连接。").waitFor();
    const properties = page.getByRole("region", { name: "设置属性" });
    await properties.getByRole("radiogroup", { name: "Motor" }).getByText("开", { exact: true }).click();
    await properties.getByRole("button", { name: "设置 Motor" }).click();
    const history = page.getByRole("region", { name: "命令记录" });
    await history.getByText("等待中", { exact: true }).first().waitFor();
    await page.waitForFunction(() => document.querySelector(".mantine-Notification-root") !== null);
    await shoot(page, "control-zh-phone");
    expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
    await history.getByRole("button", { name: /^取消：/ }).click();
    await until(
      async () => (await real.api.get("/devices/pump/p2/commands")).body.items[0]?.state === "cancelled",
      "it is cancelled",
    );
    expect(complaints).toEqual([]);
  }, 180_000);
});
