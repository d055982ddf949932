// Arbitrary thing models, as the schema lets them through, for property tests.

import fc from "fast-check";
import type { DataType, ThingModel } from "../../src/spine/model.ts";

const plainIdentifier = fc
  .stringMatching(/^[a-z][A-Za-z0-9_]{0,11}$/)
  .filter((word) => !["set", "get", "post", "property"].includes(word));
/** Now and then one that every object has by itself. */
const identifier = fc.oneof(
  { weight: 9, arbitrary: plainIdentifier },
  {
    weight: 1,
    arbitrary: fc.constantFrom("constructor", "prototype", "toString", "valueOf", "hasOwnProperty"),
  },
);
const name = fc.string({ minLength: 1, maxLength: 20 });
const unit = fc.constantFrom("°C", "kW·h", "%", "bar");
const bound = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n));
const some = <T>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[]) =>
  fc.record(record, { requiredKeys: required, noNullPrototype: true });

/** Pairs of bounds in order, so that the model also passes the rules beyond its shape. */
const range = fc.tuple(bound, bound).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const numbers = fc
  .tuple(fc.constantFrom("int", "float", "double"), fc.option(range), fc.option(unit))
  .map(([type, limits, of]) => ({ type, ...limits, ...(of === null ? {} : { unit: of }) }) as DataType);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const long = fc
  .tuple(int64, int64)
  .map(([a, b]) => [a, b].sort((x, y) => (x < y ? -1 : 1)).map(String))
  .map(([min, max]) => ({ type: "long", min, max }) as DataType);
const text = some({ type: fc.constant("text"), length: fc.integer({ min: 1, max: 10_240 }) }, [
  "type",
]) as fc.Arbitrary<DataType>;
const date = fc.constant<DataType>({ type: "date" });
const bool = some({ type: fc.constant("bool"), falseText: name, trueText: name }, [
  "type",
]) as fc.Arbitrary<DataType>;
const items = fc.dictionary(fc.integer({ min: -9, max: 99 }).map(String), name, {
  maxKeys: 8,
  noNullPrototype: true,
});
const enumeration = items.map((pairs): DataType => ({ type: "enum", items: pairs }));
const scalar = fc.oneof(numbers, long, text, date, bool, enumeration);

const features = <T extends { identifier: string }>(feature: fc.Arbitrary<T>, minLength = 0) =>
  fc.uniqueArray(feature, { selector: (f) => f.identifier, minLength, maxLength: 4 });
const struct = features(fc.record({ identifier, name, dataType: scalar }, { noNullPrototype: true }), 1).map(
  (fields) => ({ type: "struct", fields }) as DataType,
);
const array = fc
  .tuple(fc.integer({ min: 1, max: 512 }), fc.oneof(numbers, long, text, struct))
  .map(([size, item]) => ({ type: "array", size, item }) as DataType);
export const anyDataType: fc.Arbitrary<DataType> = fc.oneof(scalar, struct, array);

const parameters = features(
  fc.record({ identifier, name, dataType: anyDataType }, { noNullPrototype: true }),
);
const property = some(
  {
    identifier,
    name,
    description: name,
    accessMode: fc.constantFrom("r" as const, "rw" as const, "w" as const),
    required: fc.boolean(),
    dataType: anyDataType,
  },
  ["identifier", "name", "accessMode", "required", "dataType"],
);
const event = some(
  {
    identifier,
    name,
    description: name,
    level: fc.constantFrom("info" as const, "alert" as const, "error" as const),
    output: parameters,
  },
  ["identifier", "name", "level", "output"],
);
const service = some(
  {
    identifier,
    name,
    description: name,
    callType: fc.constantFrom("sync" as const, "async" as const),
    input: parameters,
    output: parameters,
  },
  ["identifier", "name", "callType", "input", "output"],
);

const flatModel = fc.record(
  { properties: features(property), events: features(event), services: features(service) },
  { noNullPrototype: true },
) as fc.Arbitrary<ThingModel>;

const modules = features(some({ identifier, name, description: name }, ["identifier", "name"]), 1);

/** Every feature in one of the modules or in none, by turns, in the order in which files have them. */
function inModules(model: ThingModel, parts: readonly { identifier: string; name: string }[]): ThingModel {
  const place = <T extends { identifier: string }>(list: readonly T[]): T[] => {
    const placed = list.map((feature, index) => ({ at: index % (parts.length + 1), feature }));
    placed.sort((a, b) => a.at - b.at);
    return placed.map(({ at, feature }) => {
      const module = parts[at - 1]?.identifier;
      return module === undefined ? feature : { ...feature, identifier: `${module}:${feature.identifier}` };
    });
  };
  const { properties, events, services } = model;
  return {
    properties: place(properties),
    events: place(events),
    services: place(services),
    modules: [...parts],
  };
}

export const anyModel: fc.Arbitrary<ThingModel> = fc
  .tuple(flatModel, fc.option(modules))
  .map(([model, parts]) => (parts === null ? model : inModules(model, parts)));
