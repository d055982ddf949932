// A plant at work in a real browser: writing, what the unit refuses, reading now, serving registers, DTUs that call.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import ModbusRTU from "modbus-serial";
import type { Browser, Page } from "playwright-core";
import { startModbusServer } from "../../harness/modbus/server-tcp.ts";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser, type Visit } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const MODEL = {
  properties: [
    { identifier: "power", name: "Power", accessMode: "rw", dataType: { type: "float", unit: "kW" } },
    { identifier: "pump", name: "Pump", accessMode: "rw", dataType: { type: "bool" } },
    { identifier: "limit", name: "Limit", accessMode: "rw", dataType: { type: "int" } },
  ],
};
const MAP = {
  points: [
    {
      identifier: "power",
      area: "holding",
      address: 7,
      type: "uint16",
      scale: 0.1,
      access: "rw",
      group: "fast",
    },
    { identifier: "pump", area: "coil", address: 3, type: "bool", access: "rw", group: "fast" },
    // The unit has no such register.
    { identifier: "limit", area: "holding", address: 900, type: "uint16", access: "rw" },
  ],
};
const FLAGS = {
  ...{ "modbus-dtu-host": "127.0.0.1", "modbus-dtu-port": "0" },
  ...{ "modbus-server-host": "127.0.0.1", "modbus-server-port": "0" },
};
const DEVICE = "/ui/devices/meter/m1";

async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  await page.getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option }).click();
}

async function troubles(page: Page): Promise<string[]> {
  const wider = await overflow(page);
  return [...(await axeViolations(page)), ...(wider > 0 ? [`${wider} px too wide`] : [])];
}

async function readAsMaster(port: number): Promise<number> {
  const client = new ModbusRTU();
  await client.connectTCP("127.0.0.1", { port });
  client.setID(1);
  client.setTimeout(1_000);
  try {
    return (await client.readHoldingRegisters(0, 2)).buffer.readFloatBE(0);
  } finally {
    client.close(() => {});
  }
}

