// The one door out: everything that a device is told to do is stored, sent in order, and settled here.
// Owns: table commands, the queues of devices, what is under way, and who waits for an outcome.
// Promises: a durable row before anyone is told that it was taken; each command ends once, with its reason; none is sent twice.
// Must never: know a protocol's bytes, or carry out what is past its time.

import { checkCommand } from "../codec/codec.ts";
import { type Db, migrate } from "../db/db.ts";
import type { Device, Devices } from "../devices/devices.ts";
import { type Json, toJson } from "../kit/plain-json.ts";
import type { Cursor, Log } from "../log/log.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { AppError, type Failure, failure } from "../spine/error.ts";
import type { ThingEvent } from "../spine/event.ts";
import { COMMAND_BYTES, COMMANDS_PER_DEVICE } from "../spine/limits.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { CommandStore, type NewCommand } from "./command-store.ts";
import type { Command, CommandFilter, CommandRequest, Downlink, DownlinkStats, Outcome } from "./contract.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Flights } from "./flights.ts";
import { DOWNLINK_MIGRATIONS } from "./migrations.ts";

export type {
  Command,
  CommandFilter,
  CommandRequest,
  CommandState,
  Downlink,
  DownlinkStats,
} from "./contract.ts";

export interface DownlinkOptions {
  readonly db: Db;
  readonly log: Pick<Log, "append" | "openCursor" | "onDurable">;
  readonly clock: Clock;
  readonly devices: Pick<Devices, "byId" | "onChange">;
  readonly sessions: Pick<Sessions, "find">;
  readonly onError: (error: unknown) => void;
}

const SWEEP_MS = 1_000;
const SWEEP_AT_ONCE = 500;
const PRUNE_MS = 3_600_000;
const KEPT_MS = 30 * 86_400_000;
const KEPT_COMMANDS = 200_000;
/** What was under way at a restart has at least this long: its answer may be in the log already. */
const RESTART_MS = 2_000;

/** Opens the room: creates or migrates its table, goes on with what waits, and waits on for what was sent. */
export function openDownlink(options: DownlinkOptions): Downlink {
  migrate(options.db, "downlink", DOWNLINK_MIGRATIONS);
  return new DownlinkDesk(options);
}

class DownlinkDesk implements Downlink {
  readonly #store: CommandStore;
  readonly #flights: Flights;
  readonly #dispatcher: Dispatcher;
  readonly #waiters = new Map<number, Set<(command: Command) => void>>();
  readonly #settled: Record<string, number> = {};
  readonly #timers: Timer[];
  readonly #removals: (() => void)[];
  readonly #cursor: Cursor;
  readonly #reading: Promise<void>;

  constructor(readonly options: DownlinkOptions) {
    const { db, log, clock, devices, sessions } = options;
    this.#store = new CommandStore(db);
    const settle = (command: Command, outcome: Outcome) => this.#settle(command, outcome);
    this.#flights = new Flights({ clock, settle });
    const onSent = (command: Command) => this.#tell(command);
    const parts = { store: this.#store, flights: this.#flights, settle, onSent };
    this.#dispatcher = new Dispatcher({ ...parts, clock, sessions, devices });
    this.#resume();
    this.#timers = [
      clock.every(SWEEP_MS, () => this.#sweep()),
      clock.every(PRUNE_MS, () => this.#store.prune(clock.now() - KEPT_MS, KEPT_COMMANDS)),
    ];
    this.#removals = [
      devices.onChange(({ action, device }) => {
        if (action === "deleted") this.#abandon(device);
      }),
      log.onDurable((events) => {
        if (this.#flights.isEmpty()) return;
        for (const event of events) if (event.kind === "property") this.#flights.takeReport(event);
      }),
    ];
    this.#cursor = log.openCursor({ name: "downlink", from: "newest", filter: { kinds: ["reply"] } });
    this.#reading = this.#read().catch(options.onError);
  }

  submit(device: Device, request: CommandRequest, actor: string): Result<Command, Failure> {
    const made = makeRow(device, request, { actor, now: this.options.clock.now() });
    if (!made.ok) return made;
    if (this.#store.countQueued(device.id) >= COMMANDS_PER_DEVICE)
      return err(failure("too_many_commands", { limit: COMMANDS_PER_DEVICE }));
    const command = this.#store.insert(made.value);
    this.#tell(command);
    this.#dispatcher.pump(device.id);
    const now = this.get(command.id);
    // Behind others that wait: it was not to.
    const why = request.expiresInMs === 0 ? this.waitOf(now) : undefined;
    if (why !== undefined) this.#settle(now, { state: "failed", failure: why });
    return ok(this.get(command.id));
  }

  whenSettled(id: number, waitMs: number): Promise<Command> {
    const command = this.get(id);
    if (command.settledAt !== undefined || waitMs <= 0) return Promise.resolve(command);
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(id) ?? new Set();
      this.#waiters.set(id, waiters);
      const timer = this.options.clock.after(waitMs, () => {
        waiters.delete(done);
        if (waiters.size === 0) this.#waiters.delete(id);
        resolve(this.get(id));
      });
      const done = (settled: Command) => {
        timer.cancel();
        resolve(settled);
      };
      waiters.add(done);
    });
  }

  get(id: number): Command {
    const command = this.#store.byId(id);
    if (command === undefined) throw new AppError("not_found", { what: `command ${id}` });
    return command;
  }

  list(
    filter: CommandFilter,
    page: { readonly before?: number | undefined; readonly limit: number },
  ): Command[] {
    const { before = Number.MAX_SAFE_INTEGER, limit } = page;
    return this.#store.list(filter, { before, limit });
  }

  waitOf({ id, deviceId, state }: Command): Failure | undefined {
    if (state !== "queued") return undefined;
    const isFirst = this.#store.nextQueued(deviceId)?.id === id && !this.#flights.has(deviceId);
    return isFirst ? this.#dispatcher.causeOf(deviceId) : failure("command_busy");
  }

  cancel(id: number): Command {
    const command = this.get(id);
    if (command.state !== "queued") throw new AppError("command_state", { id, state: command.state });
    this.#settle(command, { state: "cancelled" });
    return this.get(id);
  }

  noteOnline(deviceId: number): void {
    this.#dispatcher.wake(deviceId);
  }

  stats(): DownlinkStats {
    return { ...this.#store.countOpen(), settled: this.#settled };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    for (const remove of this.#removals) remove();
    this.#dispatcher.close();
    this.#flights.close();
    for (const [id, waiters] of this.#waiters) for (const done of waiters) done(this.get(id));
    this.#waiters.clear();
    this.#cursor.close();
    await this.#reading;
  }

  /** What was sent before the restart is waited for as long as it had left; what waits goes when its device is here. */
  #resume(): void {
    const now = this.options.clock.now();
    for (const command of this.#store.sent()) {
      const leftMs = (command.sentAt ?? now) + command.timeoutMs - now;
      const values = this.#valuesOf(command);
      this.#flights.start(command, values, Math.min(Math.max(leftMs, RESTART_MS), command.timeoutMs));
    }
    for (const deviceId of this.#store.waitingDevices()) this.#dispatcher.pump(deviceId);
  }

  #valuesOf({ kind, deviceId, request }: Command) {
    const device = kind === "property_set" ? this.options.devices.byId(deviceId) : undefined;
    const down = device && checkCommand({ kind: "property_set", params: request }, device.product.model);
    return down?.ok && down.value.kind === "property_set" ? down.value.values : undefined;
  }

  async #read(): Promise<void> {
    for (let batch = await this.#cursor.next(); batch !== undefined; batch = await this.#cursor.next()) {
      for (const event of batch.events) if (event.kind === "reply") this.#flights.takeReply(event);
      this.#cursor.commit(batch.lastSeq);
    }
  }

  #sweep(): void {
    for (const command of this.#store.overdue(this.options.clock.now(), SWEEP_AT_ONCE)) {
      const cause = this.waitOf(command);
      const why = failure("command_expired", { ...cause?.params, cause: cause ? `@${cause.code}` : "" });
      this.#settle(command, { state: "expired", failure: why });
    }
  }

