import { expect, test } from "bun:test";
import { makeApi } from "../../src/http/http.ts";
import type { LogStats } from "../../src/log/log.ts";
import { logRoutes } from "../../src/log/routes.ts";
import { personWith } from "../harness/room-api.ts";

const FIGURES = {
  ...{ firstSeq: 3, lastSeq: 90, pendingEvents: 1, batches: 20, events: 80, sizeBytes: 4_096 },
  ...{ generations: 2, commitMsP50: 1, commitMsP99: 4, droppedRelaxed: 5 },
};
const STATS: LogStats = {
  ...FIGURES,
  unavailable: undefined,
  damagedChunks: 1,
  damage: [{ file: "0000000000000003.db", seq: undefined, reason: "cut off" }],
  gaps: [{ reader: "journal", fromSeq: 1, toSeq: 2, missed: 2, atMs: 5 }],
  cursors: [
    { name: "push", seq: 80, lag: 10 },
    { name: "journal", seq: 90, lag: 0 },
  ],
};

test("the log with its readers, gaps and damage; patient is called relaxed, as in the settings", async () => {
  const viewer = personWith("viewer");
  const api = makeApi({
    authenticate: () => viewer,
    reportError: (error) => {
      throw error;
    },
    version: "1",
  });
  const journal = { name: "journal", lag: 0, lostEvents: 2, failure: "disk full" };
  api.mount(
    logRoutes({
      log: { stats: () => STATS },
      readers: () => [journal],
      cadences: { mqtt: "patient", udp: "strict" },
      commitGapMs: 50,
    }),
  );
  const response = await api.app.request("/openapi/v1/log");
  expect(await response.json()).toEqual({
    ...FIGURES,
    unavailable: null,
    commitGapMs: 50,
    cadences: { mqtt: "relaxed", udp: "strict" },
    readers: [journal, { name: "push", lag: 10, lostEvents: 0, failure: null }],
    gaps: [{ reader: "journal", fromSeq: 1, toSeq: 2, missed: 2, at: 5 }],
    damagedCount: 1,
    damage: [{ file: "0000000000000003.db", seq: null, reason: "cut off" }],
  });
});
