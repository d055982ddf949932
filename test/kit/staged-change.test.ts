import { expect, test } from "bun:test";
import { commitStaged, type StagedChange } from "../../src/kit/staged-change.ts";

function recorder() {
  const steps: string[] = [];
  const db = {
    transaction<R>(fn: () => R): R {
      steps.push("begin");
      const value = fn();
      steps.push("commit");
      return value;
    },
  };
  const change = (name: string): StagedChange<string> => ({
    write: () => void steps.push(`write ${name}`),
    publish: () => {
      steps.push(`publish ${name}`);
      return name;
    },
  });
  return { steps, db, change };
}

test("publishes only after all is committed", () => {
  const { steps, db, change } = recorder();
  expect(commitStaged(db, [change("a"), change("b")])).toEqual(["a", "b"]);
  expect(steps).toEqual(["begin", "write a", "write b", "commit", "publish a", "publish b"]);
});

test("publishes nothing when a write fails", () => {
  const { steps, db, change } = recorder();
  const broken: StagedChange<string> = {
    ...change("b"),
    write() {
      throw new Error("disk full");
    },
  };
  expect(() => commitStaged(db, [change("a"), broken])).toThrow("disk full");
  expect(steps).toEqual(["begin", "write a"]);
});
