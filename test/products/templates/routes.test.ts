import { expect, test } from "bun:test";
import { makeGalleryRig, SAVE } from "./own/rig.ts";

interface Page {
  readonly items: readonly { readonly id: string; readonly family: string; readonly name: string }[];
  readonly nextCursor: string | null;
  readonly total: number;
}

function open() {
  const rig = makeGalleryRig();
  const list = async (query: string) => (await rig.call("GET", `/product-templates?${query}`)).body as Page;
  return { ...rig, list };
}

test("lists by words and family, a page at a time, in either language", async () => {
  const { list, call, clock } = open();
  for (const name of ["A", "B", "C"]) {
    await call("POST", "/product-templates", { body: { ...SAVE, name } });
    if (name === "B") clock.advance(1);
  }
  const first = await list("limit=2");
  expect(first.items).toHaveLength(2);
  expect(first.total).toBeGreaterThanOrEqual(40);
  const seen = [...first.items];
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await list(`limit=20&cursor=${cursor}`);
    seen.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(first.total);
  expect(seen[0]?.name).toBe("C");
  expect(seen.slice(3).map(({ id }) => id)).toEqual(
    seen
      .slice(3)
      .map(({ id }) => id)
      .sort(),
  );
  const drives = await list("family=drive&q=siemens&language=zh");
  expect(drives.items.map(({ id }) => id)).toEqual(["siemens-g120", "siemens-v20"]);
  expect(drives.items[0]?.name).toContain("变频器");
});

test("shows one template with its model, its registers and where they are from", async () => {
  const { call } = open();
  expect(await call("GET", "/product-templates/eastron-sdm630", { role: "viewer" })).toMatchObject({
    status: 200,
    body: {
      id: "eastron-sdm630",
      family: "power-meter",
      ...{ origin: "built-in", own: null, verification: null },
      thingModel: {
        properties: expect.arrayContaining([expect.objectContaining({ identifier: "voltageA" })]),
      },
      registerMap: { isVerified: false, sources: [{ url: expect.stringContaining("https://") }, {}] },
    },
  });
  expect(await call("GET", "/product-templates/none")).toMatchObject({ status: 404 });
});

test("makes a product of it with both, and says so in the audit trail", async () => {
  const { call, products, registerMaps, entries } = open();
  const make = (body: object) =>
    call("POST", "/product-templates/chint-dtsu666/products", { role: "developer", body });
  expect(await make({ productKey: "meter", language: "zh" })).toMatchObject({
    status: 201,
    body: { productKey: "meter", name: "正泰 DTSU666 三相电能表", status: "draft", deviceCount: 0 },
  });
  expect(products.get("meter").model.properties[0]?.name).toBe("AB线电压");
  expect(registerMaps.get("meter").points[0]).toMatchObject({ identifier: "voltageAB", address: 0x2000 });
  expect(entries.map(([, { action, after }]) => [action, after])).toEqual([
    ["product.create", expect.objectContaining({ template: "chint-dtsu666" })],
  ]);
  expect(await make({ productKey: "meter" })).toMatchObject({ status: 409 });
  expect(await make({ name: "Main meter" })).toMatchObject({ status: 201, body: { name: "Main meter" } });
  expect(await call("POST", "/product-templates/none/products", { body: {} })).toMatchObject({ status: 404 });
});

test("an operator makes none", async () => {
  const { call, products } = open();
  const answer = await call("POST", "/product-templates/tuf-2000/products", { role: "operator", body: {} });
  expect(answer).toMatchObject({ status: 403 });
  expect(products.count()).toBe(1);
});
