import { expect, test } from "bun:test";
import { Refusals } from "../../src/ingest/refusals.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { failure } from "../../src/spine/error.ts";

const peer = {
  deviceId: 3,
  productKey: "pk",
  deviceName: "dn",
  protocol: "mqtt",
  dialect: "alink",
  address: "10.0.0.1:9",
};
const refusal = { failure: failure("topic_unknown", { topic: "/x" }), subject: "/x", isStored: false };

test("a burst is logged, the rest is counted into the next record", () => {
  let now = 1_000;
  const refusals = new Refusals({ ...systemClock, now: () => now });
  const logged = Array.from({ length: 50 }, () => refusals.record(peer, refusal)).filter(
    (e) => e !== undefined,
  );
  expect(logged).toHaveLength(20);
  expect(logged[0]).toEqual({
    seq: 0,
    kind: "refused",
    deviceId: 3,
    productKey: "pk",
    deviceName: "dn",
    ts: 1_000,
    recvTs: 1_000,
    protocol: "mqtt",
    dialect: "alink",
    reqId: "",
    code: "topic_unknown",
    subject: "/x",
    params: { topic: "/x", address: "10.0.0.1:9" },
    isStored: false,
  });
  now += 3_000;
  expect(refusals.record(peer, refusal)?.params).toEqual({
    topic: "/x",
    address: "10.0.0.1:9",
    suppressed: 30,
  });
  expect(refusals.record(peer, refusal)).toBeUndefined();
  expect(refusals.countsByCode()).toEqual({ topic_unknown: 52 });
});

test("one source's budget is not another's; unknown devices share that of their address", () => {
  const refusals = new Refusals({ ...systemClock, now: () => 1 });
  const unknown = { ...peer, deviceId: 0 };
  for (let i = 0; i < 30; i++) refusals.record(unknown, refusal);
  expect(refusals.record({ ...unknown, address: "10.0.0.1:77" }, refusal)).toBeUndefined();
  expect(refusals.record({ ...unknown, address: "10.0.0.2:9" }, refusal)).toBeDefined();
  expect(refusals.record(peer, refusal)).toBeDefined();
});
