import { expect, test } from "bun:test";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";
import { collectMetrics } from "../../src/ops/metrics.ts";
import { openSampleOps } from "./sample-ops.ts";

test("counters end in _total, names are unique, every sample is a number", async () => {
  const metrics = await collectMetrics(openSampleOps().ops);
  for (const { name, type, samples } of metrics) {
    expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
    for (const { value } of samples) expect(Number.isFinite(value)).toBe(true);
  }
  expect(new Set(metrics.map((metric) => metric.name)).size).toBe(metrics.length);
});

/* biome-ignore format: a table, one sample a line */
const SAMPLES = [
  'gantry_build_info{version="1.2.3"} 1',
  "process_resident_memory_bytes 50000000",
  "process_start_time_seconds 1000",
  "gantry_event_loop_lag_p99_seconds 0",
  "gantry_uplinks_total 60",
  "gantry_points_total 180",
  'gantry_refused_total{code="property_unknown"} 2',
  "gantry_log_available 1",
  "gantry_log_commit_p99_seconds 0.004",
  'gantry_log_cursor_lag_events{cursor="telemetry"} 20',
  'gantry_devices{state="online"} 2',
  "gantry_products 6",
  'gantry_listener_up{listener="mqtts",protocol="mqtt"} 0',
  'gantry_connections{listener="mqtt",protocol="mqtt"} 2',
  'gantry_listener_bytes_total{listener="mqtt",direction="out"} 700',
  'gantry_listener_refused_total{listener="mqtt",code="sign_mismatch"} 4',
  'gantry_data_bytes{part="log"} 1000',
  'gantry_data_bytes{part="other"} 600',
  "gantry_disk_budget_bytes 60000",
  'gantry_disk_state{state="ok"} 1',
  'gantry_disk_state{state="full"} 0',
  "gantry_disk_days_left 550",
  'gantry_disk_shed_total{what="raw"} 3',
  "gantry_more 1",
];

test("says what the rooms tell", async () => {
  const moreMetrics = () => [
    { name: "gantry_more", type: "gauge" as const, help: "More.", samples: [{ value: 1 }] },
  ];
  const { ops } = openSampleOps({ moreMetrics });
  const lines = formatMetrics(await collectMetrics(ops)).split("\n");
  expect(SAMPLES.filter((sample) => !lines.includes(sample))).toEqual([]);
});
