import { expect, test } from "bun:test";
import * as v from "valibot";
import type { FieldExposure } from "../../../src/fieldbus/exposures/exposures.ts";
import { openFieldbus } from "../../../src/fieldbus/fieldbus.ts";
import { AppError } from "../../../src/spine/error.ts";
import {
  type LinkSettings,
  LinkSettingsSchema,
  type ServerSettings,
  ServerSettingsSchema,
} from "../../../src/spine/fieldbus.ts";
import { RegisterPointSchema } from "../../../src/spine/register-map.ts";
import { makeFieldRig } from "../field-rig.ts";

const pointAt = (address: number, more: object = {}) =>
  v.parse(RegisterPointSchema, {
    ...{ identifier: "power", area: "holding", address, type: "float32" },
    ...more,
  });

const bitAt = (bit: number) => pointAt(0, { type: "bit", bit });

test("they are there after a restart, and go and come with their device", () => {
  const { fieldbus, devices, trash, db, clock, m1, m2 } = makeFieldRig();
  let changes = 0;
  fieldbus.onChange(() => changes++);
  const all: FieldExposure[] = [
    { unit: 1, device: m2, point: pointAt(0), terms: {} },
    { unit: 1, device: m1, point: pointAt(2), terms: { stale: "exception", statusAddress: 40 } },
  ];
  fieldbus.exposures.change({ exposures: all });
  const reopened = () => openFieldbus({ db, clock, devices }).exposures.all();
  const namesOf = (list: readonly FieldExposure[]) => list.map(({ device }) => device.deviceName);
  expect([fieldbus.exposures.all(), reopened()]).toEqual([all, all]);
  devices.remove("meter", "m2", "test");
  expect([namesOf(fieldbus.exposures.all()), namesOf(reopened())]).toEqual([["m1"], ["m1"]]);
  // What is replaced meanwhile leaves those in the trash alone.
  fieldbus.exposures.change({ exposures: [{ unit: 1, device: m1, point: pointAt(8), terms: {} }] });
  trash.restore(m2.id, "test");
  expect(namesOf(fieldbus.exposures.all())).toEqual(["m2", "m1"]);
  devices.remove("meter", "m2", "test");
  trash.purge(m2.id, "test");
  expect([namesOf(reopened()), changes]).toEqual([["m1"], 5]);
});

test("what overlaps, and what cannot be laid out plainly, is refused, and nothing is changed", () => {
  const { fieldbus, m1 } = makeFieldRig();
  const codeOf = (...points: FieldExposure["point"][]) => {
    try {
      fieldbus.exposures.change({
        exposures: points.map((point) => ({
          unit: 1,
          device: m1,
          point,
          terms: { statusAddress: point.note ? 9 : undefined },
        })),
      });
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  };
  expect([
    codeOf(pointAt(0), pointAt(1)),
    codeOf(pointAt(0, { identifier: "none" })),
    codeOf(pointAt(0, { formula: "x*2" })),
    codeOf(pointAt(0, { exponentAddress: 9 })),
    fieldbus.exposures.all(),
    codeOf(pointAt(0), pointAt(2), pointAt(0, { area: "input" })),
    codeOf(bitAt(3), bitAt(4)),
    codeOf(bitAt(3), pointAt(0, { type: "bits", bit: 2, length: 3 })),
    codeOf(pointAt(8, { note: "with a status register at 9" })),
    codeOf(pointAt(0, { identifier: "total", access: "rw" })),
    codeOf(pointAt(0, { type: "string", registers: 4 })),
  ]).toEqual([
    "Two values are exposed on holding register 1 of unit 1.",
    "Property none of device meter/m1 cannot be exposed: the thing model does not have it.",
    "Property power of device meter/m1 cannot be exposed: formulas and exponents are not for registers of our own.",
    "Property power of device meter/m1 cannot be exposed: formulas and exponents are not for registers of our own.",
    [],
    undefined,
    undefined,
    "Two values are exposed on holding register 0 of unit 1.",
    "Two values are exposed on holding register 9 of unit 1.",
    "Property total of device meter/m1 cannot be exposed: the thing model has it read-only, so it cannot be written.",
    "Property power of device meter/m1 cannot be exposed: a register of this type cannot hold values of this kind.",
  ]);
});

test("settings are there after a restart, and a serial port is a link's or the server's", () => {
  const { fieldbus, devices, db, clock } = makeFieldRig();
  const settingsOf = (path: string, more: object = {}): ServerSettings =>
    v.parse(ServerSettingsSchema, { allowed: ["10.0.0.0/8"], ports: [{ path, ...more }] });
  const codeOf = (change: () => unknown) => {
    try {
      change();
      return undefined;
    } catch (error) {
      return error instanceof AppError ? error.message : String(error);
    }
  };
  const link = (path: string): LinkSettings =>
    v.parse(LinkSettingsSchema, { name: "Line 1", transport: { kind: "serial", path } });
  const { id } = fieldbus.create(link("/dev/ttyS1"));
  const setUp = (settings: ServerSettings) => codeOf(() => fieldbus.exposures.change({ settings }));
  const named = openFieldbus({ db, clock, devices, portNamed: () => "/dev/ttyS1" });
  expect(codeOf(() => named.exposures.change({ settings: settingsOf("/dev/serial/by-id/x") }))).toContain(
    "/dev/serial/by-id/x is in use: Line 1.",
  );
  const elsewhere = openFieldbus({ db, clock, devices, isPortName: (path) => path.startsWith("/") });
  const foreign = (change: () => unknown) =>
    expect(codeOf(change)).toStartWith("COM3 names no serial port of");
  foreign(() => elsewhere.exposures.change({ settings: settingsOf("COM3") }));
  foreign(() => elsewhere.create(link("COM3")));
  // Kept as it is on the machine that has it, and switched off, on this one.
  const kept = fieldbus.create(link("COM3"));
  foreign(() => elsewhere.update(id, kept.settings));
  elsewhere.update(id, { ...kept.settings, isEnabled: false });
  fieldbus.remove(kept.id);
  fieldbus.update(id, link("/dev/ttyS1"));
  expect([
    setUp(settingsOf("/dev/ttyS1")),
    setUp(settingsOf("/dev/ttyS1", { isEnabled: false })),
    setUp(settingsOf("/dev/ttyS2", { units: [1, 7] })),
    codeOf(() => fieldbus.create(link("/dev/ttyS2"))),
    codeOf(() => fieldbus.update(id, link("/dev/ttyS2"))),
    openFieldbus({ db, clock, devices }).exposures.settings(),
  ]).toEqual([
    "The serial port /dev/ttyS1 is in use: Line 1. One port can be that of a link or of the Modbus server, not of both.",
    undefined,
    undefined,
    "The serial port /dev/ttyS2 is in use: the Modbus server answers there. One port can be that of a link or of the Modbus server, not of both.",
    "The serial port /dev/ttyS2 is in use: the Modbus server answers there. One port can be that of a link or of the Modbus server, not of both.",
    settingsOf("/dev/ttyS2", { units: [1, 7] }),
  ]);
});
