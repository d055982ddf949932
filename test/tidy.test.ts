// The house rules, held. Each check has a small made-up house beside it that must fail.

import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { checkClock, checkExit, checkSql, checkTypes } from "./tidy/calls.ts";
import { type House, parseHouse, readTree } from "./tidy/house.ts";
import { checkCycles, checkImportTable, checkSpecifiers, checkTable, TABLE } from "./tidy/imports.ts";
import { checkFileNames, checkForms, checkTypeNames } from "./tidy/names.ts";
import { checkDeadFiles, checkDoors, checkMirrors } from "./tidy/rooms.ts";
import { checkFileSizes, checkFunctions } from "./tidy/sizes.ts";
import {
  checkChangelog,
  checkMachinePaths,
  checkRegistryHosts,
  checkRoot,
  checkVersions,
} from "./tidy/tree.ts";

type Check = (house: House) => string[];

const door = (what: string) => `// ${what}.\n// Owns: it.\n// Promises: much.\n// Must never: fail.\n`;
const lines = (count: number) => "export const x = 1;\n".repeat(count);
const longFunction = `export function f() {\n${"  f();\n".repeat(69)}}\n`;

/** Each rule: what it is called, what checks it, and houses (files by path) with the exact complaint they must get. */
const RULES: readonly (readonly [
  name: string,
  check: Check,
  bad: Record<string, string>,
  complaint: string,
])[] = [
  ["file size", checkFileSizes, { "src/log/a.ts": lines(401) }, "src/log/a.ts: 401 lines, at most 400"],
  [
    "test file size",
    checkFileSizes,
    { "test/a.test.ts": lines(601) },
    "test/a.test.ts: 601 lines, at most 600",
  ],
  ["function size", checkFunctions, { "src/a/a.ts": longFunction }, "src/a/a.ts:1 f: 71 lines, at most 70"],
  [
    "parameters",
    checkFunctions,
    { "src/a/a.ts": "export const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];\n" },
    "src/a/a.ts:1 f: 4 parameters, at most 3",
  ],
  [
    "import table",
    checkImportTable,
    { "src/access/mqtt/mqtt.ts": 'import { a } from "../../db/db.ts";\na;\n' },
    "src/access/mqtt/mqtt.ts -> src/db/db.ts: access/mqtt may not import db",
  ],
  [
    "adapters apart",
    checkImportTable,
    { "src/access/http/http.ts": 'import { a } from "../mqtt/mqtt.ts";\na;\n' },
    "src/access/http/http.ts -> src/access/mqtt/mqtt.ts: access/http may not import access/mqtt",
  ],
  [
    "import table, types too",
    checkImportTable,
    { "src/net/net.ts": 'export type A = import("../log/log.ts").B;\n' },
    "src/net/net.ts -> src/log/log.ts: net may not import log",
  ],
  [
    "doors only",
    checkImportTable,
    { "src/log/log.ts": 'import type { A } from "../db/migrate.ts";\nexport type B = A;\n' },
    "src/log/log.ts -> src/db/migrate.ts: only the door src/db/db.ts may be imported",
  ],
  [
    "unknown room",
    checkImportTable,
    { "src/shed/shed.ts": 'import { a } from "../db/db.ts";\na;\n' },
    "src/shed/shed.ts: room shed is not in the import table",
  ],
  [
    "specifiers",
    checkSpecifiers,
    { "src/a/a.ts": 'import "./b";\n', "src/a/b.ts": "" },
    "src/a/a.ts: ./b names no file",
  ],
  [
    "the UI apart",
    checkSpecifiers,
    {
      "web/src/a.ts": 'import type { A } from "../../src/db/db.ts";\nexport type B = A;\n',
      "src/db/db.ts": "",
    },
    "web/src/a.ts -> src/db/db.ts: of src, the UI shares only spine and kit",
  ],
  [
    "cycles",
    checkCycles,
    {
      "src/a/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/a/b.ts": 'import type { A } from "./a.ts";\nexport type B = A;\n',
    },
    "cycle: src/a/a.ts -> src/a/b.ts -> src/a/a.ts",
  ],
  [
    "file names",
    checkFileNames,
    { "src/a/LogWriter.ts": "" },
    "src/a/LogWriter.ts: a file name is kebab-case",
  ],
  [
    "banned file names",
    checkFileNames,
    { "src/a/log-utils.ts": "" },
    'src/a/log-utils.ts: "util" says nothing',
  ],
  [
    "type names",
    checkTypeNames,
    { "src/a/a.ts": "export interface DeviceInfo {}\n" },
    'src/a/a.ts:1 DeviceInfo: "info" says nothing',
  ],
  [
    "default export",
    checkForms,
    { "src/a/a.ts": "export default function f() {}\n" },
    "src/a/a.ts:1: default export",
  ],
  ["enum", checkForms, { "src/a/a.ts": "\nexport enum A { b }\n" }, "src/a/a.ts:2: enum"],
  [
    "export *",
    checkForms,
    { "src/a/a.ts": 'const a = 1;\na;\nexport * from "./b.ts";\n' },
    "src/a/a.ts:3: export *",
  ],
  [
    "barrel",
    checkForms,
    { "src/a/a.ts": 'export { b } from "./b.ts";\n' },
    "src/a/a.ts: a barrel; import from the files themselves",
  ],
  ["decorator", checkForms, { "src/a/a.ts": "@b class A {}\n" }, "src/a/a.ts:1: decorator"],
  [
    "clock",
    checkClock,
    { "src/a/a.ts": "// Date.now()\nDate.now();\n" },
    "src/a/a.ts:2: Date.now; take a Clock",
  ],
  ["clock, date", checkClock, { "src/a/a.ts": "new Date();\n" }, "src/a/a.ts:1: new Date(); take a Clock"],
  ["timers", checkClock, { "src/a/a.ts": "setTimeout(f, 1);\n" }, "src/a/a.ts:1: setTimeout; take a Clock"],
  [
    "exit",
    checkExit,
    { "src/a/a.ts": "process.exit(1);\n" },
    "src/a/a.ts:1: process.exit belongs to src/main.ts",
  ],
  ["any", checkTypes, { "src/a/a.ts": "export const a = 1 as any;\n" }, "src/a/a.ts:1: any"],
  ["ts-ignore", checkTypes, { "src/a/a.ts": "  // @ts-ignore\n" }, "src/a/a.ts:1: @ts-ignore"],
  ["SQL", checkSql, { "src/a/a.ts": 'db("SELECT 1 FROM a");\n' }, "src/a/a.ts:1: SQL outside a store"],
  [
    "SQL drivers",
    checkSql,
    { "src/a/a.ts": 'import { eq } from "drizzle-orm";\neq;\n' },
    'src/a/a.ts:1: "drizzle-orm" outside a store',
  ],
  [
    "door header",
    checkDoors,
    { "src/a/a.ts": "// It is a.\n// Owns: it.\n" },
    "src/a/a.ts: opens with four comment lines: what it is, // Owns:, // Promises:, // Must never:",
  ],
  [
    "missing door",
    checkDoors,
    { "src/access/mqtt/frame.ts": "" },
    "src/access/mqtt/: no door src/access/mqtt/mqtt.ts",
  ],
  ["mirror tests", checkMirrors, { "src/a/b.ts": lines(1) }, "src/a/b.ts: no test/a/b.test.ts"],
  [
    "dead files",
    checkDeadFiles,
    { "src/main.ts": "", "src/a/a.ts": "", "test/a/a.test.ts": 'import "../../src/a/a.ts";\n' },
    "src/a/a.ts: nothing leads to it",
  ],
  [
    "dead page files",
    checkDeadFiles,
    { "web/index.html": "", "web/src/a.css": "" },
    "web/src/a.css: nothing leads to it",
  ],
  ["root", checkRoot, { "notes.txt": "" }, "notes.txt: does not belong at the root"],
  [
    "machine paths",
    checkMachinePaths,
    { "README.md": "see /home/ann/x\n" },
    "README.md:1: /home/ann: a path of one machine",
  ],
  [
    "registry hosts",
    checkRegistryHosts,
    { "bun.lock": "https://registry.npmjs.org/a" },
    "bun.lock:1: registry.npmjs.org: a registry's host; npm and Bun know theirs",
  ],
  [
    "changelog sections",
    checkChangelog,
    { "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n### News\n" },
    'CHANGELOG.md: section "News" is none of Added, Changed, Deprecated, Removed, Fixed, Security',
  ],
  [
    "changelog versions",
    checkChangelog,
    { "CHANGELOG.md": "# Changelog\n## [Unreleased]\n## 1.0\n" },
    'CHANGELOG.md: "## 1.0" is not `## [1.2.3] - 2026-01-31`',
  ],
  [
    "pinned versions",
    checkVersions,
    { "package.json": '"hono": "^4.0.0"' },
    "package.json: hono ^4.0.0 is not pinned",
  ],
];

