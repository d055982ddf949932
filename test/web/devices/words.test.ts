// What people type and read of devices: coordinates, tags, a device's life, names in the trash.

import { describe, expect, test } from "bun:test";
import type { JournalEntry } from "../../../web/src/contract.ts";
import { parseTags } from "../../../web/src/devices/bulk/tag-text.ts";
import {
  coordinatesText,
  geoHref,
  parseCoordinates,
  parseDegrees,
} from "../../../web/src/devices/page/coordinates.ts";
import { fieldsOf, mergePages, momentsOf } from "../../../web/src/devices/page/timeline.ts";
import { newestOf } from "../../../web/src/devices/trash/restore.ts";

describe("coordinates", () => {
  test("are written with six digits at most, and not by half", () => {
    expect(coordinatesText(31.2304, 121.47370000001)).toBe("31.2304, 121.4737");
    expect(geoHref({ latitude: -0.5, longitude: 10 })).toBe("geo:-0.5,10");
    expect([coordinatesText(31, null), coordinatesText(undefined, 3)]).toEqual(["", ""]);
  });

  test("are read as maps and people write them", () => {
    const shanghai = { latitude: 31.2304, longitude: 121.4737 };
    expect(
      ["31.2304, 121.4737", "31.2304，121.4737", " 31.2304 121.4737 ", "geo:31.2304,121.4737"].map(
        parseCoordinates,
      ),
    ).toEqual([shanghai, shanghai, shanghai, shanghai]);
    expect(["", "31", "91, 10", "10, 181", "a, b"].map(parseCoordinates)).toEqual(Array(5).fill(undefined));
    expect([parseDegrees("-31,5", 90), parseDegrees("90.1", 90), parseDegrees("1e1", 90)]).toEqual([
      ...[-31.5, undefined, undefined],
    ]);
  });
});

test("tags are read with and without a value; a bad key spoils them", () => {
  expect(parseTags(["line = 3", "hall", "note=a=b"])).toEqual({ line: "3", hall: "", note: "a=b" });
  expect([parseTags(["a b=1"]), parseTags(["=1"])]).toEqual([undefined, undefined]);
});

test("of a name that was deleted twice the newest is restored", () => {
  const entry = (id: number, deviceName: string) => ({
    ...{ id, deviceName, productKey: "p", name: "" },
    ...{ deletedAt: id, deletedBy: "admin", purgeAt: id },
  });
  const entries = [entry(3, "a"), entry(2, "b"), entry(1, "a")];
  expect(newestOf(entries, new Set(["p/a"]))).toEqual([entry(3, "a")]);
});

describe("a device's life", () => {
  const entry = (id: number, kind: JournalEntry["kind"]): JournalEntry => ({ id, kind, ts: id * 1_000 });
  const page = (items: readonly JournalEntry[], nextCursor: string | null) => ({ items, nextCursor });

  test("is shown down to where all kinds are read", () => {
    const states = [page([entry(9, "state"), entry(7, "state")], "more")];
    const changes = [page([entry(8, "lifecycle"), entry(1, "lifecycle")], null)];
    expect(mergePages([states, changes]).map(({ id }) => id)).toEqual([9, 8, 7]);
    expect(mergePages([[page([entry(9, "state")], null)], changes]).map(({ id }) => id)).toEqual([9, 8, 1]);
  });

  test("says how long each state lasted", () => {
    const entries = [entry(9, "state"), entry(8, "lifecycle"), entry(6, "state")];
    expect(momentsOf(entries, 10_000).map(({ lastedMs, isCurrent }) => [lastedMs, isCurrent])).toEqual([
      [1_000, true],
      [undefined, false],
      [3_000, false],
    ]);
  });

  test("names the fields of a change", () => {
    expect(fieldsOf({ ...entry(1, "lifecycle"), params: { fields: "name, place" } })).toEqual([
      "name",
      "place",
    ]);
    expect(fieldsOf(entry(1, "lifecycle"))).toEqual([]);
  });
});
