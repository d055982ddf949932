// How registers are served, while it is edited.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { ServerSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { draftSettings, readSettings } from "../../../web/src/fieldbus/server/settings-draft.ts";

const SETTINGS = v.parse(ServerSettingsSchema, {
  ...{ allowed: ["10.1.0.0/16", "::1"], idleMs: 60_000, staleAfterMs: 90_000, writeAnswer: "done" },
  ports: [
    { path: "/dev/ttyS1", baud: 19_200, parity: "even", units: [1, 7], rs485: { delayAfterMs: 2 } },
    { path: "/dev/ttyUSB0", isEnabled: false, hasFlowControl: true },
  ],
});

test("unchanged settings are the same after editing", () => {
  expect(readSettings(draftSettings(SETTINGS))).toEqual({ settings: SETTINGS, wrong: new Set() });
});

test("what is wrong is named by its field", () => {
  const wrong = (change: object) => [...readSettings({ ...draftSettings(SETTINGS), ...change }).wrong].sort();
  const { ports } = draftSettings(SETTINGS);
  const [first] = ports;
  expect([
    wrong({ allowed: "everybody" }),
    wrong({ idleS: "1", maxWritesPerS: "" }),
    wrong({ staleAfterS: "x" }),
    wrong({ ports: first && [first, { ...first, id: 9, units: "0 x" }] }).includes("ports.1.units"),
    wrong({ ports: first && [first, { ...first, id: 9 }] }),
  ]).toEqual([["allowed"], ["idleS", "maxWritesPerS"], ["staleAfterS"], true, ["ports"]]);
});

test("a line that is not turned by its driver any more loses what was set of that", () => {
  const { ports, ...rest } = draftSettings(SETTINGS);
  const read = readSettings({
    ...rest,
    ports: ports.map((port) => ({ ...port, isRs485: false, units: "" })),
  });
  expect(read.settings?.ports.map((port) => ["rs485" in port, "units" in port])).toEqual([
    [false, false],
    [false, false],
  ]);
});
