// What every snippet needs: where to connect, as whom, and one report that fits the thing model.

import type { DataType, Login, LoginDialect, ThingModel } from "../../contract.ts";

export interface Connection {
  readonly host: string;
  readonly port: number;
  /** By TLS: the program trusts `gantry-ca.pem`, which lies beside it. */
  readonly isTls: boolean;
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  readonly login: Login;
  /** Set when the login is Alink's: what the signature is computed over. */
  readonly sign: AlinkSign | undefined;
  readonly topic: string;
  /** Compact JSON of one property report. */
  readonly payload: string;
}

/** Where programs look for the certificate of the authority. */
export const CA_FILE = "gantry-ca.pem";

/** The values of a report whose messages are counted (`id`), as Alink's are; undefined where it is sent as it is. */
export function countedParams({ payload }: Pick<Connection, "payload">): unknown {
  const report = JSON.parse(payload) as { method?: unknown; params?: unknown };
  return report.method === "thing.event.property.post" ? report.params : undefined;
}

export interface AlinkSign {
  /** `hmacsha256`, `hmacsha1` or `hmacmd5`. */
  readonly method: string;
  readonly content: string;
}

/** Reads what is signed out of an Alink client id `cid|securemode=3,signmethod=hmacsha256,timestamp=1|`. */
export function readSign(clientId: string, productKey: string, deviceName: string): AlinkSign | undefined {
  const [cid, list] = clientId.split("|");
  if (cid === undefined || list === undefined) return undefined;
  const pairs = new Map(
    list.split(",").map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const timestamp = pairs.get("timestamp");
  const content =
    `clientId${cid}deviceName${deviceName}productKey${productKey}` +
    (timestamp === undefined ? "" : `timestamp${timestamp}`);
  return { method: pairs.get("signmethod") ?? "hmacmd5", content };
}

function between(min: number | undefined, max: number | undefined): number {
  if (min !== undefined && max !== undefined) return min + (max - min) / 2;
  return min ?? max ?? 0;
}

function sampleOf(dataType: DataType): unknown {
  switch (dataType.type) {
    case "int":
      return Math.round(between(dataType.min, dataType.max ?? 100));
    case "float":
    case "double":
      return Math.round(between(dataType.min ?? 0, dataType.max ?? 50) * 100) / 100;
    case "long":
      return Number(dataType.min ?? "1");
    case "bool":
      return 1;
    case "enum":
      return Number(Object.keys(dataType.items)[0] ?? 0);
    case "text":
      return "abc";
    case "date":
      return "1760000000000";
    case "struct":
      return Object.fromEntries(dataType.fields.map((field) => [field.identifier, sampleOf(field.dataType)]));
    case "array":
      return [sampleOf(dataType.item)];
  }
}

/** Values for the first three properties (and every required one), as the model allows them. */
export function sampleParams(model: ThingModel | undefined): Record<string, unknown> {
  const properties = model?.properties ?? [];
  const chosen = properties.filter((property, index) => index < 3 || property.required);
  return chosen.length === 0
    ? { temperature: 25.5 }
    : Object.fromEntries(chosen.map((property) => [property.identifier, sampleOf(property.dataType)]));
}

export interface Report {
  readonly topic: string;
  /** Compact JSON. */
  readonly payload: string;
}

/** One property report as the dialect writes it. */
export function reportOf(
  dialect: LoginDialect,
  { productKey, deviceName }: { productKey: string; deviceName: string },
  params: Record<string, unknown>,
): Report {
  const system = `/sys/${productKey}/${deviceName}/thing`;
  const write = (topic: string, body: object): Report => ({ topic, payload: JSON.stringify(body) });
  switch (dialect) {
    case "plain":
    case "alink": {
      const method = "thing.event.property.post";
      return write(`${system}/event/property/post`, { id: "1", version: "1.0", params, method });
    }
    case "yudao":
      return write(`${system}/property/post`, {
        id: "1",
        version: "1.0",
        method: "thing.property.post",
        params,
      });
    case "onenet": {
      const values = Object.entries(params).map(([property, value]) => [property, { value }] as const);
      return write(`$sys/${productKey}/${deviceName}/thing/property/post`, {
        id: "1",
        version: "1.0",
        params: Object.fromEntries(values),
      });
    }
    case "thingsboard":
      return write("v1/devices/me/telemetry", params);
    case "jetlinks":
      return write(`/${productKey}/${deviceName}/properties/report`, { messageId: "1", properties: params });
  }
}
