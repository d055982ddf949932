import { openJournal } from "../../src/journal/journal.ts";
import { openDeadLetters, openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { property } from "../log/sample.ts";
import { ScriptedWriter } from "../log/scripted-writer.ts";

const { points: _, kind: __, ...head } = property(1);

/** One event of each kind that the journal keeps. */
export const EVENTS = {
  event: { ...head, kind: "event", identifier: "overheat", level: "alert", output: { max: 2n ** 60n } },
  state: { ...head, kind: "state", state: "offline", reason: "keepalive_timeout", address: "10.0.0.1:5" },
  lifecycle: { ...head, kind: "lifecycle", action: "created" },
  refused: {
    ...head,
    kind: "refused",
    code: "property_unknown",
    subject: "up/property",
    params: { property: "x", address: "10.0.0.1:5" },
    isStored: true,
  },
  reply: { ...head, kind: "reply", method: "set", code: 200, output: {} },
} as const satisfies Record<string, LogEvent>;

export async function openTestLog(dir: string) {
  return openLog({
    dir: `${dir}/log`,
    clock: systemClock,
    limits: { commitGapMs: 0 },
    openWriter: new ScriptedWriter().open,
  });
}

export async function makeRig(dir: string, limits = {}) {
  const log = await openTestLog(dir);
  const clock = makeManualClock(head.recvTs);
  const deadLetters = openDeadLetters({ path: `${dir}/log/dead-letters.db`, clock });
  const journal = openJournal({ path: `${dir}/journal.db`, log, clock, deadLetters, limits });
  /** Appends the events one by one; waits until the journal has them. */
  const add = async (...events: LogEvent[]) => {
    let last = 0;
    for (const event of events) {
      last = await new Promise<number>((resolve, reject) =>
        log.append([{ ...event }], "grouped", (r) => (r.ok ? resolve(r.value.seq) : reject(r.error))),
      );
    }
    const reached = journal.reached(last);
    const ticking = setInterval(() => clock.advance(200), 1);
    await reached;
    clearInterval(ticking);
  };
  return {
    ...{ log, journal, deadLetters, clock, add },
    async close() {
      await journal.close();
      deadLetters.close();
      await log.close();
    },
  };
}
