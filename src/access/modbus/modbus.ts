// Modbus: slaves on links of all kinds, polled, written, and shown to the platform as devices with a presence.
// Owns: the links as they run, the listener for DTUs that call in, and the session of each slave that answers.
// Promises: polling goes on by itself after any outage; a value carries the time at which it was read; one request at a time on a bus.
// Must never: read its configuration from a database, or make a value newer than it is.

import type { NetListener } from "../../net/net.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { LinkSettings, Transport } from "../../spine/fieldbus.ts";
import type { Value } from "../../spine/point.ts";
import type { Gate, Link, Principal, Session } from "../adapter.ts";
import { ask } from "./commission/ask.ts";
import type { ScanRequest, ScanState } from "./commission/scan-run.ts";
import { listenForDtus } from "./dtu/dtu-listener.ts";
import type { WaitingLink } from "./dtu/identify.ts";
import { admit } from "./dtu/login-desk.ts";
import { Engine } from "./engine/engine.ts";
import type { LinkSpec, RunningLink, SlaveSpec } from "./engine/running-link.ts";
import { type Failed, failed, type Outcome } from "./frame/outcome.ts";
import type { ModbusRequest } from "./frame/request.ts";
import { makeDials } from "./link/dials.ts";
import type { Dial } from "./link/wire.ts";
import type { PointTrace } from "./slave/point-trace.ts";
import type { PointReading } from "./slave/slave.ts";
import { failureOfRead, failureOfWrite } from "./write-failure.ts";

export { hexPairs } from "./commission/capture.ts";
export { diagnose, type Finding } from "./commission/diagnose.ts";
export { type Meaning, meaningOf } from "./commission/frame-meaning.ts";
export { type Candidate, guessPoints, pointOf, type Sample } from "./commission/guess.ts";
export type { LineForm, ScanRequest, ScanState } from "./commission/scan-run.ts";
export { type BusReport, type SlaveState, shiftMap } from "./engine/running-link.ts";
export { describeFailure, type Failed, type Outcome } from "./frame/outcome.ts";
export type { ModbusRequest } from "./frame/request.ts";
export type { LinkStatus } from "./link/link.ts";
export type { Formulas } from "./point/number.ts";
export type { ApplyWrites, Registers } from "./server/answer.ts";
export {
  type ExceptionCode,
  type Exposure,
  type HeldValue,
  RegisterImage,
  type WrittenValue,
} from "./server/register-image.ts";
export { openSerialSlave, type SerialSlave, type SerialSlaveState } from "./server/serial-slave.ts";
export { listenAsSlave, type ServedClient, type SlaveListener } from "./server/server.ts";
export type { PointTrace } from "./slave/point-trace.ts";

/** A device of the registry as a slave; `key` is its `productKey/deviceName`. */
export interface ModbusSlave extends SlaveSpec {
  readonly principal: Principal;
}

export interface ModbusLink extends LinkSpec {
  readonly slaves: readonly ModbusSlave[];
}

export interface Modbus {
  /** Brings what runs to `links`: what did not change is left alone. */
  apply(links: readonly ModbusLink[]): void;
  /** A link as it runs; undefined of one that is switched off or unknown. */
  link(id: string): RunningLink | undefined;
  /** Reads properties of a device now; why that failed, or undefined when they are on their way to the log. */
  read(key: string, identifiers: readonly string[]): Promise<Failure | undefined>;
  /** Writes one property of a device; why that failed, or undefined when the slave confirmed it. */
  write(key: string, identifier: string, value: Value): Promise<Failure | undefined>;
  /** What is known of every point of a device, in the order of its map; undefined of one that is not polled. */
  points(key: string): readonly PointTrace[] | undefined;
  /** One request to whatever unit, behind writes and before polls; `lost` where the link does not stand. */
  ask(id: string, request: ModbusRequest): Promise<Outcome>;
  /** Looks for slaves; why it cannot, or undefined when it has begun. */
  scan(id: string, request: ScanRequest): Failure | undefined;
  scanState(id: string): ScanState;
  cancelScan(id: string): void;
  /** Lets DTUs call in. Throws when the address cannot be had. */
  listen(options: { readonly host: string; readonly port: number }): NetListener;
  /** Callers that no link knows: the newest last. */
  strangers(): readonly DtuStranger[];
  /** Logins of DTUs that were refused, by code. */
  refusedLogins(): Readonly<Record<string, number>>;
  close(): void;
}

