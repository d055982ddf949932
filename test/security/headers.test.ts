// What browsers are told beside the answer: Strict-Transport-Security, and what goes with signing out.

import { describe, expect, test } from "bun:test";
import { strictTransport } from "../../src/app/strict-transport.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { startAccounts } from "../accounts/signed-in.ts";

async function configWith(flags: Readonly<Record<string, string | boolean>>): Promise<Config> {
  const loaded = await loadConfig({ flags: { data: "/nowhere", ...flags }, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  return loaded.value.config;
}

describe("Strict-Transport-Security", () => {
  const own = { "http-tls": true, "mqtts-cert-file": "c.pem", "mqtts-key-file": "k.pem" };
  test.each([
    ["plain http", {}, undefined],
    ["https with a certificate of Gantry's authority", { "http-tls": true }, undefined],
    ["a certificate for MQTT alone", { ...own, "http-tls": false }, undefined],
    ["https with a certificate of one's own", own, "max-age=31536000"],
    ["with subdomains", { ...own, "http-hsts": "subdomains" }, "max-age=31536000; includeSubDomains"],
    ["switched off", { ...own, "http-hsts": "off" }, undefined],
  ] as const)("%s: %j gives %p", async (_, flags, value) => {
    const expected = value === undefined ? [] : [["strict-transport-security", value] as const];
    expect(strictTransport(await configWith(flags))).toEqual(expected);
  });
});

test("signing out empties what the browser kept of the pages, and leaves the cookies of others", async () => {
  const { makeCaller } = await startAccounts();
  const { headers } = await makeCaller().call("DELETE", "/session");
  expect(headers.get("clear-site-data")).toBe('"cache"');
});
