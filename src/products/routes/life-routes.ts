import * as v from "valibot";
import { actorOf, body, named, params, type Router, route } from "../../http/http.ts";
import { PRODUCT_KEY_KINDS } from "../../spine/product.ts";
import type { MappingRoutesDeps } from "../mapping-routes.ts";
import { newAccessKey, newProductSecret } from "../product-row.ts";
import type { Product } from "../products.ts";
import { ProductJson } from "./product-json.ts";

export interface LifeRoutesDeps extends Pick<MappingRoutesDeps, "products" | "audit"> {
  readonly toJson: (product: Product) => v.InferOutput<typeof ProductJson>;
}

const ByKey = v.object({ productKey: v.string() });
const HOUR_MS = 3_600_000;
const OVERLAP_HOURS_MAX = 720;
const SecretsJson = named(
  "ProductSecrets",
  v.object({
    productSecret: v.string(),
    accessKey: v.pipe(v.string(), v.description("Base64")),
    former: v.pipe(
      v.array(v.object({ which: v.picklist(PRODUCT_KEY_KINDS), until: v.number() })),
      v.description("What was replaced by a rotation, and until when it holds or held; UTC ms"),
    ),
  }),
);
const RotateBody = v.strictObject({
  which: v.pipe(
    v.picklist(PRODUCT_KEY_KINDS),
    v.description("Which of the two is replaced by a new one that is made up"),
  ),
  overlapHours: v.pipe(
    v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(OVERLAP_HOURS_MAX)), 0),
    v.description(
      "For how long the old one holds beside the new one; 0 ends it at once, and one before it too",
    ),
  ),
});

/** A product's status and its secrets. */
export function addLifeRoutes(api: Router, deps: LifeRoutesDeps): void {
  addStatusRoutes(api, deps);
  addSecretRoutes(api, deps);
}

function addStatusRoutes(api: Router, { products, audit, toJson }: LifeRoutesDeps): void {
  const about = { tag: "products", allow: "manage", returns: ProductJson, errors: ["not_found"] } as const;
  const turn = (productKey: string, status: Product["status"], actor: ReturnType<typeof actorOf>) => {
    const before = products.get(productKey).status;
    const product = products.setStatus(productKey, status, actor.username);
    const action = status === "published" ? "product.publish" : "product.unpublish";
    if (before !== status) audit(actor, { action, target: productKey });
    return toJson(product);
  };
  api.post(
    "/products/:productKey/publish",
    route({
      ...about,
      id: "publishProduct",
      summary: "Publish a product, for others rely on it from now on",
      description:
        "It cannot be deleted, its type of device stays, and its thing model changes by saving a draft and publishing that.",
    }),
    params(ByKey),
    (c) => c.json(turn(c.req.valid("param").productKey, "published", actorOf(c))),
  );
  api.post(
    "/products/:productKey/unpublish",
    route({ ...about, id: "unpublishProduct", summary: "Take a published product back to draft" }),
    params(ByKey),
    (c) => c.json(turn(c.req.valid("param").productKey, "draft", actorOf(c))),
  );
}

function addSecretRoutes(api: Router, { products, audit }: LifeRoutesDeps): void {
  api.get(
    "/products/:productKey/secret",
    route({
      id: "getProductSecret",
      tag: "products",
      summary: "A product's secret and access key",
      description: "Each look at them is recorded in the audit trail.",
      allow: "manage",
      returns: SecretsJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => {
      const product = products.get(c.req.valid("param").productKey);
      audit(actorOf(c), { action: "product.reveal-secret", target: product.productKey });
      return c.json(secretsOf(product));
    },
  );
  api.post(
    "/products/:productKey/secret/rotate",
    route({
      id: "rotateProductSecret",
      isSecret: true,
      tag: "products",
      summary: "Replace a product's secret or access key by a new one",
      description:
        "During the overlap devices register and log in with either; without one the old one ends at once. To set one of your own, change the product. Devices that registered already keep theirs.",
      allow: "manage",
      returns: SecretsJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    body(RotateBody),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const { which, overlapHours } = c.req.valid("json");
      const value = which === "accessKey" ? newAccessKey() : newProductSecret();
      const rotation = { which, value, overlapMs: Math.round(overlapHours * HOUR_MS) };
      const product = products.rotateKey(productKey, rotation, actor.username);
      audit(actor, { action: "product.rotate-secret", target: productKey, after: { which, overlapHours } });
      return c.json(secretsOf(product));
    },
  );
  api.delete(
    "/products/:productKey/secret/former",
    route({
      id: "endFormerProductSecrets",
      tag: "products",
      summary: "End the secret and access key that were replaced with an overlap",
      description: "From now on only those in force hold. Connections stay.",
      allow: "manage",
      returns: SecretsJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const which = Object.keys(products.get(productKey).formerKeys);
      const product = products.endFormerKeys(productKey, actor.username);
      if (which.length > 0)
        audit(actor, { action: "product.end-former-secret", target: productKey, before: { which } });
      return c.json(secretsOf(product));
    },
  );
}

function secretsOf({ productSecret, accessKey, formerKeys }: Product): v.InferOutput<typeof SecretsJson> {
  const former = PRODUCT_KEY_KINDS.flatMap((which) => {
    const key = formerKeys[which];
    return key === undefined ? [] : [{ which, until: key.until }];
  });
  return { productSecret, accessKey, former };
}
