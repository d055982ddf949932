// Plays the cases to an installed Mosquitto, where it is in doubt what a broker does:
//   MQTT_PEER=mosquitto bun test test/conformance/mqtt/mosquitto.test.ts
// A case that Mosquitto answers in another way has a note why ours is right.

import { describe, expect, test } from "bun:test";
import { CASE_FILES, readCases, runsOf } from "./case.ts";
import { isPlayable, playToMosquitto } from "./mosquitto.ts";
import { parseBytes } from "./notation.ts";
import { isSameAnswer } from "./packets.ts";

describe.skipIf(process.env.MQTT_PEER !== "mosquitto")("mosquitto", () => {
  for (const file of CASE_FILES) {
    for (const run of readCases(file).flatMap(runsOf).filter(isPlayable)) {
      test(`${file}: ${run.title}`, async () => {
        const difference = await playToMosquitto(run);
        if (run.one.mosquitto === undefined) expect(difference).toBeUndefined();
        else if (difference === undefined) console.log(`${file}: ${run.title}: now the same`);
      }, 20_000);
    }
  }
});

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
