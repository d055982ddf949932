import { expect, test } from "bun:test";
import { makeListeners } from "../../src/kit/listeners.ts";

test("all are told until they leave, also one that leaves while it is told", () => {
  const { add, tell } = makeListeners<[text: string]>();
  const heard: string[] = [];
  const leave = add((text) => {
    heard.push(`first ${text}`);
    leave();
  });
  add((text) => heard.push(`second ${text}`));
  tell("a");
  tell("b");
  expect(heard).toEqual(["first a", "second a", "second b"]);
});
