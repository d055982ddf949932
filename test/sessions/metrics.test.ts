import { expect, test } from "bun:test";
import { sessionMetrics } from "../../src/sessions/metrics.ts";

test("sessions behind gateways are counted apart", () => {
  expect(
    sessionMetrics({ counts: () => ({ all: 5, children: 3, becameStale: 2, becameSilent: 1 }) }),
  ).toEqual([
    {
      name: "gantry_sessions",
      help: "Open sessions of devices: on a connection of their own, or behind a gateway.",
      type: "gauge",
      samples: [
        { labels: { through: "connection" }, value: 2 },
        { labels: { through: "gateway" }, value: 3 },
      ],
    },
    {
      name: "gantry_devices_silent_total",
      help: "Devices that reported nothing for longer than their product allows.",
      type: "counter",
      samples: [
        { labels: { became: "stale" }, value: 2 },
        { labels: { became: "offline" }, value: 1 },
      ],
    },
  ]);
});