const title = CHROMIUM === undefined ? "plant (skipped: no chromium is installed)" : "a plant at work";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  let real: RealApp;
  let unit: Awaited<ReturnType<typeof startModbusServer>>;
  beforeAll(async () => {
    [browser, real, unit] = await Promise.all([
      startBrowser(),
      startReal({ flags: FLAGS }),
      startModbusServer({ 7: 123, 8: 0 }),
    ]);
    const { api } = real;
    await api.post("/products", { productKey: "meter", name: "Meter" });
    await api.put("/products/meter/thing-model", MODEL);
    expect((await api.put("/products/meter/register-map", MAP)).status).toBe(200);
    await api.post("/devices", { productKey: "meter", deviceName: "m1", name: "Main meter" });
    const transport = { kind: "tcp", host: "127.0.0.1", port: unit.port };
    const { body: link } = await api.post("/links", { name: "Cabinet 1", transport });
    await api.put("/devices/meter/m1/slave", { linkId: link.id, unit: 1 });
    await until(async () => (await api.get("/devices/meter/m1")).body.state === "online", "the device");
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
    await unit.stop();
  });

  const open = async (options: { language?: "en" | "zh-CN"; width?: number } = {}): Promise<Visit> => {
    const visited = await visitReal(browser, real, { language: "en", width: 1280, ...options });
    visited.page.setDefaultTimeout(30_000);
    return visited;
  };

  test("a register and a coil are written; what the unit refuses is told in words", async () => {
    await using visited = await open();
    const { page, complaints } = visited;
    await page.goto(`${real.url}${DEVICE}/control`);
    await page.getByRole("textbox", { name: "Power" }).fill("4.5");
    await page.getByRole("button", { name: "Set Power" }).click();
    await page.getByText("Power: done.").waitFor();
    expect(unit.holding.get(7)).toBe(45);
    await page.getByText("On", { exact: true }).click();
    await page.getByRole("button", { name: "Set Pump" }).click();
    await page.getByText("Pump: done.").waitFor();
    expect(unit.coils.get(3)).toBe(true);
    await page.getByRole("textbox", { name: "Limit" }).fill("5");
    await page.getByRole("button", { name: "Set Limit" }).click();
    await page.getByText(/^Limit was not done\..*exception 02.*illegal data address/).waitFor();
    const history = page.getByRole("listitem").filter({ hasText: "Limit = 5" });
    await history.getByText(/exception 02/).waitFor();
    await page.getByText("4.5 kW").first().waitFor();
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("the device's registers: the bytes, why one cannot be read, reading now", async () => {
    await using visited = await open({ language: "zh-CN", width: 390 });
    const { page, complaints } = visited;
    unit.holding.set(7, 200);
    await page.goto(`${real.url}${DEVICE}/registers`);
    await page.getByText("00 c8").waitFor();
    await page.getByText("异常码 02").first().waitFor();
    await page.getByRole("button", { name: "全部立即读取" }).click();
    await page.getByText("Cabinet 1").waitFor();
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("a property is exposed, read by a master, and a second one in its place is refused", async () => {
    await using visited = await open();
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/links/server`);
    const expose = async (property: RegExp) => {
      await page.getByRole("button", { name: "Expose a value" }).first().click();
      await choose(page, "Product", /Meter/);
      await choose(page, "Device", /Main meter/);
      await choose(page, "Property", property);
    };
    await expose(/Power/);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText(/^Listens on port \d+/).waitFor();
    const port = () => real.portOf("modbus-server");
    await until(async () => (await readAsMaster(port())) === 20, "the value at our register");
    await expose(/Limit/);
    await page.getByRole("textbox", { name: "Address", exact: true }).fill("1");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText(/^Two values are exposed on holding register 1/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByLabel("Who may connect").fill("10.0.0.300");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText(/^Addresses or networks only/).waitFor();
    await page.getByLabel("Who may connect").fill("10.9.9.9");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("10.9.9.9").waitFor();
    await until(
      () =>
        readAsMaster(port()).then(
          () => false,
          () => true,
        ),
      "the master is turned away",
    );
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("a DTU that nobody knows is taken, and then known by its number", async () => {
    await using visited = await open();
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/links/callers`);
    await page.getByText(/^Gantry listens for DTUs as soon as/).waitFor();
    await page.getByRole("button", { name: "New link for a DTU" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Pump house");
    await page.getByRole("textbox", { name: "Text", exact: true }).fill("PUMP-1");
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByText("Waits for the call").waitFor();
    const dtuPort = await until(() => real.portOf("dtu"), "the port for DTUs");
    const call = () =>
      Bun.connect({
        ...{ hostname: "127.0.0.1", port: dtuPort },
        socket: { data() {}, open: (socket) => void socket.write("860123456789012") },
      });
    const stranger = await call();
    await page.goto(`${real.url}/ui/links/callers`);
    await page.getByText(`127.0.0.1:${dtuPort}`).first().waitFor();
    await page.getByRole("button", { name: /^Take the DTU at/ }).click();
    await page.getByRole("textbox", { name: "IMEI" }).waitFor();
    expect(await page.getByRole("textbox", { name: "IMEI" }).inputValue()).toBe("860123456789012");
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByText("DTU 860123456789012").waitFor();
    stranger.end();
    const known = await call();
    await page.getByText("Up", { exact: true }).waitFor();
    known.end();
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("a register map leaves as a file and comes back changed", async () => {
    await using visited = await open();
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/meter/registers`);
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    const csv = await Bun.file((await file.path()) ?? "").text();
    expect(csv).toContain("power,Power,holding,7");
    await page.getByRole("button", { name: "Import" }).click();
    const buffer = Buffer.from(csv.replace("power,Power,holding,7", "power,Power,holding,8"));
    await page.locator("input[type=file]").setInputFiles({ name: "map.csv", mimeType: "text/csv", buffer });
    await page.getByText(/changes:/).waitFor();
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Saved.").first().waitFor();
    const { body } = await real.api.get("/products/meter/register-map");
    expect(body.points[0]).toMatchObject({ identifier: "power", address: 8, scale: 0.1 });
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("poll groups are changed, and the points of one that goes are read on demand", async () => {
    await using visited = await open({ width: 360 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products/meter/registers`);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("textbox", { name: "Read every, s" }).first().fill("0.5");
    await page.getByRole("button", { name: "Remove group normal" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("fast 0.5 s, slow 60 s").waitFor();
    const { body } = await real.api.get("/products/meter/register-map");
    expect(body.points.map((point: { group: string | null }) => point.group)).toEqual(["fast", "fast", null]);
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);

  test("the first page tells of a link that is down", async () => {
    await using visited = await open();
    const { page, complaints } = visited;
    await unit.stop();
    await page.goto(`${real.url}/ui/`);
    await page.getByText("Link Cabinet 1 is down").waitFor();
    await page.getByRole("link", { name: "Cabinet 1" }).first().click();
    await page.getByRole("heading", { name: "Cabinet 1" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^Device, product/ }).fill("pump ho");
    await page.getByRole("option", { name: /Pump house/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Down", { exact: true }).waitFor();
    expect({ complaints, found: await troubles(page) }).toEqual({ complaints: [], found: [] });
  }, 60_000);
});
