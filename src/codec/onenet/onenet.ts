// The OneNET dialect of today: token login, Studio's thing-model topics and the data-point topics side by side;
// a device may use either or both.

import { encodeOnenet } from "../command/onenet.ts";
import type { DeviceName, Dialect, Route } from "../dialect.ts";
import { onenetRoutes } from "./docs.ts";
import { streamRoute } from "./streams.ts";
import { studioRoute } from "./studio.ts";
import { readTokenLogin } from "./token.ts";

const THING = "thing/";

/** The device's own topics; under `$subdev/` those that a gateway uses for it. */
function routeOf(topic: string, productKey: string, deviceName: string): Route | undefined {
  const own = `/${productKey}/${deviceName}/`;
  if (topic.startsWith(`$subdev${own}`))
    return streamRoute(topic, topic.slice("$subdev".length + own.length));
  if (!topic.startsWith(`$sys${own}`)) return undefined;
  const tail = topic.slice("$sys".length + own.length);
  return tail.startsWith(THING) ? studioRoute(topic, tail.slice(THING.length)) : streamRoute(topic, tail);
}

function ownerOf(topic: string): DeviceName | undefined {
  const [root, productKey, deviceName, ...tail] = topic.split("/", 4);
  return root === "$subdev" && productKey && deviceName && tail.length > 0
    ? { productKey, deviceName }
    : undefined;
}

function maySubscribe(filter: string, productKey: string, deviceName: string): boolean {
  const own = `${productKey}/${deviceName}/`;
  return filter.startsWith(`$sys/${own}`) || filter.startsWith(`$subdev/${own}`);
}

export const onenet: Dialect = {
  name: "onenet",
  summary: {
    en: "OneNET (China Mobile): client id = device name, user name = product id, password = token. Thing-model topics of Studio and data points; replies only where subscribed.",
    zh: "中国移动 OneNET：clientId 为设备名称，用户名为产品 ID，密码为 token。支持 Studio 物模型主题与数据点主题，仅在订阅后收到回复。",
  },
  routes: onenetRoutes,
  hasAutoSubscription: false,
  // OneNET has gateways report for a bound child that never logged in.
  hasImplicitChildren: true,
  readLogin: readTokenLogin,
  route: routeOf,
  ownerOf,
  encode: encodeOnenet,
  maySubscribe,
};
