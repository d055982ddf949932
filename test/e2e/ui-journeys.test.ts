// What people come to do, on the pages of the executable: in both languages, on a desk's screen and on a phone's.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ApiClient } from "../harness/api-client.ts";
import { hasBinary } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";
import { CHROMIUM } from "../web/browser.ts";
import { fileOf, LOOKS, openStage, type Stage, signInFirst } from "./ui-stage.ts";

const canRun = hasBinary && CHROMIUM !== undefined && Bun.which("mosquitto_pub") !== null;
if (!canRun) console.warn("e2e/ui-journeys is skipped: it needs dist/gantry, Chromium and mosquitto_pub");

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

/** Rows as they are copied out of a spreadsheet, in the language of the person. */
const ROWS = {
  en: "Identifier\tName\tType\tUnit\tMinimum\tMaximum\nwinding_temp\tWinding temperature\tfloat\t°C\t-20\t180\nrelay\tRelay\tbool\t\t\t\n",
  "zh-CN":
    "标识符\t名称\t数据类型\t单位\t最小值\t最大值\nwinding_temp\t绕组温度\t浮点\t°C\t-20\t180\nrelay\t继电器\t布尔\t\t\t\n",
};

async function makeProduct({ page, t, button, answer, look }: Stage): Promise<void> {
  await page.getByRole("link", { name: t("start.productAction") }).click();
  await page.getByRole("link", { name: t("template.doorLink") }).click();
  await page.getByRole("searchbox", { name: t("template.search") }).fill("dtsu666");
  await page.waitForURL(/q=dtsu666/);
  await page.getByRole("link", { name: /DTSU666/ }).click();
  await page.getByText(t("register.unverified")).first().waitFor();
  await look("04-template");
  await button(t("template.use")).click();
  await page.getByRole("textbox", { name: t("product.name") }).fill("Main meter");
  await page.getByRole("textbox", { name: t("product.key") }).fill("main-meter");
  await look("05-from-template");
  await answer(t("template.create")).click();
  await page.waitForURL(/products\/main-meter\/registers/);
}

async function changeModel(stage: Stage, rows: string): Promise<void> {
  const { page, t, button, answer, look } = stage;
  await page.getByRole("tab", { name: t("model.title") }).click();
  await button(t("sheet.paste")).click();
  await page.getByRole("dialog").getByRole("textbox").fill(rows);
  await look("06-paste");
  await answer(t("paste.apply", { count: 2 })).click();
  await button(t("model.save")).click();
  await page.getByText(t("model.saved", { version: 2 })).waitFor();
  await look("07-model");
  await page.getByRole("tab", { name: t("product.settings"), exact: true }).click();
  await button(t("life.publish")).click();
  await page.getByText(t("life.turned.published"), { exact: true }).waitFor();
  await look("08-published");
}

/** Makes the device and gives what its page offers to paste. */
async function makeDevice({ page, t, button, answer, look, open }: Stage): Promise<string> {
  await open("/devices");
  await button(t("device.new")).first().click();
  await page.getByRole("dialog").getByLabel(t("device.deviceName"), { exact: true }).fill("meter-1");
  await page.getByRole("dialog").getByLabel(t("device.nickname"), { exact: true }).fill("Meter of hall B");
  await answer(t("device.create")).click();
  await page.getByText(t("device.created", { name: "meter-1" })).waitFor();
  await look("09-device");
  await answer(`${t("word.copy")}: mosquitto_pub`).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toStartWith("mosquitto_pub -h 127.0.0.1");
  return copied;
}

/** The device's live page, with the value that the pasted command sent, then another one that comes while one looks. */
async function watch({ page, t, look, shell, open }: Stage, command: string): Promise<void> {
  await shell(command);
  await page.getByRole("dialog").getByText(t("connect.heard")).waitFor();
  await open("/devices/main-meter/meter-1");
  const first = Object.entries(JSON.parse(/"params":(\{.*?\})/.exec(command)?.[1] ?? "{}"))[0];
  if (first === undefined) throw new Error(`no values in ${command}`);
  const [identifier, value] = first;
  const card = page
    .locator(".live-card")
    .filter({ has: page.getByText(identifier, { exact: true }) })
    .first();
  const shown = async () => Number((await card.locator(".live-value span").textContent())?.replace(/,/g, ""));
  await until(async () => (await shown()) === value, "the value that was sent");
  await shell(command.replace(`"${identifier}":${value}`, `"${identifier}":221.5`));
  await until(async () => (await shown()) === 221.5, "the next value, without a reload");
  await look("10-live");
  await card.getByRole("link").first().click();
  await page.locator("canvas").first().waitFor();
  await look("11-chart");
}

