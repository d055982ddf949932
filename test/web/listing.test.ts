// The pure parts of lists: order and search of small ones, fields of a CSV file, places of the navigation.

import { describe, expect, test } from "bun:test";
import type { TableRequest } from "../../web/src/base/data-table/column.ts";
import { csvField } from "../../web/src/base/data-table/export-rows.ts";
import { listLocally } from "../../web/src/base/listing/local-listing.ts";
import { placeOf, SECTIONS, sectionOf } from "../../web/src/shell/sections.ts";

const ROWS = [
  { name: "pump 10", seen: 5, kind: "a" },
  { name: "pump 9", seen: null, kind: "b" },
  { name: "Fan", seen: 7, kind: "a" },
];
const OPTIONS = {
  words: (row: (typeof ROWS)[number]) => [row.name],
  filter: (row: (typeof ROWS)[number], { kind }: TableRequest["filters"]) =>
    kind === undefined || row.kind === kind,
  orders: {
    name: (row: (typeof ROWS)[number]) => row.name,
    seen: (row: (typeof ROWS)[number]) => row.seen,
  },
};
const list = (change: Partial<TableRequest>) =>
  listLocally(ROWS, { q: "", sort: "", filters: {}, limit: 10, ...change }, OPTIONS);
const names = (change: Partial<TableRequest>) => list(change).items.map((row) => row.name);

describe("a list that is given whole", () => {
  test("is searched whatever the case, filtered, and counted", () => {
    expect(list({ q: "PUMP" })).toEqual({ items: ROWS.slice(0, 2), nextCursor: null, total: 2 });
    expect(names({ filters: { kind: "a" } })).toEqual(["pump 10", "Fan"]);
  });

  test("is ordered as people count; what has no value comes last either way", () => {
    expect(names({ sort: "name" })).toEqual(["Fan", "pump 9", "pump 10"]);
    expect(names({ sort: "seen" })).toEqual(["pump 10", "Fan", "pump 9"]);
    expect(names({ sort: "-seen" })).toEqual(["Fan", "pump 10", "pump 9"]);
    expect(names({ sort: "nothing" })).toEqual(ROWS.map((row) => row.name));
  });

  test("is paged by a cursor", () => {
    const first = list({ limit: 2 });
    expect(first.nextCursor).toBe("2");
    expect(list({ limit: 2, cursor: "2" })).toEqual({ items: ROWS.slice(2), nextCursor: null, total: 3 });
  });
});

test("a CSV field is quoted where it must be, and is never a formula", () => {
  expect(["a", 'say "x"', "a,b", "=1+1", "-5", -5, true, null, undefined].map(csvField)).toEqual([
    ...["a", '"say ""x"""', '"a,b"', "'=1+1", "'-5", "-5", "true", "", ""],
  ]);
});

test("an address is in one section, and marks one of its pages", () => {
  const at = (location: string) => {
    const section = sectionOf(location);
    return [section?.to, section && placeOf(section, location)?.to];
  };
  expect(
    ["/", "/devices", "/devices/unknown", "/devices/p/d", "/settings/users", "/settingsx"].map(at),
  ).toEqual([
    [undefined, undefined],
    ["/devices", "/devices"],
    ["/devices", "/devices/unknown"],
    ["/devices", undefined],
    ["/settings", "/settings/users"],
    [undefined, undefined],
  ]);
  const all = SECTIONS.flatMap(({ places }) => places.map(({ to }) => to));
  expect(new Set(all).size).toBe(all.length);
});
