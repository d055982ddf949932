// What the pages ask of the running field buses: the port through which the room reaches the adapter.

import type { Failure } from "../../spine/error.ts";
import type { Ailment, Parity } from "../../spine/fieldbus.ts";
import type { Quality, Value } from "../../spine/point.ts";
import type { RegisterArea } from "../../spine/register-map.ts";
import type { Result } from "../../spine/result.ts";

/** A link as it runs just now. */
export interface LinkState {
  readonly state: "down" | "dialling" | "up";
  /** UTC ms. */
  readonly since: number;
  readonly reason: string;
  readonly connects: number;
}

/** In words of both languages. */
export interface BothTexts {
  readonly en: string;
  readonly zh: string;
}

export interface FailureNote {
  /** `timeout`, `crc`, `exception` ... */
  readonly code: string;
  readonly text: BothTexts;
  /** What was received, hexadecimal. */
  readonly raw: string;
}

export interface SlaveFigures {
  /** `productKey/deviceName`. */
  readonly key: string;
  readonly unit: number;
  readonly isOnline: boolean;
  readonly requests: number;
  readonly answered: number;
  /** By code; of exceptions each by its own (`exception 02`). */
  readonly failures: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** UTC ms. */
  readonly lastAnswerAt: number | undefined;
  readonly lastFailure: (FailureNote & { readonly at: number }) | undefined;
  /** Poll rounds that were left out because the one before was not over. */
  readonly overruns: number;
  /** Readings, and how many of them were not worth a report. */
  readonly readings: number;
  readonly suppressed: number;
}

export interface LinkFigures {
  /** Share of the last minute in which the bus could take nothing else, 0 to 1. */
  readonly load: number;
  readonly isEcho: boolean;
  readonly lateReplies: number;
  readonly queueLength: number;
  readonly slaves: readonly SlaveFigures[];
  /** `slave` is a key; undefined where it is the bus. */
  readonly findings: readonly {
    readonly ailment: Ailment;
    readonly slave: string | undefined;
    readonly figure: number;
  }[];
}

export interface FrameEntry {
  readonly id: number;
  /** UTC ms. */
  readonly ts: number;
  readonly direction: "in" | "out";
  /** `01 03 00 0a`. */
  readonly hex: string;
  readonly meaning: BothTexts;
}

export interface ScanOrder {
  readonly fromUnit: number;
  readonly toUnit: number;
  readonly timeoutMs: number;
  readonly bauds?: readonly number[] | undefined;
  readonly parities?: readonly Parity[] | undefined;
}

export interface ScanProgress {
  readonly state: "idle" | "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
  readonly found: readonly {
    readonly unit: number;
    readonly answer: "value" | "exception" | "damaged";
    readonly exception: number | undefined;
    readonly durationMs: number | undefined;
    readonly raw: string;
    readonly baud: number | undefined;
    readonly parity: Parity | undefined;
  }[];
}

export interface ReadOrder {
  readonly unit: number;
  readonly area: RegisterArea;
  readonly address: number;
  readonly count: number;
}

export interface GuessSample {
  readonly address: number;
  readonly hex: string;
  readonly shown: string;
}

export interface GuessCandidate {
  readonly address: number;
  readonly type: string;
  readonly order: string | undefined;
  readonly registers: number;
  readonly scale: number;
  readonly value: number;
  readonly raw: string;
}

export interface PointState {
  readonly identifier: string;
  /** The last good read, UTC ms. */
  readonly ts: number | undefined;
  readonly value: Value | undefined;
  readonly quality: Quality | undefined;
  readonly raw: string;
  readonly failure: FailureNote | undefined;
}

/** A DTU that called and that no link knows. */
export interface DtuStranger {
  readonly address: string;
  /** UTC ms. */
  readonly at: number;
  /** Its first packet, hexadecimal. */
  readonly packet: string;
}

/** A link that is switched off has no state, no figures and no frames; `key` is `productKey/deviceName`. */
export interface FieldEngine {
  stateOf(linkId: number): LinkState | undefined;
  figures(linkId: number): LinkFigures | undefined;
  /** Frames after this id, oldest first; without one the newest. */
  frames(linkId: number, after: number | undefined, limit: number): readonly FrameEntry[];
  /** All frames that are kept, a line each. */
  capture(linkId: number): string;
  /** Why it cannot, or undefined when it has begun. */
  scan(linkId: number, order: ScanOrder): Failure | undefined;
  scanProgress(linkId: number): ScanProgress;
  cancelScan(linkId: number): void;
  read(
    linkId: number,
    order: ReadOrder,
  ): Promise<Result<{ readonly hex: string; readonly durationMs: number }, Failure>>;
  /** Likeliest first. */
  guess(samples: readonly GuessSample[]): readonly GuessCandidate[];
  /** Undefined of a device that is not polled. */
  points(key: string): readonly PointState[] | undefined;
  /** Reads them now; the first failure, or undefined. */
  readPoints(key: string, identifiers: readonly string[]): Promise<Failure | undefined>;
  /** The newest last. */
  strangers(): readonly DtuStranger[];
}
