import { expect, test } from "bun:test";
import { type MetricsAccess, mayReadMetrics } from "../../src/ops/metrics-access.ts";

const reader = (address: string, more: { forwardedFor?: string; forwarded?: string } = {}) => ({
  ...{ address, forwardedFor: undefined, forwarded: undefined },
  ...more,
});
const ADDRESSES = ["127.0.0.1", "::1", "10.9.8.7", "172.31.0.1", "192.168.1.2", "fd12::1", "fe80::1%eth0"];
const STRANGERS = ["172.32.0.1", "203.0.113.5", "2001:db8::1", "", "unknown"];

test.each([
  ["open", [...ADDRESSES, ...STRANGERS]],
  ["private", ADDRESSES],
  ["local", ADDRESSES.slice(0, 2)],
  ["off", []],
] as const)("%s lets in %j", (access: MetricsAccess, expected) => {
  const isIn = (address: string) => mayReadMetrics(access, reader(address));
  expect([...ADDRESSES, ...STRANGERS].filter(isIn)).toEqual([...expected]);
});

test("a proxy lends nobody its own address", () => {
  const through = (forwardedFor: string) => mayReadMetrics("private", reader("127.0.0.1", { forwardedFor }));
  expect(["10.0.0.3", "10.0.0.3, 192.168.0.1"].map(through)).toEqual([true, true]);
  expect(["203.0.113.5", "10.0.0.3, 203.0.113.5", "203.0.113.5, 10.0.0.3", ""].map(through)).toEqual([
    ...[false, false, false, false],
  ]);
  expect(mayReadMetrics("private", reader("127.0.0.1", { forwarded: "for=10.0.0.3" }))).toBe(false);
  expect(mayReadMetrics("open", reader("127.0.0.1", { forwarded: "for=10.0.0.3" }))).toBe(true);
});
