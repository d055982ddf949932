import { expect, test } from "bun:test";
import type { NewTemplate, OwnTemplates } from "../../../../src/products/templates/own/own-templates.ts";
import { openOwnTemplates } from "../../../../src/products/templates/own/own-templates.ts";
import { contentOf } from "../../../../src/products/templates/own/template-content.ts";
import { FULL } from "../../registers/rig.ts";
import { makeGalleryRig } from "./rig.ts";

function open() {
  const rig = makeGalleryRig();
  const content = contentOf(rig.products.get("press"), FULL);
  const facts = {
    ...{ name: "Press", family: "machine" as const, maker: "", makerModel: "" },
    ...{ description: "", note: "", sources: [] },
  };
  const draft: NewTemplate = { facts, content, verification: null, productKey: "press" };
  return { ...rig, draft };
}

const code = (act: () => unknown) => {
  try {
    act();
  } catch (cause) {
    return (cause as { code: string }).code;
  }
  return undefined;
};

test("they survive a restart, and are listed newest first without what they hold", () => {
  const { db, clock, ownTemplates, draft } = open();
  const first = ownTemplates.create(draft, "ann");
  clock.advance(1);
  const second = ownTemplates.create({ ...draft, id: "own-0123456789" }, "ann");
  expect(ownTemplates.create({ ...draft, id: second.id }, "bob").id).not.toBe(second.id);
  const again: OwnTemplates = openOwnTemplates({ db, clock });
  expect(again.find(first.id)).toEqual(first);
  expect(again.list()[2]).toEqual((({ content: _, ...rest }) => rest)(first));
  expect(again.find("own-none")).toBeUndefined();
});

test("a change that changes nothing is none; a preview writes nothing", () => {
  const { clock, ownTemplates, draft } = open();
  const { id } = ownTemplates.create(draft, "ann");
  const before = ownTemplates.find(id);
  clock.advance(5);
  expect(ownTemplates.update(id, { facts: draft.facts }, "bob")).toEqual(before as never);
  const facts = { ...draft.facts, name: "Oven" };
  expect(ownTemplates.preview(id, { facts }).name).toBe("Oven");
  expect(ownTemplates.find(id)).toEqual(before);
  expect(ownTemplates.update(id, { facts }, "bob")).toMatchObject({
    ...{ name: "Oven", createdBy: "ann", updatedBy: "bob", updatedAt: 1_005 },
  });
  ownTemplates.remove(id);
  expect([code(() => ownTemplates.remove(id)), code(() => ownTemplates.preview(id, {}))]).toEqual([
    "not_found",
    "not_found",
  ]);
});

test("number, size and sum are bounded", () => {
  const { ownTemplates, draft } = open();
  const sized = (chars: number): NewTemplate => ({
    ...draft,
    content: { ...draft.content, registerMap: { ...FULL, note: "x".repeat(chars) } },
  });
  expect(code(() => ownTemplates.create(sized(70_000), "ann"))).toBe("payload_too_large");
  const { id } = ownTemplates.create(sized(55_000), "ann");
  expect(code(() => ownTemplates.create(sized(55_000), "ann"))).toBe("templates_full");
  // What it took before is free for what it takes then.
  expect(code(() => ownTemplates.update(id, sized(56_000), "ann"))).toBeUndefined();
  for (let count = 1; count < 4; count += 1) ownTemplates.create(draft, "ann");
  expect(code(() => ownTemplates.create(draft, "ann"))).toBe("too_many_templates");
});
