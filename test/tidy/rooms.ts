import type { Node, SourceFile } from "typescript/unstable/ast";
import { SyntaxKind } from "typescript/unstable/ast";
import { type House, importsOf } from "./house.ts";

/** Rooms that are shelves of leaves, without a door of their own; the door of app/ is src/app.ts. */
const DOORLESS: ReadonlySet<string> = new Set(["spine", "kit", "access", "app"]);

/** `src/<room>/<file>.ts` without `test/<room>/<file>.test.ts`: path -> what tests it instead. */
export const TESTED_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["src/spine/clock.ts", "the thin skin over the runtime that fakes replace"],
  ["src/spine/error-entry.ts", "the form of a row, which test/spine/error.test.ts looks at in all of them"],
  ["src/spine/limits.ts", "constants"],
  ["src/spine/point.ts", "a type and the stored quality codes, which test/log's golden chunk holds"],
  [
    "src/spine/permission.ts",
    "words, and the built-in roles that test/http/permission/permission.test.ts holds",
  ],
  ["src/spine/result.ts", "a type and its two makers, one line each"],
  ["src/acl/rule.ts", "types and the words that they are made of, which test/acl/routes.test.ts submits"],
  ["src/products/templates/quantities.ts", "words, which test/products/templates/catalogue.test.ts reads"],
  [
    "src/products/templates/template-json.ts",
    "answers that test/products/templates/own/own-routes.test.ts shows whole",
  ],
  ["src/products/bundle/bundle-json.ts", "schemas that test/products/bundle/routes.test.ts submits to"],
  [
    "src/products/registers/formats/columns.ts",
    "headings that test/products/registers/register-file.test.ts reads back",
  ],
  ["src/products/registers/formats/notice.ts", "texts, which the tests of the formats look at"],
  ["src/products/registers/formats/reading.ts", "what the tests of the four formats read with"],
  [
    "src/products/registers/formats/sheet.ts",
    "tables that test/products/registers/register-file.test.ts writes and reads",
  ],
  ["src/access/modbus/point/encode.ts", "test/access/modbus/point/decode.test.ts reads back what it writes"],
  ["src/access/modbus/point/number.ts", "the arithmetic of decode.ts and encode.ts, tested with both"],
  ["src/access/modbus/slave/point-trace.ts", "a record that test/access/modbus/slave/slave.test.ts looks at"],
  ["src/access/modbus/slave/write.ts", "test/access/modbus/slave/slave.test.ts writes to a simulated line"],
  ["src/access/modbus/server/answer.ts", "test/access/modbus/server/server.test.ts asks it by real clients"],
  [
    "src/access/modbus/server/register-words.ts",
    "test/access/modbus/server/register-image.test.ts reads what it lays out",
  ],
  ["src/net/serial/serial-port.ts", "types, and an error that test/net/serial/tty.test.ts meets"],
  [
    "src/net/serial/windows/com-calls.ts",
    "the thin skin over kernel32 that the fake of test/net/serial/windows/com-line.test.ts replaces",
  ],
  ["src/downlink/command-json.ts", "test/downlink/routes.test.ts shows whole commands"],
  ["src/downlink/command-store.ts", "rows that test/downlink/downlink.test.ts writes, over a restart too"],
  ["src/downlink/dispatcher.ts", "test/downlink/downlink.test.ts sends through it"],
  [
    "src/fieldbus/exposures/exposure-store.ts",
    "rows that test/fieldbus/exposures/exposures.test.ts reads again",
  ],
  ["src/fieldbus/fieldbus-store.ts", "rows that test/fieldbus/fieldbus.test.ts writes and reads again"],
  ["src/access/adapters.ts", "the literal list; test/app.test.ts starts what it names"],
]);
/** Files that a mirror would test only in words. */
const WITHOUT_MIRROR =
  /(^|\/)(table|migrations|docs)\.ts$|\.worker\.ts$|\.(gen|d)\.ts$|^src\/products\/templates\/families\//;
/** The parts of src/app.ts: wiring alone, which test/app.test.ts runs whole. */
const COMPOSITION = "src/app/";
const TYPE_ONLY: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.ImportDeclaration,
]);

