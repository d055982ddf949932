// The site whose days and shifts intervals go by: its zone, when its days begin, its shifts.

import { queryOptions, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { zoneText } from "../base/person/time-zone.ts";
import { get } from "../call.ts";
import type { IntervalKey } from "./treatment.ts";

export interface Site {
  /** IANA name. */
  readonly timeZone: string;
  /** `06:00` by the wall clock, as are the shifts. */
  readonly dayStart: string;
  readonly shifts: readonly string[];
}

const siteQuery = () =>
  queryOptions({
    queryKey: ["site"],
    queryFn: () => get("/site"),
    // A setting: it changes with a restart only.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Undefined while it loads, and for who may read no values. */
export function useSite(): Site | undefined {
  return useQuery(siteQuery()).data;
}

/** By whose days an interval is counted; undefined for intervals that are shorter. */
export function daysText(t: TFunction, site: Site | undefined, interval: IntervalKey | undefined) {
  if (site === undefined || interval === undefined) return undefined;
  const words = { zone: site.timeZone, start: site.dayStart };
  if (interval === "shift") return t("interval.shiftsOf", words);
  if (!["1d", "1w", "1mo"].includes(interval)) return undefined;
  return t(site.dayStart === "00:00" ? "interval.daysOf" : "interval.daysFrom", words);
}

/** The whole of it in a line. */
export function siteText(t: TFunction, { timeZone, dayStart, shifts }: Site): string {
  const words = { zone: zoneText(timeZone), start: dayStart };
  if (shifts.length === 0) return t("setting.siteDays", words);
  return t("setting.siteShifts", { ...words, shifts: shifts.join(", ") });
}
