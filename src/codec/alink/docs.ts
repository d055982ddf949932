import type { DialectRoute } from "../dialect.ts";

type Row = readonly [direction: "up" | "down", pattern: string, en: string, zh: string, example: string];

const OWN = "{productKey}/{deviceName}";
const BASE = `/sys/${OWN}/thing`;

function reply(method: string, data: string): string {
  return `{"code":200,"data":${data},"id":"1","message":"success","method":"${method}","version":"1.0"}`;
}

function ask(method: string, params: string): string {
  return `{"id":"1","version":"1.0","params":${params},"method":"${method}"}`;
}

const ROWS: readonly Row[] = [
  ["up", `/ext/ntp/${OWN}/request`, "Ask for the time", "请求时间", '{"deviceSendTime":"1524448722000"}'],
  [
    "down",
    `/ext/ntp/${OWN}/response`,
    "The time, UTC ms as text",
    "时间应答",
    '{"deviceSendTime":"1524448722000","serverRecvTime":"1524448722010","serverSendTime":"1524448722010"}',
  ],
  [
    "up",
    `${BASE}/deviceinfo/update`,
    "Set tags",
    "更新标签",
    ask("thing.deviceinfo.update", '[{"attrKey":"site","attrValue":"A"}]'),
  ],
  [
    "up",
    `${BASE}/deviceinfo/delete`,
    "Remove tags",
    "删除标签",
    ask("thing.deviceinfo.delete", '[{"attrKey":"site"}]'),
  ],
  ["down", `${BASE}/deviceinfo/update_reply`, "Answer", "应答", reply("thing.deviceinfo.update", "{}")],
  [
    "up",
    `${BASE}/dsltemplate/get`,
    "Ask for the thing model",
    "获取物模型",
    ask("thing.dsltemplate.get", "{}"),
  ],
  [
    "down",
    `${BASE}/dsltemplate/get_reply`,
    "The thing model (TSL)",
    "物模型（TSL）",
    reply("thing.dsltemplate.get", '{"properties":[],"events":[],"services":[]}'),
  ],
  [
    "up",
    `${BASE}/dynamicTsl/get`,
    "The same for newer SDKs",
    "新版 SDK 获取物模型",
    ask("thing.dynamicTsl.get", "{}"),
  ],
  [
    "up",
    `${BASE}/config/get`,
    "Ask for a configuration (there is none: code 6710)",
    "获取配置（无数据，返回 6710）",
    ask("thing.config.get", '{"configScope":"product","getType":"file"}'),
  ],
  [
    "up",
    `${BASE}/log/post`,
    "Lines of the device's log, kept as event log",
    "上报设备日志，保存为 log 事件",
    ask(
      "thing.log.post",
      '[{"utcTime":"2020-03-06T15:15:28.000+0800","logLevel":"INFO","logContent":"..."}]',
    ),
  ],
  [
    "up",
    `${BASE}/config/log/get`,
    "Ask whether to send logs (no)",
    "获取日志上报配置（不上报）",
    ask("thing.config.log.get", "{}"),
  ],
  [
    "up",
    `${BASE}/property/desired/get`,
    "Ask for desired values (none yet)",
    "获取期望值（暂无）",
    ask("thing.property.desired.get", '["{property}"]'),
  ],
  [
    "up",
    `/shadow/update/${OWN}`,
    "Shadow: report, or ask for the newest values",
    "设备影子：上报或获取最新值",
    '{"method":"update","state":{"reported":{"{property}":1}},"version":1}',
  ],
  [
    "down",
    `/shadow/get/${OWN}`,
    "Shadow: the answer",
    "设备影子应答",
    '{"method":"reply","payload":{"status":"success","version":1},"timestamp":1524448722}',
  ],
  [
    "up",
    `/ota/device/inform/${OWN}`,
    "Firmware version (taken, not used yet)",
    "上报固件版本（暂不使用）",
    '{"id":"1","params":{"version":"1.0.1"}}',
  ],
  [
    "down",
    "/ext/register",
    "The secret, after a login with authType=register",
    "以 authType=register 登录后下发的密钥（一型一密预注册）",
    '{"productKey":"{productKey}","deviceName":"{deviceName}","deviceSecret":"..."}',
  ],
  [
    "down",
    "/ext/regnwl",
    "The token, after a login with authType=regnwl",
    "以 authType=regnwl 登录后下发的令牌（一型一密免预注册）",
    '{"clientId":"...","productKey":"{productKey}","deviceName":"{deviceName}","deviceToken":"..."}',
  ],
];

export const extraRoutes: readonly DialectRoute[] = ROWS.map(([direction, pattern, en, zh, example]) => ({
  pattern,
  direction,
  description: { en, zh },
  example,
}));
