import type { ISubscribePacket, IUnsubscribePacket, Packet as LibraryPacket } from "mqtt-packet";
import type { Failure } from "../../spine/error.ts";
import { failure } from "../../spine/error.ts";
import { addSubscription, type Delivery, removeSubscription } from "./delivery.ts";
import { faultOfTopicFilter } from "./wire/audit.ts";
import type { Version } from "./wire/packet.ts";

interface SubscribePort {
  maySubscribe(filter: string): boolean;
  report(failure: Failure, subject: string): void;
  send(packet: LibraryPacket, version: Version): void;
}

export interface SubscribeRequest {
  readonly packet: ISubscribePacket;
  readonly delivery: Delivery;
  /** Most subscriptions of one connection. */
  readonly limit: number;
}

/** Answers SUBSCRIBE: one code for each filter, in order [MQTT-3.8.4-5], -6, 3.1.1: [MQTT-3.9.3-1]. */
export function subscribe(request: SubscribeRequest, port: SubscribePort): void {
  const { packet, delivery } = request;
  const id = packet.properties?.subscriptionIdentifier ?? 0;
  const granted = packet.subscriptions.map(({ topic, qos }) => {
    const refusal = refusalOf(topic, request, port);
    if (refusal !== undefined) return delivery.version === 5 ? refusal : 0x80;
    const grantedQos = qos === 0 ? 0 : 1; // what is sent is at most QoS 1 [MQTT-3.8.4-8]
    addSubscription(delivery, { filter: topic, qos: grantedQos, id });
    return grantedQos;
  });
  port.send({ cmd: "suback", messageId: packet.messageId ?? 0, granted }, delivery.version);
}

/** The SUBACK code of MQTT 5 (§3.9.3) for a filter that is not granted. */
function refusalOf(filter: string, request: SubscribeRequest, port: SubscribePort): number | undefined {
  if (filter.startsWith("$share/")) return 0x9e; // shared subscriptions are not offered, and CONNACK said so
  if (faultOfTopicFilter(filter) !== undefined) return 0x8f;
  if (!port.maySubscribe(filter)) {
    port.report(failure("topic_forbidden", { topic: filter }), "subscribe");
    return 0x87;
  }
  const { subscriptions } = request.delivery;
  return subscriptions.size >= request.limit && !subscriptions.has(filter) ? 0x97 : undefined;
}

/** Answers UNSUBSCRIBE, whether or not a filter was there [MQTT-3.10.4-5]. */
export function unsubscribe(packet: IUnsubscribePacket, delivery: Delivery, port: SubscribePort): void {
  const granted = packet.unsubscriptions.map((filter) =>
    removeSubscription(delivery, filter) ? 0x00 : 0x11,
  );
  port.send({ cmd: "unsuback", messageId: packet.messageId ?? 0, granted }, delivery.version);
}
