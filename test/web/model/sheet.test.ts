import { describe, expect, test } from "bun:test";
import type { ThingModel } from "../../../src/spine/model.ts";
import { draftFeature } from "../../../web/src/products/model/draft/feature-draft.ts";
import {
  duplicateRow,
  insertRows,
  moveRow,
  putDraft,
  readSheet,
  removeRow,
  type Sheet,
  sheetOf,
} from "../../../web/src/products/model/draft/sheet.ts";
import { changed, redone, undone } from "../../../web/src/products/model/draft/sheet-history.ts";

const property = (identifier: string): ThingModel["properties"][number] => ({
  identifier,
  name: identifier,
  accessMode: "r",
  required: false,
  dataType: { type: "float" },
});
const MODEL: ThingModel = {
  properties: [property("a"), property("b"), property("pump:speed")],
  events: [{ identifier: "hot", name: "Hot", level: "alert", output: [] }],
  services: [{ identifier: "reset", name: "Reset", callType: "sync", input: [], output: [] }],
  modules: [{ identifier: "pump", name: "Pump" }],
};
const identifiers = (sheet: Sheet) => sheet.properties.map((row) => row.draft.identifier);
const idOf = (sheet: Sheet, identifier: string) =>
  sheet.properties.find((row) => row.draft.identifier === identifier)?.id ?? -1;

describe("a sheet", () => {
  test("is read back as the model it was made of", () => {
    const { model, errors } = readSheet(sheetOf(MODEL));
    expect(model).toEqual(MODEL);
    expect(errors.size).toBe(0);
  });

  test("keeps how a property is calculated", () => {
    const calculated = { kind: "formula", formula: "a * 2" } as const;
    const model = { ...MODEL, properties: [property("a"), { ...property("c"), calculated }] };
    expect(readSheet(sheetOf(model)).model).toEqual(model);
  });

  test("without modules says nothing of them", () => {
    const { modules: _none, ...model } = { ...MODEL, properties: [property("a")] };
    expect(readSheet(sheetOf(model)).model).toEqual(model);
  });

  test("rows come, go, change places and are doubled", () => {
    const sheet = sheetOf(MODEL);
    const id = idOf(sheet, "b");
    expect(identifiers(removeRow(sheet, "properties", id))).toEqual(["a", "pump:speed"]);
    expect(identifiers(moveRow(sheet, { kind: "properties", id, by: -1 }))).toEqual(["b", "a", "pump:speed"]);
    expect(moveRow(sheet, { kind: "properties", id: idOf(sheet, "a"), by: -1 })).toBe(sheet);
    const doubled = duplicateRow(duplicateRow(sheet, "properties", id), "properties", id);
    expect(identifiers(doubled)).toEqual(["a", "b", "b_3", "b_2", "pump:speed"]);
    const draft = { ...draftFeature(undefined), identifier: "c", name: "C" };
    expect(identifiers(insertRows(sheet, { kind: "properties", at: 1, drafts: [draft] }))).toEqual([
      "a",
      "c",
      "b",
      "pump:speed",
    ]);
  });

  test("features follow their module when it gets another name", () => {
    const sheet = sheetOf(MODEL);
    const [row] = sheet.modules;
    if (row === undefined) throw new Error("no module");
    const renamed = putDraft(sheet, {
      kind: "modules",
      id: row.id,
      draft: { ...row.draft, identifier: "motor" },
    });
    expect(identifiers(renamed)).toEqual(["a", "b", "motor:speed"]);
    expect(readSheet(renamed).errors.size).toBe(0);
  });

  test("what is used twice, or in no module, is told of the later one", () => {
    const sheet = sheetOf({ ...MODEL, properties: [property("a"), property("a"), property("fan:x")] });
    expect([...readSheet(sheet).errors.values()]).toEqual([
      { identifier: "taken" },
      { identifier: "module" },
    ]);
  });

  test("a thousand rows are read again in a moment, as only what changed is", () => {
    const properties = Array.from({ length: 1_000 }, (_, index) => property(`p${index}`));
    const sheet = sheetOf({ ...MODEL, properties });
    const first = readSheet(sheet);
    const draft = { ...draftFeature(undefined), identifier: "p0", name: "new" };
    const again = readSheet(putDraft(sheet, { kind: "properties", id: idOf(sheet, "p0"), draft }));
    expect(again.model.properties[1]).toBe(first.model.properties[1] as ThingModel["properties"][number]);
  });
});

test("undo and redo walk through what was", () => {
  const [one, two, three] = [sheetOf(MODEL), sheetOf(MODEL), sheetOf(MODEL)];
  const history = changed(changed({ past: [], now: one, future: [] }, two), three);
  expect(undone(history)).toEqual({ past: [one], now: two, future: [three] });
  expect(redone(undone(history))).toEqual(history);
  expect(undone(undone(undone(history))).now).toBe(one);
  expect(changed(undone(history), one).future).toEqual([]);
  expect(changed(history, three)).toBe(history);
  expect(redone(history)).toEqual(history);
});
