// The site's own time zone, days and shifts: what queries go by where they name no zone.

import * as v from "valibot";
import { InvalidRequest, named, type Router, route } from "../../http/http.ts";
import type { AggregateQuery, Interval, Site } from "../telemetry.ts";
import { TAG } from "./query-parts.ts";

const Clock = v.pipe(v.string(), v.description("HH:MM of the wall clock"));
const SiteJson = named(
  "Site",
  v.object({
    timeZone: v.pipe(v.string(), v.description("IANA name")),
    dayStart: Clock,
    shifts: v.pipe(v.array(Clock), v.description("When each shift begins; empty where there are none")),
  }),
);

export function addSiteRoute(api: Router, site: Site): void {
  api.get(
    "/site",
    route({
      id: "getSite",
      tag: TAG,
      summary: "Time zone, days and shifts of the site",
      description:
        "Intervals of days and shifts, and the times in exports, go by them where a request names no `timeZone`. " +
        "They are settings (`site.timeZone`, `site.dayStart`, `site.shifts`).",
      allow: "read",
      reach: "filtered",
      returns: SiteJson,
    }),
    (c) =>
      c.json({
        timeZone: site.timeZone,
        dayStart: clockText(site.startMin),
        shifts: site.shiftMins.map(clockText),
      }),
  );
}

function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * The days that a query goes by: of a zone that it names from midnight on, else the site's.
 * Throws `invalid_request` for shifts where there are none, or of another zone.
 */
export function daysOf(
  site: Site,
  interval: Interval,
  timeZone: string | undefined,
): Pick<AggregateQuery, "timeZone" | "siteDay"> {
  if (interval.unit === "shift") {
    if (site.shiftMins.length === 0)
      throw new InvalidRequest([{ path: "interval", message: "no shifts are set (site.shifts)" }]);
    if (timeZone !== undefined && timeZone !== site.timeZone)
      throw new InvalidRequest([{ path: "timeZone", message: `shifts are those of ${site.timeZone}` }]);
  } else if (timeZone !== undefined) return { timeZone };
  return { timeZone: site.timeZone, siteDay: { startMin: site.startMin, shiftMins: site.shiftMins } };
}