  #abandon({ id }: Device): void {
    for (const command of this.#store.queuedOf(id)) {
      this.#flights.drop(command);
      this.#settle(command, { state: "failed", failure: failure("device_deleted") });
    }
  }

  #settle(command: Command, outcome: Outcome): void {
    const settled = this.#store.settle(command.id, outcome, this.options.clock.now());
    if (settled === undefined) return;
    this.#settled[settled.state] = (this.#settled[settled.state] ?? 0) + 1;
    this.#tell(settled);
    const waiters = this.#waiters.get(command.id);
    this.#waiters.delete(command.id);
    for (const done of waiters ?? []) done(settled);
    this.#dispatcher.pump(command.deviceId);
  }

  #tell(command: Command): void {
    this.options.log.append([makeEvent(command, this.options.clock.now())], "grouped");
  }
}

/** The row of a request that holds against the thing model. */
function makeRow(
  device: Device,
  { wish, expiresInMs, timeoutMs }: CommandRequest,
  { actor, now }: { readonly actor: string; readonly now: number },
): Result<NewCommand, Failure> {
  if (!device.isEnabled) return err(failure("device_disabled"));
  if (!device.product.isEnabled) return err(failure("product_disabled"));
  const request = readRequest(device, wish);
  if (!request.ok) return request;
  const size = Buffer.byteLength(JSON.stringify(request.value));
  if (size > COMMAND_BYTES) return err(failure("payload_too_large", { size, limit: COMMAND_BYTES }));
  const { id: deviceId, productKey, deviceName } = device;
  const identifier = wish.kind === "service" ? wish.identifier : "";
  const head = { deviceId, productKey, deviceName, kind: wish.kind, identifier, request: request.value };
  return ok({ ...head, actor, createdAt: now, expiresAt: now + expiresInMs, timeoutMs });
}

function readRequest(device: Device, wish: CommandRequest["wish"]): Result<Record<string, Json>, Failure> {
  if (wish.kind === "raw") return ok({ base64: Buffer.from(wish.payload).toString("base64") });
  const down = checkCommand(wish, device.product.model);
  if (!down.ok) return down;
  if (down.value.kind === "raw") return ok({});
  const values = down.value.kind === "service" ? down.value.input : down.value.values;
  return ok(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toJson(value)])));
}

/** A change of a command's state, as an event of ours: `command`, with `id`, `kind`, `state` and, if it failed, `code`. */
function makeEvent(command: Command, now: number): ThingEvent {
  const { id, deviceId, productKey, deviceName, kind, identifier, state, actor } = command;
  const names = { deviceId, productKey, deviceName };
  const code = command.failure === undefined ? {} : { code: command.failure.code };
  const service = identifier === "" ? {} : { service: identifier };
  return {
    ...{ seq: 0, ...names, ts: now, recvTs: now, protocol: "gantry", dialect: "", reqId: String(id) },
    kind: "event",
    identifier: "command",
    level: state === "failed" || state === "expired" ? "alert" : "info",
    output: { id, kind, ...service, state, actor, ...code },
  };
}
