// Whatever dialect a report is spoken in: each of its fields that is refused or odd is told with its reason.

import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { dialectOf, routeOf } from "../../src/codec/codec.ts";
import type { DecodeContext, Decoded } from "../../src/codec/dialect.ts";
import type { Failure } from "../../src/spine/error.ts";
import { MappingSchema } from "../../src/spine/mapping.ts";
import { ThingModelSchema, type ValidationLevel } from "../../src/spine/model.ts";
import { MODEL, makeContext } from "./context.ts";

const model = v.parse(ThingModelSchema, {
  properties: [
    ...MODEL.properties,
    {
      ...{ identifier: "double", name: "Double", dataType: { type: "double" } },
      calculated: { kind: "formula", formula: "temp * 2" },
    },
  ],
});
const mapping = v.parse(MappingSchema, {
  rows: [{ topic: "plant/{deviceName}", payload: "json", take: "keys" }],
});

/** One good field, two that do not fit, one that is unknown, one that is calculated here. */
const FIELDS = { temp: 20, on: "maybe", count: "many", strange: 1, double: 40 };

const parts = (wrap: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(FIELDS).map(([name, value]) => [name, wrap(value)]));

const CASES: readonly (readonly [string, string, unknown])[] = [
  ["alink", "/sys/pk/dn/thing/event/property/post", { id: "1", params: FIELDS }],
  ["onenet", "$sys/pk/dn/thing/property/post", { id: "1", params: parts((value) => ({ value })) }],
  ["onenet", "$sys/pk/dn/dp/post/json", { id: 1, dp: parts((v) => [{ v }]) }],
  ["jetlinks", "/pk/dn/properties/report", { properties: FIELDS }],
  ["yudao", "/sys/pk/dn/thing/property/post", { id: "1", method: "thing.property.post", params: FIELDS }],
  ["thingsboard", "v1/devices/me/telemetry", FIELDS],
  ["plain", "plant/dn", FIELDS],
];

function decodeAs(dialectName: string, topic: string, body: unknown, validation: ValidationLevel): Decoded {
  const dialect = dialectOf(dialectName);
  if (!dialect) throw new Error(`no dialect ${dialectName}`);
  const device = { productKey: "pk", deviceName: "dn", product: { nodeType: "direct", mapping } } as const;
  const route = routeOf(topic, dialect, device);
  if (route === undefined || "code" in route) throw new Error(`${dialectName} has no topic ${topic}`);
  const context: DecodeContext = { ...makeContext(dialectName), model, validation };
  return route.decode(new TextEncoder().encode(JSON.stringify(body)), context);
}

function told({ failure, flags, left }: Decoded) {
  const all = (list: readonly Failure[]) =>
    list.flatMap((one) => [one, ...(one.also ?? [])]).map(({ code, params }) => `${code} ${params.property}`);
  return { refused: all(failure ? [failure] : []).sort(), flags: all(flags).sort(), left: all(left).sort() };
}

describe.each(CASES)("%s on %s", (dialect, topic, body) => {
  test("strict: the whole is refused, for each of its fields", () => {
    expect(told(decodeAs(dialect, topic, body, "strict"))).toEqual({
      refused: [
        "property_calculated double",
        "property_type count",
        "property_type on",
        "property_unknown strange",
      ],
      flags: [],
      left: [],
    });
  });

  test("warn: what is odd is stored and flagged", () => {
    expect(told(decodeAs(dialect, topic, body, "warn"))).toEqual({
      refused: [],
      flags: ["property_type count", "property_type on", "property_unknown strange"],
      left: ["property_calculated double"],
    });
  });

  test("off: only what is calculated here is not taken", () => {
    expect(told(decodeAs(dialect, topic, body, "off"))).toEqual({
      refused: [],
      flags: [],
      left: ["property_calculated double"],
    });
  });
});
