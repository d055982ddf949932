import { expect, test } from "bun:test";
import { type DeviceOptions, makeDevice } from "../../src/simulate/device.ts";
import type { Machine, Occurrence } from "../../src/simulate/machines/machine.ts";
import { activityAt } from "../../src/simulate/machines/shift.ts";

const TS = 1_700_000_000_000;
const AROUND = { activity: activityAt(TS), ambientC: 20 };
const ROOT = "/sys/pk/dn/thing";

function setUp(options: Partial<DeviceOptions> = {}) {
  const steps: number[] = [];
  const state = { level: 1, occurrences: [] as Occurrence[] };
  const machine: Machine = {
    powerKw: () => 0,
    step: (dtS) => void steps.push(dtS),
    read: () => ({ level: state.level }),
    takeOccurrences: () => state.occurrences.splice(0),
    write(property, value) {
      if (property !== "level" || typeof value !== "number") return false;
      state.level = value;
      return true;
    },
    invoke: (service) => (service === "reset" ? { isDone: true } : undefined),
  };
  const sent: { topic: string; payload: string; qos: number }[] = [];
  const client = {
    publish: (topic: string, payload: string, qos: 0 | 1) => sent.push({ topic, payload, qos }) > 0,
  };
  const identity = { productKey: "pk", deviceName: "dn", deviceSecret: "s" };
  const defaults = {
    identity,
    machine,
    client,
    qos: 1,
    intervalMs: 1_000,
    isReplyWanted: true,
    speed: 1,
    firstMs: 0,
  };
  const device = makeDevice({ ...defaults, ...options } as DeviceOptions);
  const at = (monotonicMs: number) => device.tick({ monotonicMs, wallMs: TS + monotonicMs, around: AROUND });
  const times = () => sent.map(({ payload }) => JSON.parse(payload).params.level.time - TS);
  return { device, sent, steps, state, at, times };
}

test("reports at its interval, each with the time at which it was due", () => {
  const { at, times } = setUp();
  for (const nowMs of [0, 400, 999, 1_003, 2_950]) at(nowMs);
  expect(times()).toEqual([0, 1_000, 2_000]);
});

test("a rate above that of the ticks gives several reports a tick, none twice", () => {
  const { at, times } = setUp({ intervalMs: 4 });
  at(0);
  at(10);
  expect(times()).toEqual([0, 4, 8]);
});

test("after a stall it goes on from now instead of making up for what it missed", () => {
  const { at, times } = setUp();
  at(0);
  at(60_000);
  expect(times()).toEqual([0, 60_000]);
});

test("the machine is stepped by the time that passed, times the speed, in small steps", () => {
  const { at, steps } = setUp({ speed: 4 });
  at(0);
  at(1_000);
  expect(steps.slice(1)).toEqual(Array(8).fill(0.5));
});

test("what the machine raises is posted as events beside the report", () => {
  const { at, sent, state } = setUp();
  state.occurrences.push({ identifier: "overflow", output: { level: 99 } });
  expect(at(0)).toBe(1);
  expect(sent.map(({ topic, qos }) => [topic, qos])).toEqual([
    [`${ROOT}/event/property/post`, 1],
    [`${ROOT}/event/overflow/post`, 1],
  ]);
  expect(sent.map(({ payload }) => JSON.parse(payload).id)).toEqual(["1", "2"]);
});

test("a property set is obeyed, answered, and reported at once; a wrong one is answered with 460", () => {
  const { device, at, sent } = setUp();
  at(0);
  device.receive(`${ROOT}/service/property/set`, Buffer.from('{"id":"9","params":{"level":5}}'));
  device.receive(`${ROOT}/service/property/set`, Buffer.from('{"id":"10","params":{"level":"high"}}'));
  at(100);
  const answers = sent.slice(1).map(({ payload }) => JSON.parse(payload));
  expect(answers.map(({ id, code }) => [id, code])).toEqual([
    ["9", 200],
    ["10", 460],
    ["2", undefined],
  ]);
  expect(answers[2].params.level.value).toBe(5);
});

test("a service is answered with its output, an unknown one with 460, replies of the platform not at all", () => {
  const { device, sent } = setUp();
  device.receive(`${ROOT}/service/reset`, Buffer.from('{"id":"1","params":{}}'));
  device.receive(`${ROOT}/service/explode`, Buffer.from('{"id":"2","params":{}}'));
  device.receive(`${ROOT}/event/property/post_reply`, Buffer.from('{"id":"3","code":200}'));
  expect(
    sent.map(({ topic, payload }) => [topic, JSON.parse(payload).code, JSON.parse(payload).data]),
  ).toEqual([
    [`${ROOT}/service/reset_reply`, 200, { isDone: true }],
    [`${ROOT}/service/explode_reply`, 460, {}],
  ]);
});
