// Values as sensors give them: what the benchmark's stores are filled with. The same seed gives the same values.

export type SignalKind = "temperature" | "pressure" | "flow" | "counter" | "running" | "walk";

/** Where a signal stands between two runs of values. */
export interface Signal {
  readonly kind: SignalKind;
  state: number;
  random: number;
}

export function makeSignal(kind: SignalKind, seed: number): Signal {
  const random = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x85ebca6b) >>> 0 || 1;
  return {
    kind,
    random,
    state: { temperature: 45, pressure: 6, flow: 80, counter: 0, running: 1, walk: 20 }[kind],
  };
}

/** Uniform in [0, 1): xorshift32, fast enough for half a billion values. */
function next(signal: Signal): number {
  let x = signal.random;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  signal.random = x >>> 0;
  return signal.random / 2 ** 32;
}

/**
 * Writes the signal's next `count` values from `start` on. A temperature in hundredths and a pressure in thousandths
 * wander about their level, a flow is a measured decimal with noise, a counter rises, a switch changes seldom; a walk
 * is what no sensor gives: every bit of a double.
 */
export function fill(signal: Signal, into: Float64Array, range: { start: number; count: number }): void {
  const end = range.start + range.count;
  let { state } = signal;
  for (let i = range.start; i < end; i++) {
    const random = next(signal);
    switch (signal.kind) {
      case "temperature":
        state += (random - 0.5) * 0.12 + (45 - state) * 0.0005;
        into[i] = Math.round(state * 100) / 100;
        break;
      case "pressure":
        state += (random - 0.5) * 0.02 + (6 - state) * 0.01;
        into[i] = Math.round(state * 1_000) / 1_000;
        break;
      case "flow":
        state += (random - 0.5) * 0.8 + (80 - state) * 0.002;
        into[i] = Math.round(state * 10) / 10;
        break;
      case "counter":
        if (random < 0.4) state++;
        into[i] = state;
        break;
      case "running":
        if (random < 0.001) state = 1 - state;
        into[i] = state;
        break;
      case "walk":
        state += random - 0.5;
        into[i] = state;
    }
  }
  signal.state = state;
}
