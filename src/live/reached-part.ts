import type { Reach } from "../http/http.ts";
import type { LogEvent } from "../spine/event.ts";

/** What of an event may be shown to who reaches `reach`: of a report the properties that are reached. */
export function reachedPart<E extends LogEvent>(event: E, reach: Reach): E | undefined {
  const { productKey, deviceName } = event;
  if (reach.isAll || reach.coversDevice(productKey, deviceName)) return event;
  if (event.kind !== "property") return undefined;
  const points = event.points.filter(({ property }) =>
    reach.coversProperty(productKey, deviceName, property),
  );
  return points.length === 0 ? undefined : { ...event, points };
}
