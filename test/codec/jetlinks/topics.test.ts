import { describe, expect, test } from "bun:test";
import { jetlinks } from "../../../src/codec/jetlinks/jetlinks.ts";
import { failure } from "../../../src/spine/error.ts";
import { decode, makeContext, NOW } from "../context.ts";

const run = (tail: string, body: unknown) =>
  decode(jetlinks, `/pk/dn/${tail}`, body, makeContext("jetlinks", ["c1"]));

describe("reports", () => {
  test("properties with the time of the message or their own", () => {
    const sent = {
      messageId: 5,
      timestamp: NOW - 10,
      properties: { temp: 36.8, on: 1 },
      propertySourceTimes: { on: NOW - 20 },
    };
    expect(run("properties/report", sent)).toMatchObject({
      events: [
        {
          kind: "property",
          reqId: "5",
          points: [
            { property: "temp", ts: NOW - 10, value: 36.8 },
            { property: "on", ts: NOW - 20, value: true },
          ],
        },
      ],
      reply: undefined,
    });
    expect(run("properties/report", { properties: [] }).failure?.code).toBe("payload_shape");
    expect(run("properties/report", "x").failure?.code).toBe("payload_not_json");
    expect(run("properties/report", "{'properties':{'temp':1}}").flags).toMatchObject([
      { code: "json_lenient" },
    ]);
  });

  test("events carry an object, or one value", () => {
    expect(run("event/over", { data: { temp: 99 } }).events).toMatchObject([
      { kind: "event", identifier: "over", level: "alert", output: { temp: 99 } },
    ]);
    expect(run("event/over", { data: 100 }).events).toMatchObject([{ output: { value: 100 } }]);
    expect(run("event/over", {}).events).toMatchObject([{ output: {} }]);
  });

  test("a line of the log is an event that no model knows", () => {
    const decoded = run("log", { messageId: "1", log: "boot", level: "WARN", timestamp: NOW - 1 });
    expect([decoded.events, decoded.flags]).toMatchObject([
      [{ kind: "event", identifier: "log", level: "alert", ts: NOW - 1, output: { content: "boot" } }],
      [],
    ]);
  });

  test("online, offline and the derived model are taken without a word", () => {
    for (const tail of ["online", "offline", "metadata/derived"])
      expect(run(tail, "")).toMatchObject({ events: [], failure: undefined, reply: undefined });
  });

  test("time, byte for byte", () => {
    expect(run("time-sync", { messageId: "7" })).toMatchObject({
      reply: `{"messageId":"7","timestamp":${NOW}}`,
      replyTopic: "/pk/dn/time-sync/reply",
    });
  });

  test("tags", () => {
    expect(run("tags", { tags: { site: "A", floor: 2 } }).ask?.request).toEqual({
      kind: "tags_set",
      tags: { site: "A", floor: "2" },
    });
    expect(run("tags", {}).failure?.code).toBe("payload_shape");
  });
});

describe("answers", () => {
  test.each([
    ["properties/write/reply", { properties: { on: 1 }, success: true }, "properties.write", 200, { on: 1 }],
    ["function/invoke/reply", { output: "done", success: true }, "function.invoke", 200, { value: "done" }],
    [
      "function/invoke/reply",
      { success: false, code: "error_code", message: "busy" },
      "function.invoke",
      500,
      { message: "busy" },
    ],
    [
      "function/invoke/reply",
      { success: false, code: 404, message: "none" },
      "function.invoke",
      404,
      { message: "none" },
    ],
  ])("%s %j", (tail, body, method, code, output) => {
    expect(run(tail, { messageId: "m", ...body }).events).toMatchObject([
      { kind: "reply", reqId: "m", method, code, output },
    ]);
  });

  test("what was read is stored as well", () => {
    expect(
      run("properties/read/reply", { messageId: "m", properties: { temp: 5 }, success: true }).events,
    ).toMatchObject([
      { kind: "reply", method: "properties.read", output: { temp: 5 } },
      { kind: "property", points: [{ property: "temp", value: 5 }] },
    ]);
  });
});

describe("children", () => {
  const name = { productKey: undefined, deviceName: "c1" };

  test.each([
    ["register", { kind: "children_login", children: [{ ...name, verify: undefined }], isCreating: true }],
    ["connected", { kind: "children_login", children: [{ ...name, verify: undefined }], isCreating: false }],
    ["disconnected", { kind: "children_logout", children: [name] }],
    ["unregister", { kind: "topology_remove", children: [name] }],
  ])("%s", (tail, request) => {
    const { ask } = run(`child/c1/${tail}`, { messageId: "1" });
    expect<unknown>(ask?.request).toEqual(request);
  });

  test("speak through their gateway, and only when they are bound", () => {
    expect(run("child/c1/properties/report", { properties: { temp: 1 } }).events).toMatchObject([
      { deviceId: 8, deviceName: "c1", points: [{ value: 1 }] },
    ]);
    expect(run("child-reply/c1/function/invoke/reply", { messageId: "1" }).events).toMatchObject([
      { kind: "reply", deviceId: 8 },
    ]);
    expect(run("child/other/event/over", {}).failure).toEqual(
      failure("child_not_bound", { device: "other", gateway: "dn" }),
    );
  });
});
