import { expect, test } from "bun:test";
import { formatMetrics } from "../../src/kit/prometheus-text.ts";

test("writes the text exposition format", () => {
  const text = formatMetrics([
    {
      name: "a_total",
      type: "counter",
      help: "Two\nlines \\ one.",
      samples: [{ labels: { code: 'say "no"\n\\' }, value: 3 }, { value: 0.5 }],
    },
    { name: "nothing", type: "gauge", help: "Left out.", samples: [] },
    {
      name: "b",
      type: "gauge",
      help: "B.",
      samples: [{ value: Number.POSITIVE_INFINITY }, { labels: { x: "1", y: "2" }, value: Number.NaN }],
    },
  ]);
  expect(text.split("\n")).toEqual([
    "# HELP a_total Two\\nlines \\\\ one.",
    "# TYPE a_total counter",
    'a_total{code="say \\"no\\"\\n\\\\"} 3',
    "a_total 0.5",
    "# HELP b B.",
    "# TYPE b gauge",
    "b +Inf",
    'b{x="1",y="2"} NaN',
    "",
  ]);
});