function isTypeOnly(source: SourceFile): boolean {
  return [...source.statements].every((statement: Node) => TYPE_ONLY.has(statement.kind));
}

/** Every room has a door of its name whose first lines say what it is, Owns:, Promises: and Must never:. */
export function checkDoors(house: House): string[] {
  const folders = new Set<string>();
  for (const path of house.texts.keys()) {
    const room = /^src\/(access\/[^/]+|[^/]+)\/[^/]+\.ts$/.exec(path)?.[1];
    if (room !== undefined && !DOORLESS.has(room)) folders.add(room);
  }
  const found: string[] = [];
  for (const room of [...folders].sort()) {
    const door = `src/${room}/${room.slice(room.lastIndexOf("/") + 1)}.ts`;
    const text = house.texts.get(door);
    if (text === undefined) found.push(`src/${room}/: no door ${door}`);
    else if (!hasDoorHeader(text)) {
      found.push(
        `${door}: opens with four comment lines: what it is, // Owns:, // Promises:, // Must never:`,
      );
    }
  }
  return found;
}

function hasDoorHeader(text: string): boolean {
  const [what = "", ...rest] = text.split("\n", 4);
  const isSaid = /^\/\/ \S/.test(what) && !/^\/\/ (Owns|Promises|Must never):/.test(what);
  return (
    isSaid && ["Owns", "Promises", "Must never"].every((label, i) => rest[i]?.startsWith(`// ${label}: `))
  );
}

export function checkMirrors(house: House, exceptions = TESTED_ELSEWHERE): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (
      !path.startsWith("src/") ||
      path.startsWith(COMPOSITION) ||
      WITHOUT_MIRROR.test(path) ||
      isTypeOnly(source)
    )
      continue;
    const mirror = path.replace(/^src\//, "test/").replace(/\.ts$/, ".test.ts");
    const isTested = house.texts.has(mirror);
    if (isTested && exceptions.has(path)) found.push(`${path}: has ${mirror}; strike it from the exceptions`);
    if (!isTested && !exceptions.has(path)) found.push(`${path}: no ${mirror}`);
  }
  for (const path of exceptions.keys()) {
    if (!house.texts.has(path)) found.push(`${path}: is an exception but does not exist`);
  }
  return found;
}

function entriesOf(house: House): string[] {
  const paths = [...house.texts.keys()];
  const page = house.texts.get("web/index.html") ?? "";
  const uiBuild = house.texts.get("scripts/build-ui.ts") ?? "";
  return paths.filter((path) => {
    if (path === "src/main.ts" || path.endsWith(".worker.ts")) return true;
    if (/\.(test|bench)\.tsx?$/.test(path) || /^scripts\/[^/]+\.ts$/.test(path) || path.endsWith(".d.ts"))
      return true;
    const name = path.slice(path.lastIndexOf("/") + 1);
    return path.startsWith("web/") && (page.includes(name) || uiBuild.includes(`"${name}"`));
  });
}

/** Files that nothing leads to. A file of src or web that only tests import is dead too. */
export function checkDeadFiles(house: House): string[] {
  const reached = new Set<string>();
  const queue = entriesOf(house).filter((path) => !path.startsWith("test/"));
  const follow = () => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      const source = house.sources.get(path);
      if (source !== undefined)
        queue.push(...importsOf(path, source).flatMap(({ path: target }) => target ?? []));
    }
  };
  follow();
  const isProduct = (path: string) =>
    /^(src|web)\/.*\.(ts|tsx|css|svg|json)$/.test(path) && !path.endsWith(".d.ts");
  const dead = [...house.texts.keys()].filter((path) => isProduct(path) && !reached.has(path));
  queue.push(...entriesOf(house).filter((path) => path.startsWith("test/")));
  follow();
  const isTest = (path: string) => /^test\/.*\.tsx?$/.test(path) && !path.endsWith(".d.ts");
  dead.push(...[...house.texts.keys()].filter((path) => isTest(path) && !reached.has(path)));
  return dead.sort().map((path) => `${path}: nothing leads to it`);
}
