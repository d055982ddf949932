// Values for the schemas of the API document: such as fit, and such as almost do.

import fc from "fast-check";
import type { OpenAPIV3_1 } from "openapi-types";

export type Schema = OpenAPIV3_1.SchemaObject & { readonly const?: unknown };
type Schemas = Readonly<Record<string, Schema>>;

/** Deeper than this only small values are made. */
const DEPTH = 5;
const LENGTH = 12;
const ITEMS = 3;

/** What names in paths and bodies stand for; anything else would only ever be "not found". */
export type Known = Readonly<Record<string, readonly (string | number)[]>>;

/** Values that fit `schema`; of a property whose name is in `known` mostly one of those. */
export function fitting(
  schema: Schema,
  schemas: Schemas,
  known: Known = {},
  depth = 0,
): fc.Arbitrary<unknown> {
  if ("$ref" in schema) return fitting(resolve(schema, schemas), schemas, known, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const parts = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (parts !== undefined) return fc.oneof(...parts.map((part) => fitting(part, schemas, known, depth)));
  switch (schema.type) {
    case "string":
      return texts(schema);
    case "integer":
      return fc.integer(bounds(schema));
    case "number": {
      const { min, max } = bounds(schema);
      return fc.oneof(fc.integer({ min, max }), fc.double({ min, max, noNaN: true }));
    }
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const { minItems = 0, maxItems = ITEMS } = schema;
      const item = fitting((schema as { items?: Schema }).items ?? {}, schemas, known, depth + 1);
      return fc.array(item, {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, ITEMS)),
      });
    }
    case "object":
      return objects(schema, schemas, known, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(schema: Schema, schemas: Schemas, known: Known, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => {
      const value = fitting(part as Schema, schemas, known, depth + 1);
      const pool = known[name];
      return [
        name,
        pool === undefined
          ? value
          : fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>(...pool) }, value),
      ];
    }),
  );
  const requiredKeys =
    depth >= DEPTH ? required : Object.keys(fields).filter((name) => required.includes(name));
  const record = fc.record(depth >= DEPTH ? pickFields(fields, required) : fields, { requiredKeys });
  if (typeof additionalProperties !== "object" || depth >= DEPTH) return record;
  const more = fc.dictionary(
    fc.oneof(
      { weight: 6, arbitrary: fc.stringMatching(/^[a-z]\w{0,7}$/) },
      { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
    ),
    fitting(additionalProperties as Schema, schemas, known, depth + 1),
    {
      maxKeys: ITEMS,
    },
  );
  return fc.tuple(more, record).map(([first, second]) => ({ ...first, ...(second as object) }));
}

function pickFields(fields: Record<string, fc.Arbitrary<unknown>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function bounds({ minimum, maximum, exclusiveMinimum }: Schema): { min: number; max: number } {
  const least = minimum ?? (typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : undefined);
  const max = maximum ?? Math.max(1_000, (least ?? 0) + 1_000);
  return { min: least ?? Math.min(-1_000, max), max };
}

function texts({ pattern, minLength = 0, maxLength = LENGTH, format }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) {
    try {
      const form = new RegExp(pattern.replaceAll("(?<!", "(?:"), "u");
      const any = fc.stringMatching(form, { size: "small" }).map((text) => text.slice(0, 200));
      const words = WORDS.filter((word) => form.test(word) && word.length <= maxLength);
      if (words.length === 0) return any;
      return fc.oneof({ weight: 6, arbitrary: any }, { weight: 1, arbitrary: fc.constantFrom(...words) });
    } catch {
      return fc.constantFrom("a1", "12", "name");
    }
  }
  if (format === "uri") return fc.constant("https://example.org/a");
  const any = fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(maxLength, LENGTH)),
    unit: "grapheme",
  });
  const words = WORDS.filter((word) => word.length >= minLength && word.length <= maxLength);
  if (words.length === 0) return any;
  return fc.oneof({ weight: 6, arbitrary: any }, { weight: 1, arbitrary: fc.constantFrom(...words) });
}

function resolve(schema: object, schemas: Schemas): Schema {
  const name =
    String((schema as { $ref: string }).$ref)
      .split("/")
      .at(-1) ?? "";
  const found = schemas[name];
  if (found === undefined) throw new Error(`no schema ${name}`);
  return found;
}

/** Names that every object has, so that a table which is asked for one of them answers. */
const WORDS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"] as const;

/** Things that no schema expects: wrong types, huge and hostile texts, numbers at the edges. */
const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    -1,
    0,
    1e308,
    -1e308,
    2 ** 53,
    1.5,
    "",
    "0",
    "\u0000",
    "../../etc/passwd",
    "'; DROP TABLE users;--",
  ],
  ...["<script>alert(1)</script>", "\ud800", "a".repeat(5_000), "％", [], [[]], [null], {}, { a: { b: {} } }],
  ...WORDS,
  ...[{ toString: 1, valueOf: 1 }, [{ toString: 1 }], JSON.parse('{"__proto__":{"a":1},"constructor":1}')],
  JSON.parse("[".repeat(40) + "]".repeat(40)),
];

/** `value` with something in it replaced, added or taken away. */
export function spoiled(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom(...ODD);
  return fc
    .tuple(
      value,
      odd,
      fc.nat(),
      fc.constantFrom("replace", "drop", "add", "whole"),
      fc.constantFrom("unexpected", ...WORDS),
    )
    .map(([whole, thing, place, how, key]) => {
      if (how === "whole" || typeof whole !== "object" || whole === null) return thing;
      const copy = structuredClone(whole) as Record<string, unknown>;
      const { holder, name } = pickPlace(copy, place);
      if (how === "add" || name === undefined)
        Object.defineProperty(holder, key, { value: thing, enumerable: true, configurable: true });
      else if (how === "drop") delete holder[name];
      else holder[name] = thing;
      return copy;
    });
}

/** One of all the places in a value. */
function pickPlace(whole: Record<string, unknown>, place: number) {
  const places: { holder: Record<string, unknown>; name: string | undefined }[] = [];
  const walk = (holder: Record<string, unknown>) => {
    for (const [name, inner] of Object.entries(holder)) {
      places.push({ holder, name });
      if (typeof inner === "object" && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(whole);
  return places[place % Math.max(1, places.length)] ?? { holder: whole, name: undefined };
}
