import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Api, makeApi } from "../../src/http/http.ts";
import { journalRoutes } from "../../src/journal/routes.ts";
import { personWith } from "../harness/room-api.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { EVENTS, makeRig } from "./rig.ts";

let api: Api;
let close: () => Promise<void>;
let rig: Awaited<ReturnType<typeof makeRig>>;

beforeEach(async () => {
  rig = await makeRig(tempDir());
  close = rig.close;
  await rig.add(EVENTS.event, EVENTS.state, EVENTS.refused, EVENTS.reply, {
    ...EVENTS.lifecycle,
    deviceId: 8,
    productKey: "oven",
  });
  api = makeApi({
    authenticate: (request) =>
      ({ ...personWith("viewer"), language: request.headers.get("accept-language") ?? "en" }) as never,
    reportError: (error) => {
      throw error;
    },
    version: "1",
  });
  const resolveDevice = (productKey: string, deviceName: string) =>
    `${productKey}/${deviceName}` === "press/p1" ? 7 : undefined;
  api.mount(journalRoutes({ journal: rig.journal, resolveDevice }));
});
afterEach(async () => {
  await close();
  removeTempDirs();
});

interface Listing {
  items: Record<string, unknown>[];
  nextCursor: string | null;
}

async function get(path: string, language = "en"): Promise<Listing> {
  const response = await api.app.request(`/openapi/v1${path}`, { headers: { "accept-language": language } });
  return (await response.json()) as Listing;
}

test("a device's journal, newest first, refusals in the caller's language", async () => {
  const { items } = await get("/devices/press/p1/journal");
  expect(items.map((item) => item.kind)).toEqual(["refused", "state", "event"]);
  expect(items[0]).toMatchObject({
    text: "Property x is not in the thing model.",
    code: "property_unknown",
    subject: "up/property",
    isStored: true,
    address: "10.0.0.1:5",
    protocol: "mqtt",
    params: { property: "x", address: "10.0.0.1:5", dialect: "plain" },
    explanation: { advice: "Correct the value that the device sends, or the thing model of its product." },
  });
  expect(items[1]).toMatchObject({ title: "offline", code: "keepalive_timeout" });
  expect(items[2]).toMatchObject({
    title: "overheat",
    level: "alert",
    output: { max: "1152921504606846976" },
  });
  const chinese = await get("/devices/press/p1/journal?kind=refused", "zh-CN");
  expect(chinese.items.map((item) => item.text)).toEqual(["属性 x 不在物模型中。"]);
});

test("a refused login's cause, the key it was held against and what to do are in words", async () => {
  const params = { cause: "@cause_base64", tried: "@key_of_device", expected: "a", received: "b" };
  await rig.add({ ...EVENTS.refused, code: "sign_mismatch", params });
  const { items } = await get("/devices/press/p1/journal?kind=refused", "zh-CN");
  expect(items[0]?.explanation).toEqual({
    cause: "签名为 base64，应为十六进制。",
    tried: "设备密钥",
    advice: "将签名写成十六进制。",
  });
});

test("all devices, by kind and product, in pages", async () => {
  const first = await get("/journal?limit=2");
  expect(first.items.map((item) => item.kind)).toEqual(["lifecycle", "refused"]);
  const second = await get(`/journal?limit=2&cursor=${first.nextCursor}`);
  expect([second.items.map((item) => item.kind), second.nextCursor]).toEqual([["state", "event"], null]);
  expect((await get("/journal?productKey=oven")).items.length).toBe(1);
  expect((await get("/journal?kind=reply")).items.map((item) => item.title)).toEqual(["set"]);
});

test("an unknown device is 404, a bad kind 400", async () => {
  const status = async (path: string) => (await api.app.request(`/openapi/v1${path}`)).status;
  expect(await status("/devices/press/p2/journal")).toBe(404);
  expect(await status("/journal?kind=nonsense")).toBe(400);
});
