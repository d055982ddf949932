// The mock's event log, and the events that its targets could not take.

import type { DeadLetter, DeadLetterTarget, EventLog } from "../../web/src/contract.ts";

const HEAD = { productKey: "press-400t", kind: "event", sizeBytes: 212, attempts: 5 } as const;

export function mockLetters(now: number): DeadLetter[] {
  return [
    {
      ...{ ...HEAD, id: 3, target: "erp-push", seq: 1_884_102, at: now - 240_000, deviceName: "press-02" },
      reason: "HTTP 422: field batch is missing",
    },
    {
      ...{ ...HEAD, id: 2, target: "erp-push", seq: 1_883_377, at: now - 1_740_000, deviceName: "press-01" },
      reason: "HTTP 413: the message is larger than 64 kB",
    },
    {
      ...{ ...HEAD, id: 1, target: "journal", seq: 1_790_014, at: now - 9_000_000, deviceName: "press-03" },
      reason: "database: check: entries.title",
    },
  ];
}

export function targetsOf(letters: readonly DeadLetter[]): DeadLetterTarget[] {
  return ["erp-push", "journal"].map((target) => {
    const count = letters.filter((letter) => letter.target === target).length;
    return { target, count, sizeBytes: count * 212, dropped: 0, isAttached: target === "journal" };
  });
}

export function mockLog(now: number): EventLog {
  return {
    ...{ firstSeq: 1_204_551, lastSeq: 1_884_213, pendingEvents: 3, batches: 51_200, events: 1_884_213 },
    ...{ sizeBytes: 1_420_000_000, generations: 12, commitMsP50: 1.24, commitMsP99: 6.8, unavailable: null },
    ...{ droppedRelaxed: 0, commitGapMs: 2, cadences: { mqtt: "grouped" } },
    readers: [
      { name: "telemetry", lag: 0, lostEvents: 0, failure: null },
      { name: "journal", lag: 12, lostEvents: 0, failure: null },
      { name: "erp-push", lag: 48_213, lostEvents: 1_024, failure: null },
    ],
    gaps: [{ reader: "erp-push", fromSeq: 1_203_527, toSeq: 1_204_550, missed: 1_024, at: now - 5_400_000 }],
    damagedCount: 1,
    damage: [{ file: "0000000001310720.db", seq: 1_310_722, reason: "the checksum does not match" }],
  };
}
