// ThingsBoard's provisioning: a device without credentials asks for an access token (MQTT provisioning API).

import { timingSafeEqual } from "node:crypto";
import { describeError, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { isRecord } from "../check.ts";
import type { ProvisioningReading, RegistrationClaim } from "../dialect.ts";
import { readJson } from "../json.ts";
import { toDeviceName } from "./device-name.ts";

const REQUEST = "/provision/request";
const RESPONSE = "/provision/response";
/** What a login can be read back from: with `&` it would be the names of a device, `provision` asks for this again. */
const TOKEN = /^(?!provision$)[\x21-\x25\x27-\x7e]{1,128}$/;

/** The provisioning key and secret are the product's; the access token is the device's secret. */
export function readProvisioning(topic: string, payload: Uint8Array): ProvisioningReading | undefined {
  if (topic !== REQUEST && topic !== REQUEST.slice(1)) return undefined;
  return { claim: readClaim(payload), refuse: (why) => tell({ status: "FAILURE", errorMsg: textOf(why) }) };
}

function readClaim(payload: Uint8Array): Result<RegistrationClaim, Failure> {
  const json = readJson(payload, false);
  if (!json.ok) return json;
  if (!isRecord(json.value))
    return err(failure("payload_shape", { detail: "the request must be a JSON object" }));
  const { deviceName, provisionDeviceKey, provisionDeviceSecret, credentialsType, token } = json.value;
  if (typeof provisionDeviceKey !== "string")
    return err(failure("provisioning_incomplete", { what: "provisionDeviceKey" }));
  if (typeof provisionDeviceSecret !== "string")
    return err(failure("provisioning_incomplete", { what: "provisionDeviceSecret" }));
  const type = typeof credentialsType === "string" ? credentialsType : "ACCESS_TOKEN";
  if (type !== "ACCESS_TOKEN") return err(failure("credentials_unsupported", { type }));
  const hasToken = typeof token === "string" && token !== "";
  if (hasToken && !TOKEN.test(token)) return err(failure("payload_shape", { detail: "the token" }));
  return ok({
    dialect: "thingsboard",
    productKey: provisionDeviceKey,
    deviceName: typeof deviceName === "string" ? toDeviceName(deviceName) : "",
    kind: "open",
    wantedSecret: hasToken ? token : undefined,
    verify: (productSecret) => (isSame(provisionDeviceSecret, productSecret) ? undefined : WRONG_SECRET),
    answer: ({ deviceSecret }) =>
      tell({ status: "SUCCESS", credentialsType: "ACCESS_TOKEN", credentialsValue: deviceSecret }),
  });
}

const WRONG_SECRET = failure("provisioning_secret");

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function tell(body: Readonly<Record<string, string>>) {
  return { topic: RESPONSE, payload: JSON.stringify(body) };
}

function textOf(why: Failure): string {
  return describeError(why.code, why.params, "en");
}
