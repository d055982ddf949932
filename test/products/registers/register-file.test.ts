import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { proposeMap } from "../../../src/products/registers/merge.ts";
import {
  type MAP_EXPORTS,
  readMapFile,
  writeMapFile,
} from "../../../src/products/registers/register-file.ts";
import { EMPTY_REGISTER_MAP } from "../../../src/spine/register-map.ts";
import { twisted } from "../../harness/twisted.ts";
import { FULL, MODEL } from "./rig.ts";
import thingsboard from "./samples/thingsboard.json";

setDefaultTimeout(60_000);

const bytesOf = (content: string | Uint8Array) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

async function roundTrip(format: (typeof MAP_EXPORTS)[number], language: "en" | "zh-CN") {
  const file = await writeMapFile(FULL, { format, productKey: "p", model: MODEL, language });
  const { parts, map, ...reading } = await readMapFile(bytesOf(file.content), MODEL);
  const [part] = parts;
  if (part === undefined) throw new Error(JSON.stringify(reading));
  const whole = map === undefined ? {} : { whole: map };
  return { ...reading, part, ...proposeMap(FULL, { part, ...whole, mode: "replace", model: MODEL }) };
}

test.each([
  ["csv", "en"],
  ["csv", "zh-CN"],
  ["xlsx", "en"],
  ["xlsx", "zh-CN"],
  ["json", "en"],
] as const)("%s in %s brings every field back", async (format, language) => {
  const read = await roundTrip(format, language);
  expect([read.format, read.problems]).toEqual([format, []]);
  expect(read.part.notices).toEqual([]);
  expect(read.map).toEqual(FULL);
  expect(read.missing).toEqual([]);
});

test("what another platform has words for comes back from it", async () => {
  for (const format of ["neuron", "thingsboard"] as const) {
    const { map, format: known } = await roundTrip(format, "en");
    expect(known).toBe(format);
    expect(map.unit.id).toBe(3);
    for (const { identifier, area, address, type, access } of map.points) {
      const original = FULL.points.find((point) => point.identifier === identifier);
      expect([area, address, type] as unknown[]).toEqual([original?.area, original?.address, original?.type]);
      expect([identifier, access]).toEqual([identifier, original?.access as typeof access]);
    }
    expect(map.points.length).toBeGreaterThanOrEqual(5);
  }
});

test("no bytes make a reader throw, and what it takes is a map", async () => {
  const cells = fc.constantFrom(
    "group",
    "name",
    "address",
    "attribute",
    "type",
    "1!40001",
    "功能码",
    "寄存器地址",
    "x",
  );
  const csv = fc
    .array(fc.array(fc.oneof(cells, fc.string()), { maxLength: 8 }), { maxLength: 6 })
    .map((rows) => rows.map((row) => row.join(",")).join("\n"));
  const json = fc
    .record({
      master: fc.record({
        slaves: fc.array(
          fc.dictionary(
            fc.constantFrom("unitId", "timeseries", "rpc", "pollPeriod", "deviceName", "byteOrder"),
            fc.oneof(
              fc.jsonValue(),
              fc.array(
                fc.dictionary(
                  fc.constantFrom("tag", "type", "functionCode", "address", "objectsCount", "bit"),
                  fc.jsonValue(),
                ),
              ),
            ),
          ),
        ),
      }),
    })
    .map((document) => JSON.stringify(document));
  const any = fc.oneof(csv, json, fc.json(), fc.string());
  const read = async (bytes: Uint8Array) => {
    const { parts } = await readMapFile(bytes, MODEL);
    for (const part of parts)
      for (const { group } of proposeMap(EMPTY_REGISTER_MAP, { part, mode: "replace", model: MODEL }).map
        .points)
        expect(group === null || typeof group === "string").toBe(true);
  };
  await fc.assert(
    fc.asyncProperty(any, (text) => read(new TextEncoder().encode(text))),
    { numRuns: 25 },
  );
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), read), { numRuns: 25 });
});

test("whatever stands in a place of a file of another platform, it is a map or a problem", async () => {
  const row = { identifier: "power", functionCode: 3, registerAddress: 18, byteOrder: "CDAB", scale: 0.1 };
  const yudao = [
    { ...row, registerCount: 2, rawDataType: "FLOAT", pollInterval: 5000, status: 0, name: "P" },
  ];
  const thrown: string[] = [];
  for (const sample of [thingsboard, yudao])
    for (const document of twisted(sample)) {
      const text = JSON.stringify(document);
      try {
        const { parts, problems } = await readMapFile(new TextEncoder().encode(text), MODEL);
        for (const part of parts) proposeMap(EMPTY_REGISTER_MAP, { part, mode: "replace", model: MODEL });
        if ((parts.length === 0) !== problems.length > 0) thrown.push(text.slice(0, 300));
      } catch (cause) {
        thrown.push(`${cause}: ${text.slice(0, 300)}`);
      }
    }
  expect(thrown.slice(0, 3)).toEqual([]);
});

test("a file that is none of these says what it lacks", async () => {
  const problemOf = async (text: string) =>
    (await readMapFile(new TextEncoder().encode(text), MODEL)).problems.map(({ message }) => message);
  expect(await problemOf("a,b\n1,2\n")).toEqual([
    "is no register table: no columns Identifier (标识符) and Address (地址)",
  ]);
  expect((await problemOf("{"))[0]).toStartWith("is no JSON");
  expect(await problemOf('Identifier,Address\n"x,1\n')).toEqual(["has a quote that is not closed (2)"]);
});
