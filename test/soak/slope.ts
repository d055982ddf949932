// Does a quantity grow? A straight line through samples that saw-tooth, resistant to outliers.

export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

const HOUR_MS = 3_600_000;
/** More samples than this are averaged into as many windows: the slope is over all pairs. */
const WINDOWS_MAX = 400;

/** Growth per hour: the median of the slopes between all pairs of samples (Theil and Sen); 0 for less than two. */
export function slopePerHour(samples: readonly Sample[]): number {
  const points = thinOut(samples);
  const slopes: number[] = [];
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      if (b.atMs !== a.atMs) slopes.push(((b.value - a.value) * HOUR_MS) / (b.atMs - a.atMs));
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  if (slopes.length === 0) return 0;
  return ((slopes[Math.ceil(middle) - 1] ?? 0) + (slopes[Math.floor(middle)] ?? 0)) / 2;
}

/** The lowest value of each span of time: what remains when a saw tooth has come down. */
export function lows(samples: readonly Sample[], spanMs: number): Sample[] {
  const lowest = new Map<number, Sample>();
  for (const sample of samples) {
    const span = Math.floor(sample.atMs / spanMs);
    const known = lowest.get(span);
    if (known === undefined || sample.value < known.value) lowest.set(span, sample);
  }
  return [...lowest.values()];
}

function thinOut(samples: readonly Sample[]): readonly Sample[] {
  const perWindow = Math.ceil(samples.length / WINDOWS_MAX);
  if (perWindow <= 1) return samples;
  const points: Sample[] = [];
  for (let at = 0; at < samples.length; at += perWindow) {
    const window = samples.slice(at, at + perWindow);
    const mean = (pick: (sample: Sample) => number) =>
      window.reduce((sum, sample) => sum + pick(sample), 0) / window.length;
    points.push({ atMs: mean(({ atMs }) => atMs), value: mean(({ value }) => value) });
  }
  return points;
}
