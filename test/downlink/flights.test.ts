import { expect, test } from "bun:test";
import type { Command } from "../../src/downlink/contract.ts";
import { Flights } from "../../src/downlink/flights.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeReply, makeReport } from "./world.ts";

function setUp() {
  const clock = makeManualClock();
  const settled: unknown[] = [];
  const flights = new Flights({
    clock,
    settle: ({ id }, outcome) => {
      const code = "failure" in outcome ? outcome.failure.code : undefined;
      const by = "confirmedBy" in outcome ? outcome.confirmedBy : undefined;
      settled.push([id, outcome.state, by ?? code ?? null]);
    },
  });
  const start = (id: number, { answererId = id, hasAnswer = true } = {}) => {
    const awaited = { deviceId: answererId, method: "thing.property.set", reqId: String(id) };
    const command = { id, deviceId: id, timeoutMs: 1_000, awaited: hasAnswer ? awaited : undefined };
    flights.start(command as Command, { on: true, speed: 0.1 }, 1_000);
  };
  return { clock, settled, flights, start };
}

test("an answer settles what it names; one of another id, method or device does not", () => {
  const { flights, start, settled } = setUp();
  start(1);
  flights.takeReply(makeReply(1, "2"));
  flights.takeReply({ ...makeReply(1, "1"), method: "thing.property.get" });
  flights.takeReply(makeReply(2, "1"));
  expect(settled).toEqual([]);
  flights.takeReply(makeReply(1, "1"));
  flights.takeReply(makeReply(1, "1"));
  expect(settled).toEqual([[1, "succeeded", "answer"]]);
});

test("firmware that sends no id means what is under way", () => {
  const { flights, start, settled } = setUp();
  start(1);
  flights.takeReply({ ...makeReply(1, ""), code: 0 });
  expect(settled).toEqual([[1, "succeeded", "answer"]]);
});

test("a gateway answers for its children by id, and never without one where several wait", () => {
  const { flights, start, settled } = setUp();
  start(2, { answererId: 9 });
  start(3, { answererId: 9 });
  flights.takeReply(makeReply(9, ""));
  expect(settled).toEqual([]);
  flights.takeReply({ ...makeReply(9, "3"), code: 500 });
  flights.takeReply(makeReply(9, "2"));
  expect(settled).toEqual([
    [3, "failed", "command_refused"],
    [2, "succeeded", "answer"],
  ]);
});

test("the report of all values confirms where there is no answer, also when floats come back rounded", () => {
  const { flights, start, settled, clock } = setUp();
  start(1, { hasAnswer: false });
  flights.takeReport(makeReport(1, "on", true));
  expect(settled).toEqual([]);
  flights.takeReport(makeReport(1, "speed", Math.fround(0.1)));
  expect(settled).toEqual([[1, "succeeded", "report"]]);
  start(2, { hasAnswer: false });
  clock.advance(1_000);
  expect(settled.at(-1)).toEqual([2, "succeeded", null]);
});

test("silence fails, unless the device reported what it was told", () => {
  const { flights, start, settled, clock } = setUp();
  start(1);
  start(2);
  flights.takeReport(makeReport(2, "on", true));
  flights.takeReport(makeReport(2, "speed", 0.1));
  clock.advance(1_000);
  expect(settled).toEqual([
    [1, "failed", "command_no_answer"],
    [2, "succeeded", "report"],
  ]);
  expect([flights.isEmpty(), clock.pending()]).toEqual([true, 0]);
});

test("what is dropped or closed leaves no timer", () => {
  const { flights, start, clock } = setUp();
  start(1);
  start(2);
  flights.drop({ id: 1, deviceId: 1 });
  flights.drop({ id: 7, deviceId: 2 });
  expect([flights.has(1), flights.has(2), clock.pending()]).toEqual([false, true, 1]);
  flights.close();
  expect(clock.pending()).toBe(0);
});
