// The shapes of field buses in /openapi/v1 as the pages use them. Times are UTC ms.

import type {
  Ailment,
  ExposureTerms,
  LinkSettings,
  Parity,
  SlaveSettings,
} from "../../../src/spine/fieldbus.ts";
import type { RegisterArea, RegisterPoint } from "../../../src/spine/register-map.ts";
import type { Json } from "../contract.ts";

export type { Identification, LinkKind, LinkSettings, SlaveSettings } from "../../../src/spine/fieldbus.ts";

export const LINK_STATES = ["up", "dialling", "down", "off"] as const;
export type LinkState = (typeof LINK_STATES)[number];

export interface FieldLink {
  readonly id: number;
  readonly settings: LinkSettings;
  readonly status: {
    readonly state: LinkState;
    readonly since: number | null;
    readonly reason: string;
    readonly connects: number;
  };
  readonly slaveCount: number;
}

export interface FieldSlave {
  readonly productKey: string;
  readonly deviceName: string;
  readonly name: string | null;
  readonly linkId: number;
  readonly settings: SlaveSettings;
}

export interface BothTexts {
  readonly en: string;
  readonly zh: string;
}

export interface SlaveReport {
  readonly productKey: string;
  readonly deviceName: string;
  readonly unit: number;
  readonly isOnline: boolean;
  readonly requests: number;
  readonly answered: number;
  /** By code; of exceptions each by its own (`exception 02`). */
  readonly failures: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly lastAnswerAt: number | null;
  readonly lastFailure: {
    readonly at: number;
    readonly code: string;
    readonly text: BothTexts;
    readonly raw: string;
  } | null;
  readonly overruns: number;
  readonly readings: number;
  readonly suppressed: number;
}

export { AILMENTS, type Ailment } from "../../../src/spine/fieldbus.ts";

export interface Finding {
  readonly ailment: Ailment;
  /** `productKey/deviceName`; null where it is the bus. */
  readonly device: string | null;
  readonly figure: number;
}

export interface LinkReport {
  /** 0 to 1. */
  readonly load: number;
  readonly isEcho: boolean;
  readonly lateReplies: number;
  readonly queueLength: number;
  readonly slaves: readonly SlaveReport[];
  readonly findings: readonly Finding[];
}

export interface Frame {
  readonly id: number;
  readonly ts: number;
  readonly direction: "in" | "out";
  readonly hex: string;
  readonly meaning: BothTexts;
}

export interface ScanRequest {
  readonly fromUnit: number;
  readonly toUnit: number;
  readonly timeoutMs: number;
  readonly bauds?: readonly number[];
  readonly parities?: readonly Parity[];
}

export interface FoundSlave {
  readonly unit: number;
  readonly answer: "value" | "exception" | "damaged";
  readonly exception?: number | null;
  readonly durationMs?: number | null;
  readonly raw?: string;
  /** Of a scan over line settings. */
  readonly baud?: number | null;
  readonly parity?: Parity | null;
}

export interface Scan {
  readonly state: "idle" | "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
  readonly found: readonly FoundSlave[];
}

export interface ReadRequest {
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

export interface Candidate {
  readonly address: number;
  readonly type: string;
  readonly order?: string | null;
  readonly registers: number;
  readonly scale: number;
  readonly value: number;
  readonly raw: string;
}

export interface PointState {
  readonly identifier: string;
  /** The last good read. */
  readonly ts: number | null;
  readonly value?: Json;
  readonly quality?: number | null;
  readonly raw: string;
  /** Why the newest attempt failed. */
  readonly failure: { readonly code: string; readonly text: BothTexts; readonly raw?: string } | null;
}

export interface DtuStranger {
  readonly address: string;
  readonly at: number;
  /** Its first packet, hexadecimal. */
  readonly packet: string;
}

/** What of its terms is absent is as the server's settings have it. */
export interface Exposure extends ExposureTerms {
  readonly unit: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly point: RegisterPoint;
}
