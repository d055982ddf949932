// What a SCADA writes into registers of ours, as commands to the devices whose values they are.

import type { ApplyWrites, ExceptionCode, WrittenValue } from "../access/modbus/modbus.ts";
import { checkCommand } from "../codec/codec.ts";
import type { Device } from "../devices/devices.ts";
import type { Command } from "../downlink/downlink.ts";
import { TokenBucket } from "../kit/token-bucket.ts";
import type { Clock } from "../spine/clock.ts";
import type { ErrorCode, Failure } from "../spine/error.ts";
import type { ServerSettings } from "../spine/fieldbus.ts";
import type { DevicePlane } from "./device-plane.ts";
import type { Stores } from "./stores.ts";
import { WrittenValues } from "./written-values.ts";

/** Who gave the command, as the device's log shows it. */
const ACTOR = "modbus-server";
/** Behind others of the same device, or until it has subscribed. */
const HELD_MS = 30_000;
const TIMEOUT_MS = 5_000;

/** Application protocol 1.1b3, 7: by code; whatever is not here is 04, the device's failure. */
const EXCEPTIONS: Partial<Record<ErrorCode, ExceptionCode>> = {
  property_unknown: 2,
  property_read_only: 2,
  field_not_writable: 2,
  field_unknown_point: 2,
  property_type: 3,
  property_range: 3,
  property_length: 3,
  property_step: 3,
  field_value_refused: 3,
  payload_too_large: 3,
  // Server device busy: to be tried again later.
  too_many_commands: 6,
  command_busy: 6,
  // Gateway target device failed to respond.
  command_offline: 11,
  command_no_answer: 11,
  field_link_down: 11,
};
/** Each write is on the disk before it is answered: a SCADA that writes in a loop must not hold up everybody. */
const BURST_S = 10;
const BUSY = 6;
/** Acknowledge: taken, and not done yet. */
const NOT_DONE = 5;

export interface RegisterWritesDeps {
  readonly devices: Pick<Stores["devices"], "byId">;
  readonly downlink: Pick<DevicePlane["downlink"], "submit" | "whenSettled" | "list">;
  readonly sessions: Pick<DevicePlane["sessions"], "find">;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly settings: () => Pick<ServerSettings, "writeAnswer" | "writeWaitMs" | "maxWritesPerS">;
}

export interface RegisterWrites {
  readonly apply: ApplyWrites;
  /** Values that became commands, and those that needed none, since the start. */
  counts(): { readonly commands: number; readonly unchanged: number };
  /** What is exposed, or how, is another: each value is a command once more. */
  forget(): void;
}

/** One command a device; none is given before all of a request hold against their thing models. */
export function makeRegisterWrites(deps: RegisterWritesDeps): RegisterWrites {
  const { clock, devices, downlink } = deps;
  const counts = { commands: 0, unchanged: 0 };
  const allowance = makeAllowance(deps);
  const before = new WrittenValues({ commandOf: (id) => commandOf(id, downlink) });
  const apply: ApplyWrites = async (values) => {
    const wishes: Wish[] = [];
    for (const [id, written] of Map.groupBy(values, ({ device }) => device)) {
      const device = devices.byId(Number(id));
      if (device === undefined) return 4;
      const checked = checkCommand({ kind: "property_set", params: paramsOf(written) }, device.product.model);
      if (!checked.ok) return exceptionOf(checked.error);
      wishes.push(makeWish(device, written, { ...deps, before }));
    }
    for (const { repeats } of wishes) counts.unchanged += repeats;
    const changing = wishes.filter(({ written }) => written.length > 0);
    if (changing.length > 0 && !allowance()) return BUSY;
    const waitedFor = new Set(wishes.flatMap(({ underWay }) => underWay));
    for (const { device, written } of changing) {
      const command = submit(deps, device, paramsOf(written));
      if (typeof command === "number") return command;
      counts.commands += written.length;
      before.note(written, command, clock.monotonicMs());
      waitedFor.add(command.id);
    }
    return await outcomeOf([...waitedFor], deps);
  };
  return { apply, counts: () => counts, forget: () => before.clear() };
}

/** Takes one of the writes that may come, if there is one. */
function makeAllowance({ clock, settings }: RegisterWritesDeps): () => boolean {
  let bucket: TokenBucket | undefined;
  return () => {
    const ratePerS = settings().maxWritesPerS;
    if (bucket?.limits.ratePerS !== ratePerS)
      bucket = new TokenBucket({ ratePerS, burst: ratePerS * BURST_S }, clock.monotonicMs());
    return bucket.tryTake(clock.monotonicMs());
  };
}

/** What of a write is for one device. */
interface Wish {
  readonly device: Device;
  /** What changes. */
  readonly written: readonly WrittenValue[];
  /** How many values repeat a command, and those of the commands that are under way. */
  readonly repeats: number;
  readonly underWay: readonly number[];
}

/** To a device that is away nothing is a repetition: the write has to fail. */
function makeWish(
  device: Device,
  values: readonly WrittenValue[],
  { sessions, clock, before }: RegisterWritesDeps & { readonly before: WrittenValues },
): Wish {
  if (sessions.find(device.id) === undefined) return { device, written: values, repeats: 0, underWay: [] };
  const nowMs = clock.monotonicMs();
  const asked = values.map((value) => ({ value, id: before.repeated(value, nowMs) }));
  const written = asked.flatMap(({ value, id }) => (id === undefined ? value : []));
  const underWay = asked.flatMap(({ id }) => (typeof id === "number" ? id : []));
  return { device, written, repeats: asked.length - written.length, underWay };
}

function paramsOf(written: readonly WrittenValue[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(written.map(({ identifier, value }) => [identifier, value]));
}

/** What is written to a device that is away fails at once: hours later nobody would expect it. */
function submit(
  { downlink, sessions }: RegisterWritesDeps,
  device: Device,
  params: Readonly<Record<string, unknown>>,
): Command | ExceptionCode {
  const wish = { kind: "property_set", params } as const;
  const expiresInMs = sessions.find(device.id) === undefined ? 0 : HELD_MS;
  const command = downlink.submit(device, { wish, expiresInMs, timeoutMs: TIMEOUT_MS }, ACTOR);
  return command.ok ? command.value : exceptionOf(command.error);
}

async function outcomeOf(
  commands: readonly number[],
  { downlink, settings }: RegisterWritesDeps,
): Promise<ExceptionCode | undefined> {
  const { writeAnswer, writeWaitMs } = settings();
  const waitMs = writeAnswer === "taken" ? 0 : writeWaitMs;
  for (const { state, failure } of await Promise.all(
    commands.map((id) => downlink.whenSettled(id, waitMs)),
  )) {
    if (failure !== undefined) return exceptionOf(failure);
    if (state === "cancelled") return 4;
    if (writeAnswer === "done" && state !== "succeeded") return NOT_DONE;
  }
  return undefined;
}

/** Undefined of one that is no longer kept. */
function commandOf(id: number, downlink: RegisterWritesDeps["downlink"]): Command | undefined {
  const [command] = downlink.list({}, { before: id + 1, limit: 1 });
  return command?.id === id ? command : undefined;
}

function exceptionOf({ code }: Failure): ExceptionCode {
  return EXCEPTIONS[code] ?? 4;
}
