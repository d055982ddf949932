// Any event there can be, for property tests.

import * as fc from "fast-check";
import type { LogEvent } from "../../src/spine/event.ts";
import type { Value } from "../../src/spine/point.ts";

const text = fc.string({ unit: "binary", maxLength: 80 });
const time = fc.oneof(fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }), fc.maxSafeInteger());
const id = fc.integer({ min: 0, max: 5 });

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.double(),
    fc.integer(),
    fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.boolean(),
    text,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
export const anyValue = value;

const head = {
  seq: fc.constant(0),
  deviceId: id,
  productKey: fc.constantFrom("press", "oven"),
  deviceName: id.map((n) => `d${n}`),
  ts: time,
  recvTs: time,
  protocol: fc.constantFrom("mqtt", "http"),
  dialect: fc.constantFrom("alink", ""),
  reqId: text,
};
const quality = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const);
const point = fc.record({ property: text, ts: time, value, quality });
const output = fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true });

export const anyEvent: fc.Arbitrary<LogEvent> = fc.oneof(
  fc.record({ kind: fc.constant("property" as const), ...head, points: fc.array(point, { maxLength: 8 }) }),
  fc.record({
    kind: fc.constant("event" as const),
    ...head,
    identifier: text,
    level: fc.constantFrom("info" as const, "alert" as const, "error" as const),
    output,
  }),
  fc.record({ kind: fc.constant("reply" as const), ...head, method: text, code: fc.integer(), output }),
  fc.record({
    kind: fc.constant("state" as const),
    ...head,
    state: fc.constantFrom("online" as const, "stale" as const, "offline" as const),
    reason: text,
    address: text,
  }),
  fc.record({
    kind: fc.constant("lifecycle" as const),
    ...head,
    action: fc.constantFrom("created" as const, "updated" as const, "enabled" as const, "deleted" as const),
  }),
  fc.record({
    kind: fc.constant("lifecycle" as const),
    ...head,
    action: fc.constantFrom("restored" as const, "purged" as const, "moved" as const, "bound" as const),
    actor: text,
    fields: fc.array(text, { maxLength: 4 }),
    params: fc.dictionary(text, fc.oneof(text, fc.double()), { maxKeys: 4, noNullPrototype: true }),
  }),
  fc.record({
    kind: fc.constant("refused" as const),
    ...head,
    code: text,
    subject: text,
    params: fc.dictionary(text, fc.oneof(text, fc.double()), { maxKeys: 4, noNullPrototype: true }),
    isStored: fc.boolean(),
  }),
);
