// What people open: every list with filters and orders drawn at random, first pages and later ones.

import type { ApiClient } from "../../../test/harness/api-client.ts";
import { percentile, round } from "../proc.ts";
import { type EstateSize, productKeyOf } from "./estate.ts";

export interface ListTimes {
  readonly list: string;
  readonly requests: number;
  readonly msP50: number;
  readonly msP95: number;
  readonly msP99: number;
  /** The slowest request, to look at. */
  readonly slowest: string;
  /** Answers other than 200. */
  readonly failed: number;
}

interface Drawn {
  readonly path: string;
  /** Follow `nextCursor` this often. */
  readonly pages: number;
}

type Draw = (pick: <T>(choices: readonly T[]) => T) => Drawn;

const SORTS = ["id", "name", "state", "lastSeen", "created", "product"].flatMap((key) => [key, `-${key}`]);
const STATES = ["online", "stale", "offline", "inactive", "disabled"];
const HOUR_S = 3_600;

/** Each list with what is asked of it. */
function listsOf({ products }: EstateSize, now: number): Readonly<Record<string, Draw>> {
  const product = `productKey=${productKeyOf(0)}`;
  const filters: readonly string[] = [
    "",
    product,
    `productKey=${productKeyOf(Math.floor(products / 2))}`,
    ...STATES.map((state) => `state=${state}`),
    "q=PRESS",
    "q=press-0999",
    "q=number%2042",
    "q=nothing-like-it",
    "q=冲压机",
    "group=1",
    "group=3",
    "group=none",
    "tag=floor",
    "tag=floor%3D1&tag=maker%3Dmaker%204",
    "tag=rare",
    "enabled=false",
    `seenBefore=${now - 86_400_000 * 20}`,
    `notSeenForS=${HOUR_S}`,
    `createdAfter=${now - 86_400_000}`,
    "view=1",
    "view=2&state=offline",
    `${product}&state=offline&q=7`,
    `${product}&tag=floor%3D2&notSeenForS=${HOUR_S}&q=zzz`,
    "group=1&state=online&tag=maker",
  ];
  const devices = (pages: number): Draw => {
    return (pick) => ({ path: `/devices?limit=50&sort=${pick(SORTS)}&${pick(filters)}`, pages });
  };
  const one = (...paths: readonly string[]): Draw => {
    return (pick) => ({ path: pick(paths), pages: 0 });
  };
  return {
    devices: devices(0),
    "devices, later pages": devices(4),
    "devices, 200 a page": (pick) => ({ path: `/devices?limit=200&sort=${pick(SORTS)}`, pages: 2 }),
    groups: one("/groups"),
    views: one("/device-views"),
    "view counts": one("/device-views/1/counts", "/device-views/2/counts", "/device-views/3/counts"),
    trash: (pick) => ({ path: `/device-trash?${pick(["", "q=99", `${product}`, "q=zzz"])}`, pages: 2 }),
    products: (pick) => ({
      path: `/products?limit=50&${pick(["", "q=series%201", "q=zzz", "q=00", "sort=name", "sort=-devices"])}`,
      pages: 2,
    }),
    audit: (pick) => ({
      path: `/audit?${pick(["", "action=device", "action=session.login", "actor=user7", "actor=nobody"])}`,
      pages: 2,
    }),
    journal: (pick) => ({
      path: `/journal?${pick(["", "kind=refused", "kind=state", product, `${product}&kind=event`])}`,
      pages: 2,
    }),
    overview: one("/overview"),
  };
}

const VIEWS = [
  { name: "Silent in the big product", filter: { productKey: productKeyOf(0), notSeenForS: HOUR_S } },
  { name: "On floor 1", filter: { tag: ["floor=1"], enabled: true } },
  { name: "Presses of site 0", filter: { group: 1, q: "press" } },
];

/** Asks each list `requests` times, one at a time, as one person would. */
export async function measureLists(
  api: ApiClient,
  size: EstateSize,
  { requests, report }: { requests: number; report: (line: string) => void },
): Promise<ListTimes[]> {
  for (const view of VIEWS) await api.post("/device-views", view);
  const random = makeRandom(42);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const times: ListTimes[] = [];
  for (const [list, draw] of Object.entries(listsOf(size, Date.now()))) {
    await ask(api, draw(pick));
    const answers: { ms: number; path: string; status: number }[] = [];
    while (answers.length < requests) answers.push(...(await ask(api, draw(pick))));
    const took = answers.map(({ ms }) => ms);
    const slowest = answers.reduce((most, one) => (one.ms > most.ms ? one : most));
    const share = (of: number) => round(percentile(took, of), 1);
    const result: ListTimes = {
      ...{ list, requests: took.length, msP50: share(0.5), msP95: share(0.95), msP99: share(0.99) },
      slowest: `${round(slowest.ms, 1)} ms ${slowest.path}`,
      failed: answers.filter(({ status }) => status !== 200).length,
    };
    times.push(result);
    report(`${list}: p50 ${result.msP50} p95 ${result.msP95} p99 ${result.msP99} ms; ${result.slowest}`);
  }
  return times;
}

async function ask(api: ApiClient, { path, pages }: Drawn) {
  const answers: { ms: number; path: string; status: number }[] = [];
  let cursor: string | null = "";
  for (let page = 0; page <= pages && cursor !== null; page++) {
    const startMs = performance.now();
    const { status, body } = await api.get(cursor === "" ? path : `${path}&cursor=${cursor}`);
    answers.push({ ms: performance.now() - startMs, path, status });
    cursor = body?.nextCursor ?? null;
  }
  return answers;
}

/** The same draws each time (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
