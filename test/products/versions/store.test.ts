import { expect, test } from "bun:test";
import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { openSeparations } from "../../../src/products/versions/separations.ts";
import { makeVersionStore } from "../../../src/products/versions/store.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

test("keeps drafts and notes, which go with their product", () => {
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock: makeManualClock(1) });
  openSeparations(db);
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const store = makeVersionStore(db);
  const draft = { model: "{}", basedOnVersion: 1, actor: "ann", updatedAt: 5 };
  const note = { version: 2, note: "why", rolledBackTo: null, typeChanges: "{}" };
  store.putDraft("pk", draft);
  store.putDraft("pk", { ...draft, updatedAt: 6 });
  store.addNote("pk", note);
  expect([store.draft("pk"), store.notes("pk")]).toEqual([{ ...draft, updatedAt: 6 }, [note]]);
  expect([store.removeDraft("pk"), store.removeDraft("pk"), store.draft("pk")]).toEqual([
    true,
    false,
    undefined,
  ]);
  store.putDraft("pk", draft);
  products.remove("pk", "ann");
  expect([store.draft("pk"), store.notes("pk")]).toEqual([undefined, []]);
});
