// Runs every case of cases/: bytes in, bytes out, closed or not. Each case is run with the bytes whole, one by one,
// and in random splits: the outcome must be the same. mosquitto.test.ts plays the same cases to another broker.

import { describe, expect, test } from "bun:test";
import { splitAtRandom } from "../../fuzz/mutation.ts";
import { makeRandom } from "../../fuzz/random.ts";
import { CASE_FILES, type Case, readCases, runsOf } from "./case.ts";
import { type Split, Stage } from "./stage.ts";

function randomSplit(seed: number): Split {
  const random = makeRandom(seed);
  return (bytes) => splitAtRandom(bytes, random);
}

const SPLITS: readonly (readonly [string, Split])[] = [
  ["whole", (bytes) => [bytes]],
  ["byte by byte", (bytes) => [...bytes].map((byte) => Buffer.from([byte]))],
  ["split by seed 1", randomSplit(1)],
  ["split by seed 2", randomSplit(2)],
];

/** What the case says of the end. */
function endOf(one: Case) {
  return {
    leftOver: "",
    isClosed: one.isClosed === true,
    sessions: one.session === undefined ? [] : [one.session],
    uplinks: [...(one.uplinks ?? [])],
    reported: [...(one.reported ?? [])],
  };
}

for (const file of CASE_FILES) {
  describe(file, () => {
    for (const run of readCases(file).flatMap(runsOf)) {
      for (const [how, split] of SPLITS) {
        test(`${run.title} [${run.spec.join(", ")}], ${how}`, async () => {
          expect(await new Stage(run, split).play()).toEqual(endOf(run.one));
        });
      }
    }
  });
}
