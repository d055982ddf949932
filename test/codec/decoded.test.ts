import { expect, test } from "bun:test";
import {
  childOf,
  joinFailures,
  LOG_LINE,
  makeDecoded,
  makePropertyEvent,
  makeReplyEvent,
  makeThingEvent,
  readLevel,
  refuse,
} from "../../src/codec/decoded.ts";
import { failure } from "../../src/spine/error.ts";
import { makeContext } from "./context.ts";

test("nothing but what is said", () => {
  const nothing = { events: [], failure: undefined, flags: [], left: [], reply: undefined };
  expect(makeDecoded()).toEqual(nothing);
  expect(makeDecoded({ reply: "r" })).toEqual({ ...nothing, reply: "r" });
  expect(refuse(failure("log_full"), "r")).toEqual({ ...nothing, failure: failure("log_full"), reply: "r" });
});

test("several failures stand as one, each of them once", () => {
  const [a, b, c] = [failure("log_full"), failure("disk_full"), failure("not_found")];
  expect(joinFailures([])).toBeUndefined();
  expect(joinFailures([undefined, a])).toEqual(a);
  expect(joinFailures([{ ...a, also: [b] }, undefined, c])).toEqual({ ...a, also: [b, c] });
});

test.each([
  [{ on: true }, { on: true }],
  ["done", { value: "done" }],
  [null, {}],
  [undefined, {}],
  [{ on: null }, {}],
])("an answer of %j is kept as %j", (output, kept) => {
  const context = makeContext("yudao");
  expect(makeReplyEvent(context, { reqId: "1", method: "m", code: 0, output })).toMatchObject({
    kind: "reply",
    deviceId: 7,
    reqId: "1",
    method: "m",
    code: 0,
    output: kept,
  });
});

test("a child of a gateway, or why there is none", () => {
  const gateway = makeContext("yudao", ["a"]);
  const name = (deviceName: string) => ({ productKey: undefined, deviceName });
  expect(childOf(gateway, name("a"))).toMatchObject({ ok: true, value: { deviceId: 8 } });
  expect(childOf(gateway, name("b"))).toEqual({
    ok: false,
    error: failure("child_not_bound", { device: "b", gateway: "dn" }),
  });
  const why = failure("child_not_online", { device: "b", gateway: "dn" });
  expect(childOf({ ...gateway, childRefusal: () => why }, name("b"))).toEqual({ ok: false, error: why });
});

test("a line of a log, with its level as loggers name it", () => {
  const line = {
    identifier: LOG_LINE,
    reqId: "1",
    ts: 5,
    level: readLevel("WARNING"),
    output: { content: "x" },
  };
  expect(makeThingEvent(makeContext("alink"), line)).toMatchObject({
    kind: "event",
    identifier: "log",
    level: "alert",
    ts: 5,
    output: { content: "x" },
  });
  expect(["ERROR", "fatal", "debug", undefined].map(readLevel)).toEqual(["error", "error", "info", "info"]);
});

test("every kind of event names its device, the message and both times", () => {
  const context = makeContext("alink");
  const { deviceId, productKey, deviceName, recvTs, protocol, dialect } = context;
  const head = { seq: 0, deviceId, productKey, deviceName, recvTs, protocol, dialect, reqId: "7" };
  const point = { property: "t", ts: 5, value: 1, quality: 0 } as const;
  expect(makePropertyEvent(context, "7", [point])).toEqual({
    ...head,
    ...{ kind: "property", ts: 5, points: [point] },
  });
  expect(makePropertyEvent(context, "7", [])).toEqual({
    ...head,
    ...{ kind: "property", ts: recvTs, points: [] },
  });
  const happened = { ts: 5, identifier: "hot", level: "alert", output: { t: 9 } } as const;
  expect(makeThingEvent(context, { reqId: "7", ...happened })).toEqual({
    ...head,
    kind: "event",
    ...happened,
  });
  expect(makeReplyEvent(context, { reqId: "7", method: "m", code: 200, output: 1 })).toEqual({
    ...head,
    ...{ kind: "reply", ts: recvTs, method: "m", code: 200, output: { value: 1 } },
  });
});
