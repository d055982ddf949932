import type { DialectRoute } from "../dialect.ts";

type Row = readonly [direction: "up" | "down", tail: string, en: string, zh: string, example: string];

const ROWS: readonly Row[] = [
  [
    "up",
    "properties/report",
    "Report properties",
    "上报属性",
    '{"messageId":"1","properties":{"{property}":36.8}}',
  ],
  ["up", "event/{event}", "Raise an event", "上报事件", '{"messageId":"1","data":{}}'],
  ["down", "properties/read", "Read properties", "读取属性", '{"messageId":"1","properties":["{property}"]}'],
  [
    "up",
    "properties/read/reply",
    "Properties that were read",
    "读取属性回复",
    '{"messageId":"1","properties":{"{property}":36.8},"success":true}',
  ],
  [
    "down",
    "properties/write",
    "Set properties",
    "修改属性",
    '{"messageId":"1","properties":{"{property}":1}}',
  ],
  [
    "up",
    "properties/write/reply",
    "Answer of the device",
    "修改属性回复",
    '{"messageId":"1","success":true}',
  ],
  [
    "down",
    "function/invoke",
    "Call a service",
    "调用功能",
    '{"messageId":"1","function":"{service}","inputs":[{"name":"text","value":1}]}',
  ],
  [
    "up",
    "function/invoke/reply",
    "Answer of the device",
    "调用功能回复",
    '{"messageId":"1","output":"success","success":true}',
  ],
  ["up", "time-sync", "Ask for the time", "请求时间同步", '{"messageId":"1"}'],
  [
    "down",
    "time-sync/reply",
    "The time, UTC ms",
    "时间同步应答",
    '{"messageId":"1","timestamp":1524448722000}',
  ],
  ["up", "online", "The device is here (taken, not used)", "设备上线（接受但不使用）", "{}"],
  ["up", "offline", "The device leaves (taken, not used)", "设备离线（接受但不使用）", "{}"],
  ["up", "tags", "Set tags", "更新标签", '{"tags":{"site":"A"}}'],
  [
    "up",
    "log",
    "A line of the device's log, kept as event log",
    "设备日志，保存为 log 事件",
    '{"log":"started"}',
  ],
  ["up", "child/{childName}/register", "Bind a sub-device, created when it is new", "子设备注册", "{}"],
  ["up", "child/{childName}/unregister", "Unbind a sub-device", "子设备注销", "{}"],
  ["up", "child/{childName}/connected", "A sub-device connected", "子设备上线", "{}"],
  ["up", "child/{childName}/disconnected", "A sub-device left", "子设备离线", "{}"],
  [
    "up",
    "child/{childName}/properties/report",
    "Report for a sub-device (and so for every uplink topic)",
    "子设备上报属性（其余上行主题同理）",
    '{"messageId":"1","properties":{"{property}":36.8}}',
  ],
  [
    "down",
    "child/{childName}/properties/write",
    "Set properties of a sub-device",
    "修改子设备属性",
    '{"messageId":"1","properties":{"{property}":1}}',
  ],
];

export const jetLinksRoutes: readonly DialectRoute[] = ROWS.map(([direction, tail, en, zh, example]) => ({
  pattern: `/{productKey}/{deviceName}/${tail}`,
  direction,
  description: { en, zh },
  example,
}));
