import { describe, expect, test } from "bun:test";
import { openAcl } from "../../src/acl/acl.ts";
import { aclRoutes } from "../../src/acl/routes.ts";
import { openDatabase } from "../../src/db/db.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

function open() {
  const { audit, entries } = makeAuditLog();
  const client = makeApiClient(
    aclRoutes({
      acl: openAcl({ db: openDatabase(":memory:") }),
      audit,
      isRole: (role) => role === "operator",
      roleOf: (username) => (username === "op" ? "operator" : undefined),
      keyIdOf: (name) => (name === "scada" || name === "gk-1" ? "gk-1" : undefined),
      isOwn: ({ deviceName }, _action, topic) =>
        deviceName === "dn" ? topic.startsWith("pk/dn/") : undefined,
    }),
  );
  return { entries, ...client };
}

const DRAFT = {
  effect: "allow",
  subjectKind: "key",
  subjectName: "gk-1",
  action: "subscribe",
  pattern: "a/+",
};
const RULE = { ...DRAFT, id: 1, maxQos: 2, isRetainAllowed: true, notes: "" };

test("a rule's life, all of it audited", async () => {
  const { call, entries } = open();
  expect(await call("POST", "/acl/rules", { body: DRAFT })).toMatchObject({ status: 201, body: RULE });
  const denial = { effect: "deny", subjectKind: "everyone", action: "both", pattern: "b/#" };
  expect(await call("POST", "/acl/rules", { body: denial })).toMatchObject({ status: 201, body: { id: 2 } });
  const order = await call("PUT", "/acl/order", { body: { ids: [2, 1] } });
  expect(order).toMatchObject({ status: 200, body: { items: [{ id: 2 }, { id: 1 }] } });
  expect(await call("PATCH", "/acl/rules/1", { body: { maxQos: 1 } })).toMatchObject({
    status: 200,
    body: { ...RULE, maxQos: 1 },
  });
  expect(await call("DELETE", "/acl/rules/2")).toMatchObject({ status: 204 });
  expect(await call("GET", "/acl/rules")).toMatchObject({ body: { items: [{ ...RULE, maxQos: 1 }] } });
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([
    ["acl.create", "allow key gk-1: a/+"],
    ["acl.create", "deny everyone: b/#"],
    ["acl.order", "acl"],
    ["acl.update", "allow key gk-1: a/+"],
    ["acl.delete", "deny everyone: b/#"],
  ]);
});

test("a key may be named by its name: the rule is about its id", async () => {
  const { call } = open();
  const byName = { ...DRAFT, subjectName: "scada" };
  expect(await call("POST", "/acl/rules", { body: byName })).toMatchObject({ status: 201, body: RULE });
  await call("PATCH", "/acl/rules/1", { body: { subjectKind: "user", subjectName: "op" } });
  const back = { subjectKind: "key", subjectName: "scada" };
  expect(await call("PATCH", "/acl/rules/1", { body: back })).toMatchObject({ status: 200, body: RULE });
});

test("refuses what is no rule", async () => {
  const { call } = open();
  const refused = async (change: object) => {
    const { status, body } = await call("POST", "/acl/rules", { body: { ...DRAFT, ...change } });
    return [status, (body as { code: string }).code];
  };
  expect(await refused({ pattern: "a/#/b" })).toEqual([400, "invalid_request"]);
  expect(await refused({ subjectKind: "everyone" })).toEqual([400, "rule_subject"]);
  expect(await refused({ subjectKind: "role", subjectName: "boss" })).toEqual([400, "rule_subject"]);
  expect(await refused({ subjectKind: "device", subjectName: "dn" })).toEqual([400, "rule_subject"]);
  expect(await call("PUT", "/acl/order", { body: { ids: [7] } })).toMatchObject({
    status: 409,
    body: { code: "rules_changed" },
  });
  expect(await call("PATCH", "/acl/rules/9", { body: {} })).toMatchObject({ status: 404 });
});

test("is for administrators", async () => {
  const { call } = open();
  for (const [method, path] of [
    ["GET", "/acl/rules"],
    ["POST", "/acl/check"],
  ] as const)
    expect(
      await call(method, path, { role: "developer", body: method === "GET" ? undefined : {} }),
    ).toMatchObject({
      status: 403,
    });
});

describe("POST /acl/check", () => {
  const ask = async (question: object) => {
    const { call } = open();
    await call("POST", "/acl/rules", { body: DRAFT });
    return call("POST", "/acl/check", { body: question });
  };
  test("says which rule decided", async () => {
    const question = { subjectKind: "key", subjectName: "scada", action: "subscribe", topic: "$share/g/a/b" };
    expect(await ask(question)).toMatchObject({
      body: { isAllowed: true, decidedBy: "rule", rule: RULE, maxQos: 2, isRetainAllowed: true },
    });
  });
  test("says that none did", async () => {
    const question = { subjectKind: "user", subjectName: "op", action: "publish", topic: "a/b" };
    expect(await ask(question)).toMatchObject({
      body: { isAllowed: false, decidedBy: "default", rule: null, maxQos: 0, isRetainAllowed: false },
    });
  });
  test("knows a device's own topics, and who is unknown", async () => {
    const question = { subjectKind: "device", subjectName: "pk/dn", action: "publish", topic: "pk/dn/up" };
    expect(await ask(question)).toMatchObject({ body: { isAllowed: true, decidedBy: "own" } });
    expect(await ask({ ...question, subjectName: "pk/no" })).toMatchObject({ status: 404 });
    expect(await ask({ ...question, subjectKind: "user", subjectName: "no" })).toMatchObject({ status: 404 });
  });
});
