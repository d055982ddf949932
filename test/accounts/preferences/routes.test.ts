import { expect, test } from "bun:test";
import { PREFERENCES_BYTES } from "../../../src/accounts/preferences/preferences.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

const PATH = "/session/preferences";

test("each user has their own", async () => {
  const { makeCaller, callerWith } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const [viewer, admin] = [await callerWith("viewer"), await callerWith("admin")];
  expect((await makeCaller().call("GET", PATH)).status).toBe(401);
  expect((await viewer.call("GET", PATH)).json).toEqual({});
  await viewer.call("PUT", PATH, { body: { density: "compact", a: 1 } });
  expect((await viewer.call("PATCH", PATH, { body: { a: null, b: [true] } })).json).toEqual({
    density: "compact",
    b: [true],
  });
  expect((await admin.call("GET", PATH)).json).toEqual({});
});

test("what is no object, or too large, is refused", async () => {
  const { callerWith } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const viewer = await callerWith("viewer");
  const big = { a: "x".repeat(PREFERENCES_BYTES) };
  const statuses = [];
  for (const body of [1, "text", big]) {
    statuses.push((await viewer.call("PUT", PATH, { body })).status);
  }
  expect(statuses).toEqual([400, 400, 413]);
});
