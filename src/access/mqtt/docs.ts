import type { AdapterDocs } from "../adapter.ts";

/** What the listener speaks, for help pages. Topics are the dialects' (codec), not the adapter's. */
export const mqttDocs: AdapterDocs = {
  summary: {
    en:
      "MQTT 3.1, 3.1.1 and 5.0. A device publishes at QoS 0, 1 or 2 and is acknowledged only when its message is " +
      "durable or refused; in MQTT 5 a refused message is answered with a reason. It may subscribe to its own topics " +
      "and receives at QoS 0 or 1. Not yet: retained messages (MQTT 5 clients are told so), publishing of wills " +
      "(accepted, not sent), sessions that outlive their connection (session present is always 0), shared subscriptions.",
    zh:
      "支持 MQTT 3.1、3.1.1 和 5.0。设备可用 QoS 0、1、2 发布，消息持久化或被拒绝后才会确认；MQTT 5 的拒绝带有原因码。" +
      "设备可订阅自己的主题，以 QoS 0 或 1 接收。暂不支持：保留消息（会告知 MQTT 5 客户端）、遗嘱消息的发布（接受但不发送）、" +
      "连接断开后保留的会话（session present 恒为 0）、共享订阅。",
  },
  routes: [],
};
