import { expect, test } from "bun:test";
import { loginTrialRoutes, type TriedLogin } from "../../src/diagnosis/trial-routes.ts";
import { failure } from "../../src/spine/error.ts";
import { err, ok } from "../../src/spine/result.ts";
import { makeApiClient } from "../harness/room-api.ts";

test("a login is held against devices, and the answer tells who it is or why not", async () => {
  const tried: TriedLogin[] = [];
  const api = makeApiClient(
    loginTrialRoutes({
      async tryLogin(login) {
        tried.push(login);
        const device = { productKey: "p1", deviceName: "d1", dialect: "alink" };
        if (login.password === "good") return ok(device);
        return err(failure("unknown_device", { productKey: "p1", deviceName: "d1" }));
      },
    }),
  );
  const body = { clientId: "c", username: "d1&p1", password: "good" };
  expect((await api.call("POST", "/login-trials", { role: "operator", body })).status).toBe(403);
  expect((await api.call("POST", "/login-trials", { role: "developer", body })).body).toEqual({
    ...{
      ok: true,
      productKey: "p1",
      deviceName: "d1",
      dialect: "alink",
      code: null,
      text: null,
      advice: null,
    },
  });
  expect((await api.call("POST", "/login-trials", { body: { ...body, password: "" } })).body).toMatchObject({
    ...{ ok: false, code: "unknown_device", text: "Product p1 has no device d1." },
  });
  expect(tried[0]).toEqual({ ...body, isTls: false, address: ":0" });
});
