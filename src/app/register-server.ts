import type { ListenerReport } from "../access/listeners.ts";
import {
  type Exposure,
  type HeldValue,
  listenAsSlave,
  openSerialSlave,
  RegisterImage,
  type Registers,
  type SerialSlave,
} from "../access/modbus/modbus.ts";
import type { Device } from "../devices/devices.ts";
import type { PortState, ServerState } from "../fieldbus/exposures/exposure-routes.ts";
import type { FieldExposure } from "../fieldbus/exposures/exposures.ts";
import type { ServedCounts } from "../fieldbus/metrics.ts";
import type { Clock } from "../spine/clock.ts";
import type { ServerPort, ServerSettings } from "../spine/fieldbus.ts";
import { QUALITY } from "../spine/point.ts";
import type { DevicePlane } from "./device-plane.ts";
import { Door, describeListener } from "./field-listener.ts";
import { makeRegisterWrites } from "./register-writes.ts";
import type { Setting } from "./setting.ts";
import type { Stores } from "./stores.ts";

export interface RegisterServer {
  /** Brings the registers, and whether it listens, to what is exposed. */
  apply(): void;
  state(): ServerState;
  /** None where nothing is exposed. */
  listeners(): readonly ListenerReport[];
  counts(): ServedCounts;
  close(): void;
}

/** Serves the newest values of exposed properties as Modbus registers; nothing listens before `apply` finds one. */
export function openRegisterServer(
  stores: Pick<Stores, "fieldbus" | "telemetry" | "devices">,
  plane: Pick<DevicePlane, "gate" | "sessions" | "downlink">,
  setting: Setting,
): RegisterServer {
  const { exposures } = stores.fieldbus;
  const settings = () => exposures.settings();
  const { clock, config } = setting;
  const refused = new Map<number, number>();
  let image = new RegisterImage([], () => undefined);
  let served: readonly unknown[] = [];
  let answered = 0;
  let readOnly = 0;
  const writes = makeRegisterWrites({ ...stores, ...plane, clock, settings });
  const registers: Registers = {
    image: () => image,
    apply: writes.apply,
    onAnswer(exception) {
      if (exception === undefined) answered++;
      else refused.set(exception, (refused.get(exception) ?? 0) + 1);
    },
  };
  const tcp = makeTcpSide(registers, { settings, gate: plane.gate, setting });
  const lines = makeSerialSide(registers, clock);
  return {
    apply() {
      const all = exposures.all();
      image = makeImage(all, settings(), { ...stores, clock, onIgnored: () => readOnly++ });
      if (served[0] !== all || served[1] !== settings()) writes.forget();
      served = [all, settings()];
      const isWanted = config.modbus.server && all.length > 0;
      tcp.apply(isWanted);
      lines.apply(isWanted ? settings().ports.filter(({ isEnabled }) => isEnabled) : []);
    },
    state: () => ({
      ...{ ...tcp.state(), writes: { ...writes.counts(), readOnly } },
      ports: settings().ports.map(({ path }) => lines.state(path)),
    }),
    listeners: () => [...tcp.listeners(answered + sumOf(refused)), ...lines.listeners()],
    counts: () => ({
      ...{ answered, refused, connections: tcp.state().connections, turnedAway: tcp.state().turnedAway },
      writes: { ...writes.counts(), readOnly },
      ports: settings().ports.map(({ path }) => lines.state(path)),
    }),
    close() {
      tcp.apply(false);
      lines.apply([]);
    },
  };
}

interface ImageParts extends Pick<Stores, "telemetry"> {
  readonly clock: Clock;
  readonly onIgnored: () => void;
}

