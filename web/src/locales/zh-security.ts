// 安全登录相关文本：会话、密码规则、两步验证、目录服务。

import type { en } from "./en-security.ts";

export const zh: typeof en = {
  session: {
    title: "登录位置",
    titleOf: "{{name}} 的会话",
    note: "会话在最后一次使用十二小时后结束，最长一周。",
    menu: "会话",
    unknown: "未知程序",
    current: "当前",
    ldap: "LDAP",
    oidc: "单点登录",
    since: "始于 {{time}}",
    seen: "活动于",
    end: "退出登录",
    endName: "退出 {{name}}",
    endOthers: "退出其他所有登录",
    endAll: "退出所有登录",
    endAllText: "正在使用这些会话的人需要重新登录，未保存的内容会丢失。",
    ended: "会话已结束。",
    endedAll_one: "已结束 {{count}} 个会话。",
    endedAll_other: "已结束 {{count}} 个会话。",
    none: "当前没有任何登录。",
  },
  signIn: {
    title: "登录规则",
    note: "密码的要求，以及防止账户被猜测的保护措施。",
  },
  policy: {
    title: "密码与登录失败",
    note: "修改从下一次设置密码、下一次失败起生效，正在使用的密码不受影响。",
    lengthMin: "最小长度",
    lengthMinNote: "10 到 64 个字符。长度比符号更有效。",
    kindsMin: "字符种类",
    kindsMinNote:
      "小写字母、大写字母、数字和其他字符中至少包含几种。0 表示不要求，符合 NIST SP 800-63B 的建议。",
    kindsRule: "须包含小写字母、大写字母、数字和其他字符中的 {{min}} 种。",
    historyCount: "历史密码",
    historyCountNote: "最近使用过的若干个密码不能再次使用。正在使用的密码始终不能重复。",
    maxAgeDays: "有效天数",
    maxAgeDaysNote: "0 表示密码不过期，符合 NIST SP 800-63B 的建议。",
    lockoutFailures: "失败次数",
    lockoutFailuresNote:
      "五分钟内达到此次数，该用户名在该地址被暂时封禁；所有用户名合计达到五倍时，封禁整个地址。",
    lockoutMinutes: "封禁分钟数",
    lockoutMinutesNote: "被封禁者列在“运行”的“封禁”页。",
  },
  signInBan: {
    title: "人员",
    note: "在页面、API 或 MQTT 上多次登录失败后封禁。已登录的会话不受影响。",
    name: "该地址上的用户名",
    address: "整个地址",
    unknown: "没有此用户",
    failures: "失败次数",
    search: "用户名或地址",
    empty: "没有人被封禁",
    emptyText: "多次输错密码的人需要等待。规则见“设置”中的“登录规则”。",
    liftText: "清除失败记录，下一次尝试会正常处理。",
  },
};
