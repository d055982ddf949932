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
};
