import { expect, test } from "bun:test";
import { guessColumns } from "../../../../src/devices/import/rows/columns.ts";
import { readRow } from "../../../../src/devices/import/rows/row-reader.ts";

function read(cells: Readonly<Record<string, string>>) {
  return readRow(Object.values(cells), guessColumns(Object.keys(cells)));
}

test("every field, trimmed; an empty cell says nothing", () => {
  const { draft, problems } = read({
    ...{
      productKey: " p1 ",
      deviceName: "D-1",
      deviceSecret: "'+abc=",
      name: "'=1+2",
      notes: "",
      place: "Hall 2",
    },
    ...{ latitude: "31.5", longitude: "-121.25°", isEnabled: "否", group: "A / B//C", gateway: "gw / G1" },
    ...{ tags: "a=1; b = x=y；c", "tag:d": "4" },
  });
  expect(problems).toEqual([]);
  expect(draft).toEqual({
    ...{ productKey: "p1", deviceName: "D-1", deviceSecret: "+abc=", name: "=1+2", place: "Hall 2" },
    ...{ latitude: 31.5, longitude: -121.25, isEnabled: false, group: ["A", "B", "C"], gateway: "gw/G1" },
    tags: { a: "1", b: "x=y", c: "", d: "4" },
  });
});

test("a tag of a name that every object has is a tag like others", () => {
  const { draft, problems } = read({ tags: "constructor=1;toString=2", "tag:prototype": "3" });
  expect(problems).toEqual([]);
  expect(draft).toEqual({ tags: { constructor: "1", toString: "2", prototype: "3" } as never });
  expect(read({ tags: "__proto__=1" }).problems).toMatchObject([{ code: "import_bad_tags" }]);
});

test("everything that is wrong with a row is told at once", () => {
  const { problems } = read({
    ...{ productKey: "sys", deviceName: "a b", deviceSecret: "a b", name: "x".repeat(129), latitude: "91" },
    ...{ longitude: "east", isEnabled: "maybe", group: "a/b/c/d/e/f/g/h/i", tags: "a b=1", gateway: "a/b/c" },
    "tag:t": "x".repeat(257),
  });
  expect(problems.map(({ target, code }) => `${target} ${code}`)).toEqual([
    "productKey import_bad_product_key",
    "deviceName import_bad_device_name",
    "deviceSecret import_bad_secret",
    "name import_too_long",
    "latitude import_bad_degrees",
    "longitude import_bad_degrees",
    "isEnabled import_bad_boolean",
    "group import_bad_group",
    "tags import_bad_tags",
    "gateway import_bad_gateway",
    "tag:t import_bad_tags",
  ]);
});

test("a long value is cut where it is shown", () => {
  const { problems } = read({ deviceName: "x y".repeat(100) });
  expect(problems[0]?.params).toEqual({ value: `${"x y".repeat(14).slice(0, 40)}…` });
});
