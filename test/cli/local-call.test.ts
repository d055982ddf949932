import { expect, test } from "bun:test";
import { callGantry } from "../../src/cli/local-call.ts";
import { startHttpServer } from "../../src/http/http.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { makeCertificate } from "../net/certificate.ts";

test("the certificate of a Gantry on this machine is taken as it is; of another it is held against the name", async () => {
  const first = await makeCertificate("first");
  const second = await makeCertificate("second");
  const fetchOk = () => new Response("ok");
  const server = startHttpServer({
    ...{ host: "127.0.0.1", port: 0, clock: systemClock },
    fetch: fetchOk,
    tls: first,
  });
  const url = `https://127.0.0.1:${server.port}/`;
  expect(await (await callGantry(url, {})).text()).toBe("ok");
  const strict = (ca: string) =>
    fetch(`https://localhost:${server.port}/`, { tls: { ca }, keepalive: false }).then(
      (response) => response.text(),
      () => "refused",
    );
  expect([await strict(first.cert), await strict(second.cert)]).toEqual(["ok", "refused"]);
  server.replaceTls(second);
  expect([await strict(second.cert), await strict(first.cert)]).toEqual(["ok", "refused"]);
  expect(() => server.replaceTls({ cert: "nothing", key: "nothing" })).toThrow("bad certificate");
  expect(await strict(second.cert)).toBe("ok");
  await server.stop(100);
});

test("a redirect is no answer: nothing is sent on to where it points", async () => {
  const asked: string[] = [];
  const server = startHttpServer({
    ...{ host: "127.0.0.1", port: 0, clock: systemClock },
    fetch: (request) => {
      asked.push(new URL(request.url).pathname);
      return new Response(null, { status: 308, headers: { location: "/elsewhere" } });
    },
  });
  const call = callGantry(`http://127.0.0.1:${server.port}/`, { method: "POST", body: "a password" });
  await expect(call).rejects.toHaveProperty("code");
  expect(asked).toEqual(["/"]);
  await server.stop(0);
});