/** A DTU that called and that no link knows. */
export interface DtuStranger {
  readonly address: string;
  /** Its first packet. */
  readonly packet: Uint8Array;
  /** UTC ms. */
  readonly at: number;
}

export interface ModbusOptions {
  readonly gate: Gate;
  /** Other ways to reach a link than its settings name; tests use them. */
  readonly dialsOf?: (settings: LinkSettings) => readonly Dial[];
}

const STRANGERS = 100;
const DTU_CONNECTIONS = 2_000;

/** Nothing runs until `apply`. */
export function openModbus(options: ModbusOptions): Modbus {
  return new ModbusPlane(options);
}

class ModbusPlane implements Modbus {
  readonly #engine: Engine;
  readonly #sessions = new Map<string, Session>();
  readonly #slaves = new Map<string, { readonly slave: ModbusSlave; readonly link: ModbusLink }>();
  readonly #listeners: NetListener[] = [];
  #links: readonly ModbusLink[] = [];
  #strangers: DtuStranger[] = [];
  readonly #refusedLogins: Record<string, number> = {};
  #isClosing = false;

  constructor(readonly options: ModbusOptions) {
    const { clock } = options.gate;
    this.#engine = new Engine({
      clock,
      dialsOf: options.dialsOf ?? ((settings) => makeDials(settings, clock)),
      events: {
        readings: (key, readings) => this.#report(key, readings),
        presence: (key, isOnline, reason) => {
          if (isOnline) this.#enter(key);
          else this.#leave(key, reason);
        },
      },
    });
  }

  apply(links: readonly ModbusLink[]): void {
    this.#links = links;
    const older = new Map(this.#slaves);
    this.#slaves.clear();
    for (const link of links)
      if (link.settings.isEnabled)
        for (const slave of link.slaves) this.#slaves.set(slave.key, { slave, link });
    for (const key of older.keys()) if (!this.#slaves.has(key)) this.#leave(key, "unbound");
    this.#engine.apply(links);
  }

  link(id: string): RunningLink | undefined {
    return this.#engine.link(id);
  }

  async read(key: string, identifiers: readonly string[]): Promise<Failure | undefined> {
    return failureOfRead(identifiers, await this.#engine.read(key, identifiers));
  }

  async write(key: string, identifier: string, value: Value): Promise<Failure | undefined> {
    return failureOfWrite(identifier, await this.#engine.write(key, identifier, value));
  }

  points(key: string): readonly PointTrace[] | undefined {
    return this.#engine.slave(key)?.trace();
  }

  async ask(id: string, request: ModbusRequest): Promise<Outcome> {
    const running = this.#engine.link(id);
    if (running === undefined) return failed("lost");
    return await ask(running.link.bus, request, running.options.spec.settings.timeoutMs);
  }

  scan(id: string, request: ScanRequest): Failure | undefined {
    const running = this.#engine.link(id);
    const isOwnForm = request.bauds === undefined && request.parities === undefined;
    if (running === undefined || (isOwnForm && running.status.state !== "up"))
      return linkDown(running?.status.reason ?? "");
    return this.#engine.scanner.start(id, running, request) ? undefined : failure("field_scan_running");
  }

  scanState(id: string): ScanState {
    return this.#engine.scanner.state(id);
  }

  cancelScan(id: string): void {
    this.#engine.scanner.cancel(id);
  }

  listen({ host, port }: { readonly host: string; readonly port: number }): NetListener {
    const { gate } = this.options;
    const links = () => this.#callers();
    const listener = listenForDtus({
      ...{ host, port, clock: gate.clock, links },
      maxConnections: DTU_CONNECTIONS,
      attach: (id, makeWire) => this.#engine.link(id)?.link.attach(makeWire),
      onStranger: (address, packet) => {
        this.#strangers.push({ address, packet: new Uint8Array(packet), at: gate.clock.now() });
        this.#strangers = this.#strangers.slice(-STRANGERS);
      },
      admit: (login, address) => admit(login, address, { gate, links }),
      enter: (principal, address, drop) => this.#welcome(principal, address, drop),
      onRefused: ({ code }) => {
        this.#refusedLogins[code] = (this.#refusedLogins[code] ?? 0) + 1;
      },
      ...(gate.isAdmitted && { isAdmitted: (ip: string) => gate.isAdmitted?.(ip) ?? true }),
    });
    this.#listeners.push(listener);
    return listener;
  }

  strangers(): readonly DtuStranger[] {
    return this.#strangers;
  }

  refusedLogins(): Readonly<Record<string, number>> {
    return this.#refusedLogins;
  }

  close(): void {
    this.#isClosing = true;
    for (const listener of this.#listeners) listener.stop();
    for (const key of [...this.#sessions.keys()]) this.#leave(key, "server_shutdown");
    this.#engine.stop();
  }

  /** Links that wait to be called. */
  #callers(): WaitingLink[] {
    return this.#links.flatMap(({ id, settings: { transport, isEnabled } }) =>
      isEnabled && transport.kind === "dtu" ? [{ id, transport }] : [],
    );
  }

  /** A gateway that logged in is here as long as its connection; one that is a slave itself, when it answers. */
  #welcome(principal: Principal, address: string, drop: () => void): () => void {
    const { gate } = this.options;
    const { productKey, deviceName } = principal;
    if (this.#slaves.has(`${productKey}/${deviceName}`) || gate.lateRefusal?.(principal)) return () => {};
    let isOpen = true;
    const link: Link = {
      ...{ protocol: "modbus", address, deliver: () => false },
      close: ({ code }) => {
        if (code === "taken_over") isOpen = false;
        else drop();
      },
    };
    const session = gate.open(principal, link);
    return () => {
      if (isOpen) gate.close(session, this.#isClosing ? "server_shutdown" : "connection_closed");
      isOpen = false;
    };
  }

  #report(key: string, readings: readonly PointReading[]): void {
    // What is reported on change comes again, until it is taken.
    const again = () => this.#engine.slave(key)?.filter.forget(readings.map(({ identifier }) => identifier));
    const session = this.#sessions.get(key) ?? this.#enter(key);
    if (session === undefined) {
      again();
      return;
    }
    const points = readings.map(({ identifier: property, value, quality, ts }) => ({
      property,
      value,
      quality,
      ts,
    }));
    // What the log cannot take is not kept here: the next reading comes by itself.
    this.options.gate.report(session, { readings: points, subject: "modbus" }, ({ kind }) => {
      if (kind === "unavailable" || kind === "dropped") again();
    });
  }

  #enter(key: string): Session | undefined {
    const known = this.#slaves.get(key);
    if (known === undefined || this.#sessions.has(key)) return this.#sessions.get(key);
    const { gate } = this.options;
    const { slave, link } = known;
    if (gate.lateRefusal?.(slave.principal)) return undefined;
    const session = gate.open(slave.principal, this.#makeLink(slave, link));
    this.#sessions.set(key, session);
    return session;
  }

  #leave(key: string, reason: string): void {
    const session = this.#sessions.get(key);
    if (session === undefined) return;
    this.#sessions.delete(key);
    this.options.gate.close(session, reasonOf(reason));
  }

  #makeLink({ key, unit }: ModbusSlave, { settings }: ModbusLink): Link {
    return {
      protocol: "modbus",
      address: `${placeOf(settings.transport)} #${unit}`,
      deliver: () => false,
      perform: (values) => this.#perform(key, values),
      close: () => {
        this.#sessions.delete(key);
        // Its next readings bring it back, where it may be here.
        this.#engine.slave(key)?.filter.reset();
      },
    };
  }

  async #perform(key: string, values: ReadonlyMap<string, Value>): Promise<Failure | undefined> {
    for (const [identifier, value] of values) {
      const why = await this.write(key, identifier, value);
      if (why) return why;
    }
    return undefined;
  }
}

/** Codes that people see as the reason of an absence. */
const REASONS: ReadonlySet<string> = new Set(["unbound", "server_shutdown"]);

function reasonOf(reason: Failed["code"] | string): string {
  if (REASONS.has(reason)) return reason;
  return reason === "timeout" ? "poll_timeout" : "link_down";
}

/** Where a link leads, for people. */
export function placeOf(transport: Transport): string {
  switch (transport.kind) {
    case "serial":
      return transport.path;
    case "dtu":
      return "dtu";
    default:
      return `${transport.host}:${transport.port}`;
  }
}

/** Why a read of registers by hand failed. */
export function readFailure(what: string, failed: Failed): Failure {
  return failureOfRead([what], failed) ?? linkDown("");
}

/** For links that do not run. */
export function linkDown(detail: string): Failure {
  return failure("field_link_down", { detail });
}
