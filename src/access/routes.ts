import * as v from "valibot";
import { dialects } from "../codec/codec.ts";
import { makeRouter, named, type Router, route } from "../http/http.ts";
import { AppError } from "../spine/error.ts";
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

export interface AccessRoutesDeps {
  readonly adapters: readonly { readonly name: string; readonly docs: AdapterDocs }[];
  /** PEM of our own authority; undefined where the operator brought a certificate. */
  readonly caPem: () => string | undefined;
}

/** What devices may speak (the dialects' topics, what each adapter says of itself), and whom they must trust. */
export function accessRoutes({ adapters, caPem }: AccessRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/dialects",
    route({
      id: "listDialects",
      tag: "access",
      summary: "Dialects with their topics",
      allow: "read",
      reach: "filtered",
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
      allow: "read",
      reach: "filtered",
      returns: v.object({ items: v.array(ProtocolJson) }),
    }),
    (c) =>
      c.json({
        items: adapters.map(({ name, docs }) => ({ name, summary: docs.summary, routes: [...docs.routes] })),
      }),
  );
  api.get(
    "/tls/ca.pem",
    route({
      id: "getAuthority",
      tag: "access",
      summary: "Certificate of the authority that devices must trust to connect by TLS",
      allow: "read",
      reach: "filtered",
      media: "application/x-pem-file",
      returns: v.string(),
      errors: ["not_found"],
    }),
    (c) => {
      const pem = caPem();
      if (pem === undefined) throw new AppError("not_found", { what: "an authority of Gantry's own" });
      const disposition = 'attachment; filename="gantry-ca.pem"';
      return c.body(pem, 200, {
        "content-type": "application/x-pem-file",
        "content-disposition": disposition,
      });
    },
  );
  return api;
}
