// The JetLinks dialect: devices and gateways made for JetLinks' official protocol over MQTT.

import { encodeJetLinks } from "../command/jetlinks.ts";
import type { Dialect } from "../dialect.ts";
import { jetLinksRoutes } from "./docs.ts";
import { readJetLinksLogin } from "./login.ts";
import { jetLinksRoute } from "./topics.ts";

/** What follows the device's names in a topic or filter; JetLinks takes both without their first slash too. */
function tailOf(topic: string, productKey: string, deviceName: string): string | undefined {
  const start = topic.startsWith("/") ? 1 : 0;
  const own = `${productKey}/${deviceName}/`;
  return topic.startsWith(own, start) ? topic.slice(start + own.length) : undefined;
}

export const jetlinks: Dialect = {
  name: "jetlinks",
  summary: {
    en: "JetLinks: client id = device name, user name secureId|ms (within 5 min), MD5 password with the device secret as secure key; the product key is the JetLinks product id.",
    zh: "JetLinks：clientId 为设备名，用户名为 secureId|毫秒时间戳（误差 5 分钟内），密码为 MD5，设备密钥即 secureKey；产品 Key 对应 JetLinks 产品 ID。",
  },
  routes: jetLinksRoutes,
  hasAutoSubscription: false,
  hasImplicitChildren: true,
  readLogin: readJetLinksLogin,
  route(topic, productKey, deviceName) {
    const tail = tailOf(topic, productKey, deviceName);
    return tail === undefined ? undefined : jetLinksRoute(tail, topic);
  },
  encode: encodeJetLinks,
  maySubscribe: (filter, productKey, deviceName) => tailOf(filter, productKey, deviceName) !== undefined,
};
