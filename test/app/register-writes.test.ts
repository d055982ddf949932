import { expect, test } from "bun:test";
import * as v from "valibot";
import { makeRegisterWrites } from "../../src/app/register-writes.ts";
import type { Device } from "../../src/devices/devices.ts";
import type { Command, CommandRequest } from "../../src/downlink/downlink.ts";
import type { DeviceSession } from "../../src/sessions/sessions.ts";
import { type ErrorCode, failure } from "../../src/spine/error.ts";
import { ThingModelSchema } from "../../src/spine/model.ts";
import { err, ok } from "../../src/spine/result.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const MODEL = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "a", name: "A", accessMode: "rw", dataType: { type: "int", max: 9 } },
    { identifier: "b", name: "B", accessMode: "rw", dataType: { type: "long" } },
    { identifier: "fixed", name: "Fixed", dataType: { type: "int" } },
  ],
});
const deviceOf = (id: number) => ({ id, product: { model: MODEL } }) as unknown as Device;
const write = (device: string, identifier: string, value: number | bigint = 1) => ({
  device,
  identifier,
  value,
});

interface World {
  /** Why commands are not taken, or how they ended by the time that is waited for. */
  readonly refusal?: ErrorCode;
  readonly ended?: Partial<Command>;
  readonly isOnline?: boolean;
  readonly writeAnswer?: "taken" | "done";
}

function makeWorld({ refusal, ended = {}, isOnline = true, writeAnswer = "taken" }: World = {}) {
  const clock = makeManualClock();
  const submitted: { device: number; request: CommandRequest; actor: string }[] = [];
  const waited: number[] = [];
  const apply = makeRegisterWrites({
    devices: { byId: (id) => (id < 100 ? deviceOf(id) : undefined) },
    sessions: { find: () => (isOnline ? ({} as DeviceSession) : undefined) },
    settings: () => ({ writeAnswer, writeWaitMs: 800, maxWritesPerS: 2 }),
    clock,
    downlink: {
      submit(device, request, actor) {
        if (refusal !== undefined) return err(failure(refusal));
        submitted.push({ device: device.id, request, actor });
        return ok({ id: submitted.length } as Command);
      },
      async whenSettled(id, waitMs) {
        waited.push(waitMs);
        return { id, state: "sent", failure: undefined, ...ended } as Command;
      },
    },
  });
  return { apply, submitted, waited, clock };
}

test("one command a device, taken before the answer, held for one that is here and never for one that is away", async () => {
  const here = makeWorld();
  expect(await here.apply([write("1", "a"), write("2", "a", 3), write("1", "b", 2n ** 60n)])).toBeUndefined();
  const terms = { expiresInMs: 30_000, timeoutMs: 5_000 };
  expect([here.submitted, here.waited]).toEqual([
    [
      {
        ...{ device: 1, actor: "modbus-server" },
        request: { wish: { kind: "property_set", params: { a: 1, b: 2n ** 60n } }, ...terms },
      },
      {
        ...{ device: 2, actor: "modbus-server" },
        request: { wish: { kind: "property_set", params: { a: 3 } }, ...terms },
      },
    ],
    [0, 0],
  ]);
  const away = makeWorld({ isOnline: false });
  await away.apply([write("1", "a")]);
  expect(away.submitted[0]?.request.expiresInMs).toBe(0);
});

test("nothing is told to any device before all of it holds", async () => {
  const { apply, submitted } = makeWorld();
  expect([
    await apply([write("1", "a"), write("2", "a", 10)]),
    await apply([write("1", "a"), write("2", "fixed")]),
    await apply([write("1", "a"), write("2", "unknown")]),
    await apply([write("1", "a"), write("100", "a")]),
    submitted,
  ]).toEqual([3, 2, 2, 4, []]);
});

test("each refusal and outcome has its exception", async () => {
  const refused = (refusal: ErrorCode) => makeWorld({ refusal }).apply([write("1", "a")]);
  const ended = (writeAnswer: "taken" | "done", as: Partial<Command>) =>
    makeWorld({ writeAnswer, ended: as }).apply([write("1", "a")]);
  const failed = (code: ErrorCode) => ({ state: "failed", failure: failure(code) }) as const;
  expect({
    many: await refused("too_many_commands"),
    disabled: await refused("device_disabled"),
    away: await ended("taken", failed("command_offline")),
    taken: await ended("taken", {}),
    notDone: await ended("done", {}),
    done: await ended("done", { state: "succeeded" }),
    said: await ended("done", failed("command_refused")),
    silent: await ended("done", failed("command_no_answer")),
    bus: await ended("done", failed("field_link_down")),
    value: await ended("done", failed("field_value_refused")),
    cancelled: await ended("taken", { state: "cancelled" }),
  }).toEqual({
    ...{ many: 6, disabled: 4, away: 11, taken: undefined, notDone: 5, done: undefined },
    ...{ said: 4, silent: 11, bus: 11, value: 3, cancelled: 4 },
  });
});

test("so many a second, and ten times as many at once; those that are refused for another reason do not count", async () => {
  const { apply, submitted, clock } = makeWorld();
  for (let count = 0; count < 30; count++) await apply([write("1", "fixed")]);
  const answers: unknown[] = [];
  for (let count = 0; count < 22; count++) answers.push(await apply([write("1", "a")]));
  clock.advance(500);
  answers.push(await apply([write("1", "a")]), await apply([write("1", "a")]));
  expect([answers, submitted.length]).toEqual([[...Array(20).fill(undefined), 6, 6, undefined, 6], 21]);
});
