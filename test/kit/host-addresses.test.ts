import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { hostAddresses } from "../../src/kit/host-addresses.ts";

function face(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { netmask: "", mac: "", internal, cidr: null };
  return address.includes(":")
    ? { ...rest, address, family: "IPv6", scopeid: 0 }
    : { ...rest, address, family: "IPv4" };
}

test("names what others reach: IPv4 before IPv6, no loopback, link-local or container bridge", () => {
  const interfaces = {
    lo: [face("127.0.0.1", true), face("::1", true)],
    eth0: [face("fd00::5"), face("10.0.0.5"), face("fe80::1")],
    eth1: [face("169.254.3.4"), face("192.168.1.5"), face("10.0.0.5")],
    docker0: [face("172.17.0.1")],
  };
  expect(hostAddresses(interfaces)).toEqual(["10.0.0.5", "192.168.1.5", "fd00::5"]);
});

test("a machine without a network has none", () => {
  expect(hostAddresses({ lo: [face("127.0.0.1", true)] })).toEqual([]);
});
