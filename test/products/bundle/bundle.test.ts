import { describe, expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import {
  type BundleSection,
  makeBundle,
  readBundle,
  settingsOf,
} from "../../../src/products/bundle/bundle.ts";
import { openProducts, type ProductDraft } from "../../../src/products/products.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const DRAFT: ProductDraft = {
  productKey: "pk",
  productSecret: "s3cret",
  accessKey: "YWNjZXNzIGtleSE=",
  name: "Press",
  description: "400 t",
  nodeType: "gateway",
  dialects: ["alink", "plain"],
  dataMode: "streams",
  validation: "strict",
  offlineRule: { staleAfterS: 60, offlineAfterS: 600 },
  registration: "open",
  registrationUntil: 99_000,
  retentionDays: 30,
  isEnabled: false,
  mapping: { isShared: true, rows: [] },
};
const notes: BundleSection = {
  name: "notes",
  read: (productKey) => (productKey === "pk" ? { text: "hi" } : undefined),
  check: (value) => (typeof value === "object" ? [] : [{ path: "text", message: "is missing" }]),
  stage: () => ({ write() {}, publish() {} }),
};

function makeProduct() {
  const products = openProducts({ db: openDatabase(":memory:"), clock: makeManualClock(5) });
  return products.create(DRAFT, "ann");
}

describe("a bundle", () => {
  test("has the whole product; secrets only when asked for", () => {
    const { productKey, productSecret, accessKey, mapping, ...settings } = DRAFT;
    const bundle = makeBundle(makeProduct(), { sections: [notes], hasSecrets: false });
    expect(bundle).toEqual({
      format: "gantry.product",
      version: 1,
      productKey: "pk",
      settings: { ...settings, childProductKey: null },
      thingModel: { properties: [], events: [], services: [] },
      mapping: { isShared: true, rows: [] },
      sections: { notes: { text: "hi" } },
    });
    const full = makeBundle(makeProduct(), { sections: [], hasSecrets: true });
    expect(full.secrets).toEqual({ productSecret: "s3cret", accessKey: "YWNjZXNzIGtleSE=" });
  });

  test("is read back as it was written", () => {
    const bundle = makeBundle(makeProduct(), { sections: [notes], hasSecrets: true });
    const read = readBundle(JSON.parse(JSON.stringify(bundle)), [notes]);
    expect(read).toEqual({ ok: true, value: bundle });
  });

  test("has every setting that can be changed", () => {
    const product = makeProduct();
    const patchable = Object.keys(DRAFT).filter(
      (name) => !["productKey", "productSecret", "accessKey", "mapping"].includes(name),
    );
    expect(Object.keys(settingsOf(product)).sort()).toEqual([...patchable, "childProductKey"].sort());
  });
});

test("everything that is wrong with a file is told, with its place", () => {
  const read = (change: object) => {
    const bundle = makeBundle(makeProduct(), { sections: [notes], hasSecrets: false });
    const result = readBundle({ ...bundle, ...change }, [notes]);
    return result.ok ? [] : result.error.map(({ path }) => path);
  };
  expect(read({ version: 2 })).toEqual(["version"]);
  expect(read({ format: "other", settings: { name: "x", color: 1 } })).toEqual(["format", "settings.color"]);
  expect(
    read({ thingModel: { properties: [{ identifier: "a b" }] }, sections: { notes: 1, odd: 2 } }),
  ).toEqual([
    "thingModel.properties[0].identifier",
    "thingModel.properties[0].name",
    "thingModel.properties[0].dataType",
    "sections.notes.text",
    "sections.odd",
  ]);
});
