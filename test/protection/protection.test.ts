import { expect, test } from "bun:test";
import { openProtection, type ProtectionSettings } from "../../src/protection/protection.ts";
import { type Failure, failure } from "../../src/spine/error.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const WRONG = failure("secret_mismatch");

function setUp(settings: Partial<ProtectionSettings> = {}) {
  const clock = makeManualClock();
  const reports: string[] = [];
  const protection = openProtection({
    clock,
    settings: { failures: 3, banMs: 600_000, connections: undefined, ...settings },
    report: (ip: string, why: Failure) => void reports.push(`${ip} ${why.code}`),
  });
  const fail = (name: string, times = 1, ip = "10.0.0.1") => {
    for (let i = 0; i < times; i++) protection.note({ ip, name }, WRONG);
  };
  const isBanned = (name: string, ip = "10.0.0.1") => protection.refusalOf({ ip, name })?.code === "banned";
  return { clock, protection, reports, fail, isBanned };
}

test("a name that fails too often is shut out at its address, and nobody else", () => {
  const { clock, protection, reports, fail, isBanned } = setUp();
  fail("p1&press", 2);
  expect(isBanned("p1&press")).toBe(false);
  fail("p1&press");
  expect(protection.refusalOf({ ip: "10.0.0.1", name: "p1&press" })).toEqual(
    failure("banned", { retryAfterS: 600 }),
  );
  expect({
    other: isBanned("p2&press"),
    elsewhere: isBanned("p1&press", "10.0.0.2"),
    isAdmitted: protection.isAdmitted("10.0.0.1"),
    reports,
    stats: protection.stats(),
  }).toEqual({
    other: false,
    elsewhere: false,
    isAdmitted: true,
    reports: ["10.0.0.1 banned"],
    stats: { bans: { address: 0, login: 1 }, refusedBanned: 1, refusedRate: 0 },
  });
  clock.advance(600_000);
  expect(isBanned("p1&press")).toBe(false);
});

test("failures far apart ban nobody; nor do those that are not the peer's doing", () => {
  const { clock, protection, fail, isBanned } = setUp();
  for (let i = 0; i < 10; i++) {
    fail("p1&press", 2);
    clock.advance(60_000);
  }
  for (const code of ["device_disabled", "log_unavailable"] as const) {
    for (let i = 0; i < 10; i++) protection.note({ ip: "10.0.0.1", name: "p1&press" }, failure(code));
  }
  expect(isBanned("p1&press")).toBe(false);
});

test("an address that fails under many names is shut out, longer each time", () => {
  const { clock, protection, reports, fail } = setUp();
  const flood = () => {
    for (let i = 0; i < 15; i++) fail(`guess-${i}`);
  };
  const bannedS = () => protection.refusalOf({ ip: "10.0.0.1", name: "anyone" })?.params.retryAfterS;
  flood();
  expect([protection.isAdmitted("10.0.0.1"), protection.isAdmitted("10.0.0.2"), bannedS()]).toEqual([
    false,
    true,
    600,
  ]);
  expect(protection.bans()[0]).toMatchObject({ kind: "address", address: "10.0.0.1", failures: 15 });
  clock.advance(600_000);
  flood();
  expect(bannedS()).toBe(1_200);
  clock.advance(86_400_000);
  flood();
  expect(bannedS()).toBe(600);
  expect(reports.every((report) => report === "10.0.0.1 banned")).toBe(true);
});

test("an address with good devices behind it is not shut out for its bad ones", () => {
  const { protection, fail, isBanned } = setUp();
  protection.note({ ip: "10.0.0.1", name: "good" }, undefined);
  for (let i = 0; i < 50; i++) fail(`bad-${i % 5}`);
  expect([protection.isAdmitted("10.0.0.1"), isBanned("bad-1"), isBanned("good")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("this machine is never shut out; without a number of failures nobody is", () => {
  const { protection, fail, isBanned } = setUp({ connections: { ratePerS: 1, burst: 1 } });
  fail("p1", 100, "127.0.0.1");
  fail("p1", 100, "::1");
  expect([isBanned("p1", "127.0.0.1"), isBanned("p1", "::1")]).toEqual([false, false]);
  expect([1, 2, 3].map(() => protection.isAdmitted("127.0.0.1"))).toEqual([true, true, true]);
  const open = setUp({ failures: 0 });
  open.fail("p1", 1_000);
  expect(open.isBanned("p1")).toBe(false);
});

test("connections beyond an address's allowance are turned away, counted, and told once a minute", () => {
  const { clock, protection, reports } = setUp({ connections: { ratePerS: 10, burst: 3 } });
  const knock = (times: number) =>
    Array.from({ length: times }, () => protection.isAdmitted("10.0.0.1")).filter(Boolean).length;
  expect([knock(5), protection.isAdmitted("10.0.0.2")]).toEqual([3, true]);
  clock.advance(100);
  expect(knock(5)).toBe(1);
  expect([reports, protection.stats().refusedRate]).toEqual([["10.0.0.1 connection_rate"], 6]);
  clock.advance(60_000);
  knock(4);
  expect(reports.length).toBe(2);
});

test("a ban is cleared by its id, or forgiven with the device", () => {
  const { protection, fail, isBanned } = setUp();
  fail("p1&press", 3);
  const [ban] = protection.bans();
  expect(protection.clear("no such")).toBeUndefined();
  expect(protection.clear(ban?.id ?? "")).toMatchObject({ name: "p1&press", address: "10.0.0.1" });
  expect([isBanned("p1&press"), protection.bans()]).toEqual([false, []]);
  for (let i = 0; i < 15; i++) fail(`new-${i}&press`);
  expect(protection.isAdmitted("10.0.0.1")).toBe(false);
  protection.forgive("new-7");
  expect(protection.isAdmitted("10.0.0.1")).toBe(true);
});
