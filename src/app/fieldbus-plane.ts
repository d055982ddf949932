import type { ListenerReport } from "../access/listeners.ts";
import {
  type Formulas,
  type Modbus,
  type ModbusLink,
  type ModbusSlave,
  openModbus,
  shiftMap,
} from "../access/modbus/modbus.ts";
import type { FieldEngine } from "../fieldbus/commission/field-engine.ts";
import type { ServerState } from "../fieldbus/exposures/exposure-routes.ts";
import type { FieldSlave } from "../fieldbus/fieldbus.ts";
import { fieldbusMetrics } from "../fieldbus/metrics.ts";
import { type Formula, readFormula } from "../kit/formula/formula.ts";
import type { Metric } from "../kit/prometheus-text.ts";
import type { Timer } from "../spine/clock.ts";
import type { RegisterMap } from "../spine/register-map.ts";
import type { DevicePlane } from "./device-plane.ts";
import { makeFieldEngine } from "./field-engine.ts";
import { Door, describeListener } from "./field-listener.ts";
import { openRegisterServer } from "./register-server.ts";
import type { Setting } from "./setting.ts";
import type { Stores } from "./stores.ts";

/** Changes that come together are brought to the running links at once. */
const SETTLE_MS = 50;

export interface FieldbusPlane {
  readonly modbus: Modbus;
  readonly engine: FieldEngine;
  serverState(): ServerState;
  metrics(): readonly Metric[];
  /** For DTUs, once there is a link for one, and for those who read our registers, once there is something to read. */
  listeners(): readonly ListenerReport[];
  close(): void;
}

/** Runs the links of the fieldbus room, and follows what is changed of links, slaves, devices, products and maps. */
export function openFieldbusPlane(
  stores: Stores,
  { gate, sessions, downlink }: DevicePlane,
  setting: Setting,
): FieldbusPlane {
  const { clock } = setting;
  const modbus = openModbus({ gate });
  const engine = makeFieldEngine(modbus, clock);
  const server = openRegisterServer(stores, { gate, sessions, downlink }, setting);
  const dtus = makeDtuDoor(modbus, setting);
  let timer: Timer | undefined;
  const apply = () => {
    timer = undefined;
    const links = linksOf(stores);
    if (links.some(isCalling)) dtus.open();
    modbus.apply(links);
    server.apply();
  };
  const applySoon = () => {
    timer ??= clock.after(SETTLE_MS, apply);
  };
  const removals = followChanges(stores, applySoon);
  apply();
  return {
    ...{ modbus, engine, serverState: server.state },
    metrics: () => fieldbusMetrics({ fieldbus: stores.fieldbus, engine }, server.counts()),
    listeners: () => [...dtus.listeners(), ...server.listeners()],
    close() {
      for (const remove of removals) remove();
      timer?.cancel();
      dtus.close();
      server.close();
      modbus.close();
    },
  };
}

/** The listener for DTUs: opened when the first link needs it. */
function makeDtuDoor(modbus: Modbus, { config, lines, clock }: Pick<Setting, "config" | "lines" | "clock">) {
  const { dtu: isAllowed, dtuHost: host, dtuPort: port } = config.modbus;
  const door = new Door(() => modbus.listen({ host, port }), {
    clock,
    onRefused: (error) => lines.error("DTUs cannot call in", { error, port }),
  });
  return {
    open(): void {
      if (isAllowed) door.open();
    },
    /** What listens is the adapter's to end. */
    close: () => void door.shut(),
    listeners(): readonly ListenerReport[] {
      const { listener, error } = door;
      if (listener === undefined && error === undefined) return [];
      return [describeListener("dtu", { host, port, listener, error }, { refused: modbus.refusedLogins() })];
    },
  };
}

/** Calls back when something changes that links are made of; returns what ends that. */
function followChanges(
  { fieldbus, registerMaps, devices, products }: Stores,
  changed: () => void,
): readonly (() => void)[] {
  return [
    fieldbus.onChange(changed),
    registerMaps.onChange(changed),
    devices.onChange(({ action, device }) => {
      if (action !== "enabled" && action !== "disabled") return;
      const isExposed = () => fieldbus.exposures.all().some((one) => one.device.id === device.id);
      if (fieldbus.slaveOf(device) !== undefined || isExposed()) changed();
    }),
    products.onChange(({ action }) => {
      if (action === "enabled" || action === "disabled") changed();
    }),
  ];
}

function isCalling({ settings }: ModbusLink): boolean {
  return settings.isEnabled && settings.transport.kind === "dtu";
}

/** Every link as it is to run; slaves whose device or product is switched off are left out. */
function linksOf(stores: Stores): readonly ModbusLink[] {
  return stores.fieldbus.links().map(({ id, settings }) => ({
    id: String(id),
    settings,
    slaves: stores.fieldbus.slaves(id).flatMap((slave) => slaveOf(slave, stores) ?? []),
  }));
}

function slaveOf(
  { device, settings }: FieldSlave,
  { registerMaps }: Pick<Stores, "registerMaps">,
): ModbusSlave | undefined {
  const { productKey, deviceName, product } = device;
  if (!device.isEnabled || !product.isEnabled || !settings.isEnabled || device.isDeleted) return undefined;
  const map = shiftMap(registerMaps.get(productKey), settings.addressOffset);
  const { unit, timeoutMs, retries } = settings;
  return {
    key: `${productKey}/${deviceName}`,
    ...{ unit, map, formulas: formulasOf(map) },
    timeoutMs: timeoutMs ?? map.unit.timeoutMs,
    retries,
    principal: { deviceId: device.id, productKey, deviceName, dialect: "plain" },
  };
}

/** Of points with formulas, over `x`. */
function formulasOf(map: RegisterMap): ReadonlyMap<string, Formulas> {
  const found = new Map<string, Formulas>();
  for (const point of map.points) {
    if (!("formula" in point)) continue;
    const { formula, writeFormula } = point;
    if (formula === undefined && writeFormula === undefined) continue;
    found.set(point.identifier, { read: compile(formula), write: compile(writeFormula) });
  }
  return found;
}

type Compiled = (x: number) => number | undefined;
/** By text: a slave whose formulas are the same functions is one that did not change. */
const compiled = new Map<string, Compiled>();

function compile(text: string | undefined): Compiled | undefined {
  if (text === undefined) return undefined;
  const known = compiled.get(text) ?? makeCompiled(text);
  compiled.set(text, known);
  return known;
}

function makeCompiled(text: string): Compiled {
  const read = readFormula(text, (name) => (name === "x" ? "number" : undefined));
  // It was checked before it was stored; one that an older version let pass gives no value.
  return read.ok ? (x) => run(read.value, x) : () => undefined;
}

function run(formula: Formula, x: number): number | undefined {
  const result = formula.run({ values: [x], previous: [undefined], dtS: undefined, fault: undefined });
  return typeof result === "number" ? result : undefined;
}