let house: House;
let badHouses: House[];
beforeAll(async () => {
  house = await parseHouse(readTree(join(import.meta.dir, "..")));
  badHouses = [];
  for (const [, , bad] of RULES) badHouses.push(await parseHouse(new Map(Object.entries(bad))));
  // Parsing a thousand files takes longer than a test's usual limit where the machine has other work.
}, 120_000);

describe("the house", () => {
  test("is read: sources of every folder are parsed", () => {
    const folders = new Set([...house.sources.keys()].map((path) => path.split("/")[0]));
    expect(folders).toEqual(new Set(["scripts", "src", "test", "web"]));
    expect(house.sources.size).toBeGreaterThan(50);
  });

  test("the import table allows no cycle", () => {
    expect(checkTable({ ...TABLE, app: [], main: [] })).toEqual([]);
    expect(checkTable({ a: ["b"], b: ["a"] })).toEqual(["cycle: a -> b -> a"]);
  });

  const checks = new Map(RULES.toReversed().map(([name, check]) => [check, name]));
  for (const [check, name] of checks) test(name, () => expect(check(house)).toEqual([]));
});

describe("a bad house is told so", () => {
  RULES.forEach(([name, check, , complaint], index) => {
    test(name, () => expect(check(badHouses[index] as House)).toContain(complaint));
  });
});

