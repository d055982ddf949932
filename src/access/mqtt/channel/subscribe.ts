import type { ISubscribePacket, IUnsubscribePacket } from "mqtt-packet";
import { failure } from "../../../spine/error.ts";
import { readSharedFilter } from "../broker/routing/shared-group.ts";
import { faultOfTopicFilter } from "../wire/audit.ts";
import type { Channel } from "./state.ts";

type Wanted = ISubscribePacket["subscriptions"][number];

/** Answers SUBSCRIBE: one code for each filter, in order [MQTT-3.8.4-5], -6, 3.1.1: [MQTT-3.9.3-1]. */
export function subscribe(channel: Channel, packet: ISubscribePacket): void {
  const { port, terms } = channel;
  const version = terms?.version ?? 4;
  const id = packet.properties?.subscriptionIdentifier ?? 0;
  const withRetained: string[] = [];
  const granted = packet.subscriptions.map((wanted) => {
    const { topic: filter, nl, rap, rh = 0 } = wanted;
    const allowed = allow(channel, wanted);
    if (allowed >= 0x80) return version === 5 ? allowed : 0x80;
    const qos = Math.min(wanted.qos, allowed) as 0 | 1 | 2; // [MQTT-3.8.4-7]
    const isNew = port.subscribe(filter, {
      qos,
      isNoLocal: nl === true,
      isRetainAsPublished: rap === true,
      id,
    });
    // [MQTT-3.3.1-9] to -11; none for a shared subscription (§4.8.2).
    if ((rh === 0 || (rh === 1 && isNew)) && !filter.startsWith("$share/")) withRetained.push(filter);
    return qos;
  });
  port.send({ cmd: "suback", messageId: packet.messageId ?? 0, granted }, version);
  for (const filter of withRetained) port.sendRetained(filter);
}

/** The QoS up to which a filter is granted; 0x80 and more is the SUBACK code of MQTT 5 (§3.9.3) for one that is not. */
function allow(channel: Channel, { topic }: Wanted): number {
  const { port, limits, session } = channel;
  const shared = readSharedFilter(topic);
  if (shared === "malformed") return 0x8f;
  const filter = shared?.filter ?? topic;
  if (faultOfTopicFilter(filter) !== undefined) return 0x8f;
  if (countLevels(filter) > limits.maxTopicLevels) return 0x8f;
  const maxQos = port.subscriptionQos(filter);
  if (maxQos === undefined) {
    port.report(failure("topic_forbidden", { topic }), "subscribe");
    return 0x87;
  }
  const subscriptions = session?.subscriptions;
  const isFull = (subscriptions?.size ?? 0) >= limits.maxSubscriptions;
  return isFull && subscriptions?.has(topic) !== true ? 0x97 : maxQos;
}

/** Answers UNSUBSCRIBE, whether or not a filter was there [MQTT-3.10.4-5]. */
export function unsubscribe(channel: Channel, packet: IUnsubscribePacket): void {
  const granted = packet.unsubscriptions.map((filter) => (channel.port.unsubscribe(filter) ? 0x00 : 0x11));
  channel.port.send(
    { cmd: "unsuback", messageId: packet.messageId ?? 0, granted },
    channel.terms?.version ?? 4,
  );
}

export function countLevels(topic: string): number {
  let count = 1;
  for (let at = topic.indexOf("/"); at >= 0; at = topic.indexOf("/", at + 1)) count++;
  return count;
}
