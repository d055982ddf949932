// The list of what Gantry was held against is whole, and what it names is there.

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const LIST = "test/security/asvs-5.0-level-2.md";

/** Of each section its requirements of level 1 and of level 2 (ASVS 5.0.0); those of level 3 are left out. */
const REQUIREMENTS: Readonly<Record<string, readonly [level1: string, level2: string]>> = {
  "1.1": ["", "1 2"],
  "1.2": ["1 2 3 4 5", "6 7 8 9"],
  "1.3": ["1 2", "3 4 5 6 7 8 9 10 11"],
  "1.4": ["", "1 2 3"],
  "1.5": ["1", "2"],
  "2.1": ["1", "2 3"],
  "2.2": ["1 2", "3"],
  "2.3": ["1", "2 3 4"],
  "2.4": ["", "1"],
  "3.2": ["1 2", ""],
  "3.3": ["1", "2 3 4"],
  "3.4": ["1 2", "3 4 5 6"],
  "3.5": ["1 2 3", "4 5"],
  "3.7": ["", "1 2"],
  "4.1": ["1", "2 3"],
  "4.2": ["", "1"],
  "4.3": ["", "1 2"],
  "4.4": ["1", "2 3 4"],
  "5.1": ["", "1"],
  "5.2": ["1 2", "3"],
  "5.3": ["1 2", ""],
  "5.4": ["", "1 2 3"],
  "6.1": ["1", "2 3"],
  "6.2": ["1 2 3 4 5 6 7 8", "9 10 11 12"],
  "6.3": ["1 2", "3 4"],
  "6.4": ["1 2", "3 4"],
  "6.5": ["", "1 2 3 4 5"],
  "6.6": ["", "1 2 3"],
  "6.8": ["", "1 2 3 4"],
  "7.1": ["", "1 2 3"],
  "7.2": ["1 2 3 4", ""],
  "7.3": ["", "1 2"],
  "7.4": ["1 2", "3 4 5"],
  "7.5": ["", "1 2"],
  "7.6": ["", "1 2"],
  "8.1": ["1", "2"],
  "8.2": ["1 2", "3"],
  "8.3": ["1", ""],
  "8.4": ["", "1"],
  "9.1": ["1 2 3", ""],
  "9.2": ["1", "2 3 4"],
  "10.1": ["", "1 2"],
  "10.2": ["", "1 2"],
  "10.3": ["", "1 2 3 4"],
  "10.4": ["1 2 3 4 5", "6 7 8 9 10 11"],
  "10.5": ["", "1 2 3 4 5"],
  "10.6": ["", "1 2"],
  "10.7": ["", "1 2 3"],
  "11.1": ["", "1 2"],
  "11.2": ["", "1 2 3"],
  "11.3": ["1 2", "3"],
  "11.4": ["1", "2 3 4"],
  "11.5": ["", "1"],
  "11.6": ["", "1"],
  "12.1": ["1", "2 3"],
  "12.2": ["1 2", ""],
  "12.3": ["", "1 2 3 4"],
  "13.1": ["", "1"],
  "13.2": ["", "1 2 3 4 5"],
  "13.3": ["", "1 2"],
  "13.4": ["1", "2 3 4 5"],
  "14.1": ["", "1 2"],
  "14.2": ["1", "2 3 4"],
  "14.3": ["1", "2 3"],
  "15.1": ["1", "2 3"],
  "15.2": ["1", "2 3"],
  "15.3": ["1", "2 3 4 5 6 7"],
  "16.1": ["", "1"],
  "16.2": ["", "1 2 3 4 5"],
  "16.3": ["", "1 2 3 4"],
  "16.4": ["", "1 2 3"],
  "16.5": ["", "1 2 3"],
  "17.1": ["", "1"],
  "17.2": ["", "1 2 3 4"],
  "17.3": ["", "1 2"],
};

const VERDICTS = ["met", "met by design", "not applicable", "partly", "open"];

interface Row {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly verdict: string;
  /** Paths. */
  readonly evidence: readonly string[];
  readonly remark: string;
}

function readRows(): Row[] {
  const lines = readFileSync(join(ROOT, LIST), "utf8").split("\n");
  return lines
    .filter((line) => /^\| *\d+\.\d+\.\d+ *\|/.test(line))
    .map((line) => {
      const [, id = "", level = "", title = "", verdict = "", evidence = "", remark = "", ...rest] = line
        .split("|")
        .map((cell) => cell.trim());
      expect([id, rest]).toEqual([id, [""]]);
      const paths = [...evidence.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
      return { id, level, title, verdict, evidence: paths, remark };
    });
}

function required(): string[] {
  return Object.entries(REQUIREMENTS).flatMap(([section, levels]) =>
    levels.flatMap((numbers, index) =>
      numbers.split(" ").flatMap((number) => (number === "" ? [] : [`${section}.${number} ${index + 1}`])),
    ),
  );
}

describe("the list of ASVS 5.0.0", () => {
  const rows = readRows();

  test("has each requirement of levels 1 and 2 once: 70 and 183", () => {
    const wanted = required().sort();
    expect([wanted.filter((one) => one.endsWith(" 1")).length, wanted.length]).toEqual([70, 253]);
    expect(rows.map(({ id, level }) => `${id} ${level}`).sort()).toEqual(wanted);
  });

  test("has a title and one of five verdicts for each", () => {
    const wrong = rows.filter(({ title, verdict }) => title === "" || !VERDICTS.includes(verdict));
    expect(wrong).toEqual([]);
  });

  test("shows what it says: evidence for what is met, the reason for what is not, what is missing for the rest", () => {
    const wrong = rows.filter(({ verdict, evidence, remark }) => {
      if (verdict === "partly" || verdict === "open") return !/\bmissing: \S.{10}/.test(remark);
      return verdict === "not applicable" ? remark === "" : evidence.length === 0;
    });
    expect(wrong.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([]);
  });

  test("names files that exist", () => {
    const named = rows.flatMap(({ id, evidence, remark }) =>
      [...evidence, ...[...remark.matchAll(/`((?:src|web|test)\/[^`]+)`/g)].map(([, path = ""]) => path)].map(
        (path) => ({ id, path }),
      ),
    );
    const gone = named.filter(({ path }) => !existsSync(join(ROOT, path)));
    expect(gone).toEqual([]);
  });
});
