// Where devices come from: what their lists call things, and the addresses that their firmware holds.

export const ORIGINS = ["alibaba", "onenet", "onenetLegacy"] as const;
export type Origin = (typeof ORIGINS)[number];

export function originOf(text: string | null): Origin {
  return ORIGINS.find((one) => one === text) ?? "alibaba";
}

/** An address in the firmware, and which of our listeners stands in for it. */
export interface OldAddress {
  readonly host: string;
  readonly port: number;
  readonly listener: "mqtt" | "mqtts";
}

/** `{pk}` stands for the product key. */
export const OLD_ADDRESSES: Readonly<Record<Origin, readonly OldAddress[]>> = {
  alibaba: [
    { host: "{pk}.iot-as-mqtt.<region>.aliyuncs.com", port: 1883, listener: "mqtt" },
    { host: "<instance>.mqtt.iothub.aliyuncs.com", port: 1883, listener: "mqtt" },
    { host: "{pk}.iot-as-mqtt.<region>.aliyuncs.com", port: 8883, listener: "mqtts" },
  ],
  onenet: [
    { host: "mqtts.heclouds.com", port: 1883, listener: "mqtt" },
    { host: "mqttstls.heclouds.com", port: 8883, listener: "mqtts" },
  ],
  onenetLegacy: [
    { host: "mqtt.heclouds.com", port: 6002, listener: "mqtt" },
    { host: "183.230.40.39", port: 6002, listener: "mqtt" },
  ],
};

type Rule = readonly [heading: RegExp, target: string];

/** What an origin's list calls its columns where that differs from what the import itself knows; the first that fits. */
const RULES: Readonly<Record<Origin, readonly Rule[]>> = {
  alibaba: [
    [/^iot_?id$/i, "tag:iotId"],
    [/^(nick_?name|备注名称|alias)$/i, "name"],
  ],
  onenet: [
    [/^(did|device_?id|设备\s*id)$/i, ""],
    [/^(name|device_?name|设备名称)$/i, "deviceName"],
    [/^(sec_?key|key|access_?key|设备密钥|设备key)$/i, "deviceSecret"],
    [/^(product_?id|pid|产品\s*id)$/i, "productKey"],
    [/^(desc|description|描述|设备描述)$/i, "notes"],
    [/^imei$/i, "tag:imei"],
  ],
  onenetLegacy: [
    [/^(id|device_?id|设备\s*id)$/i, "deviceName"],
    [/^(title|name|设备名称)$/i, "name"],
    [/^(auth_?info|鉴权信息|sn|设备编号)$/i, "deviceSecret"],
    [/^(api_?key|key|master-?key)$/i, "deviceSecret"],
    [/^(product_?id|pid|产品\s*id)$/i, "productKey"],
    [/^(desc|description|描述)$/i, "notes"],
  ],
};

/** What the columns are in a list of this origin; of two of a kind the first. */
export function columnsOf(origin: Origin, headings: readonly string[], known: readonly string[]): string[] {
  const wanted = headings.map((heading, at) => {
    const rule = RULES[origin].find(([pattern]) => pattern.test(heading.trim()));
    return rule?.[1] ?? known[at] ?? "";
  });
  return wanted.map((target, at) => (wanted.indexOf(target) === at ? target : ""));
}
