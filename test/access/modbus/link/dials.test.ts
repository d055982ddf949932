import { expect, test } from "bun:test";
import * as v from "valibot";
import { makeDials } from "../../../../src/access/modbus/link/dials.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { type LinkSettingsInput, LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";

const EVENTS = { received() {}, lost() {} };

function dialsOf(transport: LinkSettingsInput["transport"]) {
  return makeDials(v.parse(LinkSettingsSchema, { name: "x", transport }), systemClock);
}

test("one way for each place; none for a link that calls in", () => {
  expect([
    dialsOf({ kind: "tcp", host: "h" }).length,
    dialsOf({ kind: "rtuTcp", host: "h", backup: { host: "i" } }).length,
    dialsOf({ kind: "serial", path: "/dev/ttyS0" }).length,
    dialsOf({ kind: "dtu", identification: { by: "text", text: "x" } }).length,
  ]).toEqual([1, 2, 1, 0]);
});

test("a port that is not there says so", async () => {
  const [dial] = dialsOf({ kind: "serial", path: "/dev/there-is-no-such-port" });
  await expect(dial?.(EVENTS)).rejects.toThrow("is not there");
});
