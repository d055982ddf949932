import * as v from "valibot";
import { type Audit, actorOf, body, makeRouter, named, params, type Router, route } from "../http/http.ts";
import { SecretSchema } from "../products/products.ts";
import { describeError } from "../spine/error.ts";
import { DEVICE_NAME_PATTERN, deviceKey, PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import type { Diagnosis, Stranger } from "./contract.ts";
import { STRANGE_CODES } from "./strangers.ts";

export interface DiagnosisRoutesDeps {
  readonly diagnosis: Diagnosis;
  readonly hasProduct: (productKey: string) => boolean;
  readonly audit: Audit;
}

const tag = "access";
const Time = v.pipe(v.number(), v.description("UTC ms"));
const UnknownDeviceJson = named(
  "UnknownDevice",
  v.object({
    id: v.string(),
    code: v.pipe(v.picklist(STRANGE_CODES), v.description("Why its login is refused")),
    dialect: v.string(),
    protocol: v.string(),
    productKey: v.pipe(v.string(), v.description("Empty where its login names no product")),
    deviceName: v.pipe(v.string(), v.description("Empty where nothing in its login would do as a name")),
    clientId: v.string(),
    address: v.pipe(v.string(), v.description("Where it tried from last")),
    isProductKnown: v.boolean(),
    firstAt: Time,
    lastAt: Time,
    count: v.number(),
    secretUntil: v.pipe(
      v.nullable(v.number()),
      v.description("Until when the secret that it sent in clear may be taken over, UTC ms; null: it cannot"),
    ),
  }),
);
const AdoptionSchema = v.strictObject({
  productKey: v.optional(v.pipe(v.string(), v.regex(PRODUCT_KEY_PATTERN))),
  deviceName: v.optional(v.pipe(v.string(), v.regex(DEVICE_NAME_PATTERN))),
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(128))),
  isSecretSent: v.pipe(
    v.optional(v.boolean(), false),
    v.description("Take over the secret that the device sent in clear, which is never shown"),
  ),
  deviceSecret: v.pipe(v.optional(SecretSchema), v.description("Made up when absent")),
});
const FindingJson = named(
  "Finding",
  v.object({
    code: v.string(),
    text: v.pipe(v.string(), v.description("In the language asked for")),
    productKey: v.string(),
    deviceName: v.string(),
    since: Time,
    lastAt: Time,
  }),
);
const ById = v.object({ id: v.string() });

/** `/unknown-devices`: who tried to connect and is not known; `/diagnosis`: what is wrong as a whole. */
export function diagnosisRoutes({ diagnosis, hasProduct, audit }: DiagnosisRoutesDeps): Router {
  const api = makeRouter();
  const toJson = ({ secretUntil, ...stranger }: Stranger) => ({
    ...stranger,
    isProductKnown: stranger.productKey !== "" && hasProduct(stranger.productKey),
    secretUntil: secretUntil ?? null,
  });
  api.get(
    "/unknown-devices",
    route({
      id: "listUnknownDevices",
      tag,
      summary: "Devices that tried to log in and are not registered, newest first",
      description: "One row for each, however often it tries; at most 500, kept in memory for a day.",
      allow: "read",
      returns: v.object({ items: v.array(UnknownDeviceJson) }),
    }),
    (c) => c.json({ items: diagnosis.strangers().map(toJson) }),
  );
  api.post(
    "/unknown-devices/:id/adopt",
    route({
      id: "adoptUnknownDevice",
      tag,
      summary: "Register a device that tried to log in",
      description:
        "Under the names that its login carries. A product that it names and that there is not is created too.",
      allow: "manage",
      status: 201,
      returns: v.object({ productKey: v.string(), deviceName: v.string(), isNewProduct: v.boolean() }),
      errors: ["not_found", "invalid_request", "secret_not_held", "unknown_product", "already_exists"],
    }),
    params(ById),
    body(AdoptionSchema),
    (c) => {
      const { id } = c.req.valid("param");
      const adoption = c.req.valid("json");
      const actor = actorOf(c);
      const { dialect, address } = diagnosis.stranger(id);
      const { device, isNewProduct } = diagnosis.adopt(id, adoption, actor.username);
      const { productKey, deviceName } = device;
      if (isNewProduct)
        audit(actor, { action: "product.create", target: productKey, after: { name: productKey } });
      const secret = adoption.isSecretSent ? "sent" : adoption.deviceSecret ? "given" : "made up";
      audit(actor, {
        action: "device.adopt",
        target: deviceKey(productKey, deviceName),
        after: { dialect, address, secret },
      });
      return c.json({ productKey, deviceName, isNewProduct }, 201);
    },
  );
  addDismissal(api, diagnosis, audit);
  addDiagnosis(api, diagnosis);
  return api;
}

function addDismissal(api: Router, diagnosis: Diagnosis, audit: Audit): void {
  api.delete(
    "/unknown-devices/:id",
    route({
      id: "dismissUnknownDevice",
      tag,
      summary: "Hide a device that tried to log in, until it has stayed away for a day",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { id } = c.req.valid("param");
      const { productKey, deviceName, clientId, address } = diagnosis.stranger(id);
      diagnosis.dismiss(id);
      const target = deviceName === "" ? clientId : deviceKey(productKey, deviceName);
      audit(actorOf(c), { action: "device.dismiss", target, before: { address } });
      return c.body(null, 204);
    },
  );
}

function addDiagnosis(api: Router, diagnosis: Diagnosis): void {
  api.get(
    "/diagnosis",
    route({
      id: "getDiagnosis",
      tag,
      summary: "What is wrong with logins as a whole",
      description:
        "Devices whose connections drive one another out, how many unknown ones tried to log in, and whether so many logins fail by their time alone that the server's clock may be wrong.",
      allow: "read",
      returns: v.object({
        findings: v.array(FindingJson),
        unknownDevices: v.number(),
        clock: v.object({
          isSuspect: v.boolean(),
          devices: v.pipe(v.number(), v.description("That logged in with a time within 15 minutes")),
          late: v.pipe(v.number(), v.description("Of these, refused for the time alone")),
          skewS: v.pipe(v.number(), v.description("Median; above 0 the server is ahead")),
        }),
      }),
    }),
    (c) =>
      c.json({
        findings: diagnosis.findings().map(({ device, why, since, lastAt }) => ({
          code: why.code,
          text: describeError(why.code, why.params, c.get("language")),
          ...{ productKey: device.productKey, deviceName: device.deviceName, since, lastAt },
        })),
        unknownDevices: diagnosis.countStrangers(),
        clock: diagnosis.tokenClock(),
      }),
  );
}
