import { describe, expect, test } from "bun:test";
import { findTemplate, findTemplates } from "../../../src/products/templates/catalogue.ts";
import { TEMPLATE_FAMILIES } from "../../../src/products/templates/template.ts";
import { findMisfits, findOverlaps } from "../../../src/spine/register-fit.ts";

const zh = findTemplates({ language: "zh" });
const en = findTemplates({ language: "en" });

test("there are at least 40, each with an identifier of its own, and every family of equipment has some", () => {
  expect(en.length).toBeGreaterThanOrEqual(40);
  expect(new Set(en.map(({ id }) => id)).size).toBe(en.length);
  expect(zh.map(({ id }) => id)).toEqual(en.map(({ id }) => id));
  // Machines, and what is of no kind, are people's own.
  const described = TEMPLATE_FAMILIES.filter((family) => family !== "machine" && family !== "other");
  expect(new Set(en.map(({ family }) => family))).toEqual(new Set(described));
});

describe.each(en.map((template) => [template.id, template] as const))("%s", (id, template) => {
  const chinese = findTemplate(id, "zh");
  if (chinese === undefined) throw new Error(id);

  test("is legal: identifiers, and registers that fit the model and each other", () => {
    const { model, registerMap } = template;
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(model.properties.length).toBeGreaterThan(0);
    expect(registerMap.points.map(({ identifier }) => identifier)).toEqual(
      model.properties.map(({ identifier }) => identifier),
    );
    expect(findMisfits(registerMap, model)).toEqual([]);
    expect(findOverlaps(registerMap)).toEqual([]);
  });

  test("speaks both languages, and only the words differ", () => {
    const shapeOf = ({ model }: typeof template) =>
      model.properties.map(({ identifier, accessMode, dataType }) => [identifier, accessMode, dataType.type]);
    expect(template.description).toMatch(/^[\x20-\x7e°]+$/);
    expect(chinese.name).not.toBe("");
    expect(chinese.description).toMatch(/[\u4e00-\u9fff]/);
    expect(chinese.registerMap).toEqual(template.registerMap);
    expect(shapeOf(chinese)).toEqual(shapeOf(template));
    expect(template.name).toMatch(/^[\x20-\x7e]+$/);
    for (const { name } of template.model.properties) expect(name).toMatch(/^[\x20-\x7e]+$/);
  });

  test("tells where it is from, and that nobody checked it on a unit", () => {
    const { registerMap } = template;
    expect(registerMap.isVerified).toBe(false);
    expect(registerMap.sources.length).toBeGreaterThan(0);
    for (const { title, url } of registerMap.sources) {
      expect(title).not.toBe("");
      expect(url).toMatch(/^https:\/\/[^/]+\/.+/);
    }
  });
});

test("finds by words in either language and by family", () => {
  expect(findTemplates({ language: "en", q: "sdm630" }).map(({ id }) => id)).toEqual(["eastron-sdm630"]);
  expect(findTemplates({ language: "en", q: "汇川 plc" }).map(({ id }) => id)).toEqual(["inovance-h5u"]);
  expect(findTemplates({ language: "zh", q: "drive", family: "drive" }).length).toBeGreaterThan(5);
  expect(findTemplates({ language: "zh", q: "nothing-like-it" })).toEqual([]);
  expect(findTemplate("none", "en")).toBeUndefined();
});
