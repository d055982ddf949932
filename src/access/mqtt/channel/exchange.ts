// The messages of one connection: PUBLISH and what answers it, in both directions.

import { describeError, type Failure, failure } from "../../../spine/error.ts";
import type { UplinkReply } from "../../adapter.ts";
import { pubackReason } from "../wire/encode.ts";
import { type AckPacket, type PublishPacket, TYPE } from "../wire/packet.ts";
import { end, sayDisconnect, violate } from "./ending.ts";
import type { Finished, Outcome } from "./inbound.ts";
import { type Channel, needInbound } from "./state.ts";

/** MQTT 5: taken, and nobody subscribed. */
const NO_SUBSCRIBERS = 0x10;

export function onPublish(channel: Channel, packet: PublishPacket): void {
  const { limits, terms, port } = channel;
  if (terms === undefined) return;
  const inbound = needInbound(channel);
  const { qos, id } = packet;
  if (qos > 0) {
    const progress = inbound.begin(qos, id);
    if (progress === "received") port.receivedAgain(id);
    if (progress !== "new") return;
    if (terms.version === 5 && inbound.unfinished >= limits.receiveMaximum) {
      violate(channel, failure("receive_maximum", { limit: limits.receiveMaximum }), packet.topic); // §3.3.4
      return;
    }
  }
  const receipt = port.receive(packet, inbound.nextPlace);
  if (typeof receipt === "string") inbound.add(qos, id, receipt === "gate");
  else if (inbound.pending > 0) inbound.addSettled(qos, id, receipt);
  else finish(channel, { id, isQos2: qos === 2, outcome: receipt });
  if (inbound.pending >= limits.maxPendingUplinks && !channel.isHeld) {
    channel.isHeld = true;
    port.hold("pending");
  }
}

/** Answers what is settled and has its turn. */
export function onSettled(channel: Channel, place: number | undefined, outcome: Outcome): void {
  const { inbound, limits, port } = channel;
  if (inbound === undefined) return;
  const at = place ?? inbound.gatePlace();
  if (at === undefined) return;
  const first = inbound.settleFirst(at, outcome);
  if (first === undefined) inbound.settle(at, outcome);
  else finish(channel, first);
  for (let next = inbound.next(); next !== undefined && channel.phase === "open"; next = inbound.next()) {
    finish(channel, next);
  }
  if (channel.isHeld && inbound.pending <= limits.maxPendingUplinks / 2) {
    channel.isHeld = false;
    port.release("pending");
  }
}

function finish(channel: Channel, { id, isQos2, outcome }: Finished): void {
  if (id !== 0) {
    if (outcome.kind === "unavailable" || outcome.kind === "dropped") {
      // Not stored: no acknowledgement, and a lost connection is the only way to ask for the message again.
      const reason = outcome.kind === "unavailable" ? outcome.failure : failure("log_full");
      sayDisconnect(channel, reason);
      end(channel, reason.code, false);
      return;
    }
    acknowledge(channel, isQos2 ? id | QOS2 : id, outcome);
  }
  // The acknowledgement first, then the reply.
  if (outcome.kind === "stored" || outcome.kind === "refused") sendReply(channel, outcome.reply);
}

const QOS2 = 0x1_0000;

function acknowledge(channel: Channel, entry: number, outcome: Outcome): void {
  const { terms, port } = channel;
  const id = entry & 0xffff;
  const isQos2 = entry >= QOS2;
  const type = isQos2 ? TYPE.pubrec : TYPE.puback;
  const refusal = outcome.kind === "refused" ? outcome.failure : undefined;
  // 3.1.1 has no negative answer: acknowledged, or the peer would send the same bytes for ever.
  const isTold = refusal !== undefined && terms?.version === 5;
  if (isQos2) needInbound(channel).markReceived(id, isTold);
  const hasNobody = outcome.kind === "relayed" && !outcome.isHeard && terms?.version === 5;
  if (!isTold && !hasNobody) {
    port.ack(type, id);
    return;
  }
  const properties = refusal === undefined ? {} : explain(channel, refusal);
  const reasonCode = refusal === undefined ? NO_SUBSCRIBERS : pubackReason(refusal.code);
  port.send({ cmd: isQos2 ? "pubrec" : "puback", messageId: id, reasonCode, ...properties }, 5);
}

/** The reason in words, where the peer wants it and has room for it [MQTT-3.4.2-2]. */
function explain({ terms }: Channel, { code, params }: Failure): { properties?: { reasonString: string } } {
  if (terms === undefined || !terms.wantsReasons || terms.peerPacketBytes <= 1_024) return {};
  return { properties: { reasonString: describeError(code, params, "en").slice(0, 200) } };
}

function sendReply(channel: Channel, reply: UplinkReply | undefined): void {
  if (reply !== undefined) channel.port.sendDirect({ ...reply, qos: 0, isSystem: true });
}

export function onPubrel({ inbound, port }: Channel, id: number): void {
  port.released(id, inbound?.complete(id) === true);
}

/** The peer answers what it was sent: PUBACK, PUBREC, PUBCOMP. */
export function onAnswer(channel: Channel, packet: AckPacket): void {
  const { port, terms } = channel;
  if (packet.type === TYPE.puback) port.acknowledged(packet.id);
  else if (packet.type === TYPE.pubcomp) port.completed(packet.id);
  else if (packet.type === TYPE.pubrec) {
    const isError = packet.reason >= 0x80;
    if (port.received(packet.id, isError) || isError) return;
    // Unknown: released all the same, so that the peer can forget it [MQTT-4.3.3-4]; MQTT 5 says so.
    if (terms?.version === 5) port.send({ cmd: "pubrel", messageId: packet.id, reasonCode: 0x92 }, 5);
    else port.ack(TYPE.pubrel, packet.id);
  }
}
