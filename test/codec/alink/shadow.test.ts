import { expect, test } from "bun:test";
import { alink } from "../../../src/codec/alink/alink.ts";
import type { DeviceAnswer } from "../../../src/codec/dialect.ts";
import { failure } from "../../../src/spine/error.ts";
import { decode, NOW } from "../context.ts";

const run = (body: unknown) => decode(alink, "/shadow/update/pk/dn", body);

test("an update reports, and is answered byte for byte", () => {
  const decoded = run({ method: "update", state: { reported: { temp: 21 } }, version: 3 });
  expect(decoded).toMatchObject({
    events: [{ kind: "property", points: [{ property: "temp", ts: NOW, value: 21 }] }],
    replyTopic: "/shadow/get/pk/dn",
    reply: '{"method":"reply","payload":{"status":"success","version":3},"timestamp":1600000000}',
  });
  expect(run({ method: "update", state: { desired: "null" }, version: -1 })).toMatchObject({
    events: [],
    reply: '{"method":"reply","payload":{"status":"success","version":1},"timestamp":1600000000}',
  });
});

test("get answers with the newest values", () => {
  const { ask } = run({ method: "get" });
  const values = [{ property: "temp", ts: NOW - 5_000, value: 21 }];
  const outcome: DeviceAnswer = { failure: undefined, children: [], values, model: undefined };
  expect(ask?.request).toEqual({ kind: "latest", child: undefined, properties: undefined });
  expect(ask?.answer(outcome)?.payload).toBe(
    '{"method":"reply","payload":{"status":"success","state":{"reported":{"temp":21}},"metadata":{"reported":{"temp":{"timestamp":1599999995}}}},"version":1,"timestamp":1600000000}',
  );
  expect(ask?.answer({ ...outcome, failure: failure("internal") })?.payload).toContain('"errorcode":"500"');
});

test("delete is granted; what is none of the three is told", () => {
  expect(run({ method: "delete", state: { reported: "null" }, version: 2 })).toMatchObject({
    events: [],
    failure: undefined,
    reply: expect.stringContaining('"version":2'),
  });
  expect(run({ method: "control" })).toMatchObject({
    failure: { code: "payload_shape" },
    reply: expect.stringContaining('"errorcode":"402"'),
  });
  expect(run("x")).toMatchObject({
    failure: { code: "payload_not_json" },
    reply: expect.stringContaining('"errorcode":"400"'),
  });
});
