import { expect, test } from "bun:test";
import { RtuFraming } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { TcpFraming } from "../../../../src/access/modbus/frame/tcp-framing.ts";
import { Link, type LinkOptions } from "../../../../src/access/modbus/link/link.ts";
import type { Wire, WireEvents } from "../../../../src/access/modbus/link/wire.ts";
import { makeRandom } from "../../../../src/kit/random.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { SerialLine } from "../../../harness/modbus/serial-line.ts";
import { makeSlaveModel } from "../../../harness/modbus/slave-model.ts";

/** A line that can be pulled: dialling fails, or everything on it falls silent. */
function setUp(options: Partial<LinkOptions> = {}) {
  const clock = { ...makeManualClock(), random: makeRandom(5).next };
  const state = { isReachable: true, isSilent: false, dials: 0, open: 0 };
  let lost: ((reason: string) => void) | undefined;
  const dial = async (events: WireEvents): Promise<Wire> => {
    state.dials++;
    if (!state.isReachable) throw new Error("connection refused");
    state.open++;
    let isOpen = true;
    const line = new SerialLine({
      clock,
      baud: 115_200,
      slaves: [{ model: makeSlaveModel(1, { 0: 1 }) }],
      received: (chunk) => {
        if (isOpen && !state.isSilent) events.received(chunk);
      },
    });
    lost = (reason) => {
      if (!isOpen) return;
      isOpen = false;
      state.open--;
      events.lost(reason);
    };
    return {
      send: (bytes) => {
        if (!state.isSilent) line.send(bytes);
      },
      close() {
        if (isOpen) state.open--;
        isOpen = false;
      },
    };
  };
  const link = new Link({
    clock,
    dials: [dial],
    makeFraming: () => new RtuFraming(),
    bus: { gapMs: 2, retryGapMs: 100, lateMs: 100 },
    turnaroundMs: 100,
    maxWaitMs: 20_000,
    silenceMs: 10_000,
    ...options,
  });
  const read = { ok: 0, failed: 0 };
  const poll = () => {
    link.bus.submit({
      slave: "s1",
      priority: "poll",
      request: { functionCode: 3, unit: 1, address: 0, count: 1 },
      timeoutMs: 1_000,
      retries: 1,
      settle: (outcome) => void read[outcome.ok ? "ok" : "failed"]++,
    });
  };
  return { clock, link, state, read, poll, lose: (reason: string) => lost?.(reason) };
}

type Rig = ReturnType<typeof setUp>;

/** Polls once a second for so long. */
async function run({ clock, poll }: Rig, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    poll();
    clock.advance(1_000);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
}

test("it stands, is asked, and says so", async () => {
  const rig = setUp();
  rig.link.start();
  await run(rig, 5_000);
  expect([rig.link.status.state, rig.link.status.connects, rig.read]).toEqual([
    "up",
    1,
    { ok: 4, failed: 1 },
  ]);
});

test("what cannot be reached is tried again, less and less often, until it is there", async () => {
  const rig = setUp();
  rig.state.isReachable = false;
  rig.link.start();
  await run(rig, 600_000);
  const { dials } = rig.state;
  expect([dials > 30, dials < 70, rig.link.status.reason]).toEqual([true, true, "connection refused"]);
  rig.state.isReachable = true;
  await run(rig, 30_000);
  expect(rig.link.status.state).toBe("up");
});

test("a cable that was pulled without a word is noticed, and the link dialled anew", async () => {
  const rig = setUp();
  rig.link.start();
  await run(rig, 5_000);
  rig.state.isSilent = true;
  await run(rig, 60_000);
  rig.state.isSilent = false;
  const before = rig.read.ok;
  await run(rig, 30_000);
  expect([rig.link.status.connects > 1, rig.read.ok > before]).toEqual([true, true]);
});

test("the second way is tried where the first fails", async () => {
  const tried: string[] = [];
  const failing = (name: string) => async () => {
    tried.push(name);
    throw new Error("no answer");
  };
  const rig = setUp({ dials: [failing("main"), failing("backup")] });
  rig.link.start();
  await run(rig, 10_000);
  expect(tried.slice(0, 4)).toEqual(["main", "backup", "main", "backup"]);
});

test("a peer that speaks something else is given up at once", async () => {
  const dial = async (events: WireEvents): Promise<Wire> => ({
    send: () => events.received(Buffer.from("HTTP/1.1 400 Bad Request")),
    close: () => {},
  });
  const reasons = new Set<string>();
  const rig = setUp({
    makeFraming: () => new TcpFraming(),
    dials: [dial],
    onState: ({ reason }) => void reasons.add(reason),
  });
  rig.link.start();
  await run(rig, 3_000);
  expect([...reasons]).toEqual(["", "what answers does not speak Modbus"]);
});

test("a wire that comes by itself takes the place of the one before", () => {
  const rig = setUp({ dials: [] });
  const closed: string[] = [];
  const attach = (name: string) =>
    rig.link.attach(() => ({ send: () => {}, close: () => void closed.push(name) }));
  rig.link.start();
  attach("first");
  attach("second");
  expect([closed, rig.link.status.state, rig.link.status.connects]).toEqual([["first"], "up", 2]);
  rig.link.stop();
  expect(closed).toEqual(["first", "second"]);
});

test("200 cuts of a second to ten minutes, and one of thirteen hours: polled again within 30 s, nothing left behind", async () => {
  const rig = setUp();
  const random = makeRandom(6);
  rig.link.start();
  await run(rig, 5_000);
  const cuts = Array.from({ length: 200 }, () => 1_000 + random.index(599_000));
  for (const [index, ms] of [...cuts, 13 * 3_600_000].entries()) {
    const isSilent = index % 2 === 0;
    if (isSilent) rig.state.isSilent = true;
    else {
      rig.state.isReachable = false;
      rig.lose("reset");
    }
    await run(rig, ms);
    rig.state.isSilent = false;
    rig.state.isReachable = true;
    const before = rig.read.ok;
    await run(rig, 30_000);
    if (rig.read.ok === before) throw new Error(`cut ${index} of ${ms} ms: not polled again`);
  }
  // Nothing of the 201 connections before is left but the one that stands.
  expect([rig.state.open, rig.clock.pending() <= 1]).toEqual([1, true]);
  rig.link.stop();
  rig.clock.advance(60_000);
  expect([rig.state.open, rig.clock.pending()]).toEqual([0, 0]);
}, 180_000);

test("a port that was unplugged for a second or for a day is polled within 5 s of being plugged in", async () => {
  const rig = setUp({ maxWaitMs: 4_000, silenceMs: Number.POSITIVE_INFINITY });
  const random = makeRandom(7);
  rig.link.start();
  await run(rig, 5_000);
  const cuts = Array.from({ length: 50 }, () => 1_000 + random.index(120_000));
  for (const ms of [...cuts, 24 * 3_600_000]) {
    rig.state.isReachable = false;
    rig.lose("hung up");
    await run(rig, ms);
    rig.state.isReachable = true;
    const before = rig.read.ok;
    await run(rig, 5_000);
    if (rig.read.ok === before) throw new Error(`away for ${ms} ms: not polled again`);
  }
  rig.link.stop();
  rig.clock.advance(60_000);
  expect([rig.state.open, rig.clock.pending()]).toEqual([0, 0]);
}, 180_000);
