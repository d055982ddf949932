import { expect, test } from "bun:test";
import { startRedirect } from "../../../src/http/listen/redirect.ts";
import { systemClock as clock } from "../../../src/spine/clock.ts";

async function ask(
  securePort: number | undefined,
  path: string,
  { method = "GET", ...headers }: Record<string, string> = {},
) {
  const server = startRedirect({ host: "127.0.0.1", port: 0, securePort: () => securePort, clock });
  try {
    const url = `http://127.0.0.1:${server.port}${path}`;
    const response = await fetch(url, { method, redirect: "manual", headers });
    return [response.status, response.headers.get("location")];
  } finally {
    await server.stop(0);
  }
}

test.each([
  [8443, "/ui/devices?q=a%20b", {}, [308, "https://127.0.0.1:8443/ui/devices?q=a%20b"]],
  [443, "/", { host: "gantry.plant:8080" }, [308, "https://gantry.plant/"]],
  [8443, "//evil.example/x", { host: "[fe80::1]:80" }, [308, "https://[fe80::1]:8443/evil.example/x"]],
  [8443, "/", { host: "a b" }, [400, null]],
  [8443, "/", { host: "999.999.999.999" }, [400, null]],
  [8443, "/", { host: "name@evil.example" }, [400, null]],
  [undefined, "/", {}, [503, null]],
  [443, "/openapi/docs", { host: "plant" }, [308, "https://plant/openapi/docs"]],
  // Programs are told instead of being led on: what they sent has been in clear already.
  [443, "/openapi/v1/session", { host: "plant" }, [403, null]],
  [443, "/openapi/v1/session", { host: "plant", method: "POST" }, [403, null]],
  [443, "/auth/register/device", { host: "plant" }, [403, null]],
  [443, "/metrics", { host: "plant" }, [403, null]],
  [443, "/mqtt", { host: "plant" }, [403, null]],
  [443, "/ui/", { host: "plant", method: "POST" }, [403, null]],
] as const)("to port %p: %s with %p gives %p", async (securePort, path, headers, expected) => {
  expect(await ask(securePort, path, headers)).toEqual([...expected]);
});
