// What every snippet needs: where to connect, as whom, and one report that fits the thing model.

import type { DataType, Login, ThingModel } from "../../contract.ts";

export interface Connection {
  readonly host: string;
  readonly port: number;
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

/** A report of the first three properties (and every required one), with values that the model allows. */
export function samplePayload(model: ThingModel | undefined): string {
  const properties = model?.properties ?? [];
  const chosen = properties.filter((property, index) => index < 3 || property.required);
  const params =
    chosen.length === 0
      ? { temperature: 25.5 }
      : Object.fromEntries(chosen.map((property) => [property.identifier, sampleOf(property.dataType)]));
  return JSON.stringify({ id: "1", version: "1.0", params, method: "thing.event.property.post" });
}

export function reportTopic(productKey: string, deviceName: string): string {
  return `/sys/${productKey}/${deviceName}/thing/event/property/post`;
}
