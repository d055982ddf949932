import type { DialectRoute } from "../dialect.ts";

type Row = readonly [direction: "up" | "down", pattern: string, en: string, zh: string, example: string];

const ME = "v1/devices/me";
const GATEWAY = "v1/gateway";

const ROWS: readonly Row[] = [
  ["up", `${ME}/telemetry`, "Report values", "上报遥测", '{"ts":1524448722000,"values":{"{property}":1}}'],
  ["up", "v2/t", "Report values (short topic)", "上报遥测（短主题）", '{"{property}":1}'],
  ["up", `${ME}/attributes`, "Report attributes", "上报属性", '{"{property}":"v1.2"}'],
  ["up", "v2/a", "Report attributes (short topic)", "上报属性（短主题）", '{"{property}":"v1.2"}'],
  ["down", `${ME}/attributes`, "Attributes that were changed here", "平台修改的属性", '{"{property}":1}'],
  [
    "up",
    `${ME}/attributes/request/{requestId}`,
    "Ask for the newest values",
    "请求属性最新值",
    '{"clientKeys":"{property}","sharedKeys":"{property}"}',
  ],
  [
    "down",
    `${ME}/attributes/response/{requestId}`,
    "The newest values",
    "属性最新值",
    '{"client":{"{property}":1},"shared":{"{property}":1}}',
  ],
  [
    "up",
    "v2/a/req/{requestId}",
    "Ask for values (short)",
    "请求属性（短主题）",
    '{"clientKeys":"{property}"}',
  ],
  ["down", "v2/a/res/{requestId}", "The values (short)", "属性值（短主题）", '{"client":{"{property}":1}}'],
  ["down", `${ME}/rpc/request/{requestId}`, "A command", "下发命令", '{"method":"{service}","params":{}}'],
  ["up", `${ME}/rpc/response/{requestId}`, "Answer of the device", "设备应答命令", '{"success":true}'],
  [
    "up",
    `${ME}/rpc/request/{requestId}`,
    "Client-side RPC: answered with an error, no rule serves it",
    "设备侧 RPC：不支持，回复错误信息",
    '{"method":"getTime","params":{}}',
  ],
  [
    "down",
    `${ME}/rpc/response/{requestId}`,
    "Answer to client-side RPC",
    "设备侧 RPC 应答",
    '{"error":"Gantry does not answer request getTime."}',
  ],
  ["up", `${ME}/claim`, "Claiming (taken, not used)", "认领（接受但不使用）", "{}"],
  [
    "up",
    `${GATEWAY}/connect`,
    "A device connected to the gateway; a new one is created where the gateway's product names a product for it",
    "子设备上线；网关产品指定了子设备产品时自动创建",
    '{"device":"{childName}"}',
  ],
  ["up", `${GATEWAY}/disconnect`, "A device left the gateway", "子设备下线", '{"device":"{childName}"}'],
  [
    "up",
    `${GATEWAY}/telemetry`,
    "Report values of devices",
    "子设备上报遥测",
    '{"{childName}":[{"ts":1524448722000,"values":{"{property}":1}}]}',
  ],
  [
    "up",
    `${GATEWAY}/attributes`,
    "Report attributes of devices",
    "子设备上报属性",
    '{"{childName}":{"{property}":1}}',
  ],
  [
    "up",
    `${GATEWAY}/attributes/request`,
    "Ask for a device's newest values",
    "请求子设备属性最新值",
    '{"id":1,"device":"{childName}","client":true,"keys":["{property}"]}',
  ],
  [
    "down",
    `${GATEWAY}/attributes/response`,
    "The device's newest values",
    "子设备属性最新值",
    '{"id":1,"device":"{childName}","values":{"{property}":1}}',
  ],
  [
    "down",
    `${GATEWAY}/rpc`,
    "A command for a device",
    "向子设备下发命令",
    '{"device":"{childName}","data":{"id":1,"method":"{service}","params":{}}}',
  ],
  [
    "up",
    `${GATEWAY}/rpc`,
    "Answer of the device",
    "子设备应答命令",
    '{"device":"{childName}","id":1,"data":{"success":true}}',
  ],
];

export const thingsBoardRoutes: readonly DialectRoute[] = ROWS.map(
  ([direction, pattern, en, zh, example]) => ({ pattern, direction, description: { en, zh }, example }),
);
