// What is said of a value that is written again; test/app/register-writes.test.ts has what becomes of the write.

import { expect, test } from "bun:test";
import { WrittenValues } from "../../src/app/written-values.ts";
import type { Command } from "../../src/downlink/downlink.ts";

const VALUE = {
  ...{ device: "1", identifier: "a", value: 1, isHeld: false, toldAt: 5 },
  refreshMs: 1_000,
};
const open = { id: 7, state: "sent" } as Command;
const done = { ...open, state: "succeeded", confirmedBy: "write", settledAt: 9 } satisfies Command;

test("the newest command of a value is asked for until it is settled", () => {
  const asked: number[] = [];
  let now: Command | undefined = open;
  const values = new WrittenValues({
    commandOf: (id) => {
      asked.push(id);
      return now;
    },
  });
  const answers: unknown[] = [values.repeated(VALUE, 0)];
  values.note([VALUE], open, 0);
  answers.push(values.repeated(VALUE, 1));
  now = done;
  answers.push(values.repeated(VALUE, 2), values.repeated(VALUE, 3));
  expect([answers, asked]).toEqual([
    [undefined, 7, "held", "held"],
    [7, 7],
  ]);
});

test("a command that is no longer kept says nothing, and neither does one of another value or device", () => {
  const values = new WrittenValues({ commandOf: () => undefined });
  values.note([VALUE], open, 0);
  values.note([{ ...VALUE, identifier: "b" }], done, 0);
  expect([
    values.repeated(VALUE, 1),
    values.repeated({ ...VALUE, identifier: "b" }, 1),
    values.repeated({ ...VALUE, identifier: "b", device: "2" }, 1),
    values.repeated({ ...VALUE, identifier: "b", value: 2 }, 1),
  ]).toEqual([undefined, "held", undefined, undefined]);
});