async function chooseFile({ page }: Stage, name: string, text: string): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles(fileOf(name, text));
}

describe
  .if(canRun)
  .each(LOOKS.map((one) => [`${one.language}, ${one.width} px, ${one.scheme}`, one] as const))(
  "journeys in %s",
  (_, chosen) => {
    let stage: Stage;
    let api: ApiClient;
    const journey = (name: string, walk: () => Promise<void>) =>
      test(name, async () => {
        try {
          await walk();
        } catch (error) {
          await stage.shoot("failed");
          throw error;
        }
      }, 300_000);
    beforeAll(async () => {
      stage = await openStage(chosen);
    }, 300_000);
    afterAll(() => stage?.[Symbol.asyncDispose]());

    journey("first sign-in, a product of a template, its model, a device, its value, its chart", async () => {
      await signInFirst(stage);
      api = await stage.gantry.signIn();
      await makeProduct(stage);
      await changeModel(stage, ROWS[chosen.language]);
      const { body } = await api.get("/products/main-meter/thing-model");
      expect(body.properties.slice(-2).map((one: { identifier: string }) => one.identifier)).toEqual([
        "winding_temp",
        "relay",
      ]);
      await watch(stage, await makeDevice(stage));
    });

    journey("a table of devices with errors: its refused rows as a file, corrected, imported", async () => {
      const { page, t, button, open, look } = stage;
      const table = (secondName: string) =>
        `ProductKey,DeviceName,Group\nmain-meter,m-01,Plant/Line 1\nmain-meter,${secondName},Plant/Line 1\nmain-meter,m-03,Plant/Line 2\n`;
      await open("/devices/import");
      await chooseFile(stage, "meters.csv", table("m 02"));
      await button(t("import.check")).click();
      const download = page.waitForEvent("download");
      await button(t("job.saveErrors")).click();
      const refused = await readFile(await (await download).path(), "utf8");
      expect(refused).toContain("m 02");
      await look("12-import-errors");
      await button(t("import.back")).click();
      await button(t("import.other")).click();
      await chooseFile(stage, "meters.csv", table("m-02"));
      await button(t("import.check")).click();
      await button(t("import.start", { total: 3 })).click();
      await page.getByText(t("import.finished")).waitFor();
      await look("13-imported");
      const { body } = await api.get("/devices?productKey=main-meter&sort=name");
      expect(body.items.map((one: { deviceName: string }) => one.deviceName)).toEqual([
        "m-01",
        "m-02",
        "m-03",
        "meter-1",
      ]);
    });

    journey("a group from the import filters the list; what is filtered is saved as a view", async () => {
      const { page, t, button, answer, open, look, isPhone } = stage;
      await open("/devices");
      if (isPhone) await button(t("fleet.groups")).click();
      await page.getByRole("treeitem", { name: /^Plant/ }).click();
      await page.waitForURL(/group=\d+/);
      await page.getByRole("link", { name: "m-03", exact: true }).waitFor();
      await page.getByRole("link", { name: "Meter of hall B" }).waitFor({ state: "detached" });
      await look("14-group");
      if (isPhone) await button(t("fleet.groups")).click();
      await button(t("view.save")).click();
      await page.getByRole("dialog").last().getByLabel(t("view.name"), { exact: true }).fill("Plant meters");
      await answer(t("word.save")).click();
      await page.getByText(t("view.saved", { name: "Plant meters" })).waitFor();
      const { body } = await api.get("/device-views");
      expect(body.items.map((one: { name: string }) => one.name)).toEqual(["Plant meters"]);
      await look("15-view");
    });

    journey(
      "many are disabled and enabled again by undo; one is deleted and comes back from the trash",
      async () => {
        const { page, t, button, answer, open, look } = stage;
        const disabled = async () => (await api.get("/devices?enabled=false")).body.items.length;
        await open("/devices?q=m-0&sort=name");
        for (const name of ["m-01", "m-02"]) {
          await page.getByRole("checkbox", { name: t("table.select", { name }), exact: true }).check();
        }
        await look("16-selected");
        await button(t("bulk.disable")).click();
        await answer(t("bulk.disable")).click();
        await page.getByText(t("bulk.done.disable", { total: 2 })).waitFor();
        expect(await disabled()).toBe(2);
        await button(t("word.undo")).click();
        await page.getByText(t("bulk.undone", { total: 2 })).waitFor();
        expect(await disabled()).toBe(0);
        await page.getByRole("checkbox", { name: t("table.select", { name: "m-03" }), exact: true }).check();
        await button(t("bulk.delete")).click();
        await look("17-delete");
        await answer(t("bulk.delete")).click();
        await page.getByText(t("bulk.done.delete", { total: 1 })).waitFor();
        await open("/devices/trash");
        await look("18-trash");
        await button(t("trash.restoreOne", { name: "m-03" })).click();
        await page.getByText(t("trash.restored", { total: 1 })).waitFor();
        expect((await api.get("/devices/main-meter/m-03")).status).toBe(200);
      },
    );

    journey("a product of Alibaba Cloud moves in, and a device logs in with what it always had", async () => {
      const { page, t, button, open, look, shell, gantry } = stage;
      await open("/products");
      await page
        .getByRole("main")
        .getByRole("link", { name: t("moveIn.open"), exact: true })
        // On phones the pages of the section are linked above it too.
        .first()
        .click();
      await page.getByText(t("moveIn.modelDrop")).waitFor();
      await chooseFile(stage, "model.json", JSON.stringify(TSL));
      await page.waitForFunction(
        (key) => [...document.querySelectorAll("input")].some(({ value }) => value === key),
        KEY,
      );
      await page.getByRole("textbox", { name: t("moveIn.name"), exact: true }).fill("Press");
      await look("19-move-in");
      await button(t("moveIn.next")).click();
      await page.getByText(t("moveIn.devicesDrop")).waitFor();
      await chooseFile(
        stage,
        "list.csv",
        `DeviceName,DeviceSecret,ProductKey\r\npress01,${SECRET},${KEY}\r\n`,
      );
      await button(t("moveIn.check")).click();
      await button(t("moveIn.import", { total: 1 })).click();
      await page.getByText(t("job.counts.created", { n: 1 }), { exact: true }).waitFor();
      await button(t("moveIn.next")).click();
      await page.getByText(t("moveIn.arrivals")).waitFor();
      const signed = `clientId12345deviceNamepress01productKey${KEY}`;
      const password = createHmac("sha1", SECRET).update(signed).digest("hex");
      await shell(
        `mosquitto_pub -h 127.0.0.1 -p ${gantry.ready.mqttPort} -V mqttv311 -q 1 ` +
          `-i '12345|securemode=3,signmethod=hmacsha1|' -u 'press01&${KEY}' -P ${password} ` +
          `-t /sys/${KEY}/press01/thing/event/property/post -m '{"id":"1","version":"1.0","params":{"temperature":42.5}}'`,
      );
      const arrived = { arrived: 1, total: 1, online: 0 };
      await page.getByText(t("moveIn.arrived", arrived)).waitFor();
      await look("20-arrived");
      const { body } = await api.get(`/devices/${KEY}/press01/latest`);
      expect(body.items).toMatchObject([{ property: "temperature", value: 42.5 }]);
    });

    journey("by keyboard alone: to a device, to its help, to the keys", async () => {
      const { page, t, open, look, visited } = stage;
      await open("/");
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: t("palette.placeholder") }).waitFor();
      await page.keyboard.type("hall B");
      await page.getByRole("option", { name: "Meter of hall B", selected: true }).waitFor();
      await look("21-palette");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/devices\/main-meter\/meter-1/);
      await page.keyboard.press("F1");
      await page.getByRole("dialog", { name: t("help.title") }).waitFor();
      await look("22-help");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog", { name: t("help.title") }).waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: t("palette.shortcuts") }).waitFor();
      await look("23-keys");
      await page.keyboard.press("Escape");
      expect(visited.complaints).toEqual([]);
    });
  },
);
