import { expect, test } from "bun:test";
import { type Actor, type GroupTree, makePermissions } from "../../../src/http/http.ts";
import { type Admission, admit } from "../../../src/http/permission/admission.ts";
import { AppError } from "../../../src/spine/error.ts";
import type { Action, Scope } from "../../../src/spine/permission.ts";

const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };

function actorWith(actions: readonly Action[], scopes: readonly Scope[], more: Partial<Actor> = {}): Actor {
  return {
    ...{ kind: "key", keyId: "gk-1", username: "key:k", role: "", language: "en", address: "" },
    mustChangePassword: false,
    permissions: makePermissions({ devices: actions }, scopes, NO_GROUPS),
    ...more,
  } as Actor;
}

function codeOf(actor: Actor | undefined, admission: Admission, named: Record<string, string> = {}): string {
  try {
    admit(actor, admission, named);
    return "passes";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const READ = { tag: "devices", allow: "read" } as const;
const ALL: Scope = { kind: "all" };
const PUMP: Scope = { kind: "product", productKey: "pump" };
const DEVICE: Scope = { kind: "device", productKey: "pump", deviceName: "a" };
const PROPERTY: Scope = { kind: "property", productKey: "pump", deviceName: "a", identifier: "t" };

test("the action must be held in the area of the route", () => {
  const actor = actorWith(["read"], [ALL]);
  expect(codeOf(undefined, READ)).toBe("unauthenticated");
  expect(codeOf(undefined, { tag: "devices", allow: "anyone" })).toBe("passes");
  expect(codeOf(actor, READ)).toBe("passes");
  expect(codeOf(actor, { tag: "devices", allow: "command" })).toBe("forbidden");
  expect(codeOf(actor, { tag: "jobs", allow: "read" })).toBe("forbidden");
});

test("what is a person's own is closed to keys", () => {
  const own = { tag: "session", allow: "signed-in" } as const;
  expect(codeOf(actorWith(["read"], [ALL]), own)).toBe("persons_only");
  expect(codeOf(actorWith([], [], { kind: "person", mustChangePassword: true }), own)).toBe("passes");
  expect(codeOf(actorWith(["read"], [ALL], { kind: "person", mustChangePassword: true }), READ)).toBe(
    "password_change_required",
  );
});

const NAMED = { productKey: "pump", deviceName: "a" };
const OTHER = { productKey: "pump", deviceName: "b" };
const PRODUCT = { productKey: "pump" };

/* biome-ignore format: a table */
test.each<[reach: Admission["reach"], scope: Scope, path: Record<string, string>, code: string]>([
  [undefined, PUMP, {}, "out_of_scope"],
  [undefined, PUMP, PRODUCT, "passes"],
  [undefined, PUMP, { productKey: "fan" }, "out_of_scope"],
  [undefined, PUMP, NAMED, "passes"],
  [undefined, DEVICE, PRODUCT, "out_of_scope"],
  [undefined, DEVICE, NAMED, "passes"],
  [undefined, DEVICE, OTHER, "out_of_scope"],
  [undefined, PROPERTY, NAMED, "out_of_scope"],
  ["touches", DEVICE, PRODUCT, "passes"],
  ["touches", DEVICE, { productKey: "fan" }, "out_of_scope"],
  ["touches", PROPERTY, NAMED, "passes"],
  ["touches", PROPERTY, OTHER, "out_of_scope"],
  ["touches", PUMP, {}, "out_of_scope"],
  ["path", PUMP, {}, "out_of_scope"],
  ["all", PUMP, NAMED, "out_of_scope"],
  ["all", ALL, NAMED, "passes"],
  ["filtered", PROPERTY, {}, "passes"],
])("reach %p: %j on %j %s", (reach, scope, path, code) => {
  expect(codeOf(actorWith(["read"], [scope]), { ...READ, reach }, path)).toBe(code);
});
