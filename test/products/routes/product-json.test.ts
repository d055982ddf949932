import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { productJson, withSecret } from "../../../src/products/routes/product-json.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const SECRETS = { productSecret: "s3cret", accessKey: "YWNjZXNzIGtleSE=" };

function makeProduct() {
  const products = openProducts({ db: openDatabase(":memory:"), clock: makeManualClock(5) });
  return products.create({ productKey: "pk", name: "Press", dialects: ["alink"], ...SECRETS }, "ann");
}

test("a product is told without its secrets", () => {
  expect(productJson(makeProduct(), 3)).toEqual({
    productKey: "pk",
    name: "Press",
    description: "",
    status: "draft",
    nodeType: "direct",
    dialects: ["alink"],
    dataMode: "model",
    validation: "warn",
    isEnabled: true,
    modelVersion: 1,
    retentionDays: null,
    offlineRule: { staleAfterS: null, offlineAfterS: null },
    registration: "off",
    registrationUntil: null,
    childProductKey: null,
    deviceCount: 3,
    createdAt: 5,
    updatedAt: 5,
  });
});

test("the audit trail has everything that can be changed", () => {
  expect(withSecret(makeProduct())).toMatchObject({ ...SECRETS, dialects: ["alink"], dataMode: "model" });
});
