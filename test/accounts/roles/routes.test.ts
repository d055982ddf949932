import { expect, test } from "bun:test";
import { startAccounts } from "../signed-in.ts";

const LINE = {
  ...{ name: "Line 1", description: "" },
  matrix: { devices: ["read"], users: ["admin"] },
  scopes: [{ kind: "product", productKey: "pump" }],
};

async function signedIn() {
  const room = await startAccounts({ adminPassword: "correct horse" });
  const admin = room.makeCaller();
  await admin.signIn("admin", "correct horse");
  return { ...room, admin };
}

test("a role is made, given, changed, and gone when nobody has it", async () => {
  const { admin, makeCaller } = await signedIn();
  const made = await admin.call("POST", "/roles", { body: LINE });
  const { roleId } = made.json;
  expect([made.status, made.json]).toEqual([201, { roleId, ...LINE, isBuiltIn: false, users: 0 }]);
  const { json, headers } = await admin.call("GET", `/roles/${roleId}`);
  expect(json).toEqual(made.json);
  const user = { username: "li.wei", password: "a fine password", role: roleId, mustChangePassword: false };
  const { id } = (await admin.call("POST", "/users", { body: user })).json;
  const wei = makeCaller();
  expect((await wei.signIn("li.wei", "a fine password")).json).toEqual({
    user: {
      ...{ id, username: "li.wei", role: roleId, roleName: "Line 1" },
      ...{ permissions: LINE.matrix, scopes: LINE.scopes, language: null },
      ...{ mustChangePassword: false, hasPassword: true },
    },
  });
  const codes = async () => {
    const answers = ["/rest", "/users", "/roles"].map((path) => wei.call("GET", path));
    return (await Promise.all(answers)).map(({ status, json }) => (status === 200 ? 200 : json.code));
  };
  // How many have it is no edit of it.
  expect((await admin.call("GET", `/roles/${roleId}`)).headers.get("etag")).toBe(headers.get("etag"));
  // Reaching one product only is not enough for a route that reaches all.
  expect(await codes()).toEqual(["out_of_scope", "out_of_scope", "forbidden"]);
  await admin.call("PATCH", `/roles/${roleId}`, { body: { scopes: [{ kind: "all" }] } });
  expect(await codes()).toEqual([200, 200, "forbidden"]);
  expect((await admin.call("DELETE", `/roles/${roleId}`)).json.code).toBe("in_use");
  await admin.call("PATCH", `/users/${id}`, { body: { role: "viewer" } });
  expect(await codes()).toEqual([200, "forbidden", "forbidden"]);
  expect((await admin.call("DELETE", `/roles/${roleId}`)).status).toBe(204);
  expect((await admin.call("PATCH", `/roles/${roleId}`, { body: {} })).json.code).toBe("not_found");
});

test("the list says who has which, and which actions mean something", async () => {
  const { admin } = await signedIn();
  const { items, areas } = (await admin.call("GET", "/roles")).json as {
    items: { roleId: string; users: number }[];
    areas: unknown;
  };
  expect(items.map(({ roleId, users }) => [roleId, users])).toEqual([
    ["viewer", 0],
    ["operator", 0],
    ["developer", 0],
    ["admin", 1],
  ]);
  expect(areas).toEqual([
    { area: "ops", actions: ["read"] },
    { area: "users", actions: ["admin"] },
  ]);
});

test.each<[object, string]>([
  [{ ...LINE, name: "" }, "name"],
  [{ ...LINE, scopes: [] }, "scopes"],
  [{ ...LINE, matrix: { devices: ["fly"] } }, "matrix.devices[0]"],
  [{ ...LINE, scopes: [{ kind: "device", productKey: "pump", deviceName: "p1" }] }, "scopes[0].kind"],
  [{ ...LINE, isBuiltIn: true }, "isBuiltIn"],
])("%j is refused", async (body, path) => {
  const { admin } = await signedIn();
  expect((await admin.call("POST", "/roles", { body })).json).toMatchObject({
    status: 400,
    errors: [{ path }],
  });
});

test("a built-in role, a taken name and an unknown role of a user have their codes", async () => {
  const { admin } = await signedIn();
  const answers = [
    await admin.call("PATCH", "/roles/admin", { body: { matrix: {} } }),
    await admin.call("POST", "/roles", { body: { ...LINE, name: "viewer" } }),
    await admin.call("POST", "/users", {
      body: { username: "a", password: "a fine password", role: "role-x" },
    }),
  ];
  expect(answers.map(({ json }) => json.code)).toEqual([
    "role_built_in",
    "already_exists",
    "invalid_request",
  ]);
});