describe("a mirror exception is told when it is stale", () => {
  test("by the test that it now has", async () => {
    const stale = await parseHouse(
      new Map(Object.entries({ "src/a/b.ts": lines(1), "test/a/b.test.ts": "" })),
    );
    expect(checkMirrors(stale, new Map([["src/a/b.ts", "why"]]))).toEqual([
      "src/a/b.ts: has test/a/b.test.ts; strike it from the exceptions",
    ]);
  });
});

describe("a good house is left alone", () => {
  test("every check is silent about what is allowed", async () => {
    const good = await parseHouse(
      new Map([
        ["src/main.ts", 'import { run } from "./cli/serve.ts";\nawait run();\nprocess.exit(0);\n'],
        [
          "src/cli/serve.ts",
          'export { type A } from "../db/db.ts";\nexport const run = (clock: { setTimeout: 1 }) => clock.setTimeout;\n',
        ],
        [
          "src/db/db.ts",
          `${door("Opens files")}export type A = { any: 1 };\nexport const data = "Date.now()";\n`,
        ],
        ["src/db/store.ts", 'import { a } from "drizzle-orm";\na("SELECT * FROM a");\n'],
      ]),
    );
    const checks = [
      checkFileSizes,
      checkFunctions,
      checkImportTable,
      checkCycles,
      checkForms,
      checkClock,
      checkExit,
      checkTypes,
      checkSql,
    ];
    expect(checks.flatMap((check) => check(good))).toEqual([]);
  });
});
