import { expect, test } from "bun:test";
import { readBundle } from "../../../../src/products/bundle/bundle.ts";
import { planImport } from "../../../../src/products/bundle/import.ts";
import type { OwnTemplate } from "../../../../src/products/templates/own/own-templates.ts";
import { draftOf, productFile, templateFile } from "../../../../src/products/templates/own/template-file.ts";
import { bodyOf, makeGalleryRig, SAVE } from "./rig.ts";

async function open() {
  const rig = makeGalleryRig();
  const body = { ...SAVE, verification: { unit: "No. 17" } };
  const { id } = await bodyOf(rig.call("POST", "/product-templates", { body }));
  return { ...rig, template: rig.ownTemplates.find(id) as OwnTemplate };
}

test("a file is read back as what was filed", async () => {
  const { template, sections } = await open();
  const document: unknown = JSON.parse(JSON.stringify(templateFile(template)));
  const read = readBundle(document, sections);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const { id, name, family, maker, makerModel, description, note, sources, content } = template;
  expect(draftOf(read.value)).toEqual({
    ...{
      id,
      facts: { name, family, maker, makerModel, description, note, sources },
      content,
      productKey: null,
    },
    verification: { unit: "No. 17", by: "admin", at: 1_000, isElsewhere: true },
  });
});

test("one without registers has none in its file, and a product's file says nothing of a template", async () => {
  const { template, products } = await open();
  const { registerMap } = template.content;
  const empty = { ...registerMap, points: [], groups: [], unit: {} };
  expect(productFile(template).sections).toMatchObject({ registerMap: { isVerified: true } });
  expect(productFile(template).template).toBeUndefined();
  const { content } = draftOf({ ...productFile(template), sections: {} });
  expect(content.registerMap).not.toEqual(empty as never);
  expect(productFile({ ...template, content }).sections).toEqual({});
  expect(products.get("press").name).toBe("Press");
});

test("a product is made of the file as of any product's", async () => {
  const { template, products, registerMaps, ...rig } = await open();
  const plan = planImport({ ...rig, products }, templateFile(template), { actor: "bob" });
  expect(plan).toMatchObject({ productKey: template.id, action: "create", left: [] });
  expect(plan.commit()).toMatchObject({ name: "Press 40 t", validation: "strict", registration: "off" });
  expect(registerMaps.get(template.id).points).toEqual(registerMaps.get("press").points);
});

test("who is named as a template elsewhere gets an identifier of its own here", async () => {
  const { template } = await open();
  const file = templateFile({ ...template, id: "eastron-sdm630" });
  expect(draftOf(file).id).toBeUndefined();
});
