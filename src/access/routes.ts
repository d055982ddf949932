import * as v from "valibot";
import { dialects } from "../codec/codec.ts";
import { makeRouter, named, type Router, route } from "../http/http.ts";
import type { AdapterDocs } from "./adapter.ts";

const Text = v.object({ en: v.string(), zh: v.string() });
const RouteDocJson = v.object({
  pattern: v.pipe(v.string(), v.description("With {productKey}, {deviceName}, {event} as placeholders")),
  direction: v.pipe(v.picklist(["up", "down"]), v.description("`up` is from the device to Gantry")),
  description: Text,
  example: v.string(),
});
const DialectJson = named(
  "Dialect",
  v.object({ name: v.string(), summary: Text, routes: v.array(RouteDocJson) }),
);
const ProtocolJson = named(
  "Protocol",
  v.object({ name: v.string(), summary: Text, routes: v.array(RouteDocJson) }),
);

/** What devices may speak: the dialects' topic tables, and what each protocol's adapter says of itself. */
export function accessRoutes(adapters: readonly { name: string; docs: AdapterDocs }[]): Router {
  const api = makeRouter();
  api.get(
    "/dialects",
    route({
      id: "listDialects",
      tag: "access",
      summary: "Dialects with their topics",
      allow: "viewer",
      returns: v.object({ items: v.array(DialectJson) }),
    }),
    (c) =>
      c.json({
        items: dialects.map(({ name, summary, routes }) => ({ name, summary, routes: [...routes] })),
      }),
  );
  api.get(
    "/protocols",
    route({
      id: "listProtocols",
      tag: "access",
      summary: "Protocols that devices can connect by",
      allow: "viewer",
      returns: v.object({ items: v.array(ProtocolJson) }),
    }),
    (c) =>
      c.json({
        items: adapters.map(({ name, docs }) => ({ name, summary: docs.summary, routes: [...docs.routes] })),
      }),
  );
  return api;
}
