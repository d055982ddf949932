import { expect, test } from "bun:test";
import { FULL } from "../../registers/rig.ts";
import { bodyOf, makeGalleryRig, SAVE } from "./rig.ts";

const IMPORT = "/product-templates/import";

test("a template goes to another Gantry and comes back changed", async () => {
  const here = makeGalleryRig();
  const there = makeGalleryRig();
  const body = { ...SAVE, verification: { unit: "No. 17" } };
  const saved = await bodyOf(here.call("POST", "/product-templates", { body }));
  const filed = await here.call("GET", `/product-templates/${saved.id}/bundle`, { role: "viewer" });
  expect(filed.headers.get("content-disposition")).toBe(`attachment; filename="${saved.id}.template.json"`);
  expect(filed.body).toMatchObject({
    ...{ format: "gantry.product", version: 1, productKey: saved.id },
    template: { id: saved.id, family: "machine", maker: "Müller", verification: { by: "admin", at: 1_000 } },
  });
  expect(filed.body).not.toHaveProperty("secrets");

  const dry = await bodyOf(there.call("POST", `${IMPORT}?dryRun=true`, { body: filed.body }));
  expect([dry.action, there.ownTemplates.list()]).toEqual(["create", []]);
  there.clock.advance(9_000);
  const made = await bodyOf(there.call("POST", IMPORT, { role: "developer", body: filed.body }));
  const life = { createdBy: "developer", createdAt: 10_000, updatedBy: "developer", updatedAt: 10_000 };
  const verification = { unit: "No. 17", by: "admin", at: 1_000, isElsewhere: true };
  expect(made).toEqual({
    ...{ dryRun: false, action: "create", differences: [] },
    template: { ...saved, verification, own: { productKey: null, ...life } },
  } as never);
  // The same bytes from there, but for who vouches.
  const again = await bodyOf(there.call("GET", `/product-templates/${saved.id}/bundle`));
  expect(again).toEqual({
    ...(filed.body as object),
    template: { ...(filed.body as { template: object }).template, verification },
  } as never);

  expect(await there.call("POST", IMPORT, { body: filed.body })).toMatchObject({
    body: { action: "unchanged" },
  });
  expect(await here.call("POST", IMPORT, { body: again })).toMatchObject({ body: { action: "unchanged" } });
  const settings = { name: "Press 80 t", description: "", validation: "off" };
  const changed = { ...again, settings, template: { ...(again.template as object), note: "New wiring" } };
  const differences = [
    { path: "name", before: "Press 40 t", after: "Press 80 t" },
    { path: "description" },
    { path: "note", after: "New wiring" },
    { path: "settings.dialects" },
    { path: "settings.validation", before: "strict", after: "off" },
  ];
  expect(await here.call("POST", `${IMPORT}?dryRun=true`, { body: changed })).toMatchObject({
    body: { action: "replace", differences, dryRun: true },
  });
  expect(here.ownTemplates.find(saved.id)?.name).toBe("Press 40 t");
  expect(await here.call("POST", IMPORT, { body: changed })).toMatchObject({
    body: { action: "replace", differences, template: { id: saved.id, own: { productKey: "press" } } },
  });
  const copied = await bodyOf(here.call("POST", `${IMPORT}?asNew=true`, { body: changed }));
  expect(copied).toMatchObject({ action: "create", template: { name: "Press 80 t" } });
  expect(here.ownTemplates.list()).toHaveLength(2);
  expect(here.entries.map(([, { action }]) => action)).toEqual([
    "template.create",
    "template.import",
    "template.import",
  ]);
});

test("the file of a product makes one too, without its secrets", async () => {
  const { call, ownTemplates } = makeGalleryRig();
  const body = {
    ...{ format: "gantry.product", version: 1, productKey: "oven" },
    settings: { name: "Oven", registration: "open", isEnabled: false },
    thingModel: { properties: [{ identifier: "t", name: "T", dataType: { type: "float" } }] },
    sections: { registerMap: { points: [], sources: [{ title: "Manual" }] } },
    secrets: { productSecret: "hush" },
  };
  const { template } = await bodyOf(call("POST", IMPORT, { body }));
  expect(template).toMatchObject({
    ...{ name: "Oven", family: "other", maker: "", sources: [{ title: "Manual" }] },
    settings: { nodeType: "direct", validation: "warn" },
  });
  const stored = JSON.stringify(ownTemplates.list().map(({ id }) => ownTemplates.find(id)));
  expect([stored.includes("hush"), stored.includes("registration")]).toEqual([false, false]);
});

test("one that comes with Gantry is filed, and imported as one's own", async () => {
  const { call } = makeGalleryRig();
  const body = await bodyOf(call("GET", "/product-templates/eastron-sdm630/bundle"));
  const { template } = (await bodyOf(call("POST", IMPORT, { body }))) as unknown as {
    template: { id: string; origin: string; isVerified: boolean; family: string };
  };
  expect(template).toMatchObject({ origin: "own", family: "power-meter", isVerified: false });
  expect(template.id).toStartWith("own-");
});

test("what is none is refused with its places, and so are low roles", async () => {
  const { call } = makeGalleryRig();
  const { status, body } = await call("POST", IMPORT, {
    body: {
      ...{ format: "gantry.product", version: 1, productKey: "x", settings: { name: "X" }, thingModel: {} },
      ...{ template: { id: "x", family: "toy" }, sections: { registerMap: { points: 3 }, other: {} } },
    },
  });
  const { errors } = body as { errors: { path: string }[] };
  expect([status, errors.map(({ path }) => path)]).toEqual([
    400,
    ["template.family", "template.maker", "template.makerModel", "template.note"],
  ]);
  expect((await call("POST", IMPORT, { role: "operator", body: {} })).status).toBe(403);
  expect((await call("GET", "/product-templates/own-none/bundle")).status).toBe(404);
});

test("a product is made of it with everything, under the name that is given", async () => {
  const { call, products, registerMaps, entries } = makeGalleryRig();
  const body = { ...SAVE, verification: { unit: "No. 17" } };
  const { id } = await bodyOf(call("POST", "/product-templates", { body }));
  const make = (more: object) =>
    call("POST", `/product-templates/${id}/products`, { role: "developer", body: more });
  expect(await make({ productKey: "press-2", name: "Press of hall C" })).toMatchObject({
    status: 201,
    body: { name: "Press of hall C", description: "Of hall B", validation: "strict", registration: "off" },
  });
  expect(products.get("press-2").model).toEqual(products.get("press").model);
  expect(products.get("press-2").productSecret).not.toBe("hush");
  expect(registerMaps.get("press-2")).toEqual({ ...FULL, sources: [{ title: "Manual" }], isVerified: true });
  expect(entries.at(-1)).toMatchObject(["developer", { action: "product.create", after: { template: id } }]);
  expect(await make({ productKey: "press" })).toMatchObject({ status: 409 });
  expect(products.get("press").name).toBe("Press");
});
