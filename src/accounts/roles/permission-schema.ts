// Permissions as the API writes them: a matrix of areas and actions, and scopes.

import * as v from "valibot";
import { named } from "../../http/http.ts";
import { DEVICE_NAME_PATTERN, FEATURE_PATTERN, PRODUCT_KEY_PATTERN } from "../../spine/ids.ts";
import { ACTIONS, AREAS } from "../../spine/permission.ts";

const SCOPES_MAX = 200;
const productKey = v.pipe(v.string(), v.regex(PRODUCT_KEY_PATTERN, "must be a product key"));
const deviceName = v.pipe(v.string(), v.regex(DEVICE_NAME_PATTERN, "must be a device name"));
const identifier = v.pipe(v.string(), v.regex(FEATURE_PATTERN, "must be an identifier of a property"));
const groupId = v.pipe(v.number(), v.integer(), v.minValue(1));

export const AllScope = v.strictObject({ kind: v.literal("all") });
const ProductScope = v.strictObject({ kind: v.literal("product"), productKey });
const GroupScope = v.strictObject({ kind: v.literal("group"), groupId });

/** Where a key reaches. */
export const ScopeSchema = named(
  "Scope",
  v.variant("kind", [
    AllScope,
    ProductScope,
    GroupScope,
    v.strictObject({ kind: v.literal("device"), productKey, deviceName }),
    v.strictObject({ kind: v.literal("property"), productKey, deviceName, identifier }),
  ]),
);
/** Where the people of a role reach. */
export const DataScopeSchema = named("DataScope", v.variant("kind", [AllScope, GroupScope, ProductScope]));

export const ActionsSchema = v.pipe(
  v.array(v.picklist(ACTIONS)),
  v.check((actions) => new Set(actions).size === actions.length, "names an action twice"),
  v.readonly(),
);

export const MatrixSchema = named(
  "PermissionMatrix",
  v.pipe(
    v.record(v.picklist(AREAS), ActionsSchema),
    v.description("Area to the actions that are allowed there; an area that is absent is closed"),
  ),
);

/** At least one: a scope that is forgotten must not pass for everything. */
export function scopesOf<const S extends v.GenericSchema>(scope: S) {
  return v.pipe(
    v.array(scope),
    v.minLength(1, "names no scope"),
    v.maxLength(SCOPES_MAX, `at most ${SCOPES_MAX} scopes`),
    v.readonly(),
  );
}
