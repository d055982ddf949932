import { describe, expect, test } from "bun:test";
import type { ThingModel } from "../../../src/spine/model.ts";
import { makeVersionRig, number } from "./rig.ts";

const model = (...properties: ReturnType<typeof number>[]) =>
  ({ properties, events: [], services: [] }) as unknown as ThingModel;
const code = (act: () => unknown) => {
  try {
    act();
  } catch (cause) {
    return (cause as { code: string; params: unknown }).code;
  }
  return undefined;
};

test("a draft waits beside the model in force and is published with a note", () => {
  const { versions, products, clock } = makeVersionRig();
  const draft = versions.putDraft("p1", model(number("t")), "bob");
  expect(draft).toEqual({
    ...{ model: model(number("t")), basedOnVersion: 1, actor: "bob", updatedAt: 1_000 },
    etag: expect.stringMatching(/^"d\w+"$/),
  });
  expect([products.get("p1").modelVersion, versions.draft("p1")]).toEqual([1, draft]);
  clock.advance(500);
  expect(versions.putDraft("p1", model(number("u")), "eve").etag).not.toBe(draft.etag);
  versions.putDraft("p1", model(number("t")), "bob");
  expect(versions.publish("p1", { actor: "bob", note: "first" })).toMatchObject({
    product: { modelVersion: 2 },
    jobs: {},
  });
  expect([products.get("p1").model, versions.draft("p1")]).toEqual([model(number("t")), undefined]);
  expect(versions.list("p1")).toEqual([
    { version: 2, actor: "bob", createdAt: 1_500, note: "first", rolledBackTo: null, typeChanges: {} },
    { version: 1, actor: "ann", createdAt: 1_000, note: "", rolledBackTo: null, typeChanges: {} },
  ]);
  expect(code(() => versions.publish("p1", { actor: "bob" }))).toBe("not_found");
});

test("an older version comes back as a new one, and a draft stays", () => {
  const { versions, products } = makeVersionRig();
  versions.replace("p1", model(number("t")), "bob");
  versions.putDraft("p1", model(number("u")), "bob");
  versions.rollback("p1", 1, { actor: "eve" });
  expect(products.get("p1")).toMatchObject({ modelVersion: 3, model: model() });
  expect(versions.list("p1")[0]).toMatchObject({ version: 3, rolledBackTo: 1 });
  expect(versions.draft("p1")?.basedOnVersion).toBe(2);
  expect(
    versions.diff("p1", 2, "draft").changes.map(({ identifier, change }) => [identifier, change]),
  ).toEqual([
    ["u", "added"],
    ["t", "removed"],
  ]);
  expect(code(() => versions.rollback("p1", 9, { actor: "eve" }))).toBe("not_found");
  expect(code(() => versions.publish("p1", { actor: "eve", version: 2 }))).toBe("version_conflict");
});

describe("another type for stored values", () => {
  const rig = () => {
    const made = makeVersionRig(["a", "b", "c"]);
    made.products.setModel("p1", model(number("a"), number("b"), number("c"), number("d")), "ann");
    const texts = ["a", "b", "c", "d"].map((identifier) => number(identifier, "text"));
    made.versions.putDraft("p1", model(...texts), "bob");
    return made;
  };

  test("is refused until somebody says what becomes of each", () => {
    const { versions, products } = rig();
    const publish = () => versions.publish("p1", { actor: "bob", typeChanges: { a: "keep" } });
    expect(publish).toThrow(
      expect.objectContaining({
        code: "type_change_needs_choice",
        params: { properties: "b (int -> text), c (int -> text)" },
      }),
    );
    expect(products.get("p1").modelVersion).toBe(2);
    expect(code(() => versions.replace("p1", model(number("a", "bool")), "bob"))).toBe(
      "type_change_needs_choice",
    );
  });

  test("is kept, converted or put aside", () => {
    const { versions, asked, db } = rig();
    const typeChanges = { a: "keep", b: "convert", c: "separate" } as const;
    expect(versions.publish("p1", { actor: "bob", typeChanges }).jobs).toEqual({ b: 1 });
    const row = { id: "p1/c@v2/42", productKey: "p1", property: "c", into: "c@v2", afterSeq: 42 };
    expect(asked).toEqual([
      { productKey: "p1", identifier: "b", dataType: { type: "text" }, actor: "bob" },
      row,
    ]);
    expect(db.sqlite.query("SELECT id FROM series_separations").all()).toEqual([{ id: row.id }]);
    expect(versions.list("p1")[0]?.typeChanges).toEqual(typeChanges);
  });

  test("changes nothing when the conversion cannot be started", () => {
    const { versions, products, room } = rig();
    room.isFull = true;
    const typeChanges = { a: "convert", b: "separate", c: "keep" } as const;
    expect(code(() => versions.publish("p1", { actor: "bob", typeChanges }))).toBe("too_many_jobs");
    expect([products.get("p1").modelVersion, versions.draft("p1")?.actor]).toEqual([2, "bob"]);
    expect(versions.list("p1")).toHaveLength(2);
  });
});

test("only a change that asks what is stored looks through the devices, and before it is judged", async () => {
  const { products, surveyed } = makeVersionRig(["t"]);
  products.create({ productKey: "p2", name: "Oven", model: model(number("t"), number("u")) }, "ann");
  await products.prepareModels(new Map([["p2", model(number("t"), number("u"), number("w"))]]));
  expect(surveyed).toEqual([]);
  const typed = model(number("t", "text"), number("u"));
  await products.prepareModels(
    new Map([
      ["p1", model(number("t"))],
      ["p2", typed],
    ]),
  );
  expect(surveyed).toEqual([["p2"]]);
  expect(code(() => products.setModel("p2", typed, "bob"))).toBe("type_change_needs_choice");
});
