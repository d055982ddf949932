// Series of several devices over one range: chosen in the address, read with one request.

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { api, type SeriesRequest } from "../api.ts";
import { useNow } from "../base/figure/clock.ts";
import { serverNow } from "../call.ts";
import type { SeriesKey } from "../contract.ts";
import { findProperty } from "../devices/value-text.ts";
import { queries } from "../queries.ts";
import type { ChartContent } from "./chart-view.tsx";
import { boundsOf } from "./range.ts";
import { lineOfPoints, lineOfRows } from "./shown-line.ts";
import { marksOf, mergePoints } from "./shown-series.ts";
import { type Address, useAddress } from "./use-address.ts";
import { MAX_SERIES, pointBudget } from "./use-chart.ts";

export interface ComparisonState extends ChartContent {
  readonly address: Address;
  readonly chosen: readonly SeriesKey[];
  readonly choose: (series: readonly SeriesKey[]) => void;
}

/** `productKey/deviceName/property`; only the first two are known to hold no slash. */
export function readSeriesKey(text: string): SeriesKey | undefined {
  const [productKey = "", deviceName = "", ...rest] = text.split("/");
  const property = rest.join("/");
  return productKey && deviceName && property ? { productKey, deviceName, property } : undefined;
}

export function seriesText({ productKey, deviceName, property }: SeriesKey): string {
  return `${productKey}/${deviceName}/${property}`;
}

/** One request for all series; it moves on with the present unless the range is fixed. */
function useSeries(chosen: readonly SeriesKey[], { range, interval }: Address) {
  const isMoving = range.kind === "preset";
  return useQuery({
    queryKey: ["data", chosen.map(seriesText), isMoving ? range.preset.key : range, interval],
    queryFn: ({ signal }) => {
      const [fromMs, toMs] = boundsOf(range, serverNow());
      const request: SeriesRequest = {
        series: chosen,
        ...{ from: Math.round(fromMs), to: Math.round(toMs) },
        ...(interval === undefined
          ? { maxPoints: pointBudget(), details: true }
          : { interval, fill: "null" }),
      };
      return api.series(request, signal);
    },
    enabled: chosen.length > 0,
    refetchInterval: isMoving ? range.preset.refreshMs : false,
    placeholderData: keepPreviousData,
  });
}

export function useComparison(): ComparisonState {
  const address = useAddress();
  const { search, range, treatment, interval } = address;
  const chosen = search.getAll("s").flatMap((text) => readSeriesKey(text) ?? []);
  const products = [...new Set(chosen.map((one) => one.productKey))];
  const models = useQueries({ queries: products.map((productKey) => queries.model(productKey)) });
  const answer = useSeries(chosen, address);
  const [fromMs, toMs] = boundsOf(range, useNow());
  const series = chosen.map((key) => {
    const id = seriesText(key);
    const found = answer.data?.series.find((one) => seriesText(one) === id);
    const property = findProperty(models[products.indexOf(key.productKey)]?.data, key.property);
    const named = { id, label: `${key.deviceName} · ${property?.name ?? key.property}`, property };
    if (interval !== undefined) return lineOfRows(named, found?.rows ?? [], treatment.fn);
    const isDownsampled = found?.isDownsampled ?? false;
    const points = { property: id, isDownsampled, points: found?.points ?? [] };
    const about = { isDownsampled, marks: marksOf(points) };
    return lineOfPoints(named, mergePoints(points, undefined, fromMs), about);
  });
  return {
    ...{ address, chosen, treatment, interval, fromMs, toMs, series },
    isWaiting: answer.isPending && chosen.length > 0,
    error: answer.error,
    retry: () => void answer.refetch(),
    zoom: (from, to) => address.setRange({ kind: "fixed", fromMs: from, toMs: to }),
    choose: (next) =>
      address.put((target) => {
        target.delete("s");
        for (const one of next.slice(0, MAX_SERIES)) target.append("s", seriesText(one));
      }),
  };
}
