import { expect, test } from "bun:test";
import { findExpired } from "../../src/log/retention.ts";

const files = [1, 11, 21, 31].map((firstSeq, i) => ({
  firstSeq,
  path: `${firstSeq}`,
  sizeBytes: 10,
  changedAtMs: i * 100,
}));
const gone = (retentionBytes: number, retentionMs: number, nowMs: number) =>
  findExpired(files, { retentionBytes, retentionMs }, nowMs).map((file) => file.firstSeq);

test("whole generations go by bytes and by age, oldest first, the newest never", () => {
  expect(gone(40, 1_000, 300)).toEqual([]);
  expect(gone(39, 1_000, 300)).toEqual([1]);
  expect(gone(25, 1_000, 300)).toEqual([1, 11]);
  expect(gone(40, 150, 300)).toEqual([1, 11]);
  expect(gone(0, 0, 9_999)).toEqual([1, 11, 21]);
  expect(findExpired([], { retentionBytes: 0, retentionMs: 0 }, 1)).toEqual([]);
});
