import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isJetlinks, readJetlinks } from "../../../../src/products/model/formats/jetlinks.ts";
import { writeJetlinks } from "../../../../src/products/model/formats/jetlinks-export.ts";
import { isOnenet, readOnenet } from "../../../../src/products/model/formats/onenet.ts";
import { writeOnenet } from "../../../../src/products/model/formats/onenet-export.ts";
import { type FormatReading, type Json, Reading } from "../../../../src/products/model/formats/reading.ts";
import {
  isThingModelJson,
  readThingModelJson,
} from "../../../../src/products/model/formats/thing-model-json.ts";
import { writeThingModelJson } from "../../../../src/products/model/formats/thing-model-json-export.ts";
import type { ThingModel } from "../../../../src/spine/model.ts";
import { anyModel } from "../../../harness/thing-models.ts";

interface Format {
  readonly is: (document: Json) => boolean;
  readonly read: (document: Json) => FormatReading;
  readonly write: (model: ThingModel) => { document: Json };
}

const FORMATS: Readonly<Record<string, Format>> = {
  jetlinks: { is: isJetlinks, read: readJetlinks, write: writeJetlinks },
  onenet: { is: isOnenet, read: readOnenet, write: (model) => writeOnenet(model, { productKey: "pk" }) },
  "thing-model-json": {
    is: isThingModelJson,
    read: readThingModelJson,
    write: (model) => writeThingModelJson(model, { productKey: "pk", wording: "alibaba" }),
  },
  yudao: {
    is: isThingModelJson,
    read: readThingModelJson,
    write: (model) => writeThingModelJson(model, { productKey: "pk", wording: "yudao" }),
  },
};

/** What no file can hold: a module's name and description, one without features, and OneNET's write-only. */
function expressible(model: ThingModel, name: string): ThingModel {
  const features = [...model.properties, ...model.events, ...model.services];
  const used = new Set(
    features.flatMap(({ identifier }) => (identifier.includes(":") ? [identifier.split(":")[0]] : [])),
  );
  const modules = [...used].map((identifier) => ({
    identifier: identifier as string,
    name: identifier as string,
  }));
  const { properties, events, services } = model;
  const readable = properties.map((property) =>
    name === "onenet" && property.accessMode === "w" ? { ...property, accessMode: "rw" as const } : property,
  );
  return { properties: readable, events, services, ...(modules.length > 0 ? { modules } : {}) };
}

describe.each(Object.entries(FORMATS))("%s", (name, format) => {
  test("what is written comes back the same", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const { document } = format.write(model);
        const reading = format.read(JSON.parse(JSON.stringify(document)));
        expect(reading.problems).toEqual([]);
        const { modules = [], ...rest } = reading.model ?? {};
        const { modules: wanted = [], ...whole } = expressible(model, name);
        expect(rest).toEqual(whole);
        expect(new Set(modules)).toEqual(new Set(wanted));
      }),
      { numRuns: 80 },
    );
  });

  test("what is written is known again", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        if (model.properties.length === 0) return;
        const document = JSON.parse(JSON.stringify(format.write(model).document));
        const known = Object.values(FORMATS).filter(({ is }) => is(document));
        expect(known.map(({ read }) => read)).toContain(format.read);
        expect(new Set(known.map(({ read }) => read)).size).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test("never throws, whatever it is given, and says where something is wrong", () => {
    const KEYS = [
      "properties",
      "events",
      "services",
      "functions",
      "dataType",
      "valueType",
      "specs",
      "dataSpecs",
    ];
    const MORE = [
      "dataSpecsList",
      "elements",
      "elementType",
      "type",
      "identifier",
      "id",
      "expands",
      "tags",
      "outputData",
    ];
    const words = fc.constantFrom(
      "int",
      "enum",
      "struct",
      "array",
      "object",
      "bool",
      "string",
      "int64",
      "bitMap",
    );
    const anything = fc.object({
      maxDepth: 6,
      key: fc.constantFrom(...KEYS, ...MORE),
      values: [words, fc.string(), fc.double(), fc.constant(null), fc.boolean()],
    });
    fc.assert(
      fc.property(anything, (document) => {
        format.is(document as Json);
        const { model, problems } = format.read(document as Json);
        if (model === undefined) expect(problems.length).toBeGreaterThan(0);
        for (const { message } of problems) expect(message).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});

test("an identifier that cannot be is made one, and said so", () => {
  const reading = new Reading({});
  expect(["ok", "M:ok", "get-log", "温度", 7].map((id) => reading.identifier(id, ["x"]))).toEqual([
    ...["ok", "M:ok", "get_log", "__", 7],
  ]);
  expect(reading.notices.map(({ code, text }) => [code, text.en.slice(0, 40)])).toEqual([
    ["renamed", "get-log cannot be an identifier; it is g"],
    ["renamed", "温度 cannot be an identifier; it is __ now"],
  ]);
});
