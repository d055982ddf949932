import { expect, test } from "bun:test";
import * as v from "valibot";
import { LinkSettingsSchema, SlaveSettingsSchema } from "../../src/spine/fieldbus.ts";

function problemOf(transport: unknown): string | undefined {
  const parsed = v.safeParse(LinkSettingsSchema, { name: "x", transport });
  return parsed.success ? undefined : parsed.issues[0].message;
}

test("what is not said has the usual value", () => {
  expect(
    v.parse(LinkSettingsSchema, { name: " bus ", transport: { kind: "serial", path: "/dev/ttyUSB0" } }),
  ).toEqual({
    name: "bus",
    isEnabled: true,
    transport: {
      ...{ kind: "serial", path: "/dev/ttyUSB0", baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 },
      hasFlowControl: false,
    },
    ...{ connectTimeoutMs: 3_000, timeoutMs: 1_000, retries: 1, retryGapMs: 200 },
  });
  expect(v.parse(SlaveSettingsSchema, { unit: 3 })).toEqual({ unit: 3, addressOffset: 0, isEnabled: true });
});

test("what cannot be is said", () => {
  expect([
    problemOf({ kind: "tcp", host: "not a host" }),
    problemOf({ kind: "serial", path: "COM0" }),
    problemOf({ kind: "dtu", identification: { by: "hex", hex: "0x12" } }),
    problemOf({ kind: "dtu", identification: { by: "pattern", pattern: "SN(" } }),
  ]).toEqual([
    "must be an address or a host name",
    "must be the path of a device, as /dev/ttyUSB0, or COM1 to COM256",
    "must be pairs of hexadecimal digits",
    "must be a regular expression",
  ]);
});
