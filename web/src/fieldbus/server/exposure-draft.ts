// An exposed value while it is edited: every field as it stands in its input.

import type { ExposureTerms } from "../../../../src/spine/fieldbus.ts";
import { EMPTY_REGISTER_MAP } from "../../../../src/spine/register-map.ts";
import {
  draftPoint,
  type PointDraft,
  readPoint,
  withPoint,
} from "../../products/registers/point/point-draft.ts";
import type { Exposure } from "../contract.ts";

export interface ExposureDraft {
  readonly unit: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly point: PointDraft;
  /** "": as the server. */
  readonly missing: "" | NonNullable<ExposureTerms["missing"]>;
  readonly stale: "" | NonNullable<ExposureTerms["stale"]>;
  readonly staleAfterS: string;
  readonly writes: "" | NonNullable<ExposureTerms["writes"]>;
  readonly writeRefreshS: string;
  readonly readOnly: "" | NonNullable<ExposureTerms["readOnly"]>;
  /** "": none. */
  readonly statusAddress: string;
}

const MS = 1_000;
const DAY_MS = 86_400_000;
const textOf = (value: number | undefined) => (value === undefined ? "" : String(value));
const secondsOf = (ms: number | undefined) => textOf(ms === undefined ? undefined : ms / MS);
const PLAIN = {
  missing: "",
  stale: "",
  staleAfterS: "",
  statusAddress: "",
  writes: "",
  writeRefreshS: "",
  readOnly: "",
} as const;

/** `address`: of a new one, the first that is free. */
export function draftExposure(exposure: Exposure | undefined, address: number): ExposureDraft {
  if (exposure === undefined) {
    const point: PointDraft = { ...draftPoint(undefined), type: "float32", address: String(address) };
    return { unit: "1", productKey: "", deviceName: "", point, ...PLAIN };
  }
  const { unit, productKey, deviceName, point } = exposure;
  const { missing = "", stale = "", writes = "", readOnly = "" } = exposure;
  return {
    ...{ unit: String(unit), productKey, deviceName, point: draftPoint(point) },
    ...{ missing, stale, writes, readOnly },
    staleAfterS: secondsOf(exposure.staleAfterMs),
    writeRefreshS: secondsOf(exposure.writeRefreshMs),
    statusAddress: textOf(exposure.statusAddress),
  };
}

const isIn = (text: string, min: number, max: number) =>
  text.trim() !== "" && Number.isInteger(Number(text)) && Number(text) >= min && Number(text) <= max;

interface ExposureRead {
  /** Undefined while something is not right. */
  readonly exposure: Exposure | undefined;
  readonly wrong: ReadonlySet<string>;
}

/** What the draft says, or the fields of it that are not right. */
export function readExposure(draft: ExposureDraft, before: Exposure | undefined): ExposureRead {
  const { unit, productKey, deviceName, point, missing, stale, writes, readOnly, statusAddress } = draft;
  const wrong = new Set<string>();
  if (!isIn(unit, 0, 255)) wrong.add("unit");
  if (productKey === "") wrong.add("productKey");
  if (deviceName === "") wrong.add("deviceName");
  const spanMs = (name: "staleAfterS" | "writeRefreshS", days: number) => {
    const text = draft[name].trim();
    const ms = text === "" ? undefined : Number(text) * MS;
    if (ms !== undefined && !isIn(String(ms), MS, days * DAY_MS)) wrong.add(name);
    return ms;
  };
  const [staleAfterMs, writeRefreshMs] = [spanMs("staleAfterS", 31), spanMs("writeRefreshS", 1)];
  if (statusAddress.trim() !== "" && !isIn(statusAddress, 0, 65_535)) wrong.add("statusAddress");
  const tried = withPoint(EMPTY_REGISTER_MAP, undefined, readPoint(point, before?.point));
  for (const { field } of tried.problems) wrong.add(field ?? "address");
  const [made] = tried.map?.points ?? [];
  if (wrong.size > 0 || made === undefined) return { exposure: undefined, wrong };
  const terms: ExposureTerms = {
    ...(missing !== "" && { missing }),
    ...(stale !== "" && { stale }),
    ...(staleAfterMs !== undefined && { staleAfterMs }),
    ...(writes !== "" && { writes }),
    ...(writeRefreshMs !== undefined && { writeRefreshMs }),
    ...(readOnly !== "" && { readOnly }),
    ...(statusAddress.trim() !== "" && { statusAddress: Number(statusAddress) }),
  };
  return { exposure: { unit: Number(unit), productKey, deviceName, point: made, ...terms }, wrong };
}
