// What the routes of telemetry need from elsewhere.

import type { Audit } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Value } from "../../spine/point.ts";
import type { Telemetry } from "../telemetry.ts";

export interface ListedDevice {
  readonly id: number;
  readonly productKey: string;
  readonly deviceName: string;
}

export interface DeviceListPage {
  readonly items: readonly ListedDevice[];
  /** Give it back as `after`; undefined on the last page. */
  readonly next: number | undefined;
}

export interface AggregateInterval {
  readonly unit: "second" | "minute" | "hour" | "day" | "week" | "month";
  readonly count: number;
}

export interface AggregateAsk {
  readonly deviceId: number;
  readonly property: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly interval: AggregateInterval;
  readonly timeZone: string;
  readonly fill: "none" | "null" | "previous";
}

/** One interval of a series. What an interval without points or without numbers does not have is absent or null. */
export interface AggregateAnswer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
  readonly sum?: number | null | undefined;
  readonly avg?: number | null | undefined;
  readonly first?: Value | null | undefined;
  readonly last?: Value | null | undefined;
}

export interface TelemetryRoutesDeps {
  readonly telemetry: Telemetry;
  /** Without it no intervals are offered. */
  readonly aggregate?: (query: AggregateAsk) => Promise<readonly AggregateAnswer[]>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Number of the newest event that may have been acknowledged. */
  readonly lastSeq: () => number;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
  /** Devices in a lasting order, from behind `after`. */
  readonly listDevices: (page: {
    readonly productKey?: string;
    readonly after?: number;
    readonly limit: number;
  }) => DeviceListPage;
  /** What the thing model says of a property, for people. */
  readonly describeProperty?: (
    productKey: string,
    property: string,
  ) => { readonly name: string; readonly unit: string | undefined } | undefined;
}
