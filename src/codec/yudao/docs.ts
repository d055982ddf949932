import type { DialectRoute } from "../dialect.ts";

const BASE = "/sys/{productKey}/{deviceName}/thing";

function up(tail: string, en: string, zh: string, params: string): DialectRoute {
  const method = `thing.${tail.replaceAll("/", ".")}`;
  const example = `{"id":"1","version":"1.0","method":"${method}","params":${params}}`;
  return { pattern: `${BASE}/${tail}`, direction: "up", description: { en, zh }, example };
}

function down(tail: string, en: string, zh: string, example: string): DialectRoute {
  return { pattern: `${BASE}/${tail}`, direction: "down", description: { en, zh }, example };
}

function reply(tail: string, en: string, zh: string, data = "null"): DialectRoute {
  const method = `thing.${tail.replaceAll("/", ".")}`;
  const example = `{"id":"1","version":"1.0","method":"${method}","code":0,"data":${data},"msg":"success"}`;
  return down(`${tail}_reply`, en, zh, example);
}

const CHILD = '{"productKey":"{childProductKey}","deviceName":"{childName}"}';

export const yudaoRoutes: readonly DialectRoute[] = [
  up("property/post", "Report properties", "上报属性", '{"{property}":1}'),
  reply("property/post", "Answer to a property report", "属性上报应答"),
  up("event/post", "Raise an event", "上报事件", '{"identifier":"{event}","value":{},"time":1524448722000}'),
  reply("event/post", "Answer to an event", "事件上报应答"),
  up(
    "event/property/pack/post",
    "Report for a gateway and its sub-devices at once",
    "网关与子设备打包上报",
    `{"properties":{"{property}":{"value":1,"time":1524448722000}},"events":{},"subDevices":[{"identity":${CHILD},"properties":{},"events":{}}]}`,
  ),
  reply("event/property/pack/post", "Answer to a pack report", "打包上报应答"),
  up("state/update", "State of the device (taken, not used)", "设备状态（接受但不使用）", '{"state":1}'),
  up(
    "topo/add",
    "Bind sub-devices",
    "添加拓扑关系",
    '{"subDevices":[{"clientId":"{childProductKey}.{childName}","username":"{childName}&{childProductKey}","password":"{signature}"}]}',
  ),
  reply("topo/add", "Sub-devices that were bound", "已绑定的子设备", `[${CHILD}]`),
  up("topo/delete", "Unbind sub-devices", "删除拓扑关系", `{"subDevices":[${CHILD}]}`),
  reply("topo/delete", "Sub-devices that were unbound", "已解绑的子设备", `[${CHILD}]`),
  up("topo/get", "Ask for the bound sub-devices", "获取拓扑关系", "{}"),
  reply("topo/get", "The bound sub-devices", "拓扑关系列表", `{"subDevices":[${CHILD}]}`),
  up("auth/register/sub", "Register sub-devices", "子设备动态注册", `[${CHILD}]`),
  reply(
    "auth/register/sub",
    "Secrets of the sub-devices",
    "子设备密钥",
    '[{"productKey":"{childProductKey}","deviceName":"{childName}","deviceSecret":"..."}]',
  ),
  down(
    "auth/register_reply",
    "The secret, after a login with |authType=register|",
    "以 |authType=register| 登录后下发的密钥",
    '{"requestId":"","method":"thing.auth.register","code":0,"data":{"productKey":"{productKey}","deviceName":"{deviceName}","deviceSecret":"..."},"msg":"success"}',
  ),
  down(
    "property/set",
    "Set properties",
    "设置属性",
    '{"id":"1","version":"1.0","method":"thing.property.set","params":{"{property}":1}}',
  ),
  up("property/set_reply", "Answer of the device", "设备应答", "{}"),
  down(
    "service/invoke",
    "Call a service",
    "调用服务",
    '{"id":"1","version":"1.0","method":"thing.service.invoke","params":{"identifier":"{service}","inputParams":{}}}',
  ),
  up("service/invoke_reply", "Answer of the device", "设备应答", "{}"),
];
