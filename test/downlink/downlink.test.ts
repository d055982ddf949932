import { expect, test } from "bun:test";
import { failure } from "../../src/spine/error.ts";
import { COMMANDS_PER_DEVICE } from "../../src/spine/limits.ts";
import { makeWorld } from "./world.ts";

test("stored, sent, answered; each step is told in the log", async () => {
  const world = makeWorld();
  world.connect();
  const command = world.set({ on: 1, speed: 0.5 });
  expect(command).toEqual({
    ...{ id: 1, deviceId: world.device.id, productKey: "pk", deviceName: "d1", kind: "property_set" },
    ...{ identifier: "", request: { on: true, speed: 0.5 }, state: "sent", actor: "ann" },
    ...{ createdAt: 1_700_000_000_000, expiresAt: 1_700_000_060_000, timeoutMs: 5_000 },
    ...{ sentAt: 1_700_000_000_000, settledAt: undefined, confirmedBy: undefined },
    awaited: { deviceId: world.device.id, method: "thing.property.set", reqId: "1" },
    ...{ output: undefined, failure: undefined },
  });
  const waiting = world.downlink.whenSettled(1, 30_000);
  world.clock.advance(250);
  await world.answer("1", { output: { ok: true } });
  expect(await waiting).toMatchObject({
    ...{ state: "succeeded", confirmedBy: "answer", output: { ok: true }, settledAt: 1_700_000_000_250 },
  });
  expect(world.states()).toEqual(["1 queued", "1 sent", "1 succeeded"]);
  expect(world.downlink.stats()).toEqual({ queued: 0, sent: 0, settled: { succeeded: 1 } });
  await world.downlink.close();
});

test("one at a time, in order; what is answered or times out makes room for the next", async () => {
  const world = makeWorld();
  world.connect();
  for (const on of [true, false, true]) world.set({ on });
  expect(world.sent.map(({ body }) => body.id)).toEqual(["1"]);
  expect(world.downlink.waitOf(world.downlink.get(2))).toEqual(failure("command_busy"));
  await world.answer("1");
  world.clock.advance(5_000);
  expect(world.sent.map(({ body }) => body.id)).toEqual(["1", "2", "3"]);
  expect(world.downlink.get(2)).toMatchObject({
    state: "failed",
    failure: { code: "command_no_answer", params: { timeoutS: 5 } },
  });
  await world.downlink.close();
});

test("offline: it waits until the device is here, or until it expires, which says why", async () => {
  const world = makeWorld();
  world.set({ on: true });
  world.set({ on: false }, { expiresInMs: 1_800_000 });
  world.clock.advance(60_000);
  expect(world.downlink.get(1)).toMatchObject({
    state: "expired",
    failure: { code: "command_expired", params: { cause: "@command_offline" } },
  });
  world.connect();
  expect(world.downlink.get(2).state).toBe("sent");
  expect(world.downlink.list({ deviceId: world.device.id, state: "sent" }, { limit: 9 })).toHaveLength(1);
  await world.downlink.close();
});

test("a device that has not subscribed yet is tried again, soon and then seldom", async () => {
  const world = makeWorld();
  let asked = 0;
  const deliver = () => {
    asked += 1;
    return asked > 3;
  };
  world.connect({ deliver });
  expect(world.set({ on: true }).state).toBe("queued");
  expect(world.downlink.waitOf(world.downlink.get(1))).toEqual(
    failure("command_not_taken", { topic: "$sys/pk/d1/thing/property/set" }),
  );
  world.clock.advance(99);
  expect(asked).toBe(1);
  world.clock.advance(1 + 200 + 400);
  expect([asked, world.downlink.get(1).state]).toEqual([4, "sent"]);
  await world.downlink.close();
});

test("what is not to wait fails at once: offline, not subscribed, or behind others", async () => {
  const world = makeWorld();
  const now = { expiresInMs: 0 };
  expect(world.set({ on: true }, now).failure).toEqual(failure("command_offline"));
  world.connect({ isDeaf: true });
  expect(world.set({ on: true }, now).failure?.code).toBe("command_not_taken");
  world.connect();
  world.set({ on: true });
  expect(world.set({ on: true }, now).failure).toEqual(failure("command_busy"));
  await world.downlink.close();
});

test("over a restart what waits goes on, and what was sent is waited for, not sent again", async () => {
  const world = makeWorld();
  world.connect();
  world.set({ on: true });
  world.set({ on: false });
  world.clock.advance(4_500);
  world.disconnect();
  await world.restart();
  world.connect();
  expect(world.sent).toHaveLength(1);
  world.clock.advance(1_999);
  expect(world.downlink.get(1).state).toBe("sent");
  world.clock.advance(1);
  expect([world.downlink.get(1).state, world.downlink.get(2).state]).toEqual(["failed", "sent"]);
  await world.answer("2");
  expect(world.downlink.get(2).state).toBe("succeeded");
  await world.downlink.close();
});

test("a field bus writes the values, and its failure is the command's", async () => {
  const world = makeWorld();
  const written: unknown[] = [];
  let why: ReturnType<typeof failure> | undefined;
  const perform = async (values: ReadonlyMap<string, unknown>) => {
    written.push([...values]);
    return why;
  };
  world.connect({ perform }, "plain");
  world.set({ speed: 12 });
  expect(await world.downlink.whenSettled(1, 1_000)).toMatchObject({
    state: "succeeded",
    confirmedBy: "write",
  });
  why = failure("field_write_failed", { property: "speed", detail: "exception 02" });
  world.set({ speed: 13 });
  expect(await world.downlink.whenSettled(2, 1_000)).toMatchObject({ state: "failed", failure: why });
  expect(written).toEqual([[["speed", 12]], [["speed", 13]]]);
  const call = {
    wish: { kind: "service", identifier: "ping", input: {} },
    expiresInMs: 9,
    timeoutMs: 9,
  } as const;
  world.downlink.submit(world.device, call, "ann");
  expect(world.downlink.get(3).failure?.code).toBe("command_unsupported");
  await world.downlink.close();
});

test("bounded, cancelled, and ended with the device", async () => {
  const world = makeWorld();
  for (let i = 0; i < COMMANDS_PER_DEVICE; i++) world.set({ on: true });
  expect(() => world.set({ on: true })).toThrow("too_many_commands");
  expect(world.downlink.cancel(1).state).toBe("cancelled");
  expect(() => world.downlink.cancel(1)).toThrow();
  expect(() => world.set({ temp: 1 })).toThrow("property_read_only");
  world.devices.remove("pk", "d1", "test");
  expect(world.downlink.get(2)).toMatchObject({ state: "failed", failure: failure("device_deleted") });
  expect(world.downlink.stats()).toEqual({ queued: 0, sent: 0, settled: { cancelled: 1, failed: 99 } });
  await world.downlink.close();
});

test("who waits is answered when the time is up, and when the room closes", async () => {
  const world = makeWorld();
  world.set({ on: true });
  const short = world.downlink.whenSettled(1, 100);
  world.clock.advance(100);
  expect((await short).state).toBe("queued");
  const long = world.downlink.whenSettled(1, 30_000);
  await world.downlink.close();
  expect((await long).state).toBe("queued");
});
