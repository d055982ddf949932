import { expect, test } from "bun:test";
import type { OwnTemplate } from "../../../../src/products/templates/own/own-templates.ts";
import { templateDifferences } from "../../../../src/products/templates/own/template-difference.ts";
import { FULL } from "../../registers/rig.ts";
import { makeGalleryRig, SAVE } from "./rig.ts";

test("what is said of it and what it holds is compared place by place", async () => {
  const { call, ownTemplates } = makeGalleryRig();
  await call("POST", "/product-templates", { body: SAVE });
  const [{ id } = { id: "" }] = ownTemplates.list();
  const before = ownTemplates.find(id) as OwnTemplate;
  expect(
    templateDifferences(before, { ...before, updatedAt: 5, updatedBy: "bob", productKey: null }),
  ).toEqual([]);
  const { content } = before;
  const after: OwnTemplate = {
    ...before,
    ...{ name: "Oven", sources: [] },
    verification: { unit: "No. 1", by: "ann", at: 1, isElsewhere: false },
    content: {
      settings: { ...content.settings, retentionDays: 30 },
      thingModel: { ...content.thingModel, properties: content.thingModel.properties.slice(0, -1) },
      mapping: { isShared: true, rows: [] },
      registerMap: {
        ...content.registerMap,
        unit: { ...FULL.unit, maxGap: 0 },
        groups: FULL.groups.slice(0, 1),
        note: "Firmware 2",
      },
    },
  };
  expect(templateDifferences(before, after)).toEqual([
    { path: "name", kind: "changed", fields: [], before: "Press 40 t", after: "Oven" },
    { path: "sources", kind: "changed", fields: [], before: [{ title: "Manual" }], after: [] },
    { path: "settings.retentionDays", kind: "changed", fields: [], before: null, after: 30 },
    { path: "thingModel.properties.mode", kind: "removed", fields: [] },
    { path: "mapping", kind: "changed", fields: [] },
    { path: "registerMap.groups.slow", kind: "removed", fields: [] },
    { path: "registerMap.unit", kind: "changed", fields: ["maxGap"] },
    { path: "registerMap.note", kind: "changed", fields: [] },
    { path: "verification", kind: "changed", fields: [] },
  ]);
  expect(templateDifferences(after, before).at(-1)).toEqual({
    path: "verification",
    kind: "removed",
    fields: [],
  });
});
