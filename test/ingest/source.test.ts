import { expect, test } from "bun:test";
import { plain } from "../../src/codec/plain/plain.ts";
import { openGatewayWorld } from "./world.ts";

const TOPIC = "/sys/sub/c1/thing/event/property/post";

function login(name: string) {
  return [{ productKey: "sub", deviceName: name, verify: undefined }];
}

test("a gateway speaks on its child's topic once the child is logged in", () => {
  const { say, children, source, bind, logged, touched } = openGatewayWorld();
  const [child] = bind("c1");
  expect(say(TOPIC, { id: "1", params: { t: 1 } })).toEqual({
    kind: "refused",
    failure: { code: "child_not_online", params: { device: "sub/c1", gateway: "gw/g1" } },
    reply: {
      topic: `${TOPIC}_reply`,
      payload:
        '{"code":520,"data":{},"id":"1","message":"params error: child_not_online","method":"thing.event.property.post","version":"1.0"}',
    },
  });
  children.login(source, login("c1"), false);
  expect(say(TOPIC, { id: "2", params: { t: 1 } })).toMatchObject({
    kind: "stored",
    reply: { topic: `${TOPIC}_reply` },
  });
  expect(logged.filter((event) => event.kind === "property")).toMatchObject([
    { deviceId: child?.id, productKey: "sub", deviceName: "c1", points: [{ property: "t", value: 1 }] },
  ]);
  expect(touched).toContain(child?.id ?? 0);
});

test("nobody else's topics, and none of a dialect's unknown ones", () => {
  const { say, make, source } = openGatewayWorld();
  make("sub", "free");
  expect(say("/sys/sub/free/thing/event/property/post", { params: {} })).toMatchObject({
    kind: "refused",
    failure: { code: "child_not_bound" },
  });
  expect(say("/sys/gw/g1/thing/nothing", {})).toMatchObject({ failure: { code: "topic_unknown" } });
  const stranger = source.child({ productKey: "sub", deviceName: "free" });
  expect([stranger, source.childRefusal({ productKey: "sub", deviceName: "free" }).code]).toEqual([
    undefined,
    "child_not_bound",
  ]);
});

test("the answer of a gateway whose child was just sent away leaves no complaint", () => {
  const { say, bind, devices, logged } = openGatewayWorld();
  bind("c1");
  devices.update({ productKey: "sub", deviceName: "c1" }, { isEnabled: false }, "ann");
  const before = logged.length;
  expect(say("/sys/sub/c1/thing/disable_reply", { id: "1", code: 200, data: {} })).toMatchObject({
    kind: "refused",
    reply: undefined,
  });
  expect(logged).toHaveLength(before);
});

test("a direct device has no children", () => {
  const { make, connect } = openGatewayWorld();
  const { say } = connect(make("plain", "p1"));
  const topic = "/sys/plain/p1/thing/topo/add";
  const params = [{ productKey: "sub", deviceName: "c1", sign: "00" }];
  make("sub", "c1");
  expect(say(topic, { id: "1", params })).toMatchObject({
    kind: "stored",
    reply: { payload: expect.stringContaining('"code":6287') },
  });
});

test("what a gateway asks is answered in its turn, and what failed is on record", () => {
  const { say, bind, logged } = openGatewayWorld();
  bind("c1");
  const answer = say("/ext/session/gw/g1/combine/login", {
    id: "9",
    params: { productKey: "sub", deviceName: "c1", clientId: "x", sign: "00", signMethod: "hmacSha256" },
  });
  expect(answer).toMatchObject({
    kind: "stored",
    reply: {
      topic: "/ext/session/gw/g1/combine/login_reply",
      payload:
        '{"code":460,"data":{"deviceName":"c1","productKey":"sub"},"id":"9","message":"sign_mismatch","method":"combine.login","version":"1.0"}',
    },
  });
  expect(logged.at(-1)).toMatchObject({ kind: "refused", code: "sign_mismatch", deviceName: "g1" });
});

const ROW = { topic: "plant/{deviceName}/{property}", payload: "text", kind: "auto" } as const;

test("the rows of the product's mapping are topics too, from the moment they are changed", () => {
  const { make, connect, products, logged } = openGatewayWorld(plain);
  const { say, source } = connect(make("plain", "p1"));
  expect(say("plant/p1/temp", 5)).toMatchObject({ failure: { code: "topic_unknown" } });
  products.update("plain", { mapping: { isShared: false, rows: [ROW] } }, "ann");
  expect(say("plant/p1/temp", 5)).toMatchObject({ kind: "stored" });
  const reports = logged.filter(({ kind }) => kind === "property");
  expect(reports).toMatchObject([{ deviceName: "p1", points: [{ property: "temp", value: 5 }] }]);
  expect(say("plant/p2/temp", 5)).toMatchObject({
    kind: "refused",
    failure: { code: "mapping_other_device", params: { device: "p2" } },
  });
  products.update("plain", { mapping: { isShared: false, rows: [] } }, "ann");
  expect(say("plant/p1/temp", 5)).toMatchObject({ failure: { code: "topic_unknown" } });
  expect(source.memory).toBe(source.memory);
});
