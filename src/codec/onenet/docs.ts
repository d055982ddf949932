// The topics of the OneNET dialects as tables: shown to people, driven by tests.

import type { DialectRoute } from "../dialect.ts";

type Texts = DialectRoute["description"];

function up(pattern: string, description: Texts, example: string): DialectRoute {
  return { pattern, direction: "up", description, example };
}

function down(pattern: string, description: Texts, example: string): DialectRoute {
  return { pattern, direction: "down", description, example };
}

const DEVICE = "$sys/{productKey}/{deviceName}";
const THING = `${DEVICE}/thing`;
const DONE = '{"id":"123","code":200,"msg":"success"}';
const PACK = '"properties":{"{property}":{"value":1,"time":1524448722000}},"events":{}';
const HISTORY = '"properties":{"{property}":[{"value":1,"time":1524448722000}]},"events":{}';
const CHILD = '{"id":"123","version":"1.0","params":{"productID":"{childKey}","deviceName":"{childName}"}}';

const studio: readonly DialectRoute[] = [
  up(
    `${THING}/property/post`,
    { en: "Report properties; the time is optional", zh: "上报属性，时间可省略" },
    '{"id":"123","version":"1.0","params":{"{property}":{"value":1,"time":1524448722123}}}',
  ),
  down(`${THING}/property/post/reply`, { en: "Answer to a property report", zh: "属性上报应答" }, DONE),
  up(
    `${THING}/event/post`,
    { en: "Raise events; all events share this topic", zh: "上报事件，所有事件共用此主题" },
    '{"id":"123","version":"1.0","params":{"{event}":{"value":{},"time":1524448722123}}}',
  ),
  down(`${THING}/event/post/reply`, { en: "Answer to an event", zh: "事件上报应答" }, DONE),
  up(
    `${THING}/pack/post`,
    { en: "Report for the device or for sub-devices (identity)", zh: "批量上报，identity 指定子设备" },
    `{"id":"123","version":"1.0","params":[{${PACK}}]}`,
  ),
  down(`${THING}/pack/post/reply`, { en: "Answer to a packed report", zh: "批量上报应答" }, DONE),
  up(
    `${THING}/history/post`,
    { en: "Report history: lists of value and time", zh: "历史数据上报" },
    `{"id":"123","version":"1.0","params":[{${HISTORY}}]}`,
  ),
  down(`${THING}/history/post/reply`, { en: "Answer to a history report", zh: "历史上报应答" }, DONE),
  up(
    `${THING}/property/desired/get`,
    { en: "Ask for desired values", zh: "获取属性期望值" },
    '{"id":"123","version":"1.0","params":["{property}"]}',
  ),
  down(
    `${THING}/property/desired/get/reply`,
    { en: "Desired values", zh: "属性期望值" },
    '{"id":"123","code":200,"msg":"success","data":{}}',
  ),
  up(
    `${THING}/property/desired/delete`,
    { en: "Clear desired values", zh: "清除属性期望值" },
    '{"id":"123","version":"1.0","params":{"{property}":{"version":1}}}',
  ),
  down(`${THING}/property/desired/delete/reply`, { en: "Answer to clearing", zh: "清除应答" }, DONE),
];

const children: readonly DialectRoute[] = [
  up(`${THING}/sub/login`, { en: "A sub-device comes online", zh: "子设备上线" }, CHILD),
  down(`${THING}/sub/login/reply`, { en: "Answer to it", zh: "子设备上线应答" }, DONE),
  up(`${THING}/sub/logout`, { en: "A sub-device goes offline", zh: "子设备下线" }, CHILD),
  down(`${THING}/sub/logout/reply`, { en: "Answer to it", zh: "子设备下线应答" }, DONE),
  up(
    `${THING}/sub/topo/add`,
    {
      en: "Bind a sub-device; it proves itself with its own token",
      zh: "绑定子设备，sasToken 为子设备 token",
    },
    '{"id":"123","version":"1.0","params":{"productID":"{childKey}","deviceName":"{childName}","sasToken":"version=2018-10-31&res=products/{childKey}/devices/{childName}&et=4102444800&method=sha1&sign=..."}}',
  ),
  down(`${THING}/sub/topo/add/reply`, { en: "Answer to binding", zh: "绑定应答" }, DONE),
  up(`${THING}/sub/topo/delete`, { en: "Unbind a sub-device", zh: "解绑子设备" }, CHILD),
  down(`${THING}/sub/topo/delete/reply`, { en: "Answer to unbinding", zh: "解绑应答" }, DONE),
  up(
    `${THING}/sub/topo/get`,
    { en: "Ask for the bound sub-devices", zh: "获取拓扑关系" },
    '{"id":"123","version":"1.0"}',
  ),
  down(
    `${THING}/sub/topo/get/reply`,
    { en: "The bound sub-devices", zh: "拓扑关系" },
    '{"id":"123","code":200,"msg":"success","data":[{"deviceName":"{childName}","productID":"{childKey}"}]}',
  ),
  up(`${THING}/sub/topo/get/result`, { en: "Whether the gateway took them over", zh: "网关同步结果" }, DONE),
];

