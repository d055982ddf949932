import type { AdapterDocs } from "../adapter.ts";

/** What the listener speaks, for help pages. Topics are the dialects' (codec), not the adapter's. */
export const mqttDocs: AdapterDocs = {
  summary: {
    en:
      "MQTT 3.1, 3.1.1 and 5.0: the whole broker, for devices and applications. A device's report is acknowledged only " +
      "when it is durable or refused, in MQTT 5 with the reason; then it is passed on to whoever subscribed. QoS 0 to 2 " +
      "both ways, retained messages, wills (delayed ones too), shared subscriptions (`$share/{group}/{filter}`), " +
      "subscription options and identifiers, topic aliases, message and session expiry, `$SYS/broker/...`. Sessions " +
      "that outlive their connection, what waits for them, QoS 2 and retained messages survive a restart: their " +
      "publisher is acknowledged when they are on the disk. A device has one session whatever its client id; an " +
      "application one for each client id.",
    zh:
      "支持 MQTT 3.1、3.1.1 和 5.0，是面向设备和应用的完整 Broker。设备上报在持久化或被拒绝后才确认（MQTT 5 的拒绝带有原因码），" +
      "随后转发给订阅者。双向 QoS 0～2、保留消息、遗嘱（含延时遗嘱）、共享订阅（`$share/{组}/{过滤器}`）、订阅选项与订阅标识符、" +
      "主题别名、消息与会话过期、`$SYS/broker/...`。持久会话及其离线消息、QoS 2 状态和保留消息在重启后保留，落盘后才向发布者确认。" +
      "每台设备无论 clientId 如何只有一个会话；应用的每个 clientId 各有一个会话。",
  },
  routes: [],
};
