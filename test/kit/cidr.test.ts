import { expect, test } from "bun:test";
import fc from "fast-check";
import { isWithin, placeOf, readNetwork, readNetworks } from "../../src/kit/cidr.ts";

const within = (network: string, ip: string) => {
  const read = readNetwork(network);
  return read === undefined ? "no network" : isWithin(read, ip);
};

test.each([
  ["10.1.2.3", "10.1.2.3", true],
  ["10.1.2.3", "10.1.2.4", false],
  ["10.1.0.0/16", "10.1.255.255", true],
  ["10.1.0.0/16", "10.2.0.0", false],
  [" 10.1.7.9/16 ", "10.1.0.1", true],
  ["0.0.0.0/0", "203.0.113.9", true],
  ["0.0.0.0/0", "::1", false],
  ["::/0", "fd00::1", true],
  ["::/0", "10.0.0.1", false],
  ["fd00::/8", "fdff:1::2", true],
  ["fd00::/8", "fe80::1", false],
  ["fe80::1", "[fe80::1%eth0]", true],
  ["10.1.2.0/24", "::ffff:10.1.2.77", true],
  ["::ffff:10.1.2.77", "10.1.2.77", true],
  ["2001:db8::1:0:0:1", "2001:db8:0:0:1::1", true],
  ["10.1.2.0/24", "not an address", false],
])("%s holds %s: %p", (network, ip, expected) => {
  expect(within(network, ip)).toBe(expected);
});

test.each([
  "",
  "10.1.2",
  "10.1.2.256",
  "10.1.2.3/33",
  "10.1.2.3/x",
  "10.1.2.3/8/8",
  "fd00::/129",
  "1::2::3",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7",
  "g::1",
  "::10.1.2.999",
  "press.local",
])("%p is no network", (text) => {
  expect(readNetwork(text)).toBeUndefined();
});

test("a network holds exactly the addresses that share its first bits", () => {
  const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
  const bitsOf = (parts: readonly number[]) =>
    parts.map((part) => part.toString(2).padStart(8, "0")).join("");
  fc.assert(
    fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), (one, other, length) => {
      const isSame = bitsOf(one).slice(0, length) === bitsOf(other).slice(0, length);
      expect(within(`${one.join(".")}/${length}`, other.join("."))).toBe(isSame);
    }),
  );
});

test("an IPv6 address is in the network of each of its own prefixes, however it is written", () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, fc.integer({ min: 0, max: 128 }), (parts, length) => {
      fc.pre(!(parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff));
      const long = parts.map((part) => part.toString(16).padStart(4, "0")).join(":");
      const short = new URL(`http://[${long}]/`).hostname;
      expect(within(`${short.slice(1, -1)}/${length}`, long)).toBe(true);
    }),
  );
});

test("networks with commas between them are read whole or not at all", () => {
  expect(readNetworks(" 10.0.0.1, fd00::/8,")?.map(({ text }) => text)).toEqual(["10.0.0.1", "fd00::/8"]);
  expect(readNetworks("")).toEqual([]);
  expect(readNetworks("10.0.0.1, nonsense")).toBeUndefined();
});

test.each([
  ["10.1.2.3", "10.1.2.3"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:DB8:0:0:ffff::9", "2001:db8:0:0::/64"],
  ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
  ["fd00:1:2:3:4:5:6:7", "fd00:1:2:3::/64"],
  ["fe80::1%eth0", "fe80::1%eth0"],
  ["::1", "::1"],
  ["", ""],
  ["not an address", "not an address"],
])("attempts of %p count for %p", (address, place) => {
  expect(placeOf(address)).toBe(place);
});
