import { expect, test } from "bun:test";
import { step, timeToTick } from "../../../../src/access/mqtt/channel/channel.ts";
import { TYPE } from "../../../../src/access/mqtt/wire/packet.ts";
import { failure } from "../../../../src/spine/error.ts";
import { err, ok } from "../../../../src/spine/result.ts";
import { login, makeSubject, NO_WILL, publishInput as publish } from "./subject.ts";

const ADMITTED = {
  kind: "device",
  principal: { deviceId: 1, productKey: "pk", deviceName: "d1", dialect: "plain" },
} as const;

test("the login: held, CONNACK before the session opens, released", () => {
  const { channel, take } = makeSubject();
  login(channel);
  expect(take()).toEqual([
    ["hold", "login"],
    ["authenticate", "d1"],
    ["attach", "device"],
    ["send", "connack"],
    ["open"],
    ["release", "login"],
  ]);
});

test("a refused login is told and closed, and its late echo does nothing", () => {
  const { channel, take } = makeSubject();
  const connect = { cmd: "connect" as const, clientId: "d1", clean: true };
  step(channel, { kind: "packet", packet: { type: TYPE.connect, version: 4, connect, will: NO_WILL } }, 0);
  step(channel, { kind: "authenticated", result: err(failure("bad_password")) }, 0);
  expect(take().slice(2)).toEqual([
    ["send", "connack"],
    ["finish", "bad_password", true],
  ]);
  expect([step(channel, { kind: "authenticated", result: ok(ADMITTED) }, 0), take()]).toEqual([false, []]);
});

test("a peer with too much unsettled is held, and released at half", () => {
  const { channel, take } = makeSubject({ maxPendingUplinks: 4 });
  login(channel);
  take();
  for (let id = 1; id <= 4; id++) step(channel, publish(1, id), 0);
  expect(take().filter((one) => Array.isArray(one) && one[0] === "hold")).toEqual([["hold", "pending"]]);
  step(
    channel,
    { kind: "settled", place: undefined, outcome: { kind: "stored", seq: 1, reply: undefined } },
    0,
  );
  expect(take()).toEqual([["ack", TYPE.puback, 1]]);
  step(
    channel,
    { kind: "settled", place: undefined, outcome: { kind: "stored", seq: 2, reply: undefined } },
    0,
  );
  expect(take()).toEqual([
    ["ack", TYPE.puback, 2],
    ["release", "pending"],
  ]);
});

test("QoS 0 that is dropped or cannot be stored ends nothing", () => {
  const { channel, take } = makeSubject();
  login(channel);
  step(channel, publish(0, 0), 0);
  step(channel, publish(0, 0), 0);
  take();
  step(channel, { kind: "settled", place: undefined, outcome: { kind: "dropped" } }, 0);
  step(
    channel,
    { kind: "settled", place: undefined, outcome: { kind: "unavailable", failure: failure("log_full") } },
    0,
  );
  expect([take(), channel.phase]).toEqual([[], "open"]);
});

test("deadlines: the login first, then the keep-alive, from the last packet", () => {
  const { channel, take } = makeSubject();
  expect(timeToTick(channel, 1_000)).toBe(9_000);
  login(channel);
  expect(timeToTick(channel, 0)).toBe(15_000);
  step(channel, { kind: "packet", packet: { type: TYPE.pingreq } }, 10_000);
  expect(timeToTick(channel, 10_000)).toBe(15_000);
  take();
  step(channel, { kind: "tick", isExcused: false }, 24_999);
  expect(take()).toEqual([]);
  step(channel, { kind: "tick", isExcused: false }, 25_000);
  expect([take(), timeToTick(channel, 25_000)]).toEqual([[["finish", "keepalive_timeout", true]], undefined]);
});

test("a peer that we ourselves do not read is excused", () => {
  const { channel, take } = makeSubject();
  login(channel);
  take();
  step(channel, { kind: "tick", isExcused: true }, 60_000);
  expect([take(), timeToTick(channel, 60_000)]).toEqual([[], 15_000]);
});

test("a closed channel takes nothing", () => {
  const { channel, take } = makeSubject();
  login(channel);
  step(channel, { kind: "dismiss", failure: failure("kicked") }, 0);
  take();
  const deliver = { kind: "deliver", topic: "t", payload: new Uint8Array(), qos: 0, isSystem: true } as const;
  expect([step(channel, publish(1, 1), 0), step(channel, deliver, 0), take()]).toEqual([false, false, []]);
});
