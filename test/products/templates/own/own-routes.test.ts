import { expect, test } from "bun:test";
import { FULL, MODEL } from "../../registers/rig.ts";
import { bodyOf, makeGalleryRig, SAVE } from "./rig.ts";

test("a product is saved whole, but for what is its plant's alone", async () => {
  const { call, entries } = makeGalleryRig();
  const verification = { unit: "P40 no. 17, firmware 2.3" };
  const unit = { id: 5, serial: { baud: 19_200 }, tcpPort: 502 };
  const saved = await call("POST", "/product-templates", {
    role: "developer",
    body: { ...SAVE, verification, unit },
  });
  expect(saved).toMatchObject({ status: 201 });
  const { id, ...template } = saved.body as { id: string } & Record<string, unknown>;
  expect(id).toMatch(/^own-[A-Za-z0-9]{10}$/);
  const life = { createdBy: "developer", createdAt: 1_000, updatedBy: "developer", updatedAt: 1_000 };
  expect(template).toEqual({
    ...{ origin: "own", family: "machine", maker: "Müller", makerModel: "P40", name: "Press 40 t" },
    ...{ description: "Of hall B", note: "Terminals 3 and 4", isVerified: true },
    verification: { ...verification, by: "developer", at: 1_000, isElsewhere: false },
    own: { productKey: "press", ...life },
    sources: [{ title: "Manual" }],
    settings: {
      ...{ nodeType: "direct", dialects: ["plain"], dataMode: "model", validation: "strict" },
      ...{ offlineRule: { staleAfterS: null, offlineAfterS: null }, retentionDays: null },
    },
    thingModel: MODEL,
    mapping: { isShared: false, rows: [] },
    registerMap: {
      ...FULL,
      ...{ sources: [{ title: "Manual" }], isVerified: true },
      unit: {
        ...FULL.unit,
        id: 5,
        serial: { baud: 19_200, dataBits: 8, parity: "none", stopBits: 1 },
        tcpPort: 502,
      },
    },
  });
  expect(JSON.stringify(saved.body)).not.toContain("hush");
  expect(entries.map(([, { action, target }]) => [action, target])).toEqual([["template.create", id]]);
  expect(JSON.stringify(entries)).not.toContain("thingModel");
});

test("of a map that was compared nothing is said unless somebody says it", async () => {
  const { call } = makeGalleryRig();
  const saved = await bodyOf(call("POST", "/product-templates", { body: SAVE }));
  expect([saved.verification, saved.registerMap]).toMatchObject([null, { isVerified: false }]);
});

test("what is said of it changes, guarded by an ETag; what it holds stays", async () => {
  const { call, clock, entries } = makeGalleryRig();
  const { id } = await bodyOf(call("POST", "/product-templates", { body: SAVE }));
  const path = `/product-templates/${id}`;
  const before = await call("GET", path);
  const etag = before.headers.get("etag") ?? "";
  clock.advance(500);
  const body = { name: "Press 60 t", verification: { unit: "No. 3" }, unit: { serial: null, id: 9 } };
  const patched = await call("PATCH", path, { role: "developer", body, headers: { "if-match": etag } });
  expect(patched).toMatchObject({
    status: 200,
    body: {
      ...{ name: "Press 60 t", note: "Terminals 3 and 4" },
      verification: { unit: "No. 3", by: "developer", at: 1_500, isElsewhere: false },
      own: { createdBy: "admin", createdAt: 1_000, updatedBy: "developer", updatedAt: 1_500 },
      registerMap: { unit: { id: 9 }, points: FULL.points, isVerified: true },
    },
  });
  const again = await call("PATCH", path, { body: { note: "x" }, headers: { "if-match": etag } });
  expect(again).toMatchObject({ status: 412, body: { code: "changed_meanwhile" } });
  expect(await call("PATCH", path, { body: { verification: null } })).toMatchObject({
    body: { isVerified: false, verification: null, name: "Press 60 t" },
  });
  await call("PATCH", path, { body: { name: "Press 60 t" } });
  expect(entries.map(([, { action }]) => action)).toEqual([
    "template.create",
    "template.update",
    "template.update",
  ]);
  expect(await call("PATCH", path, { body: { family: "toy" } })).toMatchObject({ status: 400 });
});

