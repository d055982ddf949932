import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { alink } from "../../src/codec/alink/alink.ts";
import type { Dialect } from "../../src/codec/dialect.ts";
import type { Device } from "../../src/devices/devices.ts";
import { type IngestOutcome, openIngest } from "../../src/ingest/ingest.ts";
import type { Cadence, SettleAppend } from "../../src/log/log.ts";
import type { Product } from "../../src/products/products.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { failure } from "../../src/spine/error.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { EMPTY_MAPPING } from "../../src/spine/mapping.ts";
import { ThingModelSchema } from "../../src/spine/model.ts";
import { err, ok } from "../../src/spine/result.ts";

const TOPIC = "/sys/pk/dn/thing/event/property/post";

/** A log that settles when told to, as the real one does: later, and in order. */
function setUp(
  overrides: { isEnabled?: boolean; isDeleted?: boolean; validation?: "off" | "warn" | "strict" } = {},
) {
  const appended: { events: readonly LogEvent[]; cadence: Cadence; settle: SettleAppend | undefined }[] = [];
  const touched: number[] = [];
  const product = {
    productKey: "pk",
    isEnabled: true,
    mapping: EMPTY_MAPPING,
    validation: overrides.validation ?? "warn",
    model: v.parse(ThingModelSchema, {
      properties: [{ identifier: "t", name: "T", dataType: { type: "int", min: 0, max: 9 } }],
    }),
  } as Product;
  const device = {
    id: 5,
    productKey: "pk",
    deviceName: "dn",
    isEnabled: overrides.isEnabled ?? true,
    isDeleted: overrides.isDeleted ?? false,
    product,
  } as Device;
  const ingest = openIngest({
    clock: { ...systemClock, now: () => 5_000 },
    devices: { touch: (id) => void touched.push(id) },
    retentionDays: 30,
    cadences: { udp: "patient" },
    log: { append: (events, cadence, settle) => void appended.push({ events, cadence, settle }) },
  });
  const openSource = (protocol: string, dialect: Dialect = alink) =>
    ingest.openSource(device, { dialect, protocol, address: "1.2.3.4:5" });
  const source = ingest.openSource(device, { dialect: alink, protocol: "mqtt", address: "1.2.3.4:5" });
  const outcomes: IngestOutcome[] = [];
  const send = (body: string, options: { topic?: string; isAckNeeded?: boolean } = {}) =>
    ingest.accept(
      source,
      {
        topic: options.topic ?? TOPIC,
        payload: new TextEncoder().encode(body),
        isAckNeeded: options.isAckNeeded ?? true,
      },
      (outcome) => outcomes.push(outcome),
    );
  return { ingest, appended, outcomes, send, touched, product, openSource };
}

