import { expect, test } from "bun:test";
import * as v from "valibot";
import {
  DataScopeSchema,
  MatrixSchema,
  ScopeSchema,
  scopesOf,
} from "../../../src/accounts/roles/permission-schema.ts";

const isGood = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;
const DEVICE = { kind: "device", productKey: "pump", deviceName: "p1" };

test("a matrix names areas and actions that there are, each once", () => {
  const judged = [
    {},
    { devices: [] },
    { devices: ["read", "command"], "data streams": ["read"] },
    { devices: ["read", "read"] },
    { devices: ["all"] },
    { everything: ["read"] },
    { devices: "read" },
    null,
  ].map((matrix) => isGood(MatrixSchema, matrix));
  expect(judged).toEqual([true, true, true, false, false, false, false, false]);
});

test("a scope is of one kind with all that it needs and nothing more", () => {
  const judged = [
    { kind: "all" },
    { kind: "product", productKey: "pump" },
    { kind: "group", groupId: 3 },
    DEVICE,
    { ...DEVICE, kind: "property", identifier: "m:t" },
    { kind: "all", productKey: "pump" },
    { kind: "product" },
    { kind: "product", productKey: "" },
    { kind: "product", productKey: "a/b" },
    { kind: "group", groupId: 0 },
    { ...DEVICE, kind: "property" },
    { kind: "everything" },
  ].map((scope) => isGood(ScopeSchema, scope));
  expect(judged).toEqual([...Array(5).fill(true), ...Array(7).fill(false)]);
  expect([isGood(DataScopeSchema, DEVICE), isGood(DataScopeSchema, { kind: "group", groupId: 1 })]).toEqual([
    false,
    true,
  ]);
  expect([isGood(scopesOf(ScopeSchema), []), isGood(scopesOf(ScopeSchema), [DEVICE])]).toEqual([false, true]);
});
