import * as v from "valibot";
import {
  actorOf,
  body,
  InvalidRequest,
  makeRouter,
  named,
  params,
  type Router,
  route,
} from "../../http/http.ts";
import { findMisfits } from "../../spine/register-fit.ts";
import { RegisterMapSchema } from "../../spine/register-map.ts";
import { addRegisterFileRoutes, type RegisterFileDeps } from "./file-routes.ts";

export type RegisterRoutesDeps = Omit<RegisterFileDeps, "versions">;

const PATH = "/products/:productKey/register-map";
const ByKey = v.object({ productKey: v.string() });
const RegisterMapJson = named("RegisterMap", RegisterMapSchema);

/** `/products/{productKey}/register-map`: where on a Modbus unit the properties lie. */
export function registerRoutes(deps: RegisterFileDeps): Router {
  const { products, registerMaps, audit } = deps;
  const api = makeRouter();
  const tag = "products";
  api.get(
    PATH,
    route({
      id: "getRegisterMap",
      tag,
      summary: "Where on a Modbus unit a product's properties lie",
      allow: "read",
      reach: "touches",
      returns: RegisterMapJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json(registerMaps.get(c.req.valid("param").productKey)),
  );
  api.put(
    PATH,
    route({
      id: "putRegisterMap",
      tag,
      summary: "Replace a product's register map",
      description: "Each point must fit a property of the thing model that is in force.",
      allow: "manage",
      returns: RegisterMapJson,
      errors: ["not_found"],
      bodyBytes: 4 * 1024 * 1024,
    }),
    params(ByKey),
    body(RegisterMapSchema),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const after = c.req.valid("json");
      const misfits = findMisfits(after, products.get(productKey).model);
      if (misfits.length > 0)
        throw new InvalidRequest(
          misfits.map(({ index, identifier, message }) => ({
            path: `points[${index}].identifier`,
            message: `${identifier}: ${message}`,
          })),
        );
      const before = registerMaps.get(productKey);
      if (!Bun.deepEquals(before, after, true)) {
        registerMaps.set(productKey, after, actor.username);
        audit(actor, { action: "product.set-register-map", target: productKey, before, after });
      }
      return c.json(after);
    },
  );
  addRegisterFileRoutes(api, deps);
  return api;
}
