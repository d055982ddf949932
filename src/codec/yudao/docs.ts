import type { DialectRoute } from "../dialect.ts";

/** Of an uplink `text` is its params, of a reply its data, of what else comes down the whole message. */
type Row = readonly [kind: "up" | "down" | "reply", tail: string, en: string, zh: string, text: string];

const BASE = "/sys/{productKey}/{deviceName}/thing";
const CHILD = '{"productKey":"{childProductKey}","deviceName":"{childName}"}';

function makeRoute([kind, tail, en, zh, text]: Row): DialectRoute {
  const head = `"id":"1","version":"1.0","method":"thing.${tail.replaceAll("/", ".")}"`;
  const description = { en, zh };
  const pattern = `${BASE}/${tail}`;
  if (kind === "up") return { pattern, direction: "up", description, example: `{${head},"params":${text}}` };
  if (kind === "down") return { pattern, direction: "down", description, example: text };
  const example = `{${head},"code":0,"data":${text},"msg":"success"}`;
  return { pattern: `${pattern}_reply`, direction: "down", description, example };
}

const ROWS: readonly Row[] = [
  ["up", "property/post", "Report properties", "上报属性", '{"{property}":1}'],
  ["reply", "property/post", "Answer to a property report", "属性上报应答", "null"],
  [
    "up",
    "event/post",
    "Raise an event",
    "上报事件",
    '{"identifier":"{event}","value":{},"time":1524448722000}',
  ],
  ["reply", "event/post", "Answer to an event", "事件上报应答", "null"],
  [
    "up",
    "event/property/pack/post",
    "Report for a gateway and its sub-devices at once",
    "网关与子设备打包上报",
    `{"properties":{"{property}":{"value":1,"time":1524448722000}},"events":{},"subDevices":[{"identity":${CHILD},"properties":{},"events":{}}]}`,
  ],
  ["reply", "event/property/pack/post", "Answer to a pack report", "打包上报应答", "null"],
  ["up", "state/update", "State of the device (taken, not used)", "设备状态（接受但不使用）", '{"state":1}'],
  [
    "up",
    "topo/add",
    "Bind sub-devices",
    "添加拓扑关系",
    '{"subDevices":[{"clientId":"{childProductKey}.{childName}","username":"{childName}&{childProductKey}","password":"{signature}"}]}',
  ],
  ["reply", "topo/add", "Sub-devices that were bound", "已绑定的子设备", `[${CHILD}]`],
  ["up", "topo/delete", "Unbind sub-devices", "删除拓扑关系", `{"subDevices":[${CHILD}]}`],
  ["reply", "topo/delete", "Sub-devices that were unbound", "已解绑的子设备", `[${CHILD}]`],
  ["up", "topo/get", "Ask for the bound sub-devices", "获取拓扑关系", "{}"],
  ["reply", "topo/get", "The bound sub-devices", "拓扑关系列表", `{"subDevices":[${CHILD}]}`],
  ["up", "auth/register/sub", "Register sub-devices", "子设备动态注册", `[${CHILD}]`],
  [
    "reply",
    "auth/register/sub",
    "Secrets of the sub-devices",
    "子设备密钥",
    '[{"productKey":"{childProductKey}","deviceName":"{childName}","deviceSecret":"..."}]',
  ],
  [
    "down",
    "auth/register_reply",
    "The secret, after a login with |authType=register|",
    "以 |authType=register| 登录后下发的密钥",
    '{"requestId":"","method":"thing.auth.register","code":0,"data":{"productKey":"{productKey}","deviceName":"{deviceName}","deviceSecret":"..."},"msg":"success"}',
  ],
  [
    "down",
    "property/set",
    "Set properties",
    "设置属性",
    '{"id":"1","version":"1.0","method":"thing.property.set","params":{"{property}":1}}',
  ],
  ["up", "property/set_reply", "Answer of the device", "设备应答", "{}"],
  [
    "down",
    "service/invoke",
    "Call a service",
    "调用服务",
    '{"id":"1","version":"1.0","method":"thing.service.invoke","params":{"identifier":"{service}","inputParams":{}}}',
  ],
  ["up", "service/invoke_reply", "Answer of the device", "设备应答", "{}"],
];

export const yudaoRoutes: readonly DialectRoute[] = ROWS.map(makeRoute);
