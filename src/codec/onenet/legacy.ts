// The legacy OneNET dialect: numeric device id and product id, `$dp` reports, commands on `$creq` that come without
// a subscription (OneNET multi-protocol access, MQTT).

import { timingSafeEqual } from "node:crypto";
import { type Failure, failure } from "../../spine/error.ts";
import { TEXT_BYTES } from "../../spine/limits.ts";
import { checkOf } from "../check.ts";
import { encodeLegacy } from "../command/onenet.ts";
import { makeDecoded, makeReplyEvent, refuse } from "../decoded.ts";
import type { DecodeContext, DeviceSecrets, Dialect, LoginClaim, LoginReading, Route } from "../dialect.ts";
import { ends } from "../login/name.ts";
import { Report } from "../report.ts";
import { legacyRoutes } from "./docs.ts";
import { bytesToOutput } from "./envelope.ts";
import { readFrame } from "./frame.ts";

const DIGITS = /^\d{1,20}$/;

/** Client id = device id, user name = product id, both numbers; password = the device's auth info or the API key. */
export function readLegacyLogin(claim: LoginClaim): LoginReading {
  const { clientId, username = "", password } = claim;
  if (!DIGITS.test(clientId) || !DIGITS.test(username) || !password?.length) return { kind: "foreign" };
  const sent = Buffer.from(password);
  return {
    kind: "login",
    login: {
      dialect: "onenet-legacy",
      productKey: username,
      deviceName: clientId,
      verify: (secrets) => checkPassword(sent, secrets),
    },
  };
}

/** The auth info is the device secret here, the API key the product's secret or access key. */
function checkPassword(password: Buffer, secrets: DeviceSecrets): Failure | undefined {
  const { deviceSecret, productSecret, productAccessKey, isProductSecretShared } = secrets;
  const ofProduct = [isProductSecretShared ? undefined : productSecret, productAccessKey];
  const accepted = [deviceSecret, ...ofProduct.filter((secret) => secret !== undefined)];
  if (accepted.some((secret) => isSame(password, secret))) return undefined;
  const trimmed = Buffer.from(password.toString().trim());
  const isPadded = accepted.some((secret) => isSame(trimmed, secret));
  const cause = isPadded ? "@cause_white_space" : "@cause_unknown";
  return failure("secret_mismatch", {
    received: ends(password.toString()),
    tried: isProductSecretShared ? "@key_of_device" : "@keys_device_and_product",
    cause: isSame(trimmed, productSecret) && !isPadded ? "@cause_product_secret" : cause,
  });
}

function isSame(password: Buffer, secret: string): boolean {
  const expected = Buffer.from(secret);
  return password.length === expected.length && timingSafeEqual(password, expected);
}

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** Text as what the model has the stream for; a number where it reads as one and no text is asked for. */
function readText(text: string, stream: string, context: DecodeContext): unknown {
  const type = checkOf(context.model).properties.get(stream)?.property.dataType.type;
  if (type === "text") return text;
  if (type === "long") return text;
  if (type === "bool" && (text === "true" || text === "false")) return text === "true";
  return NUMBER.test(text) ? Number(text) : text;
}

const reportRoute: Route = {
  replyTopic: undefined,
  decode(payload, context) {
    const frame = readFrame(payload, checkOf(context.model).hasLong);
    if (!frame.ok) return refuse(frame.error);
    const report = new Report(context, "");
    for (const { stream, value, ts } of frame.value.points) {
      if (typeof value === "string" && value.length > TEXT_BYTES) {
        const tooLong = { property: stream, received: value.length, limit: TEXT_BYTES };
        report.left.push(failure("property_length", tooLong));
        continue;
      }
      const read = frame.value.isText ? readText(String(value), stream, context) : value;
      report.addProperty(stream, { value: read, time: ts });
    }
    if (report.failure) return refuse(report.failure);
    const { flag } = frame.value;
    const flags = flag ? [flag, ...report.flags] : report.flags;
    return makeDecoded({ events: report.toEvents(), flags, left: report.left });
  },
};

/** The device's answer to a command: any bytes, never answered. */
function makeCommandRoute(uuid: string): Route {
  return {
    replyTopic: undefined,
    decode(payload, context) {
      const answer = { reqId: uuid, method: "cmd", code: 200, output: bytesToOutput(payload) };
      return makeDecoded({ events: [makeReplyEvent(context, answer)] });
    },
  };
}

function routeOf(topic: string): Route | undefined {
  if (topic === "$dp") return reportRoute;
  const uuid = /^\$crsp\/([^/]{1,128})$/.exec(topic)?.[1];
  return uuid === undefined ? undefined : makeCommandRoute(uuid);
}

export const onenetLegacy: Dialect = {
  name: "onenet-legacy",
  summary: {
    en: "OneNET's first MQTT (numeric ids, $dp): client id = device id, user name = product id, password = auth info or API key. Commands come without a subscription.",
    zh: "OneNET 旧版 MQTT（数字 ID、$dp）：clientId 为设备 ID，用户名为产品 ID，密码为鉴权信息或 APIKey。命令无需订阅。",
  },
  routes: legacyRoutes,
  hasAutoSubscription: true,
  hasSharedTopics: true,
  readLogin: readLegacyLogin,
  route: routeOf,
  encode: encodeLegacy,
  maySubscribe: (filter, _productKey, deviceName) =>
    filter === "$creq" || filter.startsWith("$creq/") || filter.startsWith(`/${deviceName}/`),
};
