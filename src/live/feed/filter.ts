// Which events a reader of the feed asked for.

import type { CursorFilter } from "../../log/log.ts";
import type { EventKind, LogEvent } from "../../spine/event.ts";
import { deviceKey } from "../../spine/ids.ts";

export interface FeedFilter {
  readonly kinds?: readonly EventKind[] | undefined;
  readonly productKeys?: readonly string[] | undefined;
  /** `productKey/deviceName`. */
  readonly devices?: readonly string[] | undefined;
  /** Identifiers: of reports only these properties; other events come whole. */
  readonly properties?: readonly string[] | undefined;
  /** A group of devices as it is when the event is read; undefined: all devices. */
  readonly isMember?: ((productKey: string, deviceName: string) => boolean) | undefined;
  /** What of an event the reader may see at all; undefined: everything. */
  readonly shown?: ((event: LogEvent) => LogEvent | undefined) | undefined;
}

/** What the log can leave out by itself. */
export function cursorFilterOf({ kinds, productKeys, devices }: FeedFilter): CursorFilter {
  const products = productKeys ?? devices?.map((key) => key.slice(0, key.indexOf("/")));
  return { ...(kinds && { kinds }), ...(products && { productKeys: [...new Set(products)] }) };
}

/** The event as the reader wants it, or undefined. */
export function pickEvent(whole: LogEvent, filter: FeedFilter): LogEvent | undefined {
  const event = filter.shown === undefined ? whole : filter.shown(whole);
  if (event === undefined) return undefined;
  const { kinds, productKeys, devices, properties, isMember } = filter;
  const { productKey, deviceName } = event;
  if (kinds && !kinds.includes(event.kind)) return undefined;
  if (productKeys && !productKeys.includes(productKey)) return undefined;
  if (devices && !devices.includes(deviceKey(productKey, deviceName))) return undefined;
  if (isMember && !isMember(productKey, deviceName)) return undefined;
  if (properties === undefined || event.kind !== "property") return event;
  const points = event.points.filter(({ property }) => properties.includes(property));
  return points.length === 0 ? undefined : { ...event, points };
}
