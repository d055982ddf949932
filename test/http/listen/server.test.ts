import { describe, expect, test } from "bun:test";
import { type ApiBindings, ListenError, startHttpServer } from "../../../src/http/http.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { until } from "../../harness/until.ts";

const HOST = "127.0.0.1";
type Fetch = (request: Request, env: ApiBindings) => Response | Promise<Response>;

function start(fetch: Fetch, clock = systemClock) {
  const server = startHttpServer({ fetch, host: HOST, port: 0, clock });
  return { server, url: `http://${HOST}:${server.port}/` };
}

describe("startHttpServer", () => {
  test("picks a port, hands on who calls, counts answers by class", async () => {
    const seen: ApiBindings[] = [];
    const { server, url } = start((request, env) => {
      seen.push(env);
      return new Response("", { status: request.method === "GET" ? 200 : 404 });
    });
    expect(server).toMatchObject({ host: HOST, isTls: false });
    await fetch(url);
    await fetch(url, { method: "POST" });
    expect(seen[0]).toMatchObject({ address: HOST, isSecure: false });
    expect(server.stats()).toEqual({
      active: 0,
      total: 2,
      byClass: { "2xx": 1, "3xx": 0, "4xx": 1, "5xx": 0 },
    });
    await server.stop(1_000);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("a request whose host is none is refused, whatever it wants", async () => {
    const { server, url } = start(() => new Response("served"));
    for (const headers of [{ host: 'W/"x"' }, { host: "a b", upgrade: "x" }, { host: "999.999.999.999" }])
      expect((await fetch(url, { headers })).status).toBe(400);
    expect(await (await fetch(url)).text()).toBe("served");
    expect(server.stats().byClass).toEqual({ "2xx": 1, "3xx": 0, "4xx": 3, "5xx": 0 });
    await server.stop(1_000);
  });

  test("a taken port is told as such", async () => {
    const { server } = start(() => new Response(""));
    const again = () =>
      startHttpServer({ fetch: () => new Response(""), host: HOST, port: server.port, clock: systemClock });
    expect(again).toThrow(ListenError);
    expect(again).toThrow("cannot listen: address in use");
    await server.stop(1_000);
  });

  test("so are an address that is not ours and a certificate that is none", () => {
    const fetch = () => new Response("");
    const elsewhere = () => startHttpServer({ fetch, host: "192.0.2.1", port: 0, clock: systemClock });
    expect(elsewhere).toThrow("cannot listen: address not available");
    const tls = { cert: "no certificate", key: "no key" };
    expect(() => startHttpServer({ fetch, host: HOST, port: 0, clock: systemClock, tls })).toThrow(
      "bad certificate",
    );
  });

  test("stop lets an answer under way finish", async () => {
    const gate = Promise.withResolvers<Response>();
    const { server, url } = start(() => gate.promise);
    const answer = fetch(url).then((response) => response.text());
    await until(() => server.stats().active === 1, "the request arrived");
    const stopped = server.stop(10_000);
    gate.resolve(new Response("done"));
    expect(await answer).toBe("done");
    await stopped;
  });

  test("stop cuts what is not done when the grace is over, and aborts `closing` at once", async () => {
    const clock = makeManualClock();
    let closing: AbortSignal | undefined;
    const { server, url } = start((_, env) => {
      closing = env.closing;
      return new Promise<Response>(() => {});
    }, clock);
    const answer = fetch(url).then(
      () => "answered",
      () => "cut",
    );
    await until(() => closing, "the request arrived");
    const stopped = server.stop(5_000);
    expect(closing?.aborted).toBe(true);
    clock.advance(5_000);
    await stopped;
    expect(await answer).toBe("cut");
  });
});
