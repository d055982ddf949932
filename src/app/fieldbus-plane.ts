import type { ListenerReport } from "../access/listeners.ts";
import {
  type Formulas,
  type Modbus,
  type ModbusLink,
  type ModbusSlave,
  openModbus,
  shiftMap,
} from "../access/modbus/modbus.ts";
import type { FieldSlave } from "../fieldbus/fieldbus.ts";
import { type Formula, readFormula } from "../kit/formula/formula.ts";
import type { Timer } from "../spine/clock.ts";
import type { RegisterMap } from "../spine/register-map.ts";
import type { DevicePlane } from "./device-plane.ts";
import type { Setting } from "./setting.ts";
import type { Stores } from "./stores.ts";

/** Changes that come together are brought to the running links at once. */
const SETTLE_MS = 50;

export interface FieldbusPlane {
  readonly modbus: Modbus;
  /** The listener for DTUs, once there is a link for one. */
  listeners(): readonly ListenerReport[];
  close(): void;
}

/** Runs the links of the fieldbus room, and follows what is changed of links, slaves, devices, products and maps. */
export function openFieldbusPlane(
  stores: Stores,
  { gate }: DevicePlane,
  { clock, config, lines }: Setting,
): FieldbusPlane {
  const { fieldbus, devices, products, registerMaps } = stores;
  const modbus = openModbus({ gate });
  let dtu: ListenerReport | undefined;
  let timer: Timer | undefined;
  const apply = () => {
    timer = undefined;
    const links = linksOf(stores);
    if (config.modbus.dtu && dtu === undefined && links.some(isCalling)) dtu = listen();
    modbus.apply(links);
  };
  const listen = (): ListenerReport => {
    const { dtuHost: host, dtuPort: port } = config.modbus;
    try {
      const listener = modbus.listen({ host, port });
      return reportOf({ host, port: listener.port });
    } catch (cause) {
      lines.error("DTUs cannot call in", { error: cause, port });
      return reportOf({ host, port, error: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  const applySoon = () => {
    timer ??= clock.after(SETTLE_MS, apply);
  };
  const removals = [
    fieldbus.onChange(applySoon),
    registerMaps.onChange(applySoon),
    devices.onChange(({ action, device }) => {
      const isOurs = fieldbus.slaveOf(device) !== undefined;
      if (isOurs && (action === "enabled" || action === "disabled" || action === "restored")) applySoon();
    }),
    products.onChange(({ action }) => {
      if (action === "enabled" || action === "disabled") applySoon();
    }),
  ];
  apply();
  return {
    modbus,
    listeners: () => (dtu === undefined ? [] : [dtu]),
    close() {
      for (const remove of removals) remove();
      timer?.cancel();
      modbus.close();
    },
  };
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

function reportOf({
  host,
  port,
  error,
}: {
  readonly host: string;
  readonly port: number;
  readonly error?: string;
}): ListenerReport {
  return {
    ...{ name: "dtu", protocol: "modbus", host, port, isTls: false, error },
    status: error === undefined ? "listening" : "failed",
    ...{ connections: 0, connectionsTotal: 0, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
    refused: {},
    lastError: undefined,
  };
}
