// A person opens a plant to a SCADA in a real browser: whole devices, who may ask, and who does.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import ModbusRTU from "modbus-serial";
import type { Browser, Page } from "playwright-core";
import { findFreePort } from "../../harness/mosquitto.ts";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const title =
  CHROMIUM === undefined ? "the Modbus server (skipped: no chromium is installed)" : "the Modbus server";

const DOCUMENT = {
  products: [
    {
      ...{ productKey: "press", name: "Press" },
      thingModel: {
        properties: [
          { identifier: "temperature", name: "Temperature", dataType: { type: "float" } },
          { identifier: "running", name: "Running", accessMode: "rw", dataType: { type: "bool" } },
          { identifier: "parts", name: "Parts", dataType: { type: "long" } },
        ],
      },
    },
  ],
  devices: ["p1", "p2", "p3"].map((deviceName) => ({ productKey: "press", deviceName })),
};

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  const port = findFreePort();
  beforeAll(async () => {
    const flags = { "modbus-server-host": "127.0.0.1", "modbus-server-port": String(port) };
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT, flags })]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  test("three devices are exposed at once, and a client is told what is not there", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    await page.goto(`${real.url}/ui/links/server`);
    await page.getByRole("button", { name: "Expose devices" }).first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("combobox", { name: "Product" }).click();
    await page.getByRole("option", { name: /Press/ }).click();
    await drawer.getByText("All of the product").click();
    await drawer.getByRole("switch", { name: "May be written" }).check();
    await drawer.getByText("9 values, devices: 3, registers 0 to 5.", { exact: false }).waitFor();
    await shoot(page, "whole-devices");
    await drawer.getByRole("button", { name: "Expose them" }).click();
    await page.getByText(`Listens on port ${port}`, { exact: false }).waitFor();
    const { body } = await real.api.get("/modbus-server");
    const shown = body.exposures.map(
      ({ unit, deviceName, point }: { unit: number; deviceName: string; point: Record<string, unknown> }) =>
        `${unit} ${deviceName} ${point.identifier} ${point.area} ${point.address} ${point.access}`,
    );
    expect(shown.slice(0, 4)).toEqual([
      expect.stringMatching(/^1 p\d temperature holding 0 r$/),
      expect.stringMatching(/^1 p\d running coil 0 rw$/),
      expect.stringMatching(/^1 p\d parts holding 2 r$/),
      expect.stringMatching(/^2 p\d temperature holding 0 r$/),
    ]);
    const client = new ModbusRTU();
    await client.connectTCP("127.0.0.1", { port });
    client.setID(1);
    expect(await client.readHoldingRegisters(100, 1).catch((error) => error.modbusCode)).toBe(2);
    await page.getByText("Last refused with 02", { exact: false }).waitFor();
    for (const name of ["p1 temperature", "p1 running"])
      await page.getByRole("checkbox", { name: new RegExp(name) }).check();
    await page
      .getByRole("region", { name: "Actions for what is selected" })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await until(
      async () => (await real.api.get("/modbus-server")).body.exposures.length === 7,
      "two are gone",
    );
    const found: string[] = [];
    for (const [language, scheme, width] of [
      ["en", "light", 1440],
      ["zh-CN", "dark", 360],
    ] as const) {
      await using look = await visitReal(browser, real, { language, scheme, width });
      await look.page.goto(`${real.url}/ui/links/server`);
      await look.page.getByText("127.0.0.1:", { exact: false }).first().waitFor();
      await shoot(look.page, `server-${language}`);
      found.push(...(await axeViolations(look.page)));
      const wide = await overflow(look.page);
      if (wide) found.push(`${language}: ${JSON.stringify(wide)}`);
      complaints.push(...look.complaints);
    }
    await new Promise<void>((resolve) => client.close(() => resolve()));
    expect([found, complaints]).toEqual([[], []]);
  }, 120_000);

  test("who may ask, how many writes, and a serial line whose port is not there", async () => {
    await using visited = await visitReal(browser, real, { language: "en", width: 1440 });
    const { page, complaints } = visited;
    page.setDefaultTimeout(30_000);
    await page.goto(`${real.url}/ui/links/server`);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Who may connect").fill("127.0.0.1\n10.1.0.0/16");
    await drawer.getByLabel("Writes a second, at most").fill("5");
    await drawer.getByLabel("The same value again after, s").fill("0");
    await drawer.getByRole("button", { name: "Save" }).click();
    await drawer.getByText("This is not valid").waitFor();
    await drawer.getByLabel("The same value again after, s").fill("3600");
    await drawer.getByRole("combobox", { name: "A write of a read-only value" }).click();
    await page.getByRole("option", { name: "Acknowledged and dropped" }).click();
    await drawer.getByRole("button", { name: "Add serial line" }).click();
    await drawer.getByRole("combobox", { name: "Path of the port" }).fill("/dev/ttyNone9");
    await drawer.getByLabel("Units answered on it").fill("1, 2");
    await drawer.getByRole("switch", { name: "RS-485 direction by RTS" }).check();
    await shoot(page, "server-settings");
    await drawer.getByRole("button", { name: "Save" }).click();
    await page.getByText("/dev/ttyNone9", { exact: true }).waitFor();
    await page.getByText("is not there", { exact: false }).first().waitFor();
    await shoot(page, "server-ports");
    const { settings, ports } = (await real.api.get("/modbus-server")).body;
    expect(settings).toMatchObject({
      ...{ allowed: ["127.0.0.1", "10.1.0.0/16"], maxWritesPerS: 5 },
      ...{ writes: "changes", writeRefreshMs: 3_600_000, readOnly: "ignore" },
      ports: [{ path: "/dev/ttyNone9", units: [1, 2], rs485: { isRtsHighOnSend: true } }],
    });
    expect([ports[0].state, complaints]).toEqual(["failed", []]);
  }, 120_000);
});
