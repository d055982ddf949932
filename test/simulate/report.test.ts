import { expect, test } from "bun:test";
import { makeEventPost, makeOrderReply, makePropertyPost, readOrder } from "../../src/simulate/report.ts";

const ROOT = "/sys/pk/dn";
const TS = 1_700_000_000_000;

test("a property post: values with their time, a bool as 1 or 0", () => {
  const options = { root: ROOT, id: 7, ts: TS, isReplyWanted: true };
  expect(makePropertyPost({ level: 12.5, isInletOpen: true }, options)).toEqual({
    topic: "/sys/pk/dn/thing/event/property/post",
    payload:
      '{"id":"7","version":"1.0","params":{"level":{"value":12.5,"time":1700000000000},"isInletOpen":{"value":1,"time":1700000000000}},"method":"thing.event.property.post"}',
  });
});

test("an event post, and a post that wants no reply", () => {
  const options = { root: ROOT, id: 8, ts: TS, isReplyWanted: false };
  expect(makeEventPost({ identifier: "overflow", output: { level: 99.8 } }, options)).toEqual({
    topic: "/sys/pk/dn/thing/event/overflow/post",
    payload:
      '{"id":"8","version":"1.0","sys":{"ack":0},"params":{"value":{"level":99.8},"time":1700000000000},"method":"thing.event.overflow.post"}',
  });
});

test("a property set is read in the form in which the cloud writes it, and answered", () => {
  const payload = Buffer.from(
    '{"method":"thing.service.property.set","id":"335650181","params":{"fan":1},"version":"1.0.0"}',
  );
  const order = readOrder(`${ROOT}/thing/service/property/set`, payload, ROOT);
  expect(order).toEqual({ id: "335650181", service: "property/set", params: { fan: 1 } });
  if (order === undefined) return;
  expect(makeOrderReply(ROOT, order, { code: 200, data: {} })).toEqual({
    topic: "/sys/pk/dn/thing/service/property/set_reply",
    payload: '{"code":200,"data":{},"id":"335650181","message":"success","version":"1.0"}',
  });
});

test("replies, other topics and garbage are no orders", () => {
  expect(readOrder(`${ROOT}/thing/event/property/post_reply`, Buffer.from("{}"), ROOT)).toBeUndefined();
  expect(readOrder(`${ROOT}/thing/service/property/set`, Buffer.from("{"), ROOT)).toBeUndefined();
  expect(readOrder(`${ROOT}/thing/service/property/set`, Buffer.from("null"), ROOT)).toBeUndefined();
  expect(readOrder("/sys/pk/other/thing/service/x", Buffer.from("{}"), ROOT)).toBeUndefined();
});
