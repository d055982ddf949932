// /mqtt: the broker's clients, their subscriptions, what is retained, and its figures.

import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  decodeCursor,
  makePage,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  route,
} from "../http/http.ts";
import { AppError, type Failure, failure } from "../spine/error.ts";

const CLIENT_KINDS = ["device", "user", "key"] as const;
type ClientKind = (typeof CLIENT_KINDS)[number];

/** A session of the broker; its facts are told as they are. */
export interface BrokerClient {
  readonly key: string;
  readonly kind: ClientKind;
  readonly owner: string;
  readonly clientId: string | null;
  readonly isConnected: boolean;
  readonly address: string | null;
  readonly isTls: boolean;
  readonly sinceMs: number;
  readonly version: number;
  readonly subscriptions: number;
  readonly queued: number;
  readonly inFlight: number;
  readonly expiryS: number;
}

interface RetainedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly expiresMs: number | null;
}

interface Portion<T> {
  readonly after: string | undefined;
  readonly limit: number;
  isWanted(entry: T): boolean;
}

/** The broker, as far as people look after it. */
export interface BrokerView {
  list(portion: Portion<BrokerClient>): BrokerClient[];
  find(key: string): { entry: BrokerClient; subscriptions: { filter: string; qos: 0 | 1 | 2 }[] } | undefined;
  disconnect(key: string, why: Failure): boolean;
  retained(portion: Portion<{ readonly topic: string }>): RetainedMessage[];
  removeRetained(topic: string): boolean;
}

export interface BrokerFigures {
  readonly sessions: number;
  readonly connected: number;
  readonly maximum: number;
  readonly subscriptions: number;
  readonly sharedGroups: number;
  readonly retained: number;
  readonly retainedBytes: number;
  readonly queued: number;
  readonly queuedBytes: number;
  readonly dropped: {
    readonly slow: number;
    readonly queue: number;
    readonly expired: number;
    readonly size: number;
  };
}

export interface MqttRoutesDeps {
  readonly view: BrokerView;
  readonly stats: () => BrokerFigures;
  readonly audit: Audit;
  /** What people call the owner of a session: `{productKey}/{deviceName}`, user name, name of the key. */
  readonly nameOf: (kind: ClientKind, owner: string) => string;
}

const ClientJson = named(
  "MqttClient",
  v.object({
    id: v.pipe(v.string(), v.description("Names the session in addresses")),
    kind: v.picklist(CLIENT_KINDS),
    name: v.pipe(v.string(), v.description("`{productKey}/{deviceName}`, user name, or name of the key")),
    clientId: v.pipe(v.nullable(v.string()), v.description("null of a device that is away")),
    isConnected: v.boolean(),
    address: v.nullable(v.string()),
    isTls: v.boolean(),
    since: v.pipe(v.number(), v.description("Of the login, or of the end of the last connection")),
    version: v.pipe(v.string(), v.description("3.1, 3.1.1 or 5.0")),
    subscriptions: v.number(),
    queued: v.pipe(v.number(), v.description("Messages that wait for the client")),
    inFlight: v.pipe(v.number(), v.description("Messages that are sent and not answered")),
    expiryS: v.pipe(
      v.number(),
      v.description("Seconds that the session outlives its connection; 4294967295: for ever"),
    ),
  }),
);
const ClientDetail = v.object({
  client: ClientJson,
  subscriptions: v.array(v.object({ filter: v.string(), qos: v.picklist([0, 1, 2]) })),
});
const ClientQuery = v.object({
  ...pageQuery,
  q: v.optional(v.pipe(v.string(), v.maxLength(256), v.description("Part of a name, client id or address"))),
  kind: v.optional(v.picklist(CLIENT_KINDS)),
  state: v.optional(v.picklist(["connected", "away"])),
});
const ClientParams = v.object({ id: v.pipe(v.string(), v.maxLength(100_000)) });
const RetainedJson = named(
  "RetainedMessage",
  v.object({
    topic: v.string(),
    payload: v.pipe(v.string(), v.description("Its beginning: text, or base64 where it is none")),
    isText: v.boolean(),
    sizeBytes: v.number(),
    qos: v.picklist([0, 1, 2]),
    expiresAt: v.nullable(v.number()),
  }),
);
const RetainedQuery = v.object({
  ...pageQuery,
  q: v.optional(v.pipe(v.string(), v.maxLength(1_024), v.description("Part of a topic"))),
});
const RetainedTopic = v.strictObject({ topic: v.pipe(v.string(), v.nonEmpty(), v.maxLength(65_535)) });
const count = v.number();
const Stats = named(
  "MqttStats",
  v.object({
    sessions: v.pipe(count, v.description("With and without a connection")),
    connected: count,
    maximum: v.pipe(count, v.description("Most that were connected at once since the start")),
    subscriptions: count,
    sharedGroups: count,
    retained: count,
    retainedBytes: count,
    queued: v.pipe(count, v.description("Messages that wait for their clients")),
    queuedBytes: count,
    dropped: v.pipe(
      v.object({ slow: count, queue: count, expired: count, size: count }),
      v.description("Since the start: QoS 0 to who does not read, queues full, expired, too large"),
    ),
  }),
);
const PREVIEW_BYTES = 1_024;
const MQTT = { tag: "mqtt", allow: "command" } as const;

