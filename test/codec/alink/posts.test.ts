import { expect, test } from "bun:test";
import * as v from "valibot";
import {
  readBatchPost,
  readEventPost,
  readHistoryPost,
  readPackPost,
  readPropertyPost,
} from "../../../src/codec/alink/posts.ts";
import { Report } from "../../../src/codec/report.ts";
import { ThingModelSchema } from "../../../src/spine/model.ts";

const NOW = 1_600_000_000_000;
const THEN = NOW - 60_000;
const model = v.parse(ThingModelSchema, { properties: [], events: [] });

function makeReport() {
  const sender = { deviceId: 1, productKey: "pk", deviceName: "dn", protocol: "mqtt", dialect: "alink" };
  return new Report({ ...sender, model, validation: "off", recvTs: NOW, retentionDays: 30 }, "1");
}

/** What was read, as short as it can be told: points as `name=value@age`, events likewise. */
function told(read: (report: Report) => void): unknown {
  const report = makeReport();
  read(report);
  if (report.failure) return report.failure.code;
  return report.toEvents().map((event) => {
    if (event.kind === "property")
      return event.points.map(({ property, value, ts }) => `${property}=${value}@${NOW - ts}`);
    return event.kind === "event" ? { [event.identifier]: event.output, ageMs: NOW - event.ts } : event.kind;
  });
}

test("a property post carries bare values and values with their times", () => {
  expect(told((report) => readPropertyPost({ a: 1, b: { value: 2, time: THEN } }, report))).toEqual([
    ["a=1@0", "b=2@60000"],
  ]);
});

test("an event post carries its parameters under value, or bare", () => {
  const event = (params: unknown) => told((report) => readEventPost("e", params, report));
  expect([event({ value: { n: 4 }, time: THEN }), event({ n: 4 })]).toEqual([
    [{ e: { n: 4 }, ageMs: 60_000 }],
    [{ e: { n: 4 }, ageMs: 0 }],
  ]);
});

test("a batch post carries lists of properties and events", () => {
  const batch = {
    properties: { a: [{ value: 1, time: THEN }, { value: 2 }] },
    events: { e: [{ value: { n: 1 }, time: THEN }] },
  };
  expect(told((report) => readBatchPost(batch, report))).toEqual([
    ["a=1@60000", "a=2@0"],
    { e: { n: 1 }, ageMs: 60_000 },
  ]);
});

test("a history post is a list of packs", () => {
  const pack = { properties: [{ a: { value: 1, time: THEN } }], events: [{ e: { value: {}, time: THEN } }] };
  expect(told((report) => readHistoryPost([pack], report))).toEqual([
    ["a=1@60000"],
    { e: {}, ageMs: 60_000 },
  ]);
});

test("what has another form is refused as a whole", () => {
  const reads = [readPropertyPost, readBatchPost, readHistoryPost, readPackPost];
  expect(reads.map((read) => told((report) => read("text", report)))).toEqual(
    reads.map(() => "payload_shape"),
  );
  expect(told((report) => readEventPost("e", 1, report))).toBe("payload_shape");
  expect(told((report) => readPackPost({ subDevices: 1 }, report))).toBe("payload_shape");
});
