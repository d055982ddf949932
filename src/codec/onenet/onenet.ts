// The OneNET dialect of today: token login, Studio's thing-model topics and the data-point topics side by side;
// a device may use either or both.

import type { DecodeContext, Dialect, Route } from "../dialect.ts";
import { dataPointRoute } from "./data-points.ts";
import { onenetRoutes } from "./docs.ts";
import { studioRoute } from "./studio.ts";
import { readTokenLogin } from "./token.ts";

const THING = "thing/";
const self = (context: DecodeContext) => context;

function routeOf(topic: string, productKey: string, deviceName: string): Route | undefined {
  const prefix = `$sys/${productKey}/${deviceName}/`;
  if (topic.startsWith(prefix)) {
    const tail = topic.slice(prefix.length);
    if (tail.startsWith(THING)) return studioRoute(topic, tail.slice(THING.length));
    return dataPointRoute(topic, tail, self);
  }
  const child = /^\$subdev\/([^/]+)\/([^/]+)\/(.+)$/.exec(topic);
  if (!child) return undefined;
  const [, childKey = "", childName = "", tail = ""] = child;
  const name = { productKey: childKey, deviceName: childName };
  return dataPointRoute(topic, tail, (context) => context.child?.(name));
}

export const onenet: Dialect = {
  name: "onenet",
  summary: {
    en: "OneNET (China Mobile): client id = device name, user name = product id, password = token. Thing-model topics of Studio and data points; replies only where subscribed.",
    zh: "中国移动 OneNET：clientId 为设备名称，用户名为产品 ID，密码为 token。支持 Studio 物模型主题与数据点主题，仅在订阅后收到回复。",
  },
  routes: onenetRoutes,
  hasAutoSubscription: false,
  readLogin: readTokenLogin,
  route: routeOf,
  maySubscribe: (filter, productKey, deviceName) => filter.startsWith(`$sys/${productKey}/${deviceName}/`),
};
