// The state of a chart: what is chosen (kept in the address), the history, and the stream's newest points.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { api, serverNow } from "../api.ts";
import { useNow } from "../base/clock.ts";
import type { Device, Series } from "../contract.ts";
import { useLive } from "../devices/live.ts";
import { findProperty, isDrawable, isStepped, unitOf } from "../devices/value-text.ts";
import { queries } from "../queries.ts";
import { boundsOf, PRESETS, type Range, readRange, writeRange } from "./range.ts";
import { mergePoints, type ShownSeries, withGaps } from "./shown-series.ts";

const WIDE_POINTS = 1_000;
/** A narrow screen has no pixels for more. */
const NARROW_POINTS = 360;
const NARROW_PX = 600;
/** More lines than this are not told apart. */
export const MAX_SERIES = 8;

export interface ChartState {
  readonly selected: readonly string[];
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly ShownSeries[];
  readonly isWaiting: boolean;
  readonly isFollowing: boolean;
  readonly error: unknown;
  select(properties: readonly string[]): void;
  setRange(range: Range): void;
  follow(isOn: boolean): void;
  retry(): void;
}

/** What the address says; properties default to the first measured one. */
function useChoice(device: Device) {
  const text = useSearch();
  const [location, navigate] = useLocation();
  const model = useQuery(queries.model(device.productKey));
  return useMemo(() => {
    const search = new URLSearchParams(text);
    const drawable = model.data?.properties.filter((property) => isDrawable(property.dataType)) ?? [];
    // A measured value says more at first sight than a state.
    const first = drawable.find((property) => !isStepped(property.dataType)) ?? drawable[0];
    const named = search.getAll("p").filter((name) => name !== "");
    const put = (change: (next: URLSearchParams) => void) => {
      const next = new URLSearchParams(text);
      change(next);
      navigate(`${location}?${next.toString()}`, { replace: true });
    };
    return {
      model: model.data,
      selected: search.has("p") ? named : first ? [first.identifier] : [],
      range: readRange(search),
      put,
    };
  }, [text, location, navigate, model.data]);
}

function useHistory(device: Device, selected: readonly string[], range: Range) {
  const isMoving = range.kind === "preset";
  return useQuery({
    queryKey: [
      "history",
      device.productKey,
      device.deviceName,
      selected,
      isMoving ? range.preset.key : range,
    ],
    queryFn: ({ signal }) => {
      const [fromMs, toMs] = boundsOf(range, serverNow());
      const maxPoints = window.innerWidth < NARROW_PX ? NARROW_POINTS : WIDE_POINTS;
      return api.history(device, { properties: selected, fromMs, toMs, maxPoints }, signal);
    },
    enabled: selected.length > 0,
    refetchInterval: isMoving ? range.preset.refreshMs : false,
    placeholderData: keepPreviousData,
  });
}

export function useChart(device: Device): ChartState {
  const { model, selected, range, put } = useChoice(device);
  const history = useHistory(device, selected, range);
  const live = useLive(device);
  const nowMs = useNow();
  const [fromMs, toMs] = boundsOf(range, nowMs);
  const found: readonly Series[] = history.data?.series ?? [];
  const series = selected.map((identifier): ShownSeries => {
    const one = found.find((candidate) => candidate.property === identifier);
    const property = findProperty(model, identifier);
    const dataType = property?.dataType;
    const points = mergePoints(
      one,
      range.kind === "preset" ? live.trails.get(identifier) : undefined,
      fromMs,
    );
    const isStep = isStepped(dataType);
    return {
      property: identifier,
      label: property?.name ?? identifier,
      unit: unitOf(dataType),
      dataType,
      isStepped: isStep,
      isDownsampled: one?.isDownsampled ?? false,
      points: isStep ? points : withGaps(points),
    };
  });
  return {
    selected,
    range,
    fromMs,
    toMs,
    series,
    isWaiting: history.isPending && selected.length > 0,
    isFollowing: range.kind === "preset",
    error: history.error,
    select: (properties) =>
      put((next) => {
        next.delete("p");
        for (const one of properties.length === 0 ? [""] : properties.slice(0, MAX_SERIES))
          next.append("p", one);
      }),
    setRange: (chosen) => put((next) => writeRange(next, chosen)),
    follow: (isOn) =>
      put((next) =>
        writeRange(next, isOn ? { kind: "preset", preset: PRESETS[0] } : { kind: "fixed", fromMs, toMs }),
      ),
    retry: () => void history.refetch(),
  };
}
