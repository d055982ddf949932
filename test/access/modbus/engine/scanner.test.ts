import { expect, test } from "bun:test";
import * as v from "valibot";
import { Engine } from "../../../../src/access/modbus/engine/engine.ts";
import type { Wire } from "../../../../src/access/modbus/link/wire.ts";
import { LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

/** A port that one may have open at a time, with unit 3 at 19,200 baud; the link is set to 9,600. */
function setUp() {
  const clock = makeManualClock();
  const port = { open: 0, most: 0, bauds: [] as number[] };
  const engine = new Engine({
    clock,
    events: { readings: () => {}, presence: () => {} },
    dialsOf: ({ transport }) => [
      async (events): Promise<Wire> => {
        if (transport.kind !== "serial") throw new Error("it is one");
        port.most = Math.max(port.most, ++port.open);
        port.bauds.push(transport.baud);
        const slaves = transport.baud === 19_200 ? [{ model: makeSlaveModel(3, { 0: 1 }) }] : [];
        const line = new SerialLine({ clock, slaves, baud: transport.baud, received: events.received });
        return { send: (bytes) => line.send(bytes), close: () => void port.open-- };
      },
    ],
  });
  const transport = { kind: "serial", path: "/dev/ttyS0" } as const;
  const settings = v.parse(LinkSettingsSchema, { name: "bus", transport });
  const spec = { id: "1", settings, slaves: [] };
  const advance = async (ms: number) => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 20) {
      clock.advance(20);
      for (let turn = 0; turn < 6; turn++) await Promise.resolve();
    }
  };
  return { engine, spec, port, advance };
}

const REQUEST = { fromUnit: 1, toUnit: 4, timeoutMs: 100, isIdentified: false, bauds: [9_600, 19_200] };

test("the port is scanned at other speeds, and then the link's own again", async () => {
  const { engine, spec, port, advance } = setUp();
  engine.apply([spec]);
  await advance(100);
  const running = engine.link("1");
  if (running === undefined) throw new Error("it runs");
  expect(engine.scanner.state("1").state).toBe("idle");
  expect(engine.scanner.start("1", running, REQUEST)).toBe(true);
  expect(engine.scanner.start("1", running, REQUEST)).toBe(false);
  await advance(3_000);
  const { found, ...state } = engine.scanner.state("1");
  expect([state, found.map(({ unit, baud }) => `${unit} ${baud}`)]).toEqual([
    { state: "done", done: 8, total: 8 },
    ["3 19200"],
  ]);
  expect([port, running.status.state]).toEqual([
    { open: 1, most: 1, bauds: [9_600, 9_600, 19_200, 9_600] },
    "up",
  ]);
  expect(running.capture.after(0, { limit: 100, now: 0 }).length).toBe(9);
});

test("a link that goes while it is scanned does not come back by that", async () => {
  const { engine, spec, port, advance } = setUp();
  engine.apply([spec]);
  await advance(100);
  const running = engine.link("1");
  if (running === undefined) throw new Error("it runs");
  engine.scanner.start("1", running, REQUEST);
  await advance(200);
  engine.apply([]);
  await advance(3_000);
  expect([port.open, engine.scanner.state("1").state]).toEqual([0, "idle"]);
});
