// The list of devices, its groups, changes to many and the trash, as a person goes them, on the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const name = (at: number) => `P${String(at).padStart(3, "0")}`;
const DOCUMENT = {
  products: [
    { productKey: "press", name: "Hydraulic press" },
    { productKey: "meter", name: "Power meter" },
  ],
  devices: [
    ...Array.from({ length: 12 }, (_, at) => ({
      ...{ productKey: "press", deviceName: name(at + 1), name: `Press ${at + 1}` },
      ...(at === 0 && { latitude: 31.2304, longitude: 121.4737, place: "Hall B, row 3" }),
    })),
    ...Array.from({ length: 260 }, (_, at) => ({ productKey: "meter", deviceName: `M-${name(at)}` })),
  ],
};

describe.skipIf(CHROMIUM === undefined)("many devices", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal({ document: DOCUMENT });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const shoot = async (page: Page, shot: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${shot}.png` });
  };
  const check = async (page: Page) => {
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  };

  test("groups are made by mouse and keys, walked, moved, and filter the list", async () => {
    await using visited = await visitReal(browser, real, { width: 1440, height: 900 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("treeitem", { name: /^All devices.*272/ }).waitFor();
    await shoot(page, "fleet-first");
    await page.getByRole("button", { name: "New group" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Shanghai plant");
    await check(page);
    await dialog.getByRole("button", { name: "Create group" }).click();
    for (const line of ["Line 1", "Line 2"]) {
      await page.getByRole("treeitem", { name: /Shanghai plant/ }).hover();
      await page.getByRole("button", { name: "More for Shanghai plant" }).click();
      await page.getByRole("menuitem", { name: "New group below" }).click();
      await dialog.getByLabel("Name").fill(line);
      await dialog.getByRole("button", { name: "Create group" }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByRole("treeitem", { name: new RegExp(`^${line}`) }).waitFor();
    }
    await page.getByRole("treeitem", { name: /^All devices/ }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    expect(await page.evaluate(() => document.activeElement?.querySelector(".tree-name")?.textContent)).toBe(
      "Line 2",
    );
    const moved = page.waitForResponse(
      (one) => one.url().endsWith("/groups") && one.request().method() === "GET",
    );
    await page.keyboard.press("Alt+ArrowUp");
    // The tree is read anew once every sibling has its place.
    await moved;
    const { body } = await real.api.get("/groups");
    const names = (body as { items: { name: string }[] }).items.map((one) => one.name);
    expect(names).toEqual(["Shanghai plant", "Line 2", "Line 1"]);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches these filters").waitFor();
    await check(page);
    expect(new URL(page.url()).searchParams.has("group")).toBe(true);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("selected devices move into a group; the filter becomes a dynamic group", async () => {
    await using visited = await visitReal(browser, real, { width: 1440, height: 900 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices?product=press&sort=name`);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await check(page);
    await shoot(page, "fleet-selected");
    await page.getByRole("button", { name: "Move to group" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Devices concerned: 12").waitFor();
    await dialog.getByRole("combobox", { name: "Group" }).click();
    await page.getByRole("option", { name: "Shanghai plant / Line 1" }).click();
    await check(page);
    await shoot(page, "fleet-move");
    await dialog.getByRole("button", { name: "Move to group" }).click();
    await page.getByText("Devices moved: 12").waitFor();
    await page.getByRole("treeitem", { name: /^Line 1.*12/ }).waitFor();
    await page.getByRole("checkbox", { name: "Select Press 1", exact: true }).check();
    await page.getByRole("checkbox", { name: "Select Press 2", exact: true }).check();
    await page.getByRole("button", { name: "Add tags" }).click();
    await dialog.getByLabel("Tags", { exact: true }).fill("hall=B");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Add tags" }).click();
    await page.getByText("Devices tagged: 2").waitFor();
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByRole("combobox", { name: "Tag", exact: true }).fill("hall=B");
    await page.keyboard.press("Enter");
    await check(page);
    await shoot(page, "fleet-filters");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Save the filter as a group" }).click();
    await dialog.getByLabel("Name").fill("Presses of hall B");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: /^Presses of hall B/ }).waitFor();
    await page.waitForURL(/[?&]view=/);
    await page.getByText("View: Presses of hall B").waitFor();
    await page.getByRole("link", { name: "Press 2", exact: true }).waitFor();
    await check(page);
    await shoot(page, "fleet-view");
    expect(complaints).toEqual([]);
  }, 180_000);

  test("all that match are disabled as a job; a deleted one comes back by undo", async () => {
    await using visited = await visitReal(browser, real, { width: 1440, height: 900, scheme: "dark" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices?product=meter`);
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("button", { name: "Select all 260 that match" }).click();
    await page.getByRole("button", { name: "Disable" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Devices concerned: 260").waitFor();
    await dialog.getByText("Disable devices", { exact: true }).waitFor();
    await dialog.getByText("They are disconnected at once").waitFor();
    await check(page);
    await shoot(page, "fleet-disable-dark");
    await dialog.getByRole("button", { name: "Disable" }).click();
    await dialog.getByText("Done", { exact: true }).waitFor();
    await check(page);
    await shoot(page, "fleet-job-dark");
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await page.goto(`${real.url}/ui/devices?product=press&sort=name`);
    await page.getByRole("checkbox", { name: "Select Press 3", exact: true }).check();
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("Delete device", { exact: true }).waitFor();
    await dialog.getByText("Its connection is closed").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Devices deleted: 1").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back for 1.").waitFor();
    await page.getByRole("link", { name: "Press 3", exact: true }).waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);

  test("the trash says who and how long, restores, and purges only what is confirmed", async () => {
    for (const one of ["P010", "P011", "P012"]) await real.api.delete(`/devices/press/${one}`);
    await using visited = await visitReal(browser, real, { width: 1440, height: 900 });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices/trash`);
    await page.getByText("press/P012").waitFor();
    await check(page);
    await shoot(page, "trash");
    await page.getByRole("button", { name: "Restore P010" }).click();
    await page.getByText("Devices restored: 1").waitFor();
    await page.getByRole("button", { name: "Delete for good: P011" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("One device. Its history").waitFor();
    await dialog.getByRole("textbox").fill("delete");
    await check(page);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("Devices deleted for good: 1").waitFor();
    const { body } = await real.api.get("/device-trash");
    expect((body as { items: { deviceName: string }[] }).items.map((one) => one.deviceName)).toEqual([
      "P012",
    ]);
    expect(complaints).toEqual([]);
  }, 180_000);

  test("on a phone, in Chinese: cards, the tree in a drawer", async () => {
    await using visited = await visitReal(browser, real, { width: 360, height: 760, language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices?product=press&sort=name`);
    await page.getByRole("link", { name: "Press 1", exact: true }).waitFor();
    await check(page);
    await shoot(page, "fleet-phone");
    await page.getByRole("button", { name: "分组", exact: true }).click();
    await page.getByRole("treeitem", { name: /^Line 1/ }).waitFor();
    await check(page);
    await shoot(page, "fleet-phone-groups");
    await page.getByRole("treeitem", { name: /^Line 1/ }).click();
    await page.getByRole("button", { name: /移除筛选条件：Shanghai plant/ }).waitFor();
    await page.goto(`${real.url}/ui/devices/trash`);
    await page.getByText("press/P012").waitFor();
    await check(page);
    await shoot(page, "trash-phone");
    expect(complaints).toEqual([]);
  }, 180_000);
});
