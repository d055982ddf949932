import { expect, test } from "bun:test";
import { makeTemplate, type TemplateSource } from "../../../src/products/templates/template.ts";

const source: TemplateSource = {
  id: "some-meter",
  family: "power-meter",
  maker: "Some",
  names: ["某电表", "Some meter"],
  about: ["说明", "About"],
  unit: { id: 3 },
  points: ["voltage h 0 u16 *0.1", "current h 1 u16 *0.01"],
  sources: [["Its manual", "https://example.com/manual"]],
};

test("makes the model and the register map of the same rows, in one language", () => {
  const { name, description, model, registerMap } = makeTemplate(source, "zh");
  expect({ name, description }).toEqual({ name: "某电表", description: "说明" });
  expect(model.properties.map((property) => property.name)).toEqual(["电压", "电流"]);
  expect(registerMap.points.map(({ identifier, address }) => [identifier, address])).toEqual([
    ["voltage", 0],
    ["current", 1],
  ]);
  expect(registerMap).toMatchObject({
    unit: { id: 3, maxGap: 0 },
    isVerified: false,
    sources: [{ title: "Its manual", url: "https://example.com/manual" }],
  });
});

test("a row that the schemas refuse makes no template", () => {
  expect(() => makeTemplate({ ...source, points: ["voltage h 70000 u16"] }, "en")).toThrow();
  expect(() => makeTemplate({ ...source, points: ["voltage h 0 u16", "voltage h 1 u16"] }, "en")).toThrow();
});
