// Our own slaves on a serial line of which another is the master.

import { openSerial, type SerialEvents, type SerialPort, type SerialSettings } from "../../../net/net.ts";
import type { Clock, Timer } from "../../../spine/clock.ts";
import type { ServerPort } from "../../../spine/fieldbus.ts";
import { characterMs, silenceMs } from "../bus/line-time.ts";
import { withCrc } from "../frame/rtu-framing.ts";
import { answerRequest, type Registers } from "./answer.ts";
import { EchoGuard } from "./echo-guard.ts";
import { FRAME_BYTES, findRequest, type HeardRequest } from "./rtu-request.ts";

type OpenPort = (path: string, settings: SerialSettings, events: SerialEvents) => Promise<SerialPort>;

export interface SerialSlaveOptions {
  readonly port: ServerPort;
  readonly clock: Clock;
  readonly registers: Registers;
  /** Another way to the port, for tests. */
  readonly open?: OpenPort;
}

export interface SerialSlaveState {
  readonly isOpen: boolean;
  /** Why the port cannot be had; it is tried again by itself. */
  readonly error: string | undefined;
  readonly answered: number;
  readonly refused: number;
  /** Frames on the line that were for others. */
  readonly foreign: number;
  /** What was heard and was no frame: noise, another speed or parity. */
  readonly garbled: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of the newest request, UTC ms. */
  readonly lastRequestAt: number | undefined;
}

const RETRY_MS = 2_000;
/** Adapters hand over in pieces up to 16 ms apart what was one frame; a piece is not forgotten before. */
const PIECES_MS = 30;
/** Another slave's reply and the request behind it may come as one. */
const KEPT_BYTES = 2 * FRAME_BYTES;
const UNITS_FIRST = 1;
const UNITS_LAST = 247;

/** Opens the port, and again whenever it is lost. */
export function openSerialSlave(options: SerialSlaveOptions): SerialSlave {
  return new SerialSlave(options);
}

export class SerialSlave {
  readonly #figures = { answered: 0, refused: 0, foreign: 0, garbled: 0, bytesIn: 0, bytesOut: 0 };
  readonly #silenceMs: number;
  readonly #units: ReadonlySet<number> | undefined;
  #port: SerialPort | undefined;
  /** Rises with every opening, so that what an older one still brings is known for that. */
  #opening = 0;
  #error: string | undefined;
  #lastRequestAt: number | undefined;
  #retry: Timer | undefined;
  #silence: Timer | undefined;
  #bytes: Uint8Array = new Uint8Array();
  #heardAtMs = 0;
  /** Rises with all that is heard: an answer that comes when the master speaks again is too late. */
  #turn = 0;
  readonly #echo = new EchoGuard();

  constructor(readonly options: SerialSlaveOptions) {
    this.#silenceMs = silenceMs(options.port);
    this.#units = options.port.units && new Set(options.port.units);
    this.#open();
  }

  state(): SerialSlaveState {
    return {
      ...{ isOpen: this.#port !== undefined, error: this.#error, lastRequestAt: this.#lastRequestAt },
      ...this.#figures,
    };
  }

  close(): void {
    this.#retry?.cancel();
    this.#silence?.cancel();
    this.#turn++;
    this.#opening++;
    this.#port?.close();
    this.#port = undefined;
  }

  #open(): void {
    const { port, clock, open } = this.options;
    const { path, rs485, units: _units, isEnabled: _isEnabled, ...line } = port;
    const settings: SerialSettings = { ...line, ...(rs485 && { rs485 }) };
    const opening = ++this.#opening;
    const events: SerialEvents = {
      received: (chunk) => this.#hear(chunk),
      lost: (reason) => opening === this.#opening && this.#fail(reason),
    };
    this.#bytes = new Uint8Array();
    const opened = open ? open(path, settings, events) : openSerial(path, settings, { clock, events });
    opened.then(
      (given) => {
        if (opening !== this.#opening) return given.close();
        this.#port = given;
        this.#error = undefined;
      },
      (cause: unknown) => {
        if (opening === this.#opening) this.#fail(cause instanceof Error ? cause.message : String(cause));
      },
    );
  }

  #fail(reason: string): void {
    this.#opening++;
    this.#port = undefined;
    this.#error = reason;
    this.#silence?.cancel();
    this.#turn++;
    this.#retry = this.options.clock.after(RETRY_MS, () => this.#open());
  }

  #hear(chunk: Uint8Array): void {
    const nowMs = this.options.clock.monotonicMs();
    this.#figures.bytesIn += chunk.length;
    const heard = this.#echo.strip(chunk, nowMs);
    if (heard.length === 0) return;
    this.#turn++;
    if (nowMs - this.#heardAtMs > this.#silenceMs + PIECES_MS) this.#forget();
    this.#heardAtMs = nowMs;
    // `chunk` may be the driver's own; what overflows is no request.
    const all = Buffer.concat([this.#bytes, heard]);
    this.#bytes = all.subarray(Math.max(0, all.length - KEPT_BYTES));
    this.#silence?.cancel();
    this.#silence = this.options.clock.after(this.#silenceMs, () => this.#understand());
  }

  /** The line has been silent for three and a half characters: what was heard is whole, or the rest is on its way. */
  #understand(): void {
    const found = findRequest(this.#bytes, (unit) => this.#isOurs(unit));
    if (found === undefined) return;
    this.#bytes = new Uint8Array();
    if (found === "foreign") this.#figures.foreign++;
    else void this.#answer(found);
  }

  #forget(): void {
    if (this.#bytes.length > 0) this.#figures.garbled++;
    this.#bytes = new Uint8Array();
  }

  /** Broadcasts (0) and reserved addresses are nobody's. */
  #isOurs(unit: number): boolean {
    if (unit < UNITS_FIRST || unit > UNITS_LAST || this.#units?.has(unit) === false) return false;
    return this.options.registers.image().hasUnit(unit);
  }

  async #answer(request: HeardRequest): Promise<void> {
    const { clock, registers, port } = this.options;
    const turn = this.#turn;
    this.#lastRequestAt = clock.now();
    const pdu = await answerRequest(registers, request);
    if ((pdu[0] ?? 0) >= 0x80) this.#figures.refused++;
    else this.#figures.answered++;
    if (turn !== this.#turn || this.#port === undefined) return;
    const frame = withCrc(Buffer.concat([Buffer.of(request.unit), pdu]));
    this.#figures.bytesOut += frame.length;
    const spokenMs = frame.length * characterMs(port);
    this.#echo.noteSent(frame, { nowMs: clock.monotonicMs(), spokenMs });
    this.#port.write(frame);
  }
}
