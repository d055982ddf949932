// A small line of recent values, drawn as SVG so that lists of them are cheap.

interface SparklineProps {
  /** Time and value, rising in time. */
  readonly points: readonly (readonly [number, number])[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly width?: number;
  readonly height?: number;
  /** True for values that hold until the next one (switches, states). */
  readonly isStepped?: boolean;
}

function tracePath(props: Required<SparklineProps>, low: number, high: number): string {
  const { points, fromMs, toMs, width, height, isStepped } = props;
  const span = high - low || 1;
  const x = (ts: number) => ((ts - fromMs) / Math.max(1, toMs - fromMs)) * width;
  const y = (value: number) => height - 2 - ((value - low) / span) * (height - 4);
  let path = "";
  let lastY = 0;
  for (const [ts, value] of points) {
    const px = Math.min(width, Math.max(0, x(ts))).toFixed(1);
    const py = high === low ? height / 2 : y(value);
    if (path === "") path = `M${px} ${py.toFixed(1)}`;
    else path += isStepped ? `L${px} ${lastY.toFixed(1)}L${px} ${py.toFixed(1)}` : `L${px} ${py.toFixed(1)}`;
    lastY = py;
  }
  return isStepped && path !== "" ? `${path}L${width} ${lastY.toFixed(1)}` : path;
}

export function Sparkline(given: SparklineProps) {
  const props = { width: 120, height: 28, isStepped: false, ...given };
  const points = props.points.filter(([ts]) => ts >= props.fromMs);
  if (points.length < 2) return <svg width={props.width} height={props.height} aria-hidden="true" />;
  const values = points.map(([, value]) => value);
  const path = tracePath({ ...props, points }, Math.min(...values), Math.max(...values));
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${props.width} ${props.height}`}
      height={props.height}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
