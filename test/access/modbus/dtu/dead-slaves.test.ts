// A DTU behind which nobody answers, for hours: its connection stays, and who comes back is polled again.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { Caller } from "../../../../src/access/modbus/dtu/caller.ts";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import { failure } from "../../../../src/spine/error.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../../src/spine/register-map.ts";
import { err } from "../../../../src/spine/result.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";
import { FakeConn } from "./fake-conn.ts";

const MAP = v.parse(RegisterMapSchema, {
  points: [{ identifier: "level", area: "holding", address: 0, type: "uint16", group: "g" }],
  groups: [{ name: "g", periodMs: 1_000 }],
});

test.each(["rtu", "tcp"] as const)("%s: dead slaves alone do not cost the connection", async (framing) => {
  const clock = makeManualClock();
  const values: unknown[] = [];
  const engine = new Engine({
    clock,
    dialsOf: () => [],
    events: {
      readings: (_, readings) => void values.push(...readings.map(({ value }) => value)),
      presence: () => {},
    },
  });
  const settings = v.parse(LinkSettingsSchema, {
    name: "dtu",
    transport: {
      ...{ kind: "dtu", framing, heartbeat: { text: "PING" } },
      identification: { by: "text", text: "REG01" },
    },
  });
  const { transport } = settings;
  if (transport.kind !== "dtu") throw new Error("it is one");
  engine.apply([{ id: "dtu", settings, slaves: [{ key: "one", unit: 1, map: MAP }] }]);
  const conn = new FakeConn();
  const caller = new Caller(conn, {
    clock,
    links: () => [{ id: "dtu", transport }],
    attach: (id, makeWire) => engine.link(id)?.link.attach(makeWire),
    onStranger: () => {},
    admit: async () => err({ why: failure("unknown_device"), code: 400, message: "no" }),
  });
  caller.received(Buffer.from("REG01"));
  const pass = async (seconds: number, each: () => void) => {
    for (let second = 0; second < seconds; second++) {
      each();
      clock.advance(1_000);
      await Promise.resolve();
    }
  };
  let second = 0;
  await pass(7_200, () => {
    if (second++ % 60 === 0) caller.received(Buffer.from("PING"));
  });
  const { state, connects } = engine.status("dtu") ?? {};
  expect([state, connects, conn.isOpen, values]).toEqual(["up", 1, true, []]);
  expect(conn.sent.length).toBeGreaterThan(10);

  // One comes back: it is found by the next probe.
  const received = (chunk: Uint8Array) => caller.received(Buffer.from(chunk));
  const line = new SerialLine({
    clock,
    baud: 9_600,
    slaves: [{ model: makeSlaveModel(1, { 0: 42 }) }],
    received,
  });
  const head = (frame: Buffer) => Buffer.concat([frame.subarray(0, 4), Buffer.of(0, 5)]);
  conn.onSend = (frame) => {
    if (framing === "rtu") line.send(frame);
    else clock.after(5, () => received(Buffer.concat([head(frame), Buffer.of(1, 3, 2, 0, 42)])));
  };
  await pass(700, () => {});
  engine.stop();
  caller.closed();
  // The pause of a line after its last frame ends by itself.
  clock.advance(1_000);
  expect([new Set(values), values.length > 50, clock.pending()]).toEqual([new Set([42]), true, 0]);
});
