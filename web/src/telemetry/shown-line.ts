// One property of one device as a chart draws it, whichever way its values came.

import type { AggregateRow, Property } from "../contract.ts";
import { isStepped, unitOf } from "../devices/value-text.ts";
import { type PointMark, type ShownSeries, withGaps } from "./shown-series.ts";
import { type Fn, toSteps } from "./treatment.ts";

interface Named {
  /** Unlike that of any other series of the chart; heads its column in a table. */
  readonly id: string;
  readonly label: string;
  readonly property: Property | undefined;
}

/** Point by point: switches hold until the next point, other lines break where the device was silent. */
export function lineOfPoints(
  { id, label, property }: Named,
  points: readonly (readonly [number, number])[],
  about: Pick<ShownSeries, "isDownsampled" | "marks">,
): ShownSeries {
  const dataType = property?.dataType;
  const isStep = isStepped(dataType);
  return {
    ...{ property: id, label, unit: unitOf(dataType), dataType },
    ...about,
    isStepped: isStep,
    points: isStep ? points : withGaps(points),
  };
}

/** By interval: a switch's first and last value are still the switch's, all else is a number. */
export function lineOfRows(
  { id, label, property }: Named,
  rows: readonly AggregateRow[],
  fn: Fn,
): ShownSeries {
  const isValue = fn === "first" || fn === "last";
  const isStep = isValue && isStepped(property?.dataType);
  return {
    ...{ property: id, label, isDownsampled: false, isStepped: isStep },
    heldUntilMs: rows.at(-1)?.to ?? 0,
    unit: fn === "count" ? "" : unitOf(property?.dataType),
    dataType: isValue ? property?.dataType : undefined,
    points: toSteps(rows, fn),
    marks: new Map(
      rows.map(({ from, quality }): [number, PointMark] => [
        from,
        { quality: quality ?? 0, recvTs: undefined },
      ]),
    ),
  };
}
