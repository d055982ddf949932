import { expect, test } from "bun:test";
import { newAccessKey, newRow } from "../../src/products/product-row.ts";

test("a new product says nothing that was not asked for", () => {
  const { productKey, productSecret, accessKey, ...rest } = newRow({ name: "Press" }, 5);
  expect(productKey).toMatch(/^a1[A-Za-z0-9]{9}$/);
  expect(productSecret).toMatch(/^[A-Za-z0-9]{24}$/);
  expect(Buffer.from(accessKey, "base64").length).toBe(32);
  expect(rest).toEqual({
    name: "Press",
    description: "",
    nodeType: "direct",
    validation: "warn",
    isEnabled: true,
    modelVersion: 1,
    retentionDays: null,
    registration: "off",
    childProductKey: null,
    mapping: { isShared: false, rows: [] },
    status: "draft",
    formerKeys: {},
    dialects: null,
    dataMode: "model",
    offlineRule: { staleAfterS: null, offlineAfterS: null },
    registrationUntil: null,
    createdAt: 5,
    updatedAt: 5,
  });
});

test("what is given stays as it is", () => {
  const given = {
    productKey: "pk",
    productSecret: "s",
    accessKey: "YWNjZXNzIGtleSE=",
    name: "Press",
    dialects: ["alink" as const],
    dataMode: "streams" as const,
    offlineRule: { staleAfterS: 60, offlineAfterS: null },
    registrationUntil: 99,
    isEnabled: false,
  };
  expect(newRow(given, 5)).toMatchObject(given);
});

test("no two access keys are the same", () => {
  expect(newAccessKey()).not.toBe(newAccessKey());
});
