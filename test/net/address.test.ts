import { expect, test } from "bun:test";
import { formatAddress } from "../../src/net/address.ts";

test.each([
  ["192.0.2.7", 1883, "192.0.2.7:1883"],
  ["::ffff:192.0.2.7", 40_000, "192.0.2.7:40000"],
  ["2001:db8::1", 1883, "[2001:db8::1]:1883"],
  ["::1", 1, "[::1]:1"],
])("%s %d", (ip, port, expected) => {
  expect(formatAddress(ip, port)).toBe(expected);
});
