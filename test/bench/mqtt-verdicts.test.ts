import { expect, test } from "bun:test";
import type { CrowdFigures } from "../../scripts/bench/mqtt/crowd.ts";
import { judgeMqtt } from "../../scripts/bench/mqtt/mqtt-verdicts.ts";
import type { RowFigures } from "../../scripts/bench/mqtt/rows.ts";

const figures = (cpuSecPerMillion: number): RowFigures => ({
  ...{ perSec: 100_000, cpuSecPerMillion, cpuSpread: [cpuSecPerMillion, cpuSecPerMillion] },
  ...{ deliveryMsP50: 1, deliveryMsP99: 2, ackMsP50: 1, ackMsP99: 2, lost: 0 },
});
const row = (gantry: number, ratePerSec = 0) => ({
  ...{ row: "100 -> 1, QoS 0", qos: 0 as const, ratePerSec, runs: [] },
  medians: { gantry: figures(gantry), mosquitto: figures(4), aedes: figures(16) },
});
const crowd = (change: Partial<CrowdFigures>) => ({
  ...{ peers: 10_000, runs: [] },
  medians: {
    gantry: {
      ...{ up: 10_000, refused: 0, connectionsPerSec: 12_000, loginMsP50: 3, loginMsP99: 9 },
      ...{ serverCpuMsPerConnection: 0.06, bytesPerConnection: 7_000, othersMsP99: 2 },
      ...{ othersUnderFloodMsP99: 6, othersUnderFloodMsP50: 1, floodPerSec: 1e6 },
      ...change,
    },
  },
});

test("a row is judged against Mosquitto; one at a fixed rate is only looked at", () => {
  expect(judgeMqtt({ rows: [row(3), row(4.2), row(9, 5_000)], crowd: undefined })).toEqual([
    {
      goal: "100 -> 1, QoS 0: no more CPU per message than Mosquitto",
      measured: "3 s/M, 0.75 of Mosquitto's",
      isMet: true,
    },
    {
      goal: "100 -> 1, QoS 0: no more CPU per message than Mosquitto",
      measured: "4.2 s/M, 1.05 of Mosquitto's",
      isMet: false,
    },
  ]);
});

test("a crowd is judged by logins, memory and what a flood does to the others", () => {
  const isMet = (change: Partial<CrowdFigures>) =>
    judgeMqtt({ rows: [], crowd: crowd(change) }).map((verdict) => verdict.isMet);
  expect(isMet({})).toEqual([true, true, true, true]);
  expect(
    isMet({ up: 9_999, connectionsPerSec: 4_999, bytesPerConnection: 8_193, othersUnderFloodMsP99: 25 }),
  ).toEqual([false, false, false, false]);
});
