import * as v from "valibot";
import {
  decodeCursor,
  encodeCursor,
  makePage,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Reach,
  type Router,
  reachOf,
  route,
} from "../http/http.ts";
import { toJson } from "../kit/plain-json.ts";
import { adviceFor } from "../spine/advice.ts";
import { AppError, describeError, type ErrorParams, isErrorCode, type Language } from "../spine/error.ts";
import { deviceKey } from "../spine/ids.ts";
import type { Journal, JournalEntry, JournalFilter, JournalKind } from "./journal.ts";

export interface JournalRoutesDeps {
  readonly journal: Journal;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
}

const TAG = "journal";
const KINDS = ["event", "state", "lifecycle", "refused"] as const satisfies readonly JournalKind[];

const Time = v.pipe(v.number(), v.description("UTC ms"));
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const KindText = v.optional(v.picklist([...KINDS, "reply", ""]), "");
const EntryJson = named(
  "JournalEntry",
  v.object({
    id: v.number(),
    seq: v.pipe(v.number(), v.description("Place in the event log")),
    ts: v.pipe(Time, v.description("UTC ms, time at the source")),
    recvTs: Time,
    kind: v.picklist([...KINDS, "reply"]),
    productKey: v.string(),
    deviceName: v.string(),
    title: v.pipe(
      v.string(),
      v.description("Identifier of an event, new state, action, or a refusal's text"),
    ),
    text: v.optional(v.pipe(v.string(), v.description("Of a refusal: why, in the language asked for"))),
    code: v.optional(v.pipe(v.string(), v.description("Reason of a state, code of a refusal"))),
    level: v.optional(v.picklist(["info", "alert", "error"])),
    subject: v.optional(v.pipe(v.string(), v.description("What was refused: topic, path or step"))),
    address: v.optional(v.string()),
    isStored: v.optional(v.pipe(v.boolean(), v.description("True when it was stored all the same"))),
    protocol: v.string(),
    params: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
    explanation: v.optional(
      v.pipe(
        v.object({
          cause: v.optional(v.pipe(v.string(), v.description("The likely cause"))),
          tried: v.optional(v.pipe(v.string(), v.description("Whose key it was held against"))),
          advice: v.optional(v.pipe(v.string(), v.description("What to do"))),
        }),
        v.description("Of a refusal, in the language asked for"),
      ),
    ),
    output: v.optional(v.record(v.string(), v.unknown())),
  }),
);
const DeviceQuery = v.object({ ...pageQuery, kind: KindText });
const AllQuery = v.object({ ...pageQuery, kind: KindText, productKey: v.optional(v.string()) });

/** `/journal` and a device's part of it. */
export function journalRoutes({ journal, resolveDevice }: JournalRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/journal",
    route({
      id: "listJournal",
      tag: TAG,
      summary: "What happened to all devices, newest first",
      allow: "read",
      reach: "filtered",
      returns: pageOf(EntryJson),
    }),
    query(AllQuery),
    (c) => {
      const { productKey, ...wanted } = c.req.valid("query");
      return c.json(
        pageFor(
          journal,
          { ...wanted, language: c.get("language"), reach: reachOf(c) },
          { productKey: productKey || undefined },
        ),
      );
    },
  );
  api.get(
    "/devices/:productKey/:deviceName/journal",
    route({
      id: "listDeviceJournal",
      tag: TAG,
      summary: "What happened to a device, newest first",
      allow: "read",
      returns: pageOf(EntryJson),
      errors: ["not_found"],
    }),
    params(ByName),
    query(DeviceQuery),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const deviceId = resolveDevice(productKey, deviceName);
      if (deviceId === undefined)
        throw new AppError("not_found", { what: deviceKey(productKey, deviceName) });
      return c.json(
        pageFor(
          journal,
          { ...c.req.valid("query"), language: c.get("language"), reach: reachOf(c) },
          { deviceId },
        ),
      );
    },
  );
  return api;
}

interface Wanted {
  readonly kind: JournalKind | "";
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly language: Language;
  readonly reach: Reach;
}

/** Of who reaches a part: so many entries are looked at for one page, which may then have fewer. */
const LOOKED_AT = 2_000;

function pageFor(journal: Journal, wanted: Wanted, whose: Pick<JournalFilter, "deviceId" | "productKey">) {
  const { kind, limit, cursor, language, reach } = wanted;
  const beforeId = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
  const kinds = kind === "" ? KINDS : [kind];
  const isWhole = reach.isAll || whose.deviceId !== undefined;
  const take = isWhole ? limit + 1 : Math.max(LOOKED_AT, limit + 1);
  const entries = journal.list({ ...whose, kinds, beforeId, limit: take });
  const shown = isWhole ? entries : reachedOf(entries, reach, limit);
  const page = makePage(shown, limit, (last) => [last.id]);
  // All that was looked at may lie elsewhere: the next page begins behind it.
  const isCut = page.nextCursor === null && entries.length === take && !isWhole;
  const nextCursor = isCut ? encodeCursor([entries.at(-1)?.id ?? 0]) : page.nextCursor;
  return { items: page.items.map((entry) => entryJson(entry, language)), nextCursor };
}

/** Entries of reached devices, one more than a page has. */
function reachedOf(entries: readonly JournalEntry[], reach: Reach, limit: number): JournalEntry[] {
  const reached = entries.filter(({ productKey, deviceName }) => reach.coversDevice(productKey, deviceName));
  return reached.slice(0, limit + 1);
}

/** A param of the form `@code` stands for that code's text. */
function paramText(params: ErrorParams, name: string, language: Language): string | undefined {
  const code = String(params[name] ?? "").replace(/^@/, "");
  return isErrorCode(code) ? describeError(code, params, language) : undefined;
}

function explain(code: string | undefined, params: ErrorParams, language: Language) {
  if (code === undefined || !isErrorCode(code)) return undefined;
  return {
    cause: paramText(params, "cause", language),
    tried: paramText(params, "tried", language),
    advice: adviceFor(code, params, language),
  };
}

function entryJson({ deviceId: _, ...entry }: JournalEntry, language: Language) {
  const { code, params: filled } = entry;
  const isRefusal = entry.kind === "refused" && code !== undefined && isErrorCode(code);
  const text = isRefusal ? describeError(code, filled ?? {}, language) : undefined;
  return {
    ...entry,
    title: text ?? entry.title,
    text,
    explanation: isRefusal ? explain(code, filled ?? {}, language) : undefined,
    output: entry.output === undefined ? undefined : toJson(entry.output),
  };
}
