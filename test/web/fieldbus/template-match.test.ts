// What a unit says of itself against the templates that there are.

import { expect, test } from "bun:test";
import { findTemplates } from "../../../src/products/templates/catalogue.ts";
import { identityText, matchTemplates } from "../../../web/src/fieldbus/commission/scan/template-match.ts";

const idsOf = (vendor: string, product: string, language: "en" | "zh" = "en") =>
  matchTemplates(findTemplates({ language }), { vendor, product, revision: "" }).map(({ id }) => id);

test("a model is found by its name, by its family, and behind its maker's own letters", () => {
  expect([
    idsOf("Eastron", "SDM630"),
    idsOf("EASTRON ELECTRONIC", "SDM630-Modbus V2"),
    idsOf("Schneider Electric", "iEM3155"),
    idsOf("Schneider Electric", "A9MEM3155 iEM3155", "zh"),
    idsOf("Siemens AG", "6SL3210 SINAMICS V20"),
    idsOf("", "SUN2000-50KTL"),
  ]).toEqual([
    ["eastron-sdm630"],
    ["eastron-sdm630"],
    ["schneider-iem3000"],
    ["schneider-iem3000"],
    ["siemens-v20"],
    ["huawei-sun2000"],
  ]);
});

test("of a maker without a known model all are shown, a few at most; of strangers and of nothing none", () => {
  const ofMaker = idsOf("Delta", "unknown thing");
  expect([ofMaker.length > 0 && ofMaker.length <= 3, ofMaker.every((id) => id.startsWith("delta"))]).toEqual([
    true,
    true,
  ]);
  expect([idsOf("Acme", "X100"), idsOf("", ""), idsOf("AB", "1")]).toEqual([[], [], []]);
});

test("what is empty is left out of the words", () => {
  expect(identityText({ vendor: "Acme", product: "", revision: "2.1" })).toBe("Acme 2.1");
});
