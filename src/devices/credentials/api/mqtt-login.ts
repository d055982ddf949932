// What a device must present to be let in, ready to paste; one entry a dialect (dialects 2.2.1, 2.7, 2.8).

import { createHash, createHmac } from "node:crypto";

export interface MqttLogin {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

export interface Credentials {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  readonly mqtt: {
    /** Null: the address under which the devices reach this machine is known to whoever asks, not here. */
    readonly host: null;
    readonly plain: MqttLogin;
    readonly alink: MqttLogin;
    readonly yudao: MqttLogin;
    /** Null when the secret is not base64, as OneNET's keys are. */
    readonly onenet: MqttLogin | null;
    /** The secret is the access token. */
    readonly thingsboard: MqttLogin;
    /** Carries the time at which it was made, and holds for five minutes. */
    readonly jetlinks: MqttLogin;
  };
}

/** The constant that Alibaba's own SDK sends: freshness is not checked, and a fixed text can be compared. */
const TIMESTAMP = "2524608000000";

/** `nowMs` is UTC ms. */
export function credentialsOf(
  device: {
    readonly productKey: string;
    readonly deviceName: string;
    readonly deviceSecret: string;
  },
  nowMs: number,
): Credentials {
  const { productKey, deviceName, deviceSecret } = device;
  const cid = `${productKey}.${deviceName}`;
  const username = `${deviceName}&${productKey}`;
  const alink: MqttLogin = {
    clientId: `${cid}|securemode=3,signmethod=hmacsha256,timestamp=${TIMESTAMP}|`,
    username,
    password: signAlink({ clientId: cid, productKey, deviceName, timestamp: TIMESTAMP }, deviceSecret),
  };
  const plain: MqttLogin = { clientId: cid, username, password: deviceSecret };
  const yudaoText = `clientId${cid}deviceName${deviceName}deviceSecret${deviceSecret}productKey${productKey}`;
  const yudao = { clientId: cid, username, password: hmacSha256(deviceSecret, yudaoText) };
  const thingsboard = { clientId: deviceName, username: deviceSecret, password: "" };
  const stamped = `${productKey}|${nowMs}`;
  const md5 = createHash("md5").update(`${stamped}|${deviceSecret}`).digest("hex");
  const jetlinks = { clientId: deviceName, username: stamped, password: md5 };
  const onenet = makeOnenetLogin(device);
  const mqtt = { host: null, plain, alink, yudao, onenet, thingsboard, jetlinks };
  return { productKey, deviceName, deviceSecret, mqtt };
}

/** 2100-01-01 in Unix seconds: firmware carries one token for its life. */
const ONENET_EXPIRY_S = "4102444800";

/** A token over the device's resource by its key (dialects 2.1.1). */
function makeOnenetLogin({
  productKey,
  deviceName,
  deviceSecret,
}: {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}): MqttLogin | null {
  const bare = deviceSecret.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(bare) || bare.length % 4 === 1) return null;
  const version = "2018-10-31";
  const method = "sha256";
  const res = `products/${productKey}/devices/${deviceName}`;
  const text = [ONENET_EXPIRY_S, method, res, version].join("\n");
  const sign = createHmac(method, Buffer.from(bare, "base64")).update(text).digest("base64");
  const resource = encodeURIComponent(res);
  const fields = { version, res: resource, et: ONENET_EXPIRY_S, method, sign: encodeURIComponent(sign) };
  const password = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return { clientId: deviceName, username: productKey, password };
}

/** Alink's password: lower-case hex HMAC-SHA256 over the parameters, each name followed by its value, sorted by name. */
export function signAlink(
  {
    clientId,
    deviceName,
    productKey,
    timestamp,
  }: {
    clientId: string;
    deviceName: string;
    productKey: string;
    timestamp: string;
  },
  deviceSecret: string,
): string {
  const text = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
  return hmacSha256(deviceSecret, text);
}

function hmacSha256(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
