import { expect, test } from "bun:test";
import * as v from "valibot";
import {
  ContentSchema,
  contentOf,
  DEFAULT_SETTINGS,
  hasSameRegisters,
  withFacts,
  withUnit,
} from "../../../../src/products/templates/own/template-content.ts";
import { FULL } from "../../registers/rig.ts";
import { makeGalleryRig } from "./rig.ts";

const content = contentOf(makeGalleryRig().products.get("press"), { ...FULL, isVerified: true });

test("what a product says of its devices is taken, and read again as it was written", () => {
  expect(v.parse(ContentSchema, JSON.parse(JSON.stringify(content)))).toEqual(content as never);
  expect([content.registerMap.isVerified, content.registerMap.sources]).toEqual([false, []]);
  expect(content.settings).toEqual({ ...DEFAULT_SETTINGS, dialects: ["plain"], validation: "strict" });
  const verification = { unit: "No. 1", by: "ann", at: 1, isElsewhere: false };
  expect(withFacts(content.registerMap, { sources: [{ title: "M" }] }, verification)).toEqual({
    ...{ ...FULL, sources: [{ title: "M" }], isVerified: true },
  });
});

test("defaults of the unit are put over those of the map; null takes them away", () => {
  const serial = { baud: 9_600, dataBits: 8, parity: "even", stopBits: 1 } as const;
  const put = withUnit(content, { id: 7, serial, tcpPort: 502 });
  expect(put.registerMap.unit).toEqual({ ...FULL.unit, id: 7, serial, tcpPort: 502 });
  expect(withUnit(put, { serial: null, tcpPort: null, id: undefined }).registerMap.unit).toEqual({
    ...FULL.unit,
    id: 7,
  });
  expect(withUnit(content, undefined)).toBe(content);
});

test("where a unit is reached makes it no other unit; how it is read does", () => {
  expect(hasSameRegisters(content, withUnit(content, { id: 9, tcpPort: 502 }))).toBe(true);
  const map = content.registerMap;
  const swapped = { ...content, registerMap: { ...map, unit: { ...map.unit, order: "DCBA" as const } } };
  expect(hasSameRegisters(content, swapped)).toBe(false);
  expect(hasSameRegisters(content, { ...content, registerMap: { ...map, points: [] } })).toBe(false);
});
