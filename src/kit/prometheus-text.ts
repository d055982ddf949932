export type MetricType = "counter" | "gauge";
export type MetricLabels = Readonly<Record<string, string>>;

/** One metric with all its samples. Counter names end in `_total`. */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly samples: readonly { readonly labels?: MetricLabels; readonly value: number }[];
}

export type Sample = readonly [labels: MetricLabels, value: number];

/** A metric that only rises; its name ends in `_total`. */
export function counter(name: string, help: string, value: number | readonly Sample[]): Metric {
  return { name, type: "counter", help, samples: samplesOf(value) };
}

export function gauge(name: string, help: string, value: number | readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples: samplesOf(value) };
}

function samplesOf(value: number | readonly Sample[]): Metric["samples"] {
  return typeof value === "number" ? [{ value }] : value.map(([labels, n]) => ({ labels, value: n }));
}

export const PROMETHEUS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus's text exposition format 0.0.4; one without samples is left out. */
export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter((metric) => metric.samples.length > 0)
    .map(formatMetric)
    .join("");
}

function formatMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(
    ({ labels = {}, value }) => `${name}${formatLabels(labels)} ${formatNumber(value)}\n`,
  );
  return `# HELP ${name} ${help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function formatLabels(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function formatNumber(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}
