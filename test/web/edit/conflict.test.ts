// Two administrators edit the same: who comes second is asked, in both languages, and loses nothing that he typed.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { ApiClient } from "../../harness/api-client.ts";
import { until } from "../../harness/until.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser, type VisitOptions } from "../browser.ts";
import { REAL_PASSWORD, type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const DOCUMENT = {
  products: [
    {
      ...{ productKey: "press", name: "Press", description: "Hydraulic" },
      thingModel: {
        properties: ["temperature", "force", "parts"].map((identifier) => ({
          ...{ identifier, name: identifier, dataType: { type: "float" } },
        })),
      },
    },
  ],
  devices: ["p1", "p2"].map((deviceName) => ({ productKey: "press", deviceName })),
};
const LINK = {
  name: "Hall 1",
  transport: { kind: "tcp", host: "192.0.2.7", port: 502 },
  isEnabled: false,
};
const point = (identifier: string, address: number) => ({
  identifier,
  area: "holding",
  address,
  type: "uint16",
});

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

describe.skipIf(CHROMIUM === undefined)("two people edit the same", () => {
  let browser: Browser;
  let real: RealApp;
  /** Li Wei, in a session of his own. */
  let other: ApiClient;
  beforeAll(async () => {
    [browser, real] = await Promise.all([startBrowser(), startReal({ document: DOCUMENT })]);
    const li = { username: "li.wei", password: REAL_PASSWORD, role: "admin", mustChangePassword: false };
    expect((await real.api.post("/users", li)).status).toBe(201);
    other = new ApiClient(real.url);
    expect((await other.signIn("li.wei", REAL_PASSWORD)).status).toBe(200);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await real[Symbol.asyncDispose]();
  });

  const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Changed meanwhile" });
  const open = async (path: string, options: VisitOptions = {}) => {
    const visited = await visitReal(browser, real, { language: "en", ...options });
    await visited.page.goto(`${real.url}/ui${path}`);
    return visited;
  };
  const look = async (page: Page, name: string) => {
    await shoot(page, name);
    expect({ name, axe: await axeViolations(page), wide: await overflow(page) }).toEqual({
      ...{ name, axe: [], wide: 0 },
    });
  };

  test("a product: what was typed outlives what the other saved, until one of three is chosen", async () => {
    await using visited = await open("/products/press/settings");
    const { page } = visited;
    const form = page.locator("form").filter({ has: page.getByLabel("Description") });
    const name = form.getByLabel("Name");
    await name.fill("Press 400 t");
    expect((await other.patch("/products/press", { name: "Press of Li" })).status).toBe(200);
    // Reading anew takes nothing away.
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = dialogOf(page);
    await dialog.getByText(/li\.wei saved a change to this at/).waitFor();
    await dialog.getByText("Press of Li").waitFor();
    await look(page, "conflict-desktop-en-light");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await name.inputValue()).toBe("Press 400 t");

    await form.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Load theirs" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await name.inputValue()).toBe("Press of Li");

    await name.fill("Press 400 t");
    await other.patch("/products/press", { name: "Press of Li again" });
    await form.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Overwrite with mine" }).click();
    await page.getByText("Saved.").waitFor();
    expect((await real.api.get("/products/press")).body).toMatchObject({ name: "Press 400 t" });

    // Of other fields of the same product nothing is overwritten, and nobody is asked.
    await name.fill("Press 500 t");
    await other.patch("/products/press", { retentionDays: 30 });
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Press 500 t" }).waitFor();
    const { body } = await real.api.get("/products/press");
    expect(body).toMatchObject({ name: "Press 500 t", retentionDays: 30 });
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test.each([
    { language: "zh-CN", scheme: "dark", width: 360, height: 740 },
    { language: "zh-CN", scheme: "light", width: 1280, height: 800 },
    { language: "en", scheme: "dark", width: 360, height: 740 },
  ] as const)(
    "a device: $language, $scheme, $width px",
    async (options) => {
      await using visited = await open("/devices/press/p1/settings", options);
      const { page } = visited;
      const isChinese = options.language === "zh-CN";
      const notes = page.getByLabel(isChinese ? "备注" : "Notes", { exact: true });
      const form = page.locator("form").filter({ has: notes });
      await notes.fill(`mine ${options.scheme}`);
      await other.patch("/devices/press/p1", { notes: `theirs ${options.language} ${options.scheme}` });
      await form.getByRole("button", { name: isChinese ? "保存" : "Save" }).click();
      const dialog = page.getByRole("dialog", { name: isChinese ? "内容已被他人修改" : "Changed meanwhile" });
      await dialog.getByText("li.wei").waitFor();
      await look(page, `conflict-${options.width}-${options.language}-${options.scheme}`);
      await dialog.getByRole("button", { name: isChinese ? "用我的覆盖" : "Overwrite with mine" }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByText(isChinese ? "已保存" : "Saved.").waitFor();
      expect((await real.api.get("/devices/press/p1")).body).toMatchObject({
        notes: `mine ${options.scheme}`,
      });
      expect(visited.complaints).toEqual([]);
    },
    60_000,
  );

  test("what a page reads anew by itself takes nothing away, neither before the question nor under it", async () => {
    await using visited = await open("/devices/press/p1/settings");
    const { page } = visited;
    const notes = page.getByLabel("Notes", { exact: true });
    const form = page.locator("form").filter({ has: notes });
    const poll = () =>
      page.waitForResponse(
        (one) => one.request().method() === "GET" && one.url().endsWith("/devices/press/p1"),
        { timeout: 30_000 },
      );
    const first = await notes.inputValue();
    await notes.fill("typed");
    await other.patch("/devices/press/p1", { notes: "of Li" });
    await poll();
    expect(await notes.inputValue()).toBe("typed");
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = dialogOf(page);
    await dialog.getByText("of Li").waitFor();
    await poll();
    await dialog.getByRole("button", { name: "Back to the form" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await notes.inputValue()).toBe("typed");
    // What nobody types in shows what is new.
    await notes.fill(first);
    await other.patch("/devices/press/p1", { notes: "newest" });
    await until(async () => (await notes.inputValue()) === "newest", "the notes of the other", 30_000);
    expect(visited.complaints).toEqual([]);
  }, 120_000);

  test("a device that was deleted says so, and what was typed can still be read", async () => {
    await using visited = await open("/devices/press/p2/settings");
    const { page } = visited;
    const form = page.locator("form").filter({ has: page.getByLabel("Notes") });
    await form.getByLabel("Notes").fill("a long note");
    await other.delete("/devices/press/p2");
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Deleted meanwhile" });
    await dialog.getByText(/li\.wei deleted this at/).waitFor();
    expect(await dialog.getByRole("button", { name: "Overwrite with mine" }).count()).toBe(0);
    await look(page, "conflict-deleted");
    await dialog.getByRole("button", { name: "Back to the form" }).click();
    expect(await form.getByLabel("Notes").inputValue()).toBe("a long note");
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test("a thing model: the table that was typed stays, or is replaced by theirs", async () => {
    await using visited = await open("/products/press/model");
    const { page } = visited;
    const model = (await other.get("/products/press/thing-model")).body;
    const rename = (name: string) => ({
      ...model,
      properties: model.properties.map((one: { identifier: string }) =>
        one.identifier === "force" ? { ...one, name } : one,
      ),
    });
    await page.getByText("temperature").first().waitFor();
    await page.locator('.sheet [data-row="0"] [data-key="name"]').click();
    await page.keyboard.type("Oil temperature");
    await page.keyboard.press("Enter");
    expect((await other.put("/products/press/thing-model", rename("Force of Li"))).status).toBe(200);
    await page.getByRole("button", { name: "Save as new version" }).click();
    const dialog = dialogOf(page);
    await dialog.getByText("Force of Li").waitFor();
    await dialog.getByRole("button", { name: "Load theirs" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Force of Li").first().waitFor();
    expect(await page.getByText("Oil temperature").count()).toBe(0);
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test("a register map: changes of different points meet, of the same one somebody is asked", async () => {
    const points = [point("temperature", 1), point("force", 2)];
    expect((await other.put("/products/press/register-map", { points })).status).toBe(200);
    await using visited = await open("/products/press/registers");
    const { page } = visited;
    const edit = async (address: string, meanwhile: (map: typeof DOCUMENT) => unknown) => {
      await page.getByRole("button", { name: "Edit temperature" }).click();
      const drawer = page.getByRole("dialog", { name: "Edit temperature" });
      await drawer.getByLabel("Address").fill(address);
      const { body } = await other.get("/products/press/register-map");
      expect((await other.put("/products/press/register-map", meanwhile(body))).status).toBe(200);
      await drawer.getByRole("button", { name: "Save" }).click();
    };
    const withAddress = (map: { points?: unknown }, identifier: string, address: number) => ({
      ...map,
      points: (map.points as { identifier: string }[]).map((one) =>
        one.identifier === identifier ? { ...one, address } : one,
      ),
    });
    const addresses = async () =>
      (await real.api.get("/products/press/register-map")).body.points.map(
        (one: { address: number }) => one.address,
      );
    await edit("10", (map) => withAddress(map as object, "force", 20));
    await page.getByText("Saved.").first().waitFor();
    expect(await addresses()).toEqual([10, 20]);
    await edit("11", (map) => withAddress(map as object, "temperature", 12));
    const dialog = dialogOf(page);
    await dialog.getByText(/address/).waitFor();
    await dialog.getByRole("button", { name: "Overwrite with mine" }).click();
    await page.getByRole("dialog", { name: "Edit temperature" }).waitFor({ state: "hidden" });
    expect(await addresses()).toEqual([11, 20]);
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test("a link: theirs is loaded into the drawer that stands open", async () => {
    const { body: link } = await other.post("/links", LINK);
    await using visited = await open("/links");
    const { page } = visited;
    await page.getByRole("button", { name: "Actions for Hall 1", exact: false }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    const drawer = page.getByRole("dialog", { name: /Hall 1/ });
    await drawer.getByLabel("Name").fill("Hall 1 north");
    await other.put(`/links/${link.id}`, { ...link.settings, name: "Hall of Li" });
    await drawer.getByRole("button", { name: "Save" }).click();
    const dialog = dialogOf(page);
    await dialog.getByText("li.wei").waitFor();
    await look(page, "conflict-over-drawer");
    // Only the question goes by Escape, not the form beneath it.
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await drawer.getByLabel("Name").inputValue()).toBe("Hall 1 north");
    await drawer.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Load theirs" }).click();
    await dialog.waitFor({ state: "hidden" });
    const shown = () => drawer.getByLabel("Name").inputValue();
    await until(async () => (await shown()) === "Hall of Li", "the link of the other");
    await drawer.getByLabel("Name").fill("Hall 2");
    await drawer.getByRole("button", { name: "Save" }).click();
    await drawer.waitFor({ state: "hidden" });
    expect((await real.api.get(`/links/${link.id}`)).body.settings.name).toBe("Hall 2");
    expect(visited.complaints).toEqual([]);
  }, 60_000);

  test("a role that another deletes or changes while its form is open", async () => {
    const draft = { name: "Shift lead", matrix: { devices: ["read"] }, scopes: [{ kind: "all" }] };
    const { body: role } = await other.post("/roles", draft);
    await using visited = await open("/settings/roles");
    const { page } = visited;
    await page.getByRole("button", { name: "Actions for Shift lead", exact: false }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    const form = page.getByRole("dialog", { name: "Shift lead" });
    await form.getByLabel("Description").fill("leads a shift");
    await other.patch(`/roles/${role.roleId}`, { matrix: { devices: ["read", "write"] } });
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = dialogOf(page);
    await dialog.getByText("matrix.devices").waitFor();
    await dialog.getByRole("button", { name: "Overwrite with mine" }).click();
    await form.waitFor({ state: "hidden" });
    const now = (await real.api.get(`/roles/${role.roleId}`)).body;
    expect(now).toMatchObject({ description: "leads a shift", matrix: { devices: ["read"] } });
    expect(visited.complaints).toEqual([]);
  }, 60_000);
});