test("it is brought to what a product is now, after the difference was told", async () => {
  const { call, products, registerMaps, entries, ownTemplates } = makeGalleryRig();
  const body = { ...SAVE, verification: { unit: "No. 17" }, unit: { id: 7, serial: { baud: 19_200 } } };
  const { id } = await bodyOf(call("POST", "/product-templates", { body }));
  const put = (query: string, more: object = {}) =>
    call("PUT", `/product-templates/${id}?${query}`, { body: { productKey: "press", ...more } });
  expect(await put("dryRun=true")).toMatchObject({ status: 200, body: { differences: [], dryRun: true } });
  products.update("press", { validation: "warn" }, "ann");
  expect(await put("")).toMatchObject({
    body: {
      differences: [{ path: "settings.validation", before: "strict", after: "warn", fields: [] }],
      template: {
        ...{ name: "Press 40 t", isVerified: true, settings: { validation: "warn" } },
        registerMap: { unit: { id: 7, serial: { baud: 19_200 } } },
      },
    },
  });
  products.setModel("press", { ...MODEL, properties: MODEL.properties.slice(1) }, "ann");
  const points = FULL.points
    .slice(1)
    .map((point) => (point.identifier === "relay" ? { ...point, address: 8 } : point));
  registerMaps.set("press", { ...FULL, points }, "ann");
  const differences = [
    { path: "thingModel.properties.voltage", kind: "removed", fields: [] },
    { path: "registerMap.points.voltage", kind: "removed", fields: [] },
    { path: "registerMap.points.relay", kind: "changed", fields: ["address"] },
    { path: "verification", kind: "removed", fields: [] },
  ];
  expect(await put("dryRun=true")).toMatchObject({ body: { dryRun: true, differences } });
  expect(ownTemplates.find(id)?.content.thingModel).toEqual(MODEL);
  expect(await put("", { verification: { unit: "No. 18" } })).toMatchObject({
    body: {
      differences: [...differences.slice(0, 3), { path: "verification", kind: "changed" }],
      template: { verification: { unit: "No. 18" } },
    },
  });
  expect(ownTemplates.find(id)?.pointCount).toBe(FULL.points.length - 1);
  expect(entries.slice(1).map(([, { action, target, after }]) => [action, target, after])).toEqual([
    ["template.replace", id, { productKey: "press", changed: ["settings.validation"] }],
    ["template.replace", id, { productKey: "press", changed: differences.map(({ path }) => path) }],
  ]);
  expect(await put("dryRun=true", { unit: { serial: null } })).toMatchObject({
    body: { differences: [{ path: "registerMap.unit", fields: ["serial"] }] },
  });
  expect(await put("", { productKey: "none" })).toMatchObject({ status: 404 });
});

test("it is deleted; those that come with Gantry are not, nor changed", async () => {
  const { call, entries } = makeGalleryRig();
  const { id } = await bodyOf(call("POST", "/product-templates", { body: SAVE }));
  const path = `/product-templates/${id}`;
  expect((await call("DELETE", path, { role: "operator" })).status).toBe(403);
  expect((await call("DELETE", path, { role: "developer" })).status).toBe(204);
  expect((await call("GET", path)).status).toBe(404);
  expect((await call("DELETE", path)).status).toBe(404);
  expect(entries.at(-1)).toMatchObject(["developer", { action: "template.delete", target: id }]);
  const builtIn = "/product-templates/eastron-sdm630";
  const refused = { status: 409, body: { code: "template_built_in" } };
  expect(await call("DELETE", builtIn)).toMatchObject(refused);
  expect(await call("PATCH", builtIn, { body: { name: "x" } })).toMatchObject(refused);
  expect(await call("PUT", builtIn, { body: { productKey: "press" } })).toMatchObject(refused);
});

test("who only reads or operates saves none, and a narrow reach saves none", async () => {
  const { call, ownTemplates } = makeGalleryRig();
  for (const role of ["viewer", "operator"] as const)
    expect((await call("POST", "/product-templates", { role, body: SAVE })).status).toBe(403);
  const scopes = [{ kind: "product" as const, productKey: "press" }];
  expect(await call("POST", "/product-templates", { scopes, body: SAVE })).toMatchObject({
    status: 403,
    body: { code: "out_of_scope" },
  });
  expect(ownTemplates.list()).toEqual([]);
});
