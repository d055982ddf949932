import { type House, importsOf } from "./house.ts";

/**
 * Who may import whom, by room; beside these everyone may import spine and kit, and a room itself.
 * `access/<p>` stands for every adapter, `main` is the file of that name, `app` src/app.ts and its parts in src/app/.
 */
export const TABLE: Readonly<Record<string, readonly string[]>> = {
  spine: [],
  kit: [],
  db: [],
  net: [],
  http: [],
  tls: ["http"],
  log: ["db", "http"],
  accounts: ["db", "http"],
  acl: ["db", "http"],
  jobs: ["db", "http"],
  replies: ["db", "http"],
  products: ["db", "http"],
  devices: ["db", "http", "products", "jobs"],
  codec: ["products"],
  sessions: ["log"],
  downlink: ["db", "http", "log", "devices", "codec", "sessions"],
  ingest: ["log", "devices", "codec", "sessions", "products"],
  "access/adapter": [],
  "access/logins": ["http", "access/adapter", "ingest", "devices", "codec", "products"],
  "access/down-topic": ["codec"],
  "access/permissions": ["access/adapter", "access/down-topic", "sessions", "devices", "codec"],
  "access/gate": [
    "access/adapter",
    "access/logins",
    "access/permissions",
    "ingest",
    "sessions",
    "devices",
    "codec",
    "products",
    "log",
  ],
  "access/<p>": ["net", "access/adapter"],
  "access/listeners": ["access/adapter"],
  "access/mqtt-routes": ["http"],
  "access/routes": ["http", "codec", "access/adapter", "access/listeners"],
  "access/adapters": ["access/adapter", "access/<p>"],
  telemetry: ["db", "http", "log"],
  fieldbus: ["db", "http", "devices"],
  journal: ["db", "http", "log"],
  shelf: ["db"],
  protection: ["http"],
  diagnosis: ["http", "devices", "products"],
  disk: ["db", "http", "log"],
  live: ["http", "log", "net"],
  ops: ["db", "http", "log"],
  ui: ["http"],
  simulate: ["net"],
  config: [],
  app: ["*"],
  cli: ["config", "db", "accounts", "products", "devices", "simulate", "tls"],
  main: ["app", "config", "cli"],
};

/** Files beside the door that another room may import: path -> why. */
const SIDE_DOORS: ReadonlyMap<string, string> = new Map([
  [
    "src/codec/dialect.ts",
    "what a dialect is: the contract that ingest and the gate speak, like access/adapter",
  ],
]);

/** The room of a file under src: its folder, its adapter, or the file itself at the top and in access/. */
export function roomOf(path: string): string {
  const parts = path.replace(/^src\//, "").split("/");
  const first = parts[0] ?? "";
  if (parts.length === 1) return first.replace(/\.ts$/, "");
  if (first !== "access") return first;
  return parts.length === 2 ? `access/${parts[1]?.replace(/\.ts$/, "")}` : `access/${parts[1]}`;
}

/** The row of TABLE that holds for a room. */
function rowOf(room: string): string {
  return room.startsWith("access/") && TABLE[room] === undefined ? "access/<p>" : room;
}

function doorOf(room: string): string {
  if (/^access\/(adapter|down-topic|permissions|gate|adapters)$/.test(room) || !room.includes("/")) {
    const last = room.slice(room.lastIndexOf("/") + 1);
    return room.includes("/") || /^(app|main|config)$/.test(room)
      ? `src/${room}.ts`
      : `src/${room}/${last}.ts`;
  }
  return `src/${room}/${room.slice(room.lastIndexOf("/") + 1)}.ts`;
}

function problemOf(from: string, to: string): string | undefined {
  const room = roomOf(from);
  const target = roomOf(to);
  if (room === target || target === "spine" || target === "kit") return undefined;
  const allowed = TABLE[rowOf(room)];
  if (allowed === undefined) return `${from}: room ${room} is not in the import table`;
  if (allowed.includes("*")) return undefined;
  if (!allowed.includes(rowOf(target))) return `${from} -> ${to}: ${room} may not import ${target}`;
  // The command line holds commands; main.ts picks one.
  if (room === "main" && target === "cli") return undefined;
  if (to !== doorOf(target) && !SIDE_DOORS.has(to))
    return `${from} -> ${to}: only the door ${doorOf(target)} may be imported`;
  return undefined;
}

export function checkImportTable(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (!path.startsWith("src/")) continue;
    for (const { specifier, path: target } of importsOf(path, source)) {
      if (target === undefined || target === "package.json") continue;
      const problem = target.startsWith("src/")
        ? problemOf(path, target)
        : `${path} -> ${specifier}: outside src`;
      if (problem !== undefined) found.push(problem);
    }
  }
  return [...new Set(found)];
}

/** Relative imports name a file that exists, with its extension; web shares only spine and kit with src. */
export function checkSpecifiers(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    for (const { specifier, path: target } of importsOf(path, source)) {
      if (target === undefined || target.startsWith("..") || target.startsWith("dist/")) continue;
      if (!house.texts.has(target)) found.push(`${path}: ${specifier} names no file`);
      const isForeign = path.startsWith("web/") && /^src\/(?!spine\/|kit\/)/.test(target);
      if (isForeign) found.push(`${path} -> ${target}: of src, the UI shares only spine and kit`);
    }
  }
  return found;
}

/** Cycles between files, type imports included: each is told once, from its first file by name. */
export function checkCycles(house: House): string[] {
  const edges = new Map<string, string[]>();
  for (const [path, source] of house.sources) {
    const targets = importsOf(path, source).flatMap(({ path: target }) => target ?? []);
    edges.set(
      path,
      [...new Set(targets)].filter((target) => house.sources.has(target)),
    );
  }
  return findCycles(edges);
}

/** The room graph of TABLE, checked the same way: a table with a cycle would allow one. */
export function checkTable(table: Readonly<Record<string, readonly string[]>>): string[] {
  return findCycles(new Map(Object.entries(table).map(([room, targets]) => [room, [...targets]])));
}

function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (node: string): void => {
    const at = trail.indexOf(node);
    if (at !== -1) {
      found.push(`cycle: ${[...trail.slice(at), node].join(" -> ")}`);
      return;
    }
    if (done.has(node)) return;
    trail.push(node);
    for (const target of edges.get(node) ?? []) visit(target);
    trail.pop();
    done.add(node);
  };
  for (const node of [...edges.keys()].sort()) visit(node);
  return found;
}