describe("accept", () => {
  test("the cadence is the protocol's own for what is acknowledged; a patient one is not dropped but kept waiting", () => {
    const { ingest, appended, outcomes, openSource } = setUp();
    const payload = new TextEncoder().encode('{"id":"1","params":{"t":3}}');
    for (const isAckNeeded of [true, false])
      ingest.accept(openSource("udp"), { topic: TOPIC, payload, isAckNeeded }, (one) => outcomes.push(one));
    expect(appended.map((one) => one.cadence)).toEqual(["patient", "relaxed"]);
    for (const { settle } of appended) settle?.(err(failure("log_full")));
    expect(outcomes.map((one) => one.kind)).toEqual(["unavailable", "dropped"]);
  });

  test("nothing is settled before the log says durable; then the reply goes along", () => {
    const { send, appended, outcomes, touched } = setUp();
    send('{"id":"1","params":{"t":3}}');
    expect(outcomes).toEqual([]);
    expect(appended).toMatchObject([
      { cadence: "grouped", events: [{ kind: "property", deviceId: 5, recvTs: 5_000 }] },
    ]);
    appended[0]?.settle?.(ok({ seq: 17 }));
    expect(outcomes).toEqual([
      {
        kind: "stored",
        seq: 17,
        reply: {
          topic: `${TOPIC}_reply`,
          payload:
            '{"code":200,"data":{},"id":"1","message":"success","method":"thing.event.property.post","version":"1.0"}',
        },
      },
    ]);
    expect(touched).toEqual([5]);
  });

  test("a log that cannot write leaves acknowledged traffic unacknowledged, and counts QoS 0 as dropped", () => {
    const { send, appended, outcomes } = setUp();
    const unavailable = failure("log_unavailable", { reason: "disk full" });
    send('{"params":{"t":3}}');
    send('{"params":{"t":3}}', { isAckNeeded: false });
    for (const { settle } of appended) settle?.(err(unavailable));
    expect(appended.map((a) => a.cadence)).toEqual(["grouped", "relaxed"]);
    expect(outcomes).toEqual([{ kind: "unavailable", failure: unavailable }, { kind: "dropped" }]);
  });

  test("what is odd is stored together with its reason", () => {
    const { send, appended, outcomes } = setUp();
    send('{"id":"1","params":{"t":12,"u":1}}');
    expect(appended).toHaveLength(1);
    expect(appended[0]?.events).toMatchObject([
      { kind: "property", points: [{ property: "t", value: 12, quality: 2 }, { property: "u" }] },
      { kind: "refused", code: "property_range", subject: TOPIC, isStored: true },
      { kind: "refused", code: "property_unknown", isStored: true },
    ]);
    appended[0]?.settle?.(ok({ seq: 3 }));
    expect(outcomes).toMatchObject([{ kind: "stored", seq: 3 }]);
  });

  test("what is left out of a stored message is not said to be stored", () => {
    const { send, appended } = setUp({ validation: "strict" });
    send('{"id":"1","params":{"t":2,"u":1}}');
    expect(appended[0]?.events).toMatchObject([
      { kind: "property", points: [{ property: "t", value: 2 }] },
      { kind: "refused", code: "property_unknown", isStored: false },
    ]);
  });

  test("a refused message is answered with one reason and told with each", () => {
    const { send, appended, outcomes } = setUp({ validation: "strict" });
    send('{"id":"1","params":{"t":12,"u":1}}');
    expect(appended[0]?.events).toMatchObject([
      { kind: "refused", code: "property_range", params: { property: "t" }, isStored: false },
      { kind: "refused", code: "property_unknown", params: { property: "u" }, isStored: false },
    ]);
    appended[0]?.settle?.(ok({ seq: 3 }));
    expect(outcomes).toMatchObject([{ kind: "refused", failure: { code: "property_range" } }]);
  });

  test.each([
    ["out of range, strict", '{"id":"1","params":{"t":12}}', {}, "property_range"],
    ["no JSON", "{", {}, "payload_not_json"],
    ["another device's topic", "{}", { topic: "/sys/pk/other/thing/event/property/post" }, "topic_unknown"],
  ])("%s: refused, with the reason in the log, settled in its turn", (_, body, options, code) => {
    const { send, appended, outcomes, ingest } = setUp({ validation: "strict" });
    send(body, options);
    expect(appended).toMatchObject([{ events: [{ kind: "refused", code, isStored: false, deviceId: 5 }] }]);
    expect(outcomes).toEqual([]);
    appended[0]?.settle?.(ok({ seq: 1 }));
    expect(outcomes).toMatchObject([{ kind: "refused", failure: { code } }]);
    expect(ingest.stats()).toEqual({ messages: 1, events: 0, points: 0, refused: { [code]: 1 } });
  });

  test("a codec that throws is told as our fault, and the messages after it are taken", () => {
    const { send, appended, openSource, ingest } = setUp();
    const faulty: Dialect = {
      ...alink,
      route: () => ({
        replyTopic: undefined,
        decode() {
          throw new TypeError("no text");
        },
      }),
    };
    const payload = new TextEncoder().encode("{}");
    ingest.accept(openSource("mqtt", faulty), { topic: TOPIC, payload, isAckNeeded: true }, () => undefined);
    send('{"params":{"t":3}}');
    expect(appended).toMatchObject([
      { events: [{ kind: "refused", code: "codec_fault", params: { detail: "no text" }, isStored: false }] },
      { events: [{ kind: "property" }] },
    ]);
  });

  test("a disabled device's messages are refused", () => {
    const { send, appended } = setUp({ isEnabled: false });
    send('{"params":{"t":3}}');
    expect(appended).toMatchObject([{ events: [{ kind: "refused", code: "device_disabled" }] }]);
  });

  test("a deleted device says nothing more, not by its will either", () => {
    const { send, appended } = setUp({ isDeleted: true });
    send('{"params":{"t":3}}');
    expect(appended).toMatchObject([{ events: [{ kind: "refused", code: "device_deleted" }] }]);
  });

  test("when the record of refusals is full, the order of settling still holds", () => {
    const { send, appended } = setUp();
    for (let i = 0; i < 25; i++) send("{");
    expect(appended).toHaveLength(25);
    expect(appended.at(-1)?.events).toEqual([]);
  });

  test("an edit of the model holds from the next message on", () => {
    const { send, appended, product } = setUp({ validation: "strict" });
    send('{"params":{"t":12}}');
    Object.assign(product, {
      model: v.parse(ThingModelSchema, {
        properties: [{ identifier: "t", name: "T", dataType: { type: "int" } }],
      }),
    });
    send('{"params":{"t":12}}');
    expect(appended.map((a) => a.events[0]?.kind)).toEqual(["refused", "property"]);
  });
});
