import { expect, test } from "bun:test";
import * as v from "valibot";
import { planLink } from "../../../../src/access/modbus/engine/link-plan.ts";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { TcpFraming } from "../../../../src/access/modbus/frame/tcp-framing.ts";
import { type LinkSettingsInput, LinkSettingsSchema } from "../../../../src/spine/fieldbus.ts";

function plan(settings: Omit<LinkSettingsInput, "name">) {
  const { makeFraming, ...rest } = planLink(v.parse(LinkSettingsSchema, { name: "x", ...settings }));
  return { ...rest, framing: makeFraming() instanceof TcpFraming ? "tcp" : "rtu" };
}

test("what each kind of link needs", () => {
  const tcp = plan({ transport: { kind: "tcp", host: "h" } });
  const converter = plan({ transport: { kind: "rtuTcp", host: "h" }, timeoutMs: 4_000 });
  const serial = plan({ transport: { kind: "serial", path: "/dev/ttyS0", baud: 19_200 } });
  expect([tcp, converter]).toEqual([
    { framing: "tcp", gapMs: 0, lateMs: 0, maxWaitMs: 20_000, silenceMs: 10_000 },
    { framing: "rtu", gapMs: 20, lateMs: 1_000, maxWaitMs: 20_000, silenceMs: 16_000 },
  ]);
  expect([serial.gapMs.toFixed(2), serial.maxWaitMs, serial.silenceMs]).toEqual([
    "1.82",
    4_000,
    Number.POSITIVE_INFINITY,
  ]);
});

test("a gap that was set holds, but not below what the line needs", () => {
  const serial = { kind: "serial", path: "/dev/ttyS0", baud: 1_200 } as const;
  expect(plan({ transport: { kind: "tcp", host: "h" }, gapMs: 7 }).gapMs).toBe(7);
  expect(plan({ transport: serial, gapMs: 1 }).gapMs).toBeGreaterThan(29);
  expect(
    planLink(v.parse(LinkSettingsSchema, { name: "x", transport: serial })).makeFraming(),
  ).toBeInstanceOf(RtuFraming);
});
