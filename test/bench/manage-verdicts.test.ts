import { expect, test } from "bun:test";
import { judgeImport } from "../../scripts/bench/manage/import.ts";
import { judgeLists, parseManageOptions } from "../../scripts/bench/manage/manage.ts";

test("a list that is slow or fails misses its goal", () => {
  const times = { requests: 9, msP50: 1, msP99: 200, slowest: "" };
  expect(
    judgeLists([
      { list: "devices", ...times, msP95: 99.9, failed: 0 },
      { list: "groups", ...times, msP95: 100, failed: 0 },
      { list: "audit", ...times, msP95: 3, failed: 2 },
    ]),
  ).toEqual([
    { goal: "devices under 100 ms p95", measured: "99.9 ms", isMet: true },
    { goal: "groups under 100 ms p95", measured: "100 ms", isMet: false },
    { goal: "audit under 100 ms p95", measured: "3 ms, 2 failed", isMet: false },
  ]);
  expect(parseManageOptions([])).toMatchObject({ devices: 100_000, products: 2_000 });
  expect(() => parseManageOptions(["--devices", "many"])).toThrow("numbers");
});

test("an import that takes a minute misses its goal", () => {
  const times = { rows: 50_000, checkSec: 1, answerMsP50: 2, answerMsP99: 20, answerMsMax: 30 };
  const [verdict] = judgeImport({ ...times, importSec: 60 });
  expect(verdict).toEqual({
    goal: "50000 rows imported under 60 s",
    measured: "60 s, other requests p99 20 ms",
    isMet: false,
  });
});
