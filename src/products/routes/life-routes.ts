import * as v from "valibot";
import { actorOf, body, named, params, type Router, route } from "../../http/http.ts";
import type { MappingRoutesDeps } from "../mapping-routes.ts";
import { newAccessKey, newProductSecret } from "../product-row.ts";
import type { Product } from "../products.ts";
import { ProductJson } from "./product-json.ts";

export interface LifeRoutesDeps extends Pick<MappingRoutesDeps, "products" | "audit"> {
  readonly toJson: (product: Product) => v.InferOutput<typeof ProductJson>;
}

const ByKey = v.object({ productKey: v.string() });
const SecretsJson = named(
  "ProductSecrets",
  v.object({ productSecret: v.string(), accessKey: v.pipe(v.string(), v.description("Base64")) }),
);
const RotateBody = v.strictObject({
  which: v.pipe(
    v.picklist(["productSecret", "accessKey"]),
    v.description("Which of the two is replaced by a new one that is made up"),
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
      tag: "products",
      summary: "Replace a product's secret or access key by a new one",
      description:
        "The old one ends at once. To set one of your own, change the product. Devices that registered already keep theirs.",
      allow: "manage",
      returns: SecretsJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    body(RotateBody),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const { which } = c.req.valid("json");
      const fresh =
        which === "accessKey" ? { accessKey: newAccessKey() } : { productSecret: newProductSecret() };
      const product = products.update(productKey, fresh, actor.username);
      audit(actor, { action: "product.rotate-secret", target: productKey, after: { which } });
      return c.json(secretsOf(product));
    },
  );
}

function secretsOf({ productSecret, accessKey }: Product): v.InferOutput<typeof SecretsJson> {
  return { productSecret, accessKey };
}
