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
  readonly downlink: Pick<DevicePlane["downlink"], "submit" | "whenSettled">;
  readonly sessions: Pick<DevicePlane["sessions"], "find">;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly settings: () => Pick<ServerSettings, "writeAnswer" | "writeWaitMs" | "maxWritesPerS">;
}

/** One command a device; none is given before all of a request hold against their thing models. */
export function makeRegisterWrites(deps: RegisterWritesDeps): ApplyWrites {
  const allowance = makeAllowance(deps);
  return async (values) => {
    const wishes: Wish[] = [];
    for (const [id, written] of Map.groupBy(values, ({ device }) => device)) {
      const device = deps.devices.byId(Number(id));
      if (device === undefined) return 4;
      const wish = { device, params: paramsOf(written) };
      const checked = checkCommand({ kind: "property_set", params: wish.params }, device.product.model);
      if (!checked.ok) return exceptionOf(checked.error);
      wishes.push(wish);
    }
    if (!allowance()) return BUSY;
    const commands: Command[] = [];
    for (const wish of wishes) {
      const command = submit(deps, wish);
      if (typeof command === "number") return command;
      commands.push(command);
    }
    return await outcomeOf(commands, deps);
  };
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

interface Wish {
  readonly device: Device;
  readonly params: Readonly<Record<string, unknown>>;
}

function paramsOf(written: readonly WrittenValue[]): Wish["params"] {
  return Object.fromEntries(written.map(({ identifier, value }) => [identifier, value]));
}

/** What is written to a device that is away fails at once: hours later nobody would expect it. */
function submit(
  { downlink, sessions }: RegisterWritesDeps,
  { device, params }: Wish,
): Command | ExceptionCode {
  const wish = { kind: "property_set", params } as const;
  const expiresInMs = sessions.find(device.id) === undefined ? 0 : HELD_MS;
  const command = downlink.submit(device, { wish, expiresInMs, timeoutMs: TIMEOUT_MS }, ACTOR);
  return command.ok ? command.value : exceptionOf(command.error);
}

async function outcomeOf(
  commands: readonly Command[],
  { downlink, settings }: RegisterWritesDeps,
): Promise<ExceptionCode | undefined> {
  const { writeAnswer, writeWaitMs } = settings();
  const waitMs = writeAnswer === "taken" ? 0 : writeWaitMs;
  for (const { state, failure } of await Promise.all(
    commands.map(({ id }) => downlink.whenSettled(id, waitMs)),
  )) {
    if (failure !== undefined) return exceptionOf(failure);
    if (state === "cancelled") return 4;
    if (writeAnswer === "done" && state !== "succeeded") return NOT_DONE;
  }
  return undefined;
}

function exceptionOf({ code }: Failure): ExceptionCode {
  return EXCEPTIONS[code] ?? 4;
}
