// Credentials of devices from a file: CSV, JSON, or a whole factory document.

import * as v from "valibot";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import { err, ok, type Result } from "../spine/result.ts";
import type { DeviceIdentity } from "./login.ts";

const Identity = v.object({
  productKey: v.pipe(v.string(), v.regex(PRODUCT_KEY_PATTERN, "not a product key")),
  deviceName: v.pipe(v.string(), v.regex(DEVICE_NAME_PATTERN, "not a device name")),
  deviceSecret: v.pipe(v.string(), v.minLength(1, "empty secret")),
});
const Identities = v.pipe(v.array(Identity), v.minLength(1, "no devices in it"));
const Json = v.union([
  Identities,
  v.pipe(
    v.object({ devices: Identities }),
    v.transform(({ devices }) => devices),
  ),
]);

function readCsv(text: string): unknown[] {
  const rows = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((field) => field.trim()));
  const isHeader = rows[0]?.[2]?.toLowerCase() === "devicesecret";
  return (isHeader ? rows.slice(1) : rows).map(([productKey, deviceName, deviceSecret]) => ({
    productKey,
    deviceName,
    deviceSecret,
  }));
}

/**
 * Reads `productKey,deviceName,deviceSecret` lines (a header line and `#` comments are skipped),
 * a JSON array of such objects, or a document with `devices`. The failure is a text that names the place.
 */
export function readCredentials(text: string): Result<readonly DeviceIdentity[], string> {
  const trimmed = text.trimStart();
  let raw: unknown;
  if (trimmed.startsWith("[") || trimmed.startsWith("{")) {
    try {
      raw = JSON.parse(trimmed);
    } catch (error) {
      return err(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  } else {
    raw = readCsv(text);
  }
  const isDocument = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  const parsed = v.safeParse(isDocument ? Json : Identities, raw);
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  return err(`${v.getDotPath(issue) ?? "file"}: ${issue.message}`);
}
