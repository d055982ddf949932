// The ThingsBoard dialect: devices and gateways made for ThingsBoard's MQTT APIs.

import { encodeThingsBoard } from "../command/thingsboard.ts";
import type { Dialect } from "../dialect.ts";
import { deviceRoute } from "./device-topics.ts";
import { thingsBoardRoutes } from "./docs.ts";
import { gatewayRoute } from "./gateway-topics.ts";
import { readThingsBoardLogin } from "./login.ts";
import { readProvisioning } from "./provisioning.ts";

/** Its topics name no device, so a device hears only what the platform sends to it on them. */
const OWN = /^(?:v1\/devices\/me\/|v1\/gateway\/|v2\/(?:a|r|fw|sw)(?:\/|$))/;

export const thingsboard: Dialect = {
  name: "thingsboard",
  summary: {
    en: "ThingsBoard: the device secret as access token in the user name; telemetry, attributes, rpc and the gateway API. Attributes are kept as properties.",
    zh: "ThingsBoard：用户名填设备密钥作为访问令牌；支持遥测、属性、RPC 与网关接口，属性（attributes）作为物模型属性保存。",
  },
  routes: thingsBoardRoutes,
  hasAutoSubscription: false,
  hasImplicitChildren: true,
  hasSharedTopics: true,
  readLogin: readThingsBoardLogin,
  readProvisioning,
  route: (topic) => deviceRoute(topic) ?? gatewayRoute(topic),
  encode: encodeThingsBoard,
  maySubscribe: (filter) => OWN.test(filter),
};
