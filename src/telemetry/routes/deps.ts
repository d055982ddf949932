// What the routes of telemetry need from elsewhere.

import type { Audit, Reach } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Site, Telemetry } from "../telemetry.ts";

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

export interface TelemetryRoutesDeps {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Whose days and zone are meant where a request names none. */
  readonly site: Site;
  /** Number of the newest event that may have been acknowledged. */
  readonly lastSeq: () => number;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
  /** Devices in a lasting order, from behind `after`. */
  readonly listDevices: (page: {
    readonly productKey?: string;
    readonly after?: number;
    readonly limit: number;
    /** Only devices of which at least a property is reached. */
    readonly reach: Reach;
  }) => DeviceListPage;
  /** What the thing model says of a property, for people. */
  readonly describeProperty?: (
    productKey: string,
    property: string,
  ) => { readonly name: string; readonly unit: string | undefined } | undefined;
}
