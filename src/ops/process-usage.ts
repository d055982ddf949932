import type { Clock } from "../spine/clock.ts";

export interface ProcessReport {
  readonly rssBytes: number;
  readonly uptimeMs: number;
  /** CPU time since the start, all threads, seconds. */
  readonly cpuSeconds: number;
  /** Of one core, between the last two reports that lie at least a second apart. */
  readonly cpuPercent: number;
}

/** Of the operating system; another in tests. */
export interface ProcessProbe {
  rssBytes(): number;
  /** User and system time since the start, ms. */
  cpuMs(): number;
}

export const processProbe: ProcessProbe = {
  rssBytes: () => process.memoryUsage.rss(),
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};

const WINDOW_MS = 1_000;

/** Memory and processor time of this process. */
export class ProcessUsage {
  readonly #startMs: number;
  #fromMs: number;
  #fromCpuMs: number;
  #cpuPercent = 0;

  constructor(
    readonly clock: Clock,
    readonly probe: ProcessProbe = processProbe,
  ) {
    this.#startMs = clock.monotonicMs();
    this.#fromMs = this.#startMs;
    this.#fromCpuMs = probe.cpuMs();
  }

  report(): ProcessReport {
    const nowMs = this.clock.monotonicMs();
    const cpuMs = this.probe.cpuMs();
    const passedMs = nowMs - this.#fromMs;
    if (passedMs >= WINDOW_MS) {
      this.#cpuPercent = Math.round(((cpuMs - this.#fromCpuMs) / passedMs) * 1_000) / 10;
      this.#fromMs = nowMs;
      this.#fromCpuMs = cpuMs;
    }
    return {
      rssBytes: this.probe.rssBytes(),
      uptimeMs: Math.round(nowMs - this.#startMs),
      cpuSeconds: cpuMs / 1_000,
      cpuPercent: this.#cpuPercent,
    };
  }
}
