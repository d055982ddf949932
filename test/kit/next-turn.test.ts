import { expect, test } from "bun:test";
import { nextTurn } from "../../src/kit/next-turn.ts";

test("nextTurn lets what is waiting run first", async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push("waiting"));
  await nextTurn();
  seen.push("after");
  expect(seen).toEqual(["waiting", "after"]);
});
