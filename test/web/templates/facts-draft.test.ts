import { expect, test } from "bun:test";
import {
  draftOf,
  factsOf,
  readSerial,
  readSources,
  serialText,
  sourcesText,
  unitOf,
  verificationOf,
  wrongFields,
} from "../../../web/src/products/templates/own/facts-draft.ts";

const SOURCES = [
  { title: "P40 manual", revision: "2024-03", url: "https://example.com/a.pdf" },
  { title: "Label" },
];
const FACTS = {
  ...{ name: "Press", family: "machine" as const, maker: " M ", makerModel: "", description: "", note: "" },
  sources: SOURCES,
};
const UNIT = {
  ...{ id: 3, order: "ABCD" as const, maxRegistersPerRead: 100, maxBitsPerRead: 1_000, maxGap: 8 },
  ...{ writeCoil: "single" as const, writeRegister: "auto" as const, forbidden: [] },
};
const ANN = { unit: "No. 1", by: "ann", at: 1, isElsewhere: false };

test("a serial line is written as engineers write it", () => {
  const serial = { baud: 19_200, dataBits: 8, parity: "even", stopBits: 1 } as const;
  expect([serialText(serial), serialText(undefined)]).toEqual(["19200 8E1", ""]);
  expect([readSerial(" 19200 8e1 "), readSerial("")]).toEqual([serial, null]);
  for (const wrong of ["9600", "9600 8X1", "100 8N1", "9600 9N1", "9000000 8N1"])
    expect([wrong, readSerial(wrong)]).toEqual([wrong, undefined]);
});

test("sources are lines; those that nobody touched keep their revisions", () => {
  const text = "P40 manual, 2024-03 https://example.com/a.pdf\nLabel";
  expect(sourcesText(SOURCES)).toBe(text);
  expect(readSources(`${text}\n`, SOURCES)).toBe(SOURCES);
  expect(readSources(`${text}\n\nhttps://example.com/b`, SOURCES)).toEqual([
    { title: "P40 manual, 2024-03", url: "https://example.com/a.pdf" },
    { title: "Label" },
    { title: "https://example.com/b", url: "https://example.com/b" },
  ]);
});

test("a draft becomes what the API takes; what cannot stay is named", () => {
  const draft = draftOf(FACTS, { unit: { ...UNIT, tcpPort: 502 }, verification: ANN });
  expect(wrongFields(draft)).toEqual(new Set());
  expect(factsOf(draft, SOURCES)).toEqual({ ...FACTS, maker: "M" });
  expect(unitOf(draft)).toEqual({ id: 3, serial: null, tcpPort: 502 });
  expect(unitOf({ ...draft, serial: "9600 7O2", tcpPort: "" })).toEqual({
    ...{ id: 3, tcpPort: null },
    serial: { baud: 9_600, dataBits: 7, parity: "odd", stopBits: 2 },
  });
  const bad = { name: " ", family: "" as const, verifiedUnit: " ", unitId: "256", serial: "x", tcpPort: "0" };
  expect(wrongFields({ ...draft, ...bad, sources: "x\n".repeat(9) })).toEqual(
    new Set(["name", "family", "verifiedUnit", "unitId", "serial", "tcpPort", "sources"] as const),
  );
});

test("the mark stays with whom it names until another unit is named", () => {
  const said = (isVerified: boolean, verifiedUnit: string, before: typeof ANN | null) =>
    verificationOf({ isVerified, verifiedUnit }, before);
  expect([said(true, "No. 1 ", ANN), said(true, "No. 2", ANN), said(true, "No. 1", null)]).toEqual([
    {},
    { verification: { unit: "No. 2" } },
    { verification: { unit: "No. 1" } },
  ]);
  expect([said(false, "No. 1", ANN), said(false, "", null)]).toEqual([{ verification: null }, {}]);
});