const answers: readonly DialectRoute[] = [
  down(
    `${THING}/property/set`,
    { en: "Set properties", zh: "设置属性" },
    '{"id":"12","version":"1.0","params":{"{property}":1}}',
  ),
  up(
    `${THING}/property/set_reply`,
    { en: "Answer to setting", zh: "属性设置应答" },
    '{"id":"12","code":200,"msg":"success"}',
  ),
  down(
    `${THING}/property/get`,
    { en: "Ask for current values", zh: "获取属性" },
    '{"id":"13","version":"1.0","params":["{property}"]}',
  ),
  up(
    `${THING}/property/get_reply`,
    { en: "Current values", zh: "属性获取应答" },
    '{"id":"13","code":200,"msg":"success","data":{"{property}":1}}',
  ),
  down(
    `${THING}/service/{service}/invoke`,
    { en: "Invoke a service", zh: "调用服务" },
    '{"id":"14","version":"1.0","params":{}}',
  ),
  up(
    `${THING}/service/{service}/invoke_reply`,
    { en: "Result of a service", zh: "服务调用应答" },
    '{"id":"14","code":200,"msg":"success","data":{}}',
  ),
  up(
    `${THING}/sub/property/set_reply`,
    { en: "Answer to setting a sub-device's properties", zh: "子设备属性设置应答" },
    '{"id":"15","code":200,"msg":"success"}',
  ),
  up(
    `${THING}/sub/property/get_reply`,
    { en: "A sub-device's current values", zh: "子设备属性获取应答" },
    '{"id":"16","code":200,"msg":"success","data":{"{property}":1}}',
  ),
  up(
    `${THING}/sub/service/invoke_reply`,
    { en: "Result of a sub-device's service", zh: "子设备服务调用应答" },
    '{"id":"17","code":200,"msg":"success","data":{"deviceName":"{childName}","productID":"{childKey}","identifier":"{service}","output":{}}}',
  ),
  up(
    `${THING}/sub/topo/change_reply`,
    { en: "Answer to a changed topology", zh: "拓扑变化应答" },
    '{"id":"18","code":200,"msg":"success"}',
  ),
];

const dataPoints: readonly DialectRoute[] = [
  up(
    `${DEVICE}/dp/post/json`,
    { en: "Report data points; t in seconds, optional", zh: "上报数据点，t 为秒，可省略" },
    '{"id":123,"dp":{"{property}":[{"v":1,"t":1552289676}]}}',
  ),
  down(`${DEVICE}/dp/post/json/accepted`, { en: "The points are stored", zh: "上报成功" }, '{"id":123}'),
  down(
    `${DEVICE}/dp/post/json/rejected`,
    { en: "The points are refused", zh: "上报失败" },
    '{"id":123,"err_code":98,"err_msg":"Illegal Data"}',
  ),
  down(`${DEVICE}/cmd/request/{cmdId}`, { en: "A command, any content", zh: "下发命令，内容自定" }, "on"),
  up(
    `${DEVICE}/cmd/response/{cmdId}`,
    { en: "Answer to a command, below 1 KiB", zh: "命令应答，小于 1 KiB" },
    "done",
  ),
  down(
    `${DEVICE}/cmd/response/{cmdId}/accepted`,
    { en: "The answer was taken; nothing in it", zh: "应答成功，内容为空" },
    "(empty)",
  ),
  down(
    `${DEVICE}/cmd/response/{cmdId}/rejected`,
    { en: "The answer was refused", zh: "应答失败" },
    '{"err_code":99,"err_msg":"maximum payload size exceeded"}',
  ),
  up(
    `${DEVICE}/image/update`,
    { en: "Report the state of the device image", zh: "更新设备镜像" },
    '{"state":{"reported":{"{property}":1}}}',
  ),
  up(
    `${DEVICE}/image/get`,
    { en: "Ask for the device image; nothing in it", zh: "查询设备镜像，内容为空" },
    "(empty)",
  ),
  down(
    `${DEVICE}/image/get/accepted`,
    { en: "The device image", zh: "设备镜像" },
    '{"state":{"reported":{"{property}":1}}}',
  ),
  up(
    "$subdev/{childKey}/{childName}/dp/post/json",
    { en: "Report data points of a sub-device", zh: "上报子设备数据点" },
    '{"id":123,"dp":{"{property}":[{"v":1}]}}',
  ),
];

export const onenetRoutes: readonly DialectRoute[] = [...studio, ...children, ...answers, ...dataPoints];

/** Bytes that are no text stand as `\xNN`, as printf takes them. */
export const legacyRoutes: readonly DialectRoute[] = [
  up(
    "$dp",
    {
      en: "Report: type 3 and the length (two bytes), then values by stream",
      zh: "上报数据点：类型 3、两字节长度与 JSON",
    },
    '\\x03\\x00\\x14{"temperature":22.5}',
  ),
  up(
    "$dp",
    {
      en: "Report, type 1: streams with points and times (China's time)",
      zh: "上报数据点：类型 1，带时间（北京时间）",
    },
    '\\x01\\x00\\x5f{"datastreams":[{"id":"temperature","datapoints":[{"at":"2020-09-01 08:00:00","value":36.5}]}]}',
  ),
  up(
    "$dp",
    { en: "Report, type 4: values by stream and time", zh: "上报数据点：类型 4，按时间" },
    '\\x04\\x00\\x2c{"temperature":{"2020-09-01 08:00:00":22.5}}',
  ),
  up(
    "$dp",
    { en: "Report, type 5: text with separators of one's own", zh: "上报数据点：类型 5，自定义分隔符" },
    "\\x05\\x00\\x2a,;temperature,2020-09-01 08:00:00,22.5;102",
  ),
  up(
    "$dp",
    { en: "Report, type 7: floats of numbered streams", zh: "上报数据点：类型 7，浮点数" },
    "\\x07\\x00\\x01\\x00\\x01\\x41\\x42\\x43\\x44",
  ),
  down("$creq/{cmdId}", { en: "A command, without a subscription", zh: "下发命令，无需订阅" }, "on"),
  up("$crsp/{cmdId}", { en: "Answer to a command", zh: "命令应答" }, "done"),
];