/** Values keep their state: what a device said last does not become newer by being read. */
function makeImage(
  all: readonly FieldExposure[],
  settings: ServerSettings,
  { telemetry, clock, onIgnored }: ImageParts,
): RegisterImage {
  const { missing, stale, staleAfterMs, writes, writeRefreshMs, readOnly } = settings;
  const devices = new Map<string, Device>();
  const list = all.flatMap(({ unit, device, point, terms }): Exposure[] => {
    if (!device.isEnabled || !device.product.isEnabled) return [];
    const id = String(device.id);
    devices.set(id, device);
    const merged = {
      ...{ missing, stale, writes, writeRefreshMs, readOnly },
      ...(staleAfterMs !== undefined && { staleAfterMs }),
      ...terms,
    };
    return [{ unit, device: id, point, terms: merged }];
  });
  const lookUp = ({ device: id, point, terms }: Exposure): HeldValue | undefined => {
    const newest = telemetry.latestOf(Number(id), point.identifier);
    if (newest === undefined) return undefined;
    const { value, ts, quality } = newest;
    if (quality === QUALITY.bad) return { value, ts, state: "bad" };
    const isOld = terms.staleAfterMs !== undefined && clock.now() - ts > terms.staleAfterMs;
    const isAway = devices.get(id)?.state !== "online";
    if (isOld || isAway || quality === QUALITY.stale) return { value, ts, state: "stale" };
    return { value, ts, state: quality === QUALITY.simulated ? "simulated" : "good" };
  };
  return new RegisterImage(list, lookUp, onIgnored);
}

interface TcpParts extends Pick<DevicePlane, "gate"> {
  readonly settings: () => ServerSettings;
  readonly setting: Setting;
}

/** The TCP listener: there from the first exposure on. */
function makeTcpSide(registers: Registers, { settings, gate, setting }: TcpParts) {
  const { clock, config, lines } = setting;
  const { serverHost: host, serverPort: port, server: isAllowed } = config.modbus;
  const isAdmitted = (ip: string) => gate.isAdmitted?.(ip) ?? true;
  const door = new Door(() => listenAsSlave({ host, port, clock, registers, limits: settings, isAdmitted }), {
    clock,
    onRefused: (error) => lines.error("properties cannot be served as Modbus registers", { error, port }),
  });
  return {
    apply(isWanted: boolean): void {
      if (!isWanted) door.shut()?.close();
      else if (door.listener) door.listener.review();
      else door.open();
    },
    state: (): Omit<ServerState, "ports" | "writes"> => ({
      state: door.listener ? "listening" : door.error === undefined ? "off" : "failed",
      ...{ host, port: door.listener?.net.port ?? port, error: door.error, isAllowed },
      connections: door.listener?.net.connections ?? 0,
      turnedAway: door.listener?.turnedAway ?? { address: 0, number: 0 },
      clients: door.listener?.clients() ?? [],
    }),
    listeners(messages: number): readonly ListenerReport[] {
      const { listener, error } = door;
      if (listener === undefined && error === undefined) return [];
      const place = { host, port, listener: listener?.net, error };
      return [describeListener("modbus-server", place, { messagesIn: messages, messagesOut: messages })];
    },
  };
}

/** The serial lines on which we are slaves, by path. */
function makeSerialSide(registers: Registers, clock: Clock) {
  const running = new Map<string, { readonly port: ServerPort; readonly slave: SerialSlave }>();
  const stateOf = (path: string): PortState => {
    const slave = running.get(path)?.slave.state();
    const figures = slave ?? { answered: 0, refused: 0, foreign: 0, garbled: 0, lastRequestAt: undefined };
    const { answered, refused, foreign, garbled, lastRequestAt } = figures;
    const state = slave === undefined ? "off" : slave.isOpen ? "listening" : "failed";
    return { path, state, error: slave?.error, answered, refused, foreign, garbled, lastRequestAt };
  };
  return {
    apply(ports: readonly ServerPort[]): void {
      for (const [path, { port, slave }] of running) {
        if (ports.some((wanted) => Bun.deepEquals(wanted, port, true))) continue;
        slave.close();
        running.delete(path);
      }
      for (const port of ports)
        if (!running.has(port.path))
          running.set(port.path, { port, slave: openSerialSlave({ port, clock, registers }) });
    },
    state: stateOf,
    listeners: (): readonly ListenerReport[] =>
      [...running].map(([path, { slave }]) => {
        const { isOpen, error, answered, refused, bytesIn, bytesOut } = slave.state();
        const messages = { messagesIn: answered + refused, messagesOut: answered + refused };
        const report = describeListener(
          "modbus-server-serial",
          { host: path, port: 0, listener: undefined, error },
          messages,
        );
        return { ...report, status: isOpen ? "listening" : "failed", bytesIn, bytesOut };
      }),
  };
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
