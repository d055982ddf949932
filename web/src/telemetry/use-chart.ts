// A device's chart: what is chosen (kept in the address), the history, and the stream's newest points.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { useNow } from "../base/figure/clock.ts";
import { serverNow } from "../call.ts";
import type { Device } from "../contract.ts";
import { toDrawable, useLive } from "../devices/live.ts";
import { findProperty, isDrawable, isStepped } from "../devices/value-text.ts";
import { queries } from "../queries.ts";
import type { ChartContent } from "./chart-view.tsx";
import { boundsOf, type Range } from "./range.ts";
import { lineOfPoints, lineOfRows } from "./shown-line.ts";
import { marksOf, mergePoints } from "./shown-series.ts";
import type { IntervalKey, Treatment } from "./treatment.ts";
import { useAddress } from "./use-address.ts";

const WIDE_POINTS = 1_000;
/** A narrow screen has no pixels for more. */
const NARROW_POINTS = 360;
const NARROW_PX = 600;
/** More lines than this are not told apart. */
export const MAX_SERIES = 8;

export interface ChartState extends ChartContent {
  readonly selected: readonly string[];
  readonly range: Range;
  readonly isFollowing: boolean;
  readonly select: (properties: readonly string[]) => void;
  readonly setRange: (range: Range) => void;
  readonly treat: (treatment: Treatment) => void;
  readonly follow: (isOn: boolean) => void;
}

export function pointBudget(): number {
  return window.innerWidth < NARROW_PX ? NARROW_POINTS : WIDE_POINTS;
}

interface Ask {
  readonly selected: readonly string[];
  readonly range: Range;
  readonly interval: IntervalKey | undefined;
}

/** Points, or rows when an interval is chosen. */
function useHistory(device: Device, { selected, range, interval }: Ask) {
  const isMoving = range.kind === "preset";
  const { productKey, deviceName } = device;
  return useQuery({
    queryKey: ["history", productKey, deviceName, selected, isMoving ? range.preset.key : range, interval],
    queryFn: async ({ signal }) => {
      const [fromMs, toMs] = boundsOf(range, serverNow());
      const ask = { properties: selected, fromMs, toMs };
      if (interval === undefined)
        return {
          points: (await api.history(device, { ...ask, maxPoints: pointBudget(), hasDetails: true }, signal))
            .series,
        };
      const series = selected.map((property) => ({ productKey, deviceName, property }));
      const times = { from: Math.round(fromMs), to: Math.round(toMs) };
      const request = { series, ...times, interval, fill: "null" as const };
      return { rows: (await api.series(request, signal)).series };
    },
    enabled: selected.length > 0,
    refetchInterval: isMoving ? range.preset.refreshMs : false,
    placeholderData: keepPreviousData,
  });
}

function useFirstStream(device: Device, isAsked: boolean): string | undefined {
  const latest = useQuery({ ...queries.latest(device), enabled: isAsked });
  return latest.data?.items.find((point) => toDrawable(point.value) !== undefined)?.property;
}

export function useChart(device: Device): ChartState {
  const address = useAddress();
  const { search, range, treatment, interval } = address;
  const model = useQuery(queries.model(device.productKey)).data;
  const drawable = model?.properties.filter((property) => isDrawable(property.dataType)) ?? [];
  // A measured value says more at first sight than a state.
  const first = drawable.find((property) => !isStepped(property.dataType)) ?? drawable[0];
  const named = search.getAll("p").filter((name) => name !== "");
  // A device may have nothing but data streams.
  const stream = useFirstStream(device, model !== undefined && first === undefined);
  const shown = first?.identifier ?? stream;
  const selected = search.has("p") ? named : shown === undefined ? [] : [shown];
  const history = useHistory(device, { selected, range, interval });
  const live = useLive(device);
  const [fromMs, toMs] = boundsOf(range, useNow());
  const series = selected.map((identifier) => {
    const property = findProperty(model, identifier);
    const name = { id: identifier, label: property?.name ?? identifier, property };
    const rows = history.data?.rows?.find((one) => one.property === identifier)?.rows;
    if (interval !== undefined) return lineOfRows(name, rows ?? [], treatment.fn);
    const one = history.data?.points?.find((candidate) => candidate.property === identifier);
    const trail = range.kind === "preset" ? live.trails.get(identifier) : undefined;
    const about = { isDownsampled: one?.isDownsampled ?? false, marks: marksOf(one) };
    return lineOfPoints(name, mergePoints(one, trail, fromMs), about);
  });
  return {
    ...{ selected, range, treatment, interval, fromMs, toMs, series },
    isWaiting: history.isPending && selected.length > 0,
    isFollowing: range.kind === "preset",
    error: history.error,
    select: (properties) =>
      address.put((next) => {
        next.delete("p");
        for (const one of properties.length === 0 ? [""] : properties.slice(0, MAX_SERIES))
          next.append("p", one);
      }),
    setRange: address.setRange,
    zoom: (from, to) => address.setRange({ kind: "fixed", fromMs: from, toMs: to }),
    treat: address.treat,
    follow: (isOn) => address.follow(isOn, [fromMs, toMs]),
    retry: () => void history.refetch(),
  };
}
