import { expect, test } from "bun:test";
import * as v from "valibot";
import type { FieldExposure } from "../../../src/fieldbus/exposures/exposures.ts";
import { openFieldbus } from "../../../src/fieldbus/fieldbus.ts";
import { AppError } from "../../../src/spine/error.ts";
import { RegisterPointSchema } from "../../../src/spine/register-map.ts";
import { makeFieldRig } from "../field-rig.ts";

const pointAt = (address: number, more: object = {}) =>
  v.parse(RegisterPointSchema, {
    ...{ identifier: "power", area: "holding", address, type: "float32" },
    ...more,
  });

test("they are there after a restart, and go and come with their device", () => {
  const { fieldbus, devices, trash, db, clock, m1, m2 } = makeFieldRig();
  let changes = 0;
  fieldbus.onChange(() => changes++);
  const all: FieldExposure[] = [
    { unit: 1, device: m2, point: pointAt(0) },
    { unit: 1, device: m1, point: pointAt(2) },
  ];
  fieldbus.exposures.replace(all);
  const reopened = () => openFieldbus({ db, clock, devices }).exposures.all();
  const namesOf = (list: readonly FieldExposure[]) => list.map(({ device }) => device.deviceName);
  expect([fieldbus.exposures.all(), reopened()]).toEqual([all, all]);
  devices.remove("meter", "m2", "test");
  expect([namesOf(fieldbus.exposures.all()), namesOf(reopened())]).toEqual([["m1"], ["m1"]]);
  // What is replaced meanwhile leaves those in the trash alone.
  fieldbus.exposures.replace([{ unit: 1, device: m1, point: pointAt(8) }]);
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
      fieldbus.exposures.replace(points.map((point) => ({ unit: 1, device: m1, point })));
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
  ]).toEqual([
    "Two values are exposed on holding register 1 of unit 1.",
    "Property none of device meter/m1 cannot be exposed: the thing model does not have it.",
    "Property power of device meter/m1 cannot be exposed: formulas and exponents are not for registers of our own.",
    "Property power of device meter/m1 cannot be exposed: formulas and exponents are not for registers of our own.",
    [],
    undefined,
  ]);
});
