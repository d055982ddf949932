// The way of a command to its device: in order, one at a time, over the session's link or after the device is back.

import { checkCommand, dialectOf } from "../codec/codec.ts";
import type { DownCommand, Encoded } from "../codec/dialect.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { DeviceSession, Sessions } from "../sessions/sessions.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import { err, ok, type Result } from "../spine/result.ts";
import type { CommandStore } from "./command-store.ts";
import type { Command, Outcome } from "./contract.ts";
import type { Flights } from "./flights.ts";

export interface DispatcherOptions {
  readonly store: CommandStore;
  readonly flights: Flights;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, "find">;
  readonly devices: Pick<Devices, "byId">;
  readonly settle: (command: Command, outcome: Outcome) => void;
  readonly onSent: (command: Command) => void;
}

/** A device that is here but does not listen yet is tried again: soon, for it may just be subscribing, then seldom. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 30_000;

interface Retry {
  readonly timer: Timer;
  readonly delayMs: number;
}

const encoder = new TextEncoder();

export class Dispatcher {
  readonly #retries = new Map<number, Retry>();
  /** Why what waits for a device has not gone. */
  readonly #causes = new Map<number, Failure>();

  constructor(readonly options: DispatcherOptions) {}

  /** Why what waits for the device has not gone yet. */
  causeOf(deviceId: number): Failure {
    return this.#causes.get(deviceId) ?? failure("command_offline");
  }

  /** The device's connection is new: what was known of it is not true any more. */
  wake(deviceId: number): void {
    this.#stopRetrying(deviceId);
    this.pump(deviceId);
  }

  /** Sends what is first in the device's queue, unless something of it is under way. */
  pump(deviceId: number): void {
    const { store, flights, settle } = this.options;
    while (!flights.has(deviceId)) {
      const command = store.nextQueued(deviceId);
      if (command === undefined) {
        this.#stopRetrying(deviceId);
        return;
      }
      const why = this.#send(command);
      if (why === undefined) continue;
      if (command.expiresAt > command.createdAt) {
        this.#wait(deviceId, why);
        return;
      }
      settle(command, { state: "failed", failure: why });
    }
  }

  close(): void {
    for (const { timer } of this.#retries.values()) timer.cancel();
    this.#retries.clear();
  }

  /** Why it cannot go just now; undefined when it went, or was settled. */
  #send(command: Command): Failure | undefined {
    const { sessions, devices, settle } = this.options;
    const device = devices.byId(command.deviceId);
    const session = sessions.find(command.deviceId);
    if (session === undefined || device === undefined) return failure("command_offline");
    const down = readCommand(command, device);
    if (!down.ok) {
      settle(command, { state: "failed", failure: down.error });
      return undefined;
    }
    if (session.link.perform !== undefined) {
      this.#perform(command, down.value, session);
      return undefined;
    }
    return this.#deliver(command, down.value, { device, session });
  }

  #deliver(
    command: Command,
    down: DownCommand,
    { device, session }: { readonly device: Device; readonly session: DeviceSession },
  ): Failure | undefined {
    const { store, clock, settle, onSent, flights } = this.options;
    const encoded = encode(command, down, { device, session, ts: clock.now() });
    if (!encoded.ok) {
      settle(command, { state: "failed", failure: encoded.error });
      return undefined;
    }
    const { topic, payload, answer } = encoded.value;
    const answererId = answer?.isFromGateway ? session.gateway?.peer.deviceId : undefined;
    const awaited = answer && {
      deviceId: answererId ?? command.deviceId,
      method: answer.method,
      reqId: answer.reqId,
    };
    // Stored as sent before it goes: a restart in between must not send it twice.
    const sent = store.markSent(command.id, clock.now(), awaited);
    if (sent === undefined) return undefined;
    const values = down.kind === "property_set" ? down.values : undefined;
    flights.start(sent, values, command.timeoutMs);
    const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
    // QoS 0: kept by the broker for a device that leaves, it would be carried out long after its time.
    if (!session.link.deliver(topic, bytes, { qos: 0, isSystem: true })) {
      flights.drop(sent);
      store.markQueued(command.id);
      return failure("command_not_taken", { topic });
    }
    this.#stopRetrying(command.deviceId);
    onSent(sent);
    if (awaited === undefined && values === undefined) {
      flights.drop(sent);
      settle(sent, { state: "succeeded" });
    }
    return undefined;
  }

  /** A field bus answers by itself, with its own timeouts; ours comes after it. */
  #perform(command: Command, down: DownCommand, { link, peer }: DeviceSession): void {
    const { store, clock, settle, onSent, flights } = this.options;
    if (down.kind !== "property_set" || link.perform === undefined) {
      const why = failure("command_unsupported", { dialect: peer.protocol, what: down.kind });
      settle(command, { state: "failed", failure: why });
      return;
    }
    const awaited = { deviceId: command.deviceId, method: "perform", reqId: String(command.id) };
    const sent = store.markSent(command.id, clock.now(), awaited);
    if (sent === undefined) return;
    flights.start(sent, undefined, command.timeoutMs);
    onSent(sent);
    const end = (why: Failure | undefined) => {
      flights.drop(sent);
      settle(sent, why ? { state: "failed", failure: why } : { state: "succeeded", confirmedBy: "write" });
    };
    link.perform(new Map(Object.entries(down.values))).then(end, () => end(failure("internal")));
  }

  #wait(deviceId: number, why: Failure): void {
    this.#causes.set(deviceId, why);
    const before = this.#retries.get(deviceId);
    before?.timer.cancel();
    // Who is not here is waited for by noteOnline.
    if (why.code === "command_offline") {
      this.#retries.delete(deviceId);
      return;
    }
    const delayMs = Math.min(before === undefined ? FIRST_RETRY_MS : before.delayMs * 2, LAST_RETRY_MS);
    const timer = this.options.clock.after(delayMs, () => this.pump(deviceId));
    this.#retries.set(deviceId, { timer, delayMs });
  }

  #stopRetrying(deviceId: number): void {
    this.#retries.get(deviceId)?.timer.cancel();
    this.#retries.delete(deviceId);
    this.#causes.delete(deviceId);
  }
}

/** Held against the model once more: it may have changed while the command waited. */
export function readCommand(
  { kind, identifier, request }: Command,
  device: Device,
): Result<DownCommand, Failure> {
  if (!device.isEnabled) return err(failure("device_disabled"));
  if (!device.product.isEnabled) return err(failure("product_disabled"));
  const { model } = device.product;
  switch (kind) {
    case "property_set":
      return checkCommand({ kind, params: request }, model);
    case "service":
      return checkCommand({ kind, identifier, input: request }, model);
    case "raw":
      return ok({ kind, payload: Buffer.from(String(request.base64), "base64") });
  }
}

function encode(
  { id }: Command,
  down: DownCommand,
  { device, session, ts }: { readonly device: Device; readonly session: DeviceSession; readonly ts: number },
): Result<Encoded, Failure> {
  const { productKey, deviceName, product } = device;
  const dialect = dialectOf(session.peer.dialect);
  if (dialect === undefined)
    return err(failure("command_unsupported", { dialect: session.peer.dialect, what: down.kind }));
  const gateway = session.gateway?.peer;
  return dialect.encode(down, { id, ts, productKey, deviceName, model: product.model, gateway });
}
