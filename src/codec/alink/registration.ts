// Alink's dynamic registration: devices that carry only the product's secret fetch their own (dialects 2.3).

import { createHmac } from "node:crypto";
import { type ErrorCode, type Failure, failure } from "../../spine/error.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import type {
  DeviceSecrets,
  DialectMessage,
  LoginClaim,
  LoginReading,
  RegistrationClaim,
} from "../dialect.ts";
import { ends, splitLoginName } from "../login/name.ts";
import { findSpelling } from "../login/secret-mistake.ts";
import { isMethod, isSameHex, readClientId, type SignMethod, sign } from "./login.ts";

/** The text that is signed with the product's secret. */
export function registrationText(names: {
  readonly deviceName: string;
  readonly productKey: string;
  readonly random: string;
}): string {
  return `deviceName${names.deviceName}productKey${names.productKey}random${names.random}`;
}

/**
 * What a device that was not listed before logs in with: made of its secret, so that nothing more is stored, and
 * a change of the secret ends it. The product's secret does not do: every device of the product has it.
 */
export function deviceToken(
  deviceSecret: string,
  names: { readonly clientId: string; readonly productKey: string; readonly deviceName: string },
): string {
  const text = `deviceToken\n${names.clientId}\n${names.productKey}\n${names.deviceName}`;
  return createHmac("sha256", deviceSecret).update(text).digest("hex");
}

/** `authType=register`, `regnwl` or `connwl` in the client id; foreign for any other. */
export function readAlinkRegistration(claim: LoginClaim): LoginReading {
  const parsed = readClientId(claim.clientId);
  const authType = parsed?.pairs.get("authType");
  if (!parsed || (authType !== "register" && authType !== "regnwl" && authType !== "connwl"))
    return { kind: "foreign" };
  // Without either it is the registration of another dialect that borrowed the form.
  const isSigned = parsed.pairs.has("random") || parsed.pairs.has("signmethod");
  if (authType !== "connwl" && !isSigned) return { kind: "foreign" };
  const names = splitLoginName(claim.username ?? "");
  if (!names)
    return refused(failure("bad_client_id", { detail: "the user name must be deviceName&productKey" }));
  const password = new TextDecoder().decode(claim.password ?? new Uint8Array());
  const who = { ...names, clientId: parsed.cid };
  if (authType === "connwl") return readTokenLogin(who, password);
  const method = (parsed.pairs.get("signmethod") ?? "hmacmd5").toLowerCase();
  if (!isMethod(method)) return refused(failure("sign_method_unknown", { method }));
  const text = registrationText({ ...names, random: parsed.pairs.get("random") ?? "" });
  const verify = (productSecret: string) => checkRegistration({ method, text, password }, productSecret);
  const isListed = authType === "register";
  const answer = ({ deviceSecret }: { deviceSecret: string }) =>
    isListed ? tellSecret(who, deviceSecret) : tellToken(who, deviceSecret);
  return {
    kind: "registration",
    claim: { dialect: "alink", ...names, kind: isListed ? "listed" : "open", verify, answer },
  };
}

/** Fields of the form that Alibaba's HTTP registration is, `POST /auth/register/device`. */
export type RegistrationForm = Readonly<Record<string, string | undefined>>;

/** Of a device that was created before; the answer is the body that the device is told. */
export function readRegistrationForm(form: RegistrationForm): Result<RegistrationClaim, Failure> {
  const missing = ["productKey", "deviceName", "random", "sign"].find((name) => !form[name]);
  if (missing !== undefined) return err(failure("provisioning_incomplete", { what: missing }));
  const { productKey = "", deviceName = "", random = "", sign: password = "" } = form;
  const method = (form.signMethod ?? "hmacmd5").toLowerCase();
  if (!isMethod(method)) return err(failure("sign_method_unknown", { method: method.slice(0, 32) }));
  const text = registrationText({ productKey, deviceName, random });
  return ok({
    ...{ dialect: "alink", productKey, deviceName, kind: "listed" },
    verify: (productSecret) => checkRegistration({ method, text, password }, productSecret),
    answer: ({ deviceSecret }) => {
      const data = { productKey, deviceName, deviceSecret };
      return { topic: "", payload: JSON.stringify({ code: 200, data, message: "success" }) };
    },
  });
}

/** Alibaba's numbers for why a device is not registered (HTTPS dynamic registration); the journal knows more. */
const FORM_REFUSALS: Readonly<Partial<Record<ErrorCode, readonly [code: number, message: string]>>> = {
  provisioning_incomplete: [460, "request parameter error"],
  sign_method_unknown: [460, "sign method not supported"],
  rate_limited: [429, "too many requests"],
  unknown_device: [6100, "device not found"],
  unknown_product: [6250, "product not found"],
  registration_off: [6288, "dynamic registration is not allowed"],
  registration_closed: [6288, "dynamic registration is not allowed"],
  already_activated: [6289, "device is already active"],
  sign_mismatch: [6600, "signature verification failed"],
};

/** The body that a device is told which is not registered. */
export function tellFormRefusal({ code: why }: Failure): string {
  const [code, message] = FORM_REFUSALS[why] ?? [6619, "registration refused"];
  return JSON.stringify({ code, message });
}

/** Why `password` is not `text` signed with the product's secret; undefined when it is. */
export function checkRegistration(
  {
    method,
    text,
    password,
  }: { readonly method: SignMethod; readonly text: string; readonly password: string },
  productSecret: string,
): Failure | undefined {
  const expected = sign(method, productSecret, text);
  if (isSameHex(expected, password)) return undefined;
  const isMadeWith = (secret: string) => isSameHex(sign(method, secret, text), password);
  const { cause = "@cause_not_product_secret" } = findSpelling(productSecret, isMadeWith) ?? {};
  return mismatch({ expected, password, stringToSign: text, cause });
}

type Who = { readonly clientId: string; readonly productKey: string; readonly deviceName: string };

function readTokenLogin(who: Who, password: string): LoginReading {
  const { productKey, deviceName } = who;
  const verify = ({ deviceSecret }: DeviceSecrets) =>
    isSameHex(deviceToken(deviceSecret, who), password) ? undefined : failure("device_token_mismatch");
  return { kind: "login", login: { dialect: "alink", productKey, deviceName, verify } };
}

function tellSecret({ productKey, deviceName }: Who, deviceSecret: string): DialectMessage {
  return { topic: "/ext/register", payload: JSON.stringify({ productKey, deviceName, deviceSecret }) };
}

function tellToken({ clientId, productKey, deviceName }: Who, deviceSecret: string): DialectMessage {
  const token = deviceToken(deviceSecret, { clientId, productKey, deviceName });
  return {
    topic: "/ext/regnwl",
    payload: JSON.stringify({ clientId, productKey, deviceName, deviceToken: token }),
  };
}

function refused(why: Failure): LoginReading {
  return { kind: "refused", failure: why };
}

function mismatch(shown: {
  readonly expected: string;
  readonly password: string;
  readonly stringToSign: string;
  readonly cause: string | number;
}): Failure {
  const { expected, password, stringToSign, cause } = shown;
  return failure("sign_mismatch", {
    tried: "@key_of_product",
    expected: ends(expected),
    received: password === "" ? "(nothing)" : ends(password),
    stringToSign,
    cause: password === "" ? "@cause_no_password" : cause,
  });
}
