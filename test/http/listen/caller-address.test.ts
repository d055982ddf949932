import { describe, expect, test } from "bun:test";
import { startHttpServer } from "../../../src/http/http.ts";
import { callerAddress } from "../../../src/http/listen/caller-address.ts";
import { readNetworks } from "../../../src/kit/cidr.ts";
import { systemClock } from "../../../src/spine/clock.ts";

const PROXIES = readNetworks("10.0.0.2, 10.0.1.0/24,fd00::/8") ?? [];

describe("callerAddress", () => {
  test.each([
    ["203.0.113.9", null, "203.0.113.9"],
    ["203.0.113.9", "1.2.3.4", "203.0.113.9"],
    ["10.0.0.2", null, "10.0.0.2"],
    ["10.0.0.2", "1.2.3.4", "1.2.3.4"],
    ["10.0.0.2", "9.9.9.9, 1.2.3.4", "1.2.3.4"],
    ["10.0.0.2", "9.9.9.9, 1.2.3.4, 10.0.1.7", "1.2.3.4"],
    ["10.0.0.2", "10.0.1.7,10.0.1.8", "10.0.1.7"],
    ["fd00::1", "2001:db8::1", "2001:db8::1"],
    ["10.0.0.2", "1.2.3.4, unknown", "10.0.0.2"],
    ["10.0.0.2", "1.2.3.4, 0.0.0.0/0", "10.0.0.2"],
    ["10.0.0.2", "", "10.0.0.2"],
  ])("a connection from %p with %p is of %p", (peer, forwardedFor, caller) => {
    expect(callerAddress(peer, forwardedFor, PROXIES)).toBe(caller);
  });
});

test.each([
  ["127.0.0.0/8", "192.0.2.7"],
  ["", "127.0.0.1"],
])("a server with the proxies %p takes the caller for %p", async (text, expected) => {
  const fetchAddress = (_: Request, env: { address?: string }) => new Response(env.address);
  const proxies = readNetworks(text) ?? [];
  const server = startHttpServer({
    fetch: fetchAddress,
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    proxies,
  });
  const headers = { "x-forwarded-for": "192.0.2.7" };
  const answer = await fetch(`http://127.0.0.1:${server.port}/`, { headers });
  expect(await answer.text()).toBe(expected);
  await server.stop(0);
});
