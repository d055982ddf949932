// The file of a product as routes give and take it.

import * as v from "valibot";
import { named } from "../../http/http.ts";
import { BundleSchema } from "./bundle.ts";

export const BundleJson = named("ProductBundle", BundleSchema);
/** Read by `readBundle`, which tells every problem with its place. */
export const BundleDocument = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description(
    "A file as `GET /products/{productKey}/bundle` or `GET /product-templates/{id}/bundle` gives it",
  ),
);
