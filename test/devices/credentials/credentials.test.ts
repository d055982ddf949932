import { expect, test } from "bun:test";
import { NOW, setUpCredentials } from "./fixture.ts";

test("a use is kept of a device that has more than its secret, and written at the end", () => {
  const { noteUse, book, close, open, d1, d2 } = setUpCredentials();
  book.add(d1, { kind: "token" }, "ann");
  const use = { at: NOW, dialect: "plain", address: "10.1.1.1:2" };
  noteUse(d1.id, 0, use);
  noteUse(d2.id, 0, use);
  close();
  const again = open();
  expect(again.book.list(d1)[0]?.lastUse).toEqual(use);
  expect(again.book.list(d2)[0]?.lastUse).toBeUndefined();
  expect([again.proofs.isHolder(d1.id), again.proofs.isHolder(d2.id)]).toEqual([true, false]);
});
