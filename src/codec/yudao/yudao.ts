// The yudao dialect: devices and gateways made for the yudao (ruoyi-vue-pro) IoT module.

import { encodeYudao } from "../command/yudao.ts";
import type { Dialect } from "../dialect.ts";
import { yudaoRoutes } from "./docs.ts";
import { readYudaoLogin } from "./login.ts";
import { yudaoRoute } from "./topics.ts";

export const yudao: Dialect = {
  name: "yudao",
  summary: {
    en: "yudao (ruoyi-vue-pro): client id productKey.deviceName, HMAC-SHA256 password; Alink's topics without event/, code 0.",
    zh: "芋道（ruoyi-vue-pro）：clientId 为 productKey.deviceName，密码为 HMAC-SHA256 签名；主题类似 Alink 但属性上报无 event/ 层级，成功码为 0。",
  },
  routes: yudaoRoutes,
  hasAutoSubscription: true,
  hasImplicitChildren: true,
  readLogin: readYudaoLogin,
  route(topic, productKey, deviceName) {
    const prefix = `/sys/${productKey}/${deviceName}/`;
    return topic.startsWith(prefix) ? yudaoRoute(topic.slice(prefix.length), topic) : undefined;
  },
  encode: encodeYudao,
  maySubscribe: (filter, productKey, deviceName) => filter.startsWith(`/sys/${productKey}/${deviceName}/`),
};
