// Scans of links: one at a time on each, and the newest one's outcome until the link is changed.

import type { Clock } from "../../../spine/clock.ts";
import type { LinkSettings } from "../../../spine/fieldbus.ts";
import type { Bus } from "../bus/bus.ts";
import { IDLE, type LineForm, type ScanRequest, ScanRun, type ScanState } from "../commission/scan-run.ts";
import type { Dial } from "../link/wire.ts";
import { RunningLink } from "./running-link.ts";

export interface ScannerOptions {
  readonly clock: Clock;
  readonly dialsOf: (settings: LinkSettings) => readonly Dial[];
}

/** How often is looked whether a port is open, ms. */
const LOOK_MS = 50;
const NOBODY = { readings: () => {}, presence: () => {} };

export class Scanner {
  readonly #runs = new Map<string, ScanRun>();

  constructor(readonly options: ScannerOptions) {}

  /** False while one is under way. */
  start(id: string, running: RunningLink, request: ScanRequest): boolean {
    if (this.#runs.get(id)?.isRunning) return false;
    const run = new ScanRun(request, {
      clock: this.options.clock,
      bus: () => running.link.bus,
      hold: () => running.hold(),
      resume: () => running.resume(),
      open: (form) => this.#open(running, form),
    });
    this.#runs.set(id, run);
    void run.run();
    return true;
  }

  state(id: string): ScanState {
    return this.#runs.get(id)?.state ?? IDLE;
  }

  /** Nothing when none is under way. */
  cancel(id: string): void {
    this.#runs.get(id)?.cancel();
  }

  /** The link is not what it was. */
  forget(id: string): void {
    this.cancel(id);
    this.#runs.delete(id);
  }

  /** The link's port with another speed or parity, once it is open. */
  async #open(running: RunningLink, form: LineForm): Promise<{ bus: Bus; close(): void } | undefined> {
    const { clock, dialsOf } = this.options;
    const settings = inForm(running.options.spec.settings, form);
    const line = new RunningLink({
      ...{ clock, events: NOBODY, dials: dialsOf(settings), capture: running.capture },
      spec: { id: running.options.spec.id, settings, slaves: [] },
    });
    line.start();
    for (let waitedMs = 0; waitedMs < settings.connectTimeoutMs; waitedMs += LOOK_MS) {
      if (line.status.state === "up") return { bus: line.link.bus, close: () => line.stop() };
      await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
    }
    line.stop();
    return undefined;
  }
}

function inForm(settings: LinkSettings, { baud, parity }: LineForm): LinkSettings {
  const { transport, keepAliveMs: _, ...rest } = settings;
  if (transport.kind !== "serial") return settings;
  return {
    ...rest,
    transport: { ...transport, ...(baud !== undefined && { baud }), ...(parity !== undefined && { parity }) },
  };
}
