// The engineer of one site, whose role reaches one group: what he does with his devices, and what he never sees.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { ACTIONS, matrixOf, PEOPLE_AREAS } from "../../../src/spine/permission.ts";
import { axeViolations, CHROMIUM, overflow, startBrowser } from "../browser.ts";
import { REAL_PASSWORD, type RealApp, startReal, visitReal } from "../real-app.ts";

const SHOTS = process.env.SHOTS;
const name = (at: number) => `A-${String(at + 1).padStart(3, "0")}`;
const DOCUMENT = {
  products: [
    { productKey: "press", name: "Hydraulic press" },
    { productKey: "secret", name: "Prototype" },
  ],
  devices: [
    ...Array.from({ length: 50 }, (_, at) => ({ productKey: "press", deviceName: name(at) })),
    { productKey: "press", deviceName: "B-001" },
    { productKey: "secret", deviceName: "B-002" },
  ],
};
const SITE = ["Company", "Plant A", "Line 1"];

describe.skipIf(CHROMIUM === undefined)("the engineer of a site", () => {
  let browser: Browser;
  let real: RealApp;
  beforeAll(async () => {
    browser = await startBrowser();
    real = await startReal({ document: DOCUMENT });
    const must = async (answer: ReturnType<typeof real.api.get>) => {
      const { status, body } = await answer;
      if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body as Record<string, unknown>;
    };
    const { api } = real;
    // Company 1 > Plant A 2 > Line 1 3, and Plant B 4.
    for (const [at, group] of SITE.entries())
      await must(api.post("/groups", { name: group, parentId: at === 0 ? null : at }));
    await must(api.post("/groups", { name: "Plant B", parentId: 1 }));
    const keysOf = (prefix: string) => ({ target: { filter: { q: prefix } } });
    await must(api.post("/devices/bulk", { action: "move", groupId: 3, ...keysOf("A-") }));
    await must(api.post("/devices/bulk", { action: "move", groupId: 4, ...keysOf("B-") }));
    const role = { name: "Plant A", matrix: matrixOf(ACTIONS, PEOPLE_AREAS) };
    const { roleId } = await must(api.post("/roles", { ...role, scopes: [{ kind: "group", groupId: 2 }] }));
    const user = { username: "engineer", password: REAL_PASSWORD, role: roleId, mustChangePassword: false };
    await must(api.post("/users", user));
  }, 120_000);
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
    expect(await page.getByText(/Plant B|B-00\d|Prototype/).count()).toBe(0);
  };
  const as = { username: "engineer", width: 1440, height: 900 } as const;

  test("changes, moves and deletes many of his devices, and brings one back", async () => {
    await using visited = await visitReal(browser, real, as);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices?sort=name&limit=50`);
    await page.getByRole("treeitem", { name: /^All devices.*50/ }).waitFor();
    await page.getByRole("treeitem", { name: /^Plant A.*50/ }).waitFor();
    expect(await page.getByRole("treeitem").count()).toBe(3);
    expect(await page.getByRole("button", { name: "New group" }).count()).toBe(0);
    await check(page);
    await shoot(page, "engineer-devices");
    const selectAll = async () => {
      await page.getByRole("checkbox", { name: "Select all on this page" }).check();
      const more = page.getByRole("button", { name: "Select all 50 that match" });
      if (await more.isVisible()) await more.click();
    };
    const dialog = page.getByRole("dialog");
    await selectAll();
    await page.getByRole("button", { name: "Disable" }).click();
    await dialog.getByText("Devices concerned: 50").waitFor();
    await dialog.getByRole("button", { name: "Disable" }).click();
    await page.getByText("Devices disabled: 50").waitFor();
    await selectAll();
    await page.getByRole("button", { name: "Move to group" }).click();
    await dialog.getByRole("combobox", { name: "Group" }).click();
    expect(await page.getByRole("option").allTextContents()).toEqual([
      "Company / Plant A",
      "Company / Plant A / Line 1",
    ]);
    await shoot(page, "engineer-move");
    await page.getByRole("option", { name: "Company / Plant A", exact: true }).click();
    await dialog.getByRole("button", { name: "Move to group" }).click();
    await page.getByText("Devices moved: 50").waitFor();
    await page.getByRole("checkbox", { name: "Select A-001", exact: true }).check();
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText(/Devices deleted: 1/).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("treeitem", { name: /^All devices.*50/ }).waitFor();
    expect((await real.api.get("/devices?enabled=true")).body.total).toBe(2);
    expect(complaints).toEqual([]);
  }, 120_000);

  test("makes groups below his own, which itself stays as it is", async () => {
    await using visited = await visitReal(browser, real, as);
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("treeitem", { name: /^Plant A/ }).hover();
    await page.getByRole("button", { name: "More for Plant A" }).click();
    expect(await page.getByRole("menuitem").allTextContents()).toEqual(["New group below"]);
    await page.getByRole("menuitem").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Line 2");
    await check(page);
    await shoot(page, "engineer-group");
    await dialog.getByRole("button", { name: "Create group" }).click();
    await page.getByRole("treeitem", { name: /^Line 2/ }).hover();
    await page.getByRole("button", { name: "More for Line 2" }).click();
    await page.getByRole("menuitem", { name: "Rename or change" }).click();
    await dialog.getByLabel("Name").fill("Line two");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("treeitem", { name: /^Line two/ }).hover();
    await page.getByRole("button", { name: "More for Line two" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Group Line two was deleted.").waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  test("creates devices in his group: one, by a pattern, and from a file whose other rows are refused", async () => {
    await using visited = await visitReal(browser, real, { ...as, language: "zh-CN" });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("button", { name: "新建设备" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("设备名称").fill("A-100");
    await dialog.getByRole("combobox", { name: "分组" }).click();
    await page.getByRole("option", { name: "Company / Plant A / Line 1" }).click();
    await check(page);
    await shoot(page, "engineer-new-zh");
    await dialog.getByRole("button", { name: "创建设备" }).click();
    await dialog.getByText("A-100").first().waitFor();
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("button", { name: "按规则生成" }).click();
    await dialog.getByRole("combobox").click();
    expect(await page.getByRole("option").count()).toBe(1);
    await page.getByRole("option", { name: /Hydraulic press/ }).click();
    await dialog.getByLabel("设备名称").fill("A-2{01..20}");
    expect(await dialog.getByRole("textbox", { name: "分组" }).inputValue()).toBe("Company/Plant A");
    await dialog.getByRole("button", { name: /生成 20/ }).waitFor();
    await check(page);
    await shoot(page, "engineer-pattern-zh");
    await dialog.getByRole("textbox", { name: "分组" }).fill("Company/Plant B");
    await dialog.getByText("Company/Plant B 不在您的数据范围之内。").waitFor();
    await shoot(page, "engineer-pattern-refused-zh");
    await dialog.getByRole("textbox", { name: "分组" }).fill("Company/Plant A/Line 1");
    await dialog.getByRole("button", { name: /生成 20/ }).click();
    await dialog.getByRole("button", { name: "关闭" }).last().waitFor();
    await page.goto(`${real.url}/ui/devices/import`);
    await page.getByText("您只能管理部分设备").waitFor();
    await shoot(page, "engineer-import-file-zh");
    await page.getByText("新设备须填写您数据范围内的分组，例如：Company/Plant A").waitFor();
    await check(page);
    const text = [
      "productKey,deviceName,name,group",
      "press,A-001,一号,",
      "press,A-300,新,Company/Plant A/Line 3",
      "press,B-001,别人的,",
      "press,A-301,无处,Company/Plant B",
    ].join("\n");
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "devices.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "检查", exact: true }).click();
    await page.getByText("Company/Plant B 不在您的数据范围之内。").waitFor();
    await page.getByText("新设备必须放入您数据范围内的分组，但未填写分组。").waitFor();
    await shoot(page, "engineer-import-zh");
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: /导入.*2/ }).click();
    await page.getByText("导入完成").waitFor();
    expect((await real.api.get("/devices?q=A-3")).body.items).toMatchObject([{ deviceName: "A-300" }]);
    expect((await real.api.get("/devices/press/B-001")).body.name).toBe("");
    await page.goto(`${real.url}/ui/operations/jobs`);
    await page.getByText("devices.csv").first().waitFor();
    await shoot(page, "engineer-jobs-zh");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("on a phone, too", async () => {
    await using visited = await visitReal(browser, real, {
      ...{ username: "engineer", language: "en", width: 360, height: 780, scheme: "dark" },
    });
    const { page, complaints } = visited;
    await page.goto(`${real.url}/ui/devices`);
    await page.getByRole("button", { name: "Groups" }).click();
    await page.getByRole("treeitem", { name: /^Plant A/ }).waitFor();
    await check(page);
    await shoot(page, "engineer-phone-dark");
    expect(complaints).toEqual([]);
  }, 120_000);
});