/** The broker's routes, to be mounted under the API. */
export function mqttRoutes(deps: MqttRoutesDeps): Router {
  const api = makeRouter();
  addClientRoutes(api, deps);
  addClientRoute(api, deps);
  addRetainedRoutes(api, deps);
  return api;
}

function addClientRoutes(api: Router, deps: MqttRoutesDeps): void {
  api.get(
    "/mqtt/stats",
    route({ ...MQTT, id: "getMqttStats", summary: "The broker in figures", returns: Stats }),
    (c) => c.json(deps.stats()),
  );
  api.get(
    "/mqtt/clients",
    route({
      ...MQTT,
      id: "listMqttClients",
      summary: "Who is connected, and whose sessions wait",
      returns: pageOf(ClientJson),
    }),
    query(ClientQuery),
    (c) => {
      const { limit, cursor, q, kind, state } = c.req.valid("query");
      const [after] = decodeCursor(cursor, v.tuple([v.string()])) ?? [];
      const wanted = q?.toLowerCase();
      const isFound = (client: BrokerClient) =>
        wanted === undefined ||
        [deps.nameOf(client.kind, client.owner), client.clientId, client.address].some((text) =>
          text?.toLowerCase().includes(wanted),
        );
      const rows = deps.view.list({
        after,
        limit: limit + 1,
        isWanted: (client) =>
          (kind === undefined || client.kind === kind) &&
          (state === undefined || client.isConnected === (state === "connected")) &&
          isFound(client),
      });
      const page = makePage(rows, limit, (last) => [last.key]);
      return c.json({ ...page, items: page.items.map((client) => clientOf(deps, client)) });
    },
  );
}

function addClientRoute(api: Router, deps: MqttRoutesDeps): void {
  const { view, audit } = deps;
  const find = (id: string) => {
    const found = view.find(Buffer.from(id, "base64url").toString());
    if (found === undefined) throw new AppError("not_found", { what: "This MQTT session" });
    return found;
  };
  api.get(
    "/mqtt/clients/:id",
    route({
      ...MQTT,
      id: "getMqttClient",
      summary: "One client and its subscriptions",
      returns: ClientDetail,
      errors: ["not_found"],
    }),
    params(ClientParams),
    (c) => {
      const { entry, subscriptions } = find(c.req.valid("param").id);
      return c.json({ client: clientOf(deps, entry), subscriptions });
    },
  );
  api.delete(
    "/mqtt/clients/:id",
    route({
      ...MQTT,
      id: "disconnectMqttClient",
      summary: "Close a client's connection, or end a session that waits",
      description: "A client whose login is good comes back: disable the device, user or key to keep it out.",
      status: 204,
      errors: ["not_found"],
    }),
    params(ClientParams),
    (c) => {
      const { entry } = find(c.req.valid("param").id);
      view.disconnect(entry.key, failure("kicked"));
      const { name, clientId, isConnected } = clientOf(deps, entry);
      audit(actorOf(c), { action: "mqtt.disconnect", target: name, before: { clientId, isConnected } });
      return c.body(null, 204);
    },
  );
}

function addRetainedRoutes(api: Router, { view, audit }: MqttRoutesDeps): void {
  api.get(
    "/mqtt/retained",
    route({
      ...MQTT,
      id: "listRetained",
      summary: "Retained messages, by topic",
      returns: pageOf(RetainedJson),
    }),
    query(RetainedQuery),
    (c) => {
      const { limit, cursor, q } = c.req.valid("query");
      const [after] = decodeCursor(cursor, v.tuple([v.string()])) ?? [];
      const isWanted = ({ topic }: { topic: string }) => q === undefined || topic.includes(q);
      const rows = view.retained({ after, limit: limit + 1, isWanted });
      const page = makePage(rows, limit, (last) => [last.topic]);
      return c.json({ ...page, items: page.items.map(retainedOf) });
    },
  );
  api.delete(
    "/mqtt/retained",
    route({
      ...MQTT,
      id: "deleteRetained",
      summary: "Remove the retained message of a topic",
      status: 204,
      errors: ["not_found"],
    }),
    body(RetainedTopic),
    (c) => {
      const { topic } = c.req.valid("json");
      if (!view.removeRetained(topic))
        throw new AppError("not_found", { what: `A retained message of ${topic}` });
      audit(actorOf(c), { action: "mqtt.retained.delete", target: topic.slice(0, 256) });
      return c.body(null, 204);
    },
  );
}

function clientOf({ nameOf }: Pick<MqttRoutesDeps, "nameOf">, client: BrokerClient) {
  const { key, owner, sinceMs, version, ...rest } = client;
  return {
    ...rest,
    id: Buffer.from(key).toString("base64url"),
    name: nameOf(client.kind, owner),
    since: sinceMs,
    version: version === 5 ? "5.0" : version === 4 ? "3.1.1" : "3.1",
  };
}

function retainedOf({ topic, payload, qos, expiresMs }: RetainedMessage) {
  const preview = previewOf(payload);
  return { topic, ...preview, sizeBytes: payload.length, qos, expiresAt: expiresMs };
}

/** The beginning as text, where it is such. */
function previewOf(payload: Uint8Array): { payload: string; isText: boolean } {
  const start = payload.subarray(0, PREVIEW_BYTES);
  // A character may be cut in two at the end: `stream` leaves it out.
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    if (!text.includes("\0")) return { payload: text, isText: true };
  } catch {
    // Bytes.
  }
  return { payload: Buffer.from(start).toString("base64"), isText: false };
}
