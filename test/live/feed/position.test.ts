import { expect, test } from "bun:test";
import { positionText, readPosition } from "../../../src/live/feed/position.ts";

test("a place is found again in its own log only", () => {
  const text = positionText("a.b", 12);
  expect(readPosition(text, "a.b")).toEqual({ ok: true, value: 12 });
  expect(readPosition(text, "c")).toEqual({ ok: false, error: "other_log" });
});

test.each(["", "12", ".12", "a.", "a.-1", "a.1e3", "a.9999999999999999"])("%p is no place", (text) => {
  expect(readPosition(text, "a")).toEqual({ ok: false, error: "no_position" });
});
