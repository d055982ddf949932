import { expect, test } from "bun:test";
import { requireKey } from "../../../src/devices/import/import-input.ts";
import { AppError } from "../../../src/spine/error.ts";

test("some column must say which device a row is about", () => {
  requireKey({ columns: ["", "deviceName"], key: "name" });
  requireKey({ columns: ["deviceSecret"], key: "secret" });
  requireKey({ columns: ["tag:asset"], key: "tag:asset" });
  requireKey({ columns: ["tags"], key: "tag:asset" });
  for (const key of ["name", "secret", "tag:asset"] as const)
    expect(() => requireKey({ columns: ["notes"], key })).toThrow(new AppError("import_no_heading"));
});
