import * as v from "valibot";
import {
  type ApiContext,
  eventStream,
  integerText,
  listText,
  makeRouter,
  query,
  type Reach,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { EventKind } from "../../spine/event.ts";
import { splitDeviceKey } from "../../spine/ids.ts";
import { eventJson } from "../event-json.ts";
import { reachedPart } from "../reached-part.ts";
import type { Feed, FeedSink, FeedStart } from "./feed.ts";
import type { FeedFilter } from "./filter.ts";
import { FeedSocket } from "./socket.ts";

export interface FeedRoutesDeps {
  readonly feed: Feed;
  readonly clock: Clock;
  /** Who is in a group or in one below it; undefined when there is no such group. */
  readonly membersOf: (groupId: number) => ((productKey: string, deviceName: string) => boolean) | undefined;
}

const KINDS = [
  "property",
  "event",
  "reply",
  "state",
  "lifecycle",
  "refused",
] as const satisfies readonly EventKind[];
const PARTS_MAX = 100;

/** A key that is given once with commas, or several times. */
function words<const S extends v.GenericSchema<string, string>>(item: S, description: string) {
  return v.optional(
    v.pipe(
      listText(v.string(), PARTS_MAX),
      v.transform((texts) => texts.flatMap((text) => text.split(","))),
      v.maxLength(PARTS_MAX, `at most ${PARTS_MAX} values`),
      v.array(item),
      v.description(description),
    ),
  );
}
const DeviceKey = v.pipe(
  v.string(),
  v.check((text) => splitDeviceKey(text) !== undefined, "must be productKey/deviceName"),
);
const FeedQuery = v.object({
  after: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(128),
      v.description("A `position` to go on from; `oldest`, or `newest` (the default)"),
    ),
  ),
  kinds: words(v.picklist(KINDS), "Which kinds of events; all unless given"),
  products: words(v.pipe(v.string(), v.maxLength(64)), "Product keys"),
  devices: words(DeviceKey, "`productKey/deviceName`"),
  properties: words(
    v.pipe(v.string(), v.maxLength(101)),
    "Identifiers: reports with other properties only are left out",
  ),
  group: v.optional(
    v.pipe(integerText(1, Number.MAX_SAFE_INTEGER), v.description("Devices in this group or below it")),
  ),
});
type Wanted = v.InferOutput<typeof FeedQuery>;

const DESCRIPTION = `All that becomes durable, in order, with nothing left out: each message names its \`position\`, and
a reader that comes back gives the last one as \`after\` (an EventSource does so by itself, in \`Last-Event-ID\`).
Over server-sent events, or as one JSON text frame a message (\`{name, position, data}\`) where the request asks for a
WebSocket. Messages are named after the kind of event; \`position\` without an event says how far a quiet filter is, and
\`gap\` that events were removed by retention before they were read. A slow reader is waited for.`;

/** `/events`: the feed for applications. */
export function feedRoutes(deps: FeedRoutesDeps): Router {
  const { feed, clock } = deps;
  const api = makeRouter();
  api.get(
    "/events",
    route({
      id: "followEvents",
      tag: "live",
      summary: "What happened and happens, from any place in the log on",
      description: DESCRIPTION,
      allow: "read",
      reach: "filtered",
      media: "text/event-stream",
      returns: v.string(),
      errors: ["not_found", "too_many_connections", "position_unknown"],
    }),
    query(FeedQuery),
    (c) => {
      const wanted = c.req.valid("query");
      const filter = { ...filterOf(deps, wanted, reachOf(c)), shown: shownTo(reachOf(c)) };
      const start = startOf(feed, c.req.header("last-event-id") ?? wanted.after);
      // Before the stream is made: afterwards it could only be cut.
      if (!feed.hasRoom()) throw new AppError("too_many_connections", { limit: feed.clientLimit });
      const language = c.get("language");
      const sinkTo = (to: Omit<FeedSink, "words">): FeedSink => ({
        send: to.send,
        backlogBytes: to.backlogBytes,
        close: to.close,
        words: (event) => eventJson(event, language),
      });
      if (c.req.header("upgrade")?.toLowerCase() === "websocket")
        return upgrade(c, clock, (socket) =>
          feed.follow(
            start,
            filter,
            sinkTo({
              send: (name, data, position) => socket.send(name, data, position),
              backlogBytes: () => socket.backlogBytes(),
              close: () => socket.close(),
            }),
          ),
        );
      return eventStream(c, clock, (stream) => feed.follow(start, filter, sinkTo(stream)));
    },
  );
  return api;
}

/** Throws `not_found`, also for a group that is there but not reached. */
function filterOf({ membersOf }: FeedRoutesDeps, wanted: Wanted, reach: Reach): FeedFilter {
  const { kinds, products: productKeys, devices, properties, group } = wanted;
  const isReached = group !== undefined && (reach.isAll || reach.coversGroup(group));
  const isMember = isReached ? membersOf(group) : undefined;
  if (group !== undefined && isMember === undefined)
    throw new AppError("not_found", { what: `group ${group}` });
  return { kinds, productKeys, devices, properties, isMember };
}

function shownTo(reach: Reach): FeedFilter["shown"] {
  return reach.isAll ? undefined : (event) => reachedPart(event, reach);
}

function startOf(feed: Feed, after: string | undefined): FeedStart {
  if (after === undefined || after === "newest") return "newest";
  if (after === "oldest") return "oldest";
  const found = feed.find(after);
  if (found.ok) return { afterSeq: found.value };
  throw new AppError("position_unknown", { position: after });
}

/** Browsers do not hold WebSockets to the page that they come from: we do. */
function upgrade(c: ApiContext, clock: Clock, open: (socket: FeedSocket) => () => void): Response {
  requireOwnPage(c);
  const { server, closing } = c.env ?? {};
  const { isStillSignedIn, onRightsChange } = c.var;
  const data = new FeedSocket({ clock, closing, open, isStillSignedIn, onRightsChange });
  if (server?.upgrade(c.req.raw, { data }) !== true)
    throw new AppError("invalid_request", { detail: "no WebSocket" });
  // Taken for an answer by nobody.
  return new Response(null);
}

function requireOwnPage(c: ApiContext): void {
  const origin = c.req.header("origin");
  if (origin === undefined) return;
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new AppError("origin_mismatch");
}
