// A search for slaves on a link, as it goes on: on the link as it is, or on a serial port at several speeds and parities.

import type { Clock } from "../../../spine/clock.ts";
import type { Parity } from "../../../spine/fieldbus.ts";
import type { Bus } from "../bus/bus.ts";
import { type FoundSlave, scanBus } from "./scan.ts";

export interface ScanRequest {
  readonly fromUnit: number;
  readonly toUnit: number;
  /** How long each unit may take to answer, ms. */
  readonly timeoutMs: number;
  readonly isIdentified: boolean;
  /** Of a serial port: instead of the link's own. Its polling is held meanwhile. */
  readonly bauds?: readonly number[] | undefined;
  readonly parities?: readonly Parity[] | undefined;
}

/** Speed and parity of a serial port; undefined: as the link has it. */
export interface LineForm {
  readonly baud: number | undefined;
  readonly parity: Parity | undefined;
}

export interface ScanState {
  /** `failed`: the link was lost, or the port could not be opened. */
  readonly state: "idle" | "running" | "done" | "cancelled" | "failed";
  /** Requests that were answered or not, and all that there will be. */
  readonly done: number;
  readonly total: number;
  readonly found: readonly (FoundSlave & LineForm)[];
}

export interface ScanPorts {
  readonly clock: Clock;
  /** The link's own bus. */
  readonly bus: () => Bus;
  /** Stops the link's polling and frees its port, and the way back. */
  readonly hold: () => void;
  readonly resume: () => void;
  /** The port in another form; undefined where it cannot be opened. */
  readonly open: (form: LineForm) => Promise<{ readonly bus: Bus; close(): void } | undefined>;
}

export const IDLE: ScanState = { state: "idle", done: 0, total: 0, found: [] };

export class ScanRun {
  #state: ScanState;
  #isCancelled = false;

  constructor(
    readonly request: ScanRequest,
    readonly ports: ScanPorts,
  ) {
    this.#state = { ...IDLE, state: "running", total: this.#units.length * this.#forms.length };
  }

  get state(): ScanState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.state === "running";
  }

  /** It ends after the unit that is being asked. */
  cancel(): void {
    this.#isCancelled = true;
  }

  /** Runs to the end; never rejects. */
  async run(): Promise<void> {
    const isOwnForm = this.request.bauds === undefined && this.request.parities === undefined;
    const isWhole = isOwnForm
      ? await this.#scan(this.ports.bus(), { baud: undefined, parity: undefined })
      : await this.#scanForms();
    const end = this.#isCancelled ? "cancelled" : isWhole ? "done" : "failed";
    this.#state = { ...this.#state, state: end };
  }

  async #scanForms(): Promise<boolean> {
    const { hold, resume, open } = this.ports;
    hold();
    try {
      for (const form of this.#forms) {
        if (this.#isCancelled) return false;
        const line = await open(form);
        if (line === undefined) return false;
        const isWhole = await this.#scan(line.bus, form);
        line.close();
        if (!isWhole) return false;
      }
      return true;
    } finally {
      resume();
    }
  }

  /** False when it was ended before the last unit. */
  async #scan(bus: Bus, form: LineForm): Promise<boolean> {
    const before = this.#state;
    await scanBus(bus, {
      units: this.#units,
      timeoutMs: this.request.timeoutMs,
      isIdentified: this.request.isIdentified,
      isCancelled: () => this.#isCancelled,
      onFound: (slave) => {
        this.#state = { ...this.#state, found: [...this.#state.found, { ...slave, ...form }] };
      },
      onProgress: (done) => {
        this.#state = { ...this.#state, done: before.done + done };
      },
    });
    return this.#state.done - before.done === this.#units.length;
  }

  get #units(): readonly number[] {
    const { fromUnit, toUnit } = this.request;
    return Array.from({ length: Math.max(0, toUnit - fromUnit + 1) }, (_, at) => fromUnit + at);
  }

  get #forms(): readonly LineForm[] {
    const { bauds = [undefined], parities = [undefined] } = this.request;
    return bauds.flatMap((baud) => parities.map((parity) => ({ baud, parity })));
  }
}
