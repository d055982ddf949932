// What people come to do, done in a real browser, against the real server or a mock that holds still.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, startBrowser, visit } from "./browser.ts";
import { type MockServer, PASSWORD, startMock } from "./mock-api.ts";
import { startReal, visitReal } from "./real-app.ts";

const title = CHROMIUM === undefined ? "journeys (skipped: no chromium is installed)" : "journeys";

describe.skipIf(CHROMIUM === undefined)(title, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    await (await startMock())[Symbol.asyncDispose](); // builds the UI outside the tests' time
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  async function signIn(page: Page, mock: MockServer, password: string): Promise<void> {
    await page.goto(mock.url);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  test("signing in: a wrong password says so, the right one leads to the overview", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, { isSignedIn: false });
    const { page, complaints } = visited;
    await signIn(page, mock, "wrong");
    await page.getByText("User name or password is wrong.").waitFor();
    await signIn(page, mock, PASSWORD);
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(new URL(page.url()).pathname).toStartWith("/ui");
    await page.getByRole("button", { name: /Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a first password has to be replaced before anything else", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url, { isSignedIn: false });
    const { page, complaints } = visited;
    await signIn(page, mock, "first");
    await page.getByRole("heading", { level: 1, name: "Set your own password" }).waitFor();
    await page.getByLabel("Current password", { exact: true }).fill("first");
    await page.getByLabel("New password", { exact: true }).fill("horse battery");
    await page.getByLabel("New password again", { exact: true }).fill("horse staple");
    await page.getByText("Does not match the new password").waitFor();
    await page.getByLabel("New password again", { exact: true }).fill("horse battery");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("an empty server teaches the first steps", async () => {
    await using mock = await startMock({ isEmpty: true });
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByRole("heading", { name: "Connect your first device" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "Create product" }).click();
    await page.getByRole("dialog").getByLabel("Name").waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a product with a thing model, then a device with programs to connect it", async () => {
    await using real = await startReal();
    await using visited = await visitReal(browser, real);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/products`);
    await page.getByRole("button", { name: "New product" }).first().click();
    await page.getByRole("dialog").getByLabel("Name").fill("Boiler");
    await page.getByRole("dialog").getByLabel("Product key").fill("boiler");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.getByRole("heading", { level: 1, name: "Boiler" }).waitFor();

    await page.getByRole("button", { name: "Add property" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Identifier").fill("water temp");
    await drawer.getByLabel("Name").fill("Water temperature");
    await drawer.getByLabel("Minimum").fill("90");
    await drawer.getByLabel("Maximum").fill("10");
    await drawer.getByRole("button", { name: "Apply" }).click();
    await drawer.getByText("1 to 50 letters, digits or _").waitFor();
    await drawer.getByText("Must not be below the minimum").waitFor();
    await drawer.getByLabel("Identifier").fill("water_temp");
    await drawer.getByLabel("Minimum").fill("0");
    await drawer.getByLabel("Maximum").fill("110");
    await drawer.getByLabel("Unit").fill("°C");
    expect(await axeViolations(page)).toEqual([]);
    await drawer.getByRole("button", { name: "Apply" }).click();

    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByText("Leave without saving?").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByText("Thing model saved as version 2.").waitFor();
    expect((await real.api.get("/products/boiler/thing-model")).body).toEqual({
      properties: [
        {
          identifier: "water_temp",
          name: "Water temperature",
          accessMode: "r",
          required: false,
          dataType: { type: "float", min: 0, max: 110, unit: "°C" },
        },
      ],
      events: [],
      services: [],
    });

    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByRole("heading", { level: 1, name: "Devices" }).waitFor();
    await page.getByRole("button", { name: "New device" }).first().click();
    await page.getByRole("dialog").getByLabel("Device name").fill("boiler-1");
    await page.getByRole("button", { name: "Create device" }).click();
    await page.getByText("Device boiler-1 exists.").waitFor();
    // The example follows the thing model, which is read when the device is there.
    const shown = page.getByRole("dialog").locator("pre", { hasText: "water_temp" });
    const program = await shown.textContent();
    expect(program).toContain("-t '/sys/boiler/boiler-1/thing/event/property/post'");
    expect(program).toContain('"params":{"water_temp":55}');
    expect(complaints).toEqual([]);
  }, 60_000);

  test("live values move, and a chart of them is one click away", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/devices/press-400t/press-01`);
    const value = page.locator(".live-card", { hasText: "oil_temp" }).locator(".live-value");
    const first = (await value.textContent()) ?? "";
    await page.waitForFunction(
      (before) => document.querySelector(".live-card .live-value")?.textContent !== before,
      first,
    );
    await page
      .locator(".live-card", { hasText: "mode" })
      .getByText("Automatic")
      .or(page.getByText("Set-up"))
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Oil temperature" }).click();
    await page.locator("canvas").waitFor();
    await page.getByText(/Every stored point is shown/).waitFor();
    await page.getByText("24 h", { exact: true }).click();
    await page.getByText(/points shown: the lowest and the highest/).waitFor();

    const box = await page.locator(".u-over").boundingBox();
    if (box === null) throw new Error("the chart has no plot area");
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.42, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    await page.getByText("Table", { exact: true }).click();
    await page.getByRole("columnheader", { name: "Oil temperature (°C)" }).waitFor();
    await page.getByRole("columnheader", { name: "Received" }).waitFor();
    await page.locator('td [data-quality="late"]').first().waitFor();
    await page.getByText(/The strip at the foot marks values that are not good/).waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Only what is shown (CSV)" }).click();
    expect((await download).suggestedFilename()).toBe("press-01.csv");
    expect(complaints).toEqual([]);
  }, 60_000);

  test("two presses are compared by the hour, and taken away as a file", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/data`);
    await page.getByText("Choose what to compare").waitFor();
    for (const name of ["press-01", "press-02"]) {
      await page.getByRole("combobox", { name: "Device", exact: true }).fill(name);
      await page.getByRole("option", { name: new RegExp(name) }).click();
      await page.getByRole("combobox", { name: "Properties of this device" }).click();
      await page.getByRole("option", { name: "Oil temperature" }).click();
      await page.keyboard.press("Escape");
    }
    const chosen = page.getByRole("list", { name: "Chosen series" });
    expect(await chosen.getByRole("listitem").allInnerTexts()).toEqual([
      "press-01 · Oil temperature",
      "press-02 · Oil temperature",
    ]);
    await page.getByText("7 d", { exact: true }).click();
    await page.getByRole("combobox", { name: "Every point or by interval" }).click();
    await page.getByRole("option", { name: "1 hour" }).click();
    await page.getByText(/Average · 1 hour/).waitFor();
    await page.getByText("Table", { exact: true }).click();
    await page.getByRole("columnheader", { name: "press-02 · Oil temperature (°C)" }).waitFor();

    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Excel (XLSX)").click();
    mock.world.isExportBusy = true;
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    await dialog.getByText("2 exports are under way already").waitFor();
    mock.world.isExportBusy = false;
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    expect((await download).suggestedFilename()).toBe("press-01.xlsx");
    await page.getByText("The export has begun").waitFor();

    await page.getByRole("button", { name: "Remove press-01 · Oil temperature" }).click();
    await page.waitForURL(/\?(?!.*press-01).*s=press-400t%2Fpress-02%2Foil_temp/);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a refused stranger is explained, and can be made a device", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByText("Product power-meter has no device meter-77.").waitFor();
    await page.getByRole("link", { name: "Create this device" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByLabel("Device name").inputValue()).toBe("meter-77");
    await dialog.getByRole("button", { name: "Create device" }).click();
    await page.getByText("Device meter-77 exists.").waitFor();
    expect([mock.world.devices.has("power-meter/meter-77"), complaints]).toEqual([true, []]);
  }, 60_000);

  test("language and colours change at once and stay", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/devices`);
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitem", { name: "简体中文" }).click();
    await page.getByRole("heading", { level: 1, name: "设备" }).waitFor();
    await page.getByRole("button", { name: "外观" }).click();
    await page.getByRole("menuitem", { name: "深色" }).click();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "设备" }).waitFor();
    const root = page.locator("html");
    expect([await root.getAttribute("lang"), await root.getAttribute("data-mantine-color-scheme")]).toEqual([
      "zh-CN",
      "dark",
    ]);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a server that is gone is said to be gone, and its return is noticed", async () => {
    const mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByRole("heading", { name: "Messages" }).waitFor();
    await mock[Symbol.asyncDispose]();
    await page.getByText("Gantry cannot be reached.").waitFor();
    await using again = await startMock({ port: Number(new URL(mock.url).port) });
    again.world.user = mock.world.user;
    await page.getByText("Gantry cannot be reached.").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  }, 40_000);

  test("a viewer sees no buttons that would be refused", async () => {
    await using real = await startReal({
      document: {
        products: [{ productKey: "press", name: "Press" }],
        devices: [{ productKey: "press", deviceName: "press-01" }],
      },
    });
    const viewer = { username: "hall-b-tv", password: "a fine password" };
    const user = { ...viewer, role: "viewer", mustChangePassword: false };
    expect((await real.api.post("/users", user)).status).toBe(201);
    await using visited = await visitReal(browser, real, viewer);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/press/press-01/connect`);
    await page.getByText("Credentials are visible to developers and administrators.").waitFor();
    expect(await page.getByRole("tab", { name: "Settings" }).count()).toBe(0);
    for (const [path, button] of [
      ["products", "New product"],
      ["devices", "New device"],
    ] as const) {
      await page.goto(`${real.url}/ui/${path}`);
      await page.getByRole("table").waitFor();
      expect(await page.getByRole("button", { name: button }).count()).toBe(0);
    }
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("a ban is lifted by an administrator, after a question; a viewer only sees it", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/operations/bans`);
    const row = page.getByRole("row", { name: /press-07/ });
    await row.getByRole("button", { name: "Lift" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lift" }).click();
    await page.getByText("The ban was lifted.").waitFor();
    await row.waitFor({ state: "detached" });
    await using watching = await visit(browser, mock.url, { username: "hall-b-tv" });
    await watching.page.goto(`${mock.url}/ui/operations/bans`);
    await watching.page.getByText("203.0.113.9").waitFor();
    expect(await watching.page.getByRole("button", { name: "Lift" }).count()).toBe(0);
    expect([...complaints, ...watching.complaints]).toEqual([]);
  }, 60_000);

  test("a certificate is issued for a device and saved in three files", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/devices/press-400t/press-01/connect`);
    await page.getByRole("button", { name: "Issue a certificate" }).click();
    await page.getByText("Issued for press-01&press-400t.").waitFor();
    const saved: string[] = [];
    for (const name of ["Certificate", "Private key", "Authority (CA)"]) {
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name, exact: true }).click();
      saved.push((await download).suggestedFilename());
    }
    expect({ saved, complaints }).toEqual({
      saved: ["press-01.pem", "press-01.key", "gantry-ca.pem"],
      complaints: [],
    });
  }, 60_000);

  test("dead letters: seen from the overview, looked into, offered again, discarded, until none is left", async () => {
    await using mock = await startMock();
    await using visited = await visit(browser, mock.url);
    const { page, complaints } = visited;
    await page.goto(`${mock.url}/ui/`);
    await page.getByText("Events that could not be delivered: 3").waitFor();
    await page.getByRole("link", { name: "Look at them" }).click();
    await page.getByText("HTTP 422: field batch is missing").waitFor();
    await page.getByRole("button", { name: "Show event" }).first().click();
    await page.getByText("overload").waitFor();
    await page.getByRole("button", { name: "Actions for journal 1790014" }).click();
    await page.getByRole("menuitem", { name: "Offer again" }).click();
    await page.getByText("The target has taken it.").waitFor();
    await page.getByText("database: check: entries.title").waitFor({ state: "detached" });
    await page.getByText("erp-push is not running").waitFor();
    await page.getByRole("button", { name: "Discard all of erp-push" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await page.getByText("No dead letters").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 60_000);
});
