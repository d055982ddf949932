import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { decodeCursor, encodeCursor, makePage } from "../../src/http/http.ts";

const Position = v.tuple([v.number(), v.string()]);

describe("makePage", () => {
  test("the extra row only says that there is more", () => {
    const page = makePage([1, 2, 3], 2, (last) => [last]);
    expect(page).toEqual({ items: [1, 2], nextCursor: encodeCursor([2]) });
  });

  test("the last page ends", () => {
    expect(makePage([1, 2], 2, (last) => [last])).toEqual({ items: [1, 2], nextCursor: null });
    expect(makePage([], 2, () => [])).toEqual({ items: [], nextCursor: null });
  });
});

describe("cursor", () => {
  test("comes back as it was given, safe in a URL", () => {
    const cursor = encodeCursor([7, "钢/?&=+"]);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(cursor, Position)).toEqual([7, "钢/?&=+"]);
    expect(decodeCursor(undefined, Position)).toBeUndefined();
  });

  test.each([
    "x",
    "",
    "%%%",
    encodeCursor(["a"]),
    encodeCursor([1]),
    Buffer.from("{}").toString("base64url"),
  ])("%p is refused", (cursor) => {
    expect(() => decodeCursor(cursor, Position)).toThrow("cursor is not one that this list gave out");
  });
});
