// The body of OneNET's legacy `/keys`, as a draft of an API key.

import * as v from "valibot";
import { InvalidRequest, named } from "../../http/http.ts";
import { DEVICE_NAME_PATTERN, FEATURE_PATTERN, PRODUCT_KEY_PATTERN } from "../../spine/ids.ts";
import type { Action, Scope } from "../../spine/permission.ts";

const METHODS = ["get", "post", "put", "delete"] as const;
/** What each method of theirs did, in actions. */
const ACTIONS: Readonly<Record<(typeof METHODS)[number], readonly Action[]>> = {
  get: ["read"],
  post: ["write", "command"],
  put: ["write", "command"],
  delete: ["manage"],
};
const DeviceId = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(DEVICE_NAME_PATTERN, "must be a device name"),
  v.description("Name of the device; in whatever product unless `productKey` is given"),
);
const Resource = v.object({
  dev_id: v.optional(DeviceId),
  ds_id: v.optional(v.pipe(v.string(), v.regex(FEATURE_PATTERN, "must be an identifier of a property"))),
});

export const LegacyKeySchema = named(
  "LegacyKey",
  v.pipe(
    v.object({
      title: v.pipe(
        v.string(),
        v.regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, "must be 1 to 64 letters, digits or _ . @ -"),
      ),
      productKey: v.optional(v.pipe(v.string(), v.regex(PRODUCT_KEY_PATTERN, "must be a product key"))),
      permissions: v.pipe(
        v.array(
          v.object({
            resources: v.optional(v.pipe(v.array(Resource), v.maxLength(200, "at most 200 resources")), []),
            access_methods: v.pipe(v.array(v.picklist(METHODS)), v.minLength(1)),
          }),
        ),
        v.minLength(1, "names no permission"),
        v.maxLength(50, "at most 50 permissions"),
      ),
    }),
    v.examples([
      {
        title: "app-1",
        productKey: "pump",
        permissions: [{ resources: [{ dev_id: "pump-1", ds_id: "temp" }], access_methods: ["get"] }],
      },
    ]),
  ),
);
export type LegacyKey = v.InferOutput<typeof LegacyKeySchema>;

export interface LegacyRights {
  readonly name: string;
  readonly actions: readonly Action[];
  readonly scopes: readonly Scope[];
}

/**
 * `productOf` finds the product of a device name, undefined when there is none or more than one. Throws InvalidRequest
 * where one key cannot say the same: it would be wider than the one it stands for.
 */
export function readLegacyKey(
  { title, productKey, permissions }: LegacyKey,
  productOf: (deviceName: string) => string | undefined,
): LegacyRights {
  const methods = permissions.map(({ access_methods }) => [...new Set(access_methods)].sort().join(" "));
  if (new Set(methods).size > 1)
    throw refusal("permissions", "with different access_methods need a key for each");
  const actions = [
    ...new Set(permissions.flatMap(({ access_methods: all }) => all.flatMap((one) => ACTIONS[one]))),
  ];
  const scopes = permissions.flatMap(({ resources }, at): Scope[] => {
    if (resources.length === 0) return [wholeProduct(productKey, `permissions[${at}].resources`)];
    return resources.map(({ dev_id: deviceName, ds_id: identifier }, n): Scope => {
      const path = `permissions[${at}].resources[${n}]`;
      if (deviceName === undefined) {
        if (identifier !== undefined) throw refusal(path, "names a stream without its device");
        return wholeProduct(productKey, path);
      }
      const owner = productKey ?? productOf(deviceName);
      if (owner === undefined) throw refusal(`${path}.dev_id`, "is no device, or one in several products");
      const device = { productKey: owner, deviceName };
      return identifier === undefined
        ? { kind: "device", ...device }
        : { kind: "property", ...device, identifier };
    });
  });
  return { name: title, actions, scopes };
}

function wholeProduct(productKey: string | undefined, path: string): Scope {
  if (productKey === undefined)
    throw refusal(path, "stands for all devices of a product: name its productKey");
  return { kind: "product", productKey };
}

function refusal(path: string, message: string): InvalidRequest {
  return new InvalidRequest([{ path, message }]);
}
