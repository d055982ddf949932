import { expect, test } from "bun:test";
import { Glob } from "bun";
import { en } from "../../web/src/locales/en-reason.ts";

/** Never the reason of a device's state: they end logins, applications or single messages. */
const ELSEWHERE = ["bad_client_id", "connect_timeout", "sign_method_unknown", "too_many_connections"];
const CODE = /failure\("([a-z_]+)"/g;
const SOURCES = ["src/access/**/*.ts", "src/sessions/*.ts", "src/app/registry-watch.ts"];
const OF_LOGINS = /^src\/access\/(logins\/|down-topic\.ts$)/;
/** Failures there are of reads, writes and callers; why a slave is away is among the codes below. */
const OF_FIELD_BUSES = /^src\/access\/modbus\//;

test("whatever can end a device's connection has words", async () => {
  const codes = new Set([
    "connected",
    "disconnected",
    "connection_closed",
    "connection_reset",
    "gateway_lost",
    ...["unbound", "poll_timeout", "link_down", "server_shutdown"],
  ]);
  for (const pattern of SOURCES) {
    for await (const path of new Glob(pattern).scan(".")) {
      if (OF_LOGINS.test(path) || OF_FIELD_BUSES.test(path)) continue;
      for (const [, code = ""] of (await Bun.file(path).text()).matchAll(CODE)) codes.add(code);
    }
  }
  expect(codes.size).toBeGreaterThan(20);
  const wordless = [...codes].filter((code) => !Object.hasOwn(en, code) && !ELSEWHERE.includes(code));
  expect(wordless).toEqual([]);
});
