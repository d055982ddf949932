// Plays the cases to an installed Mosquitto, where it is in doubt what a broker does:
//   MQTT_PEER=mosquitto bun test test/conformance/mqtt/mosquitto.test.ts
// A case that Mosquitto answers in another way has a note why ours is right.

import { describe, expect, test } from "bun:test";
import { CASE_FILES, type Run, readCases, runsOf } from "./case.ts";
import { isPlayable, playToMosquitto } from "./mosquitto.ts";
import { parseBytes } from "./notation.ts";
import { isSameAnswer } from "./packets.ts";

const LONGEST_MS = 20_000;

async function compare(run: Run): Promise<void> {
  const difference = await playToMosquitto(run);
  if (run.one.mosquitto === undefined) expect(difference).toBeUndefined();
  else if (difference === undefined) console.log(`no difference any more: ${run.title}`);
}

for (const file of process.env.MQTT_PEER === "mosquitto" ? CASE_FILES : []) {
  describe(file, () => {
    for (const run of readCases(file).flatMap(runsOf).filter(isPlayable)) {
      test(run.title, () => compare(run), LONGEST_MS);
    }
  });
}

test.each([
  ["20 { 00 00 LIMITS }", "20 { 00 00 00 }", true],
  ["20 { 00 00 00 }", "20 { 01 00 00 }", false],
  ["40 { 0001 } 30 { s't' 00 'x' }", "30 { s't' 00 'x' } 40 { 0001 10 00 }", true],
  ["30 { s't' 00 'x' } 30 { s't' 00 'y' }", "30 { s't' 00 'y' } 30 { s't' 00 'x' }", false],
  ["e0 { 81 00 }", "", true],
  ["20 { 00 81 00 }", "", true],
])("%s and %s say the same: %p", (one, other, isSame) => {
  expect(isSameAnswer(parseBytes(one, "5"), parseBytes(other, "5"), "5")).toBe(isSame);
});
