// The part of a chart's state that the address carries: range and treatment, so that a chart can be linked to.

import { useLocation, useSearch } from "wouter";
import { boundsOf, PRESETS, type Range, readRange, writeRange } from "./range.ts";
import {
  fittingInterval,
  type IntervalKey,
  readTreatment,
  type Treatment,
  writeTreatment,
} from "./treatment.ts";

export interface Address {
  readonly search: URLSearchParams;
  readonly range: Range;
  readonly treatment: Treatment;
  /** The interval to ask the server for. */
  readonly interval: IntervalKey | undefined;
  put(change: (next: URLSearchParams) => void): void;
  setRange(range: Range): void;
  treat(treatment: Treatment): void;
  /** Stays with the present, or stops at what is shown. */
  follow(isOn: boolean, shown: readonly [fromMs: number, toMs: number]): void;
}

export function useAddress(): Address {
  const text = useSearch();
  const [location, navigate] = useLocation();
  const search = new URLSearchParams(text);
  const range = readRange(search);
  const treatment = readTreatment(search);
  const [fromMs, toMs] = boundsOf(range, 0);
  const put: Address["put"] = (change) => {
    const next = new URLSearchParams(text);
    change(next);
    navigate(`${location}?${next.toString()}`, { replace: true });
  };
  return {
    ...{ search, range, treatment, put },
    interval: treatment.interval && fittingInterval(treatment.interval, toMs - fromMs),
    setRange: (chosen) => put((next) => writeRange(next, chosen)),
    treat: (chosen) => put((next) => writeTreatment(next, chosen)),
    follow: (isOn, [from, to]) =>
      put((next) =>
        writeRange(
          next,
          isOn ? { kind: "preset", preset: PRESETS[0] } : { kind: "fixed", fromMs: from, toMs: to },
        ),
      ),
  };
}
