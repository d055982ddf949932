// What people and applications ask of years of data, through the HTTP API, each many times at random places.

import { PASSWORD, startGantry } from "../../test/harness/gantry.ts";
import { CURVES, type Dataset, deviceName, FAST_DEVICE, MINUTE_NAMES, PLANT_KEY } from "./dataset.ts";
import { percentile, type RssWatch, round, watchRss } from "./proc.ts";
import { metric, readMetrics } from "./servers.ts";
import type { Report } from "./verdict.ts";

export interface QueryResult {
  readonly name: string;
  /** What went wrong; undefined when every answer was right. */
  readonly problem: string | undefined;
  readonly draws: number;
  readonly msP50: number;
  readonly msP99: number;
  readonly msMax: number;
  /** Of an answer, on average. */
  readonly bytes: number;
  /** Points, rows or values in the first answer, as the question counts them. */
  readonly items: number;
  readonly rssPeakBytes: number;
}

/** Answers whole and unparsed: what it costs to read them is the client's business. */
export interface Asker {
  /** Throws when the answer is not 200, with what it said. */
  get(path: string): Promise<Uint8Array>;
  post(path: string, body: unknown): Promise<Uint8Array>;
}

export async function makeAsker(origin: string): Promise<Asker> {
  const signedIn = await fetch(`${origin}/openapi/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: PASSWORD }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  await signedIn.arrayBuffer();
  const ask = async (path: string, init: RequestInit = {}): Promise<Uint8Array> => {
    const headers = { cookie, "content-type": "application/json" };
    const answer = await fetch(`${origin}/openapi/v1${path}`, { ...init, headers });
    const bytes = await answer.bytes();
    if (answer.status === 200) return bytes;
    const text = new TextDecoder().decode(bytes).slice(0, 200);
    throw new Error(`${answer.status} ${path.split("?")[0]}: ${text}`);
  };
  return { get: ask, post: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }) };
}

interface Question {
  readonly name: string;
  /** At most this often, and not beyond the time that a question gets. */
  readonly draws: number;
  /** Asks once; resolves to the bytes that came and how much they hold. */
  readonly ask: (asker: Asker) => Promise<{ bytes: number; items: () => number }>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function pick<T>(items: readonly T[]): T {
  return items[Math.floor(Math.random() * items.length)] as T;
}

/** A random stretch of `lengthMs` within the data, or all of it when that is shorter; ends belong to it. */
function drawRange({ firstMs, endMs }: Dataset, lengthMs: number): { from: number; to: number } {
  const from = firstMs + Math.floor(Math.random() * Math.max(0, endMs - firstMs - lengthMs));
  return { from, to: Math.min(endMs, from + lengthMs) - 1 };
}

const parse = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const countLines = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);

function history(range: { from: number; to: number }, device = FAST_DEVICE): string {
  const property = pick(CURVES);
  return `/devices/${PLANT_KEY}/${device}/history?property=${property}&from=${range.from}&to=${range.to}&maxPoints=1000`;
}

/** Every point of a day, page after page as a client that follows the cursor. */
async function pageThrough(asker: Asker, dataset: Dataset): Promise<{ bytes: number; items: () => number }> {
  const { from, to } = drawRange(dataset, DAY_MS);
  const base = `/devices/${PLANT_KEY}/${FAST_DEVICE}/points?property=${pick(CURVES)}&from=${from}&to=${to}&limit=1000&order=asc`;
  let bytes = 0;
  let items = 0;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await asker.get(cursor === "" ? base : `${base}&cursor=${encodeURIComponent(cursor)}`);
    const body: { items: readonly unknown[]; nextCursor: string | null } = parse(page);
    bytes += page.length;
    items += body.items.length;
    cursor = body.nextCursor;
  }
  return { bytes, items: () => items };
}

function aggregate(dataset: Dataset, zones: readonly string[]) {
  return async (asker: Asker) => {
    const { from, to } = drawRange(dataset, 365 * DAY_MS);
    const zone = encodeURIComponent(pick(zones));
    const answer = await asker.get(
      `/devices/${PLANT_KEY}/${FAST_DEVICE}/aggregate?property=${pick(CURVES)}&from=${from}&to=${to}&interval=1d&timeZone=${zone}`,
    );
    return { bytes: answer.length, items: () => rowsOf(parse(answer)) };
  };
}

function rowsOf(body: { series: readonly { rows: readonly unknown[] }[] }): number {
  return body.series[0]?.rows.length ?? 0;
}

function exportOf(dataset: Dataset, lengthMs: number, format: "csv" | "xlsx") {
  return async (asker: Asker) => {
    const { from, to } = drawRange(dataset, lengthMs);
    const answer = await asker.get(
      `/devices/${PLANT_KEY}/${FAST_DEVICE}/export?property=${pick(CURVES)}&from=${from}&to=${to}&format=${format}&timeZone=UTC`,
    );
    const rows = Math.round((to + 1 - from) / 1_000);
    return { bytes: answer.length, items: () => (format === "csv" ? countLines(answer) : rows) };
  };
}

async function askFifty(asker: Asker, dataset: Dataset): Promise<{ bytes: number; items: () => number }> {
  const { from, to } = drawRange(dataset, 7 * DAY_MS);
  const series = Array.from({ length: 50 }, (_, index) => ({
    productKey: PLANT_KEY,
    deviceName: MINUTE_NAMES[index % MINUTE_NAMES.length] ?? "",
    property: CURVES[Math.floor(index / MINUTE_NAMES.length)] ?? "",
  }));
  const answer = await asker.post("/telemetry/query", { series, from, to, maxPoints: 1_000 });
  const items = () =>
    (parse(answer).series as readonly { points: readonly unknown[] }[]).reduce(
      (sum, { points }) => sum + points.length,
      0,
    );
  return { bytes: answer.length, items };
}

/** The questions of the benchmark, in the order in which they are asked. */
function questionsOf(dataset: Dataset): readonly Question[] {
  const get =
    (path: () => string, count: (body: ReturnType<typeof parse>) => number) => async (asker: Asker) => {
      const answer = await asker.get(path());
      return { bytes: answer.length, items: () => count(parse(answer)) };
    };
  const pointsOf = (body: { series: readonly { points: readonly unknown[] }[] }) =>
    body.series[0]?.points.length ?? 0;
  return [
    {
      name: "latest of one device",
      draws: 1_000,
      ask: get(
        () => `/devices/${PLANT_KEY}/${deviceName(Math.floor(Math.random() * 1_000))}/latest`,
        (body) => body.items.length,
      ),
    },
    {
      name: "latest of 1,000 devices",
      draws: 200,
      ask: get(
        () => `/telemetry/latest?productKey=${PLANT_KEY}&property=${pick(CURVES)}&limit=1000`,
        (body) => body.items.length,
      ),
    },
    {
      name: "24 h of 1 Hz to 1,000 points",
      draws: 1_000,
      ask: get(() => history(drawRange(dataset, DAY_MS)), pointsOf),
    },
    { name: "24 h of 1 Hz raw, pages of 1,000", draws: 20, ask: (asker) => pageThrough(asker, dataset) },
    { name: "24 h of 1 Hz raw, exported", draws: 100, ask: exportOf(dataset, DAY_MS, "csv") },
    {
      name: "30 d of 1 Hz to 1,000 points",
      draws: 100,
      ask: get(() => history(drawRange(dataset, 30 * DAY_MS)), pointsOf),
    },
    { name: "year by day, UTC", draws: 500, ask: aggregate(dataset, ["UTC"]) },
    {
      name: "year by day, other zones",
      draws: 500,
      ask: aggregate(dataset, ["Asia/Shanghai", "Europe/Berlin"]),
    },
    {
      name: "year by day, zones between hours",
      draws: 500,
      ask: aggregate(dataset, ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide"]),
    },
    { name: "50 series over a week", draws: 100, ask: (asker) => askFifty(asker, dataset) },
    { name: "export CSV, 2.6 M rows", draws: 3, ask: exportOf(dataset, 30 * DAY_MS, "csv") },
    { name: "export XLSX, 1.2 M rows", draws: 1, ask: exportOf(dataset, 14 * DAY_MS, "xlsx") },
  ];
}

/** Questions like those of a dashboard, for the time in which messages come in. */
export function dashboardOf(dataset: Dataset): readonly Question[] {
  const names = new Set(["latest of one device", "24 h of 1 Hz to 1,000 points", "year by day, UTC"]);
  return questionsOf(dataset).filter(({ name }) => names.has(name));
}

/** Asks one question again and again, for at most `budgetMs` or until an answer is no 200. */
async function measureQuestion(
  question: Question,
  asker: Asker,
  { budgetMs, rss }: { budgetMs: number; rss: RssWatch },
): Promise<QueryResult> {
  const took: number[] = [];
  let bytes = 0;
  let items = 0;
  let problem: string | undefined;
  rss.takePeakBytes();
  const endMs = performance.now() + budgetMs;
  try {
    // The first is not counted: it opens what stays open.
    items = (await question.ask(asker)).items();
    if (items === 0) throw new Error("an answer without anything in it");
    while (took.length < question.draws && (took.length === 0 || performance.now() < endMs)) {
      const startMs = performance.now();
      const answer = await question.ask(asker);
      took.push(performance.now() - startMs);
      bytes += answer.bytes;
    }
  } catch (cause) {
    // The other questions still tell something.
    problem = cause instanceof Error ? cause.message : String(cause);
  }
  return {
    ...{ name: question.name, problem, draws: took.length, items, rssPeakBytes: rss.takePeakBytes() },
    msP50: round(percentile(took, 0.5), 2),
    msP99: round(percentile(took, 0.99), 2),
    msMax: round(Math.max(...took), 2),
    bytes: Math.round(bytes / Math.max(1, took.length)),
  };
}

/** All questions, one after the other, to a Gantry that is started on the dataset. */
export async function measureQueries(
  dataset: Dataset,
  budgetMs: number,
  report: Report,
): Promise<readonly QueryResult[]> {
  await using gantry = await startGantry({ dataDir: dataset.dataDir });
  const asker = await makeAsker(gantry.origin);
  using rss = watchRss(gantry.pid);
  const results: QueryResult[] = [];
  for (const question of questionsOf(dataset)) {
    const result = await measureQuestion(question, asker, { budgetMs, rss });
    results.push(result);
    const { name, problem, draws, msP50, msP99, items, rssPeakBytes } = result;
    const took = problem ?? `p50 ${msP50} p99 ${msP99} ms, ${draws} draws, ${items} items`;
    report(`  ${name.padEnd(34)} ${took}, rss ${Math.round(rssPeakBytes / 1e6)} MB`);
  }
  const damaged = metric(await readMetrics(gantry), "gantry_telemetry_damaged_blocks_total");
  // Quick answers that leave out what could not be read are no answers.
  if (damaged > 0)
    throw new Error(`${damaged} blocks could not be read: was the store made by another Gantry?`);
  if (results.some(({ problem }) => problem !== undefined)) report(gantry.stderr().slice(-2_000));
  await gantry.kill("SIGTERM");
  return results;
}
