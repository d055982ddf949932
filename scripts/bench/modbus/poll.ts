// The engine alone as a client of servers over TCP: bun poll.ts <load as JSON>. Says its figures as a line of JSON.

import * as v from "valibot";
import { Engine } from "../../../src/access/modbus/engine/engine.ts";
import { makeDials } from "../../../src/access/modbus/link/dials.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import { LinkSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { percentile } from "../proc.ts";
import type { ClientFigures, Load } from "./peers.ts";

const load: Load = JSON.parse(process.argv[2] ?? "");
const { ports, slavesPerServer, periodMs, registers, seconds, warmUpSec } = load;
const map = v.parse(RegisterMapSchema, {
  groups: [{ name: "g", periodMs }],
  points: Array.from({ length: registers }, (_, address) => ({
    ...{ identifier: `p${address}`, area: "holding", address, type: "uint16", group: "g" },
  })),
});
let points = 0;
let gaps: number[] = [];
const last = new Map<string, number>();
const engine = new Engine({
  clock: systemClock,
  dialsOf: (settings) => makeDials(settings, systemClock),
  events: {
    readings: (key, readings) => {
      points += readings.length;
      const now = Math.floor(performance.now());
      gaps.push(Math.abs(now - (last.get(key) ?? now - periodMs) - periodMs));
      last.set(key, now);
    },
    presence: () => {},
  },
});
engine.apply(
  ports.map((port, at) => ({
    id: String(at),
    settings: v.parse(LinkSettingsSchema, {
      name: String(at),
      transport: { kind: "tcp", host: "127.0.0.1", port },
    }),
    slaves: Array.from({ length: slavesPerServer }, (_, unit) => ({
      ...{ key: `p/d${at}-${unit}`, unit: unit + 1, map },
    })),
  })),
);
await Bun.sleep(warmUpSec * 1_000);
points = 0;
gaps = [];
const [cpu, from] = [process.cpuUsage(), performance.now()];
await Bun.sleep(seconds * 1_000);
const { user, system } = process.cpuUsage(cpu);
const figures: ClientFigures = {
  points,
  seconds: (performance.now() - from) / 1_000,
  cpuSec: (user + system) / 1e6,
  jitterMsP99: percentile(gaps, 0.99),
};
console.log(JSON.stringify(figures));
engine.stop();
