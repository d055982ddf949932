import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { WrittenValue } from "../../src/access/modbus/modbus.ts";
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
/** `more`: what is known of the value. */
const write = (
  device: string,
  identifier: string,
  value: number | bigint = 1,
  more: Partial<WrittenValue> = {},
): WrittenValue => ({
  ...{ device, identifier, value, isHeld: false, toldAt: undefined, refreshMs: undefined, ...more },
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
  const commands = new Map<number, Command>();
  const { apply, counts, forget } = makeRegisterWrites({
    devices: { byId: (id) => (id < 100 ? deviceOf(id) : undefined) },
    sessions: { find: () => (isOnline ? ({} as DeviceSession) : undefined) },
    settings: () => ({ writeAnswer, writeWaitMs: 800, maxWritesPerS: 2 }),
    clock,
    downlink: {
      submit(device, request, actor) {
        if (refusal !== undefined) return err(failure(refusal));
        submitted.push({ device: device.id, request, actor });
        const command = { id: submitted.length, state: "sent", failure: undefined } as Command;
        commands.set(command.id, command);
        return ok(command);
      },
      async whenSettled(id, waitMs) {
        waited.push(waitMs);
        return { ...commands.get(id), ...ended } as Command;
      },
      list: (_, { before = 0 }) => [...commands.values()].filter(({ id }) => id === before - 1),
    },
  });
  /** All commands so far end thus. */
  const settle = (as: Partial<Command>) => {
    for (const [id, command] of commands) commands.set(id, { ...command, settledAt: 1, ...as });
  };
  return { apply, submitted, waited, clock, counts, forget, settle };
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

describe("a value that is written again and again", () => {
  const CONFIRMED = { state: "succeeded", confirmedBy: "write" } as const;
  const again = (more: Partial<WrittenValue> = {}) => write("1", "a", 1, { refreshMs: 60_000, ...more });

  test("is one command: while it is under way, once the device has confirmed it, and when it is told", async () => {
    const { apply, submitted, settle, counts } = makeWorld();
    await apply([again()]);
    await apply([again()]);
    settle(CONFIRMED);
    await apply([again()]);
    await apply([again({ isHeld: true, toldAt: 9 })]);
    expect([submitted.length, counts()]).toEqual([1, { commands: 1, unchanged: 3 }]);
  });

  test("whose command is under way is answered with the end of that", async () => {
    const { apply, submitted, waited } = makeWorld({ writeAnswer: "done", ended: CONFIRMED });
    expect([await apply([again()]), await apply([again()])]).toEqual([undefined, undefined]);
    expect([submitted.length, waited]).toEqual([1, [800, 800]]);
  });

  test("is a command again when the device has told another value, or nobody knows that it took it", async () => {
    const told = makeWorld();
    await told.apply([again()]);
    told.settle(CONFIRMED);
    await told.apply([again({ toldAt: 9 })]);
    const delivered = makeWorld();
    await delivered.apply([again()]);
    delivered.settle({ state: "succeeded", confirmedBy: undefined });
    await delivered.apply([again()]);
    const failed = makeWorld();
    await failed.apply([again()]);
    failed.settle({ state: "failed" });
    await failed.apply([again({ isHeld: true })]);
    expect([told, delivered, failed].map(({ submitted }) => submitted.length)).toEqual([2, 2, 2]);
  });

  test("is a command again for another value, after the refresh interval, where each is to be one, and once forgotten", async () => {
    const { apply, submitted, settle, clock, forget } = makeWorld();
    const values = () => submitted.map(({ request }) => "params" in request.wish && request.wish.params.a);
    await apply([again()]);
    await apply([again({ value: 2 })]);
    await apply([again()]);
    settle(CONFIRMED);
    clock.advance(59_999);
    await apply([again()]);
    expect(values()).toEqual([1, 2, 1]);
    clock.advance(1);
    await apply([again()]);
    await apply([again({ refreshMs: undefined })]);
    forget();
    await apply([again()]);
    expect(values()).toEqual([1, 2, 1, 1, 1, 1]);
  });

  test("goes with those that change left out; to a device that is away it fails as any other", async () => {
    const { apply, submitted, settle } = makeWorld();
    await apply([again(), write("1", "b", 5n, { refreshMs: 60_000 })]);
    settle(CONFIRMED);
    await apply([again(), write("1", "b", 6n, { refreshMs: 60_000 })]);
    expect(submitted.map(({ request }) => "params" in request.wish && request.wish.params)).toEqual([
      { a: 1, b: 5n },
      { b: 6n },
    ]);
    const away = makeWorld({ isOnline: false });
    await away.apply([again()]);
    await away.apply([again()]);
    expect(away.submitted.length).toBe(2);
  });

  test("takes none of the writes that may come", async () => {
    const { apply, counts } = makeWorld();
    const answers = new Set<unknown>();
    for (let count = 0; count < 100; count++) answers.add(await apply([again()]));
    expect([[...answers], counts()]).toEqual([[undefined], { commands: 1, unchanged: 99 }]);
  });
});
