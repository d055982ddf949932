import { expect, test } from "bun:test";
import { makePermissions } from "../../../src/http/http.ts";
import { getFromGallery, searchGallery } from "../../../src/products/templates/gallery.ts";
import { BUILT_IN } from "../../../src/spine/permission.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { bodyOf, makeGalleryRig, SAVE } from "./own/rig.ts";

const NO_GROUPS = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const reachOf = (productKey: string) =>
  makePermissions(BUILT_IN.viewer, [{ kind: "product", productKey }], NO_GROUPS).reach;
const language = "en" as const;

async function open() {
  const rig = makeGalleryRig();
  const first = await bodyOf(rig.call("POST", "/product-templates", { body: SAVE }));
  rig.clock.advance(1);
  const drive = { ...SAVE, name: "Drive of the press", family: "drive", maker: "", makerModel: "FC-7" };
  const second = await bodyOf(rig.call("POST", "/product-templates", { body: drive }));
  const find = (search: object = {}, reach = EVERYTHING) =>
    searchGallery(rig.ownTemplates, { language, reach, ...search });
  return { ...rig, first, second, find };
}

test("people's own stand first, and both are found by kind, words and origin", async () => {
  const { find, first, second } = await open();
  const all = find();
  expect(all.slice(0, 2).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(all.slice(2).every(({ origin, own }) => origin === "built-in" && own === null)).toBe(true);
  expect(
    find({ family: "drive" })
      .slice(0, 2)
      .map(({ origin }) => origin),
  ).toEqual(["own", "built-in"]);
  expect(find({ q: "müller  p40 terminals" }).map(({ id }) => id)).toEqual([first.id]);
  expect(find({ q: "fc-7" }).map(({ name }) => name)).toEqual(["Drive of the press"]);
  expect(find({ origin: "own", family: "plc" })).toEqual([]);
  expect(find({ origin: "built-in" })).toHaveLength(all.length - 2);
});

test("who reaches some products sees what was made of those", async () => {
  const { find, ownTemplates, first } = await open();
  expect(find({ origin: "own" }, reachOf("press"))).toHaveLength(2);
  expect(find({ origin: "own" }, reachOf("oven"))).toEqual([]);
  const get = (productKey: string) =>
    getFromGallery(ownTemplates, first.id, { language, reach: reachOf(productKey) });
  expect(get("press").name).toBe("Press 40 t");
  expect(() => get("oven")).toThrow("does not exist");
  expect(getFromGallery(ownTemplates, "siemens-v20", { language, reach: reachOf("oven") }).origin).toBe(
    "built-in",
  );
});
