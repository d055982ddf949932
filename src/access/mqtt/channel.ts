// One MQTT connection as a state machine: what comes in, what is to be done about it. No socket, no clock.

import type { Packet as LibraryPacket } from "mqtt-packet";
import { NumberRing } from "../../kit/number-ring.ts";
import { describeError, type Failure, failure } from "../../spine/error.ts";
import type { Result } from "../../spine/result.ts";
import type { Principal, UplinkOutcome } from "../adapter.ts";
import { type ConnectLimits, type ConnectTerms, makeConnack, readConnect } from "./connect.ts";
import { acknowledge, type Delivery, type DeliveryLimits, makeDelivery, offer } from "./delivery.ts";
import {
  connackReason,
  connackReturnCode,
  disconnectReason,
  type OutboundPublish,
  pubackReason,
} from "./encode.ts";
import {
  type AckPacket,
  type Packet,
  type PacketFault,
  type PublishPacket,
  TYPE,
  type Version,
} from "./packet.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";

export interface ChannelLimits extends ConnectLimits {
  readonly connectTimeoutMs: number;
  readonly maxSubscriptions: number;
  /** Uplinks handed in and not settled, of any QoS; beyond it the peer is not read. */
  readonly maxPendingUplinks: number;
  readonly delivery: DeliveryLimits;
}

/** Why a connection is not read for now: it waits for the login, or has too much unsettled. */
export type HoldReason = "login" | "pending";

/** What a channel does and asks. Calls come in the order in which they take effect on the wire. */
export interface Port {
  /** PUBACK, PUBREC, PUBREL or PUBCOMP with success. */
  ack(type: AckPacket["type"], id: number): void;
  pong(): void;
  publish(publish: OutboundPublish, version: Version): void;
  send(packet: LibraryPacket, version: Version): void;
  authenticate(terms: ConnectTerms): void;
  /** A new client identifier, for a client that has none. */
  makeClientId(): string;
  /** Opens the session; answers whether system messages come without a subscription. */
  open(principal: Principal): boolean;
  uplink(topic: string, payload: Uint8Array, isAckNeeded: boolean): void;
  maySubscribe(filter: string): boolean;
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  /** Counts and logs what the peer did wrong. */
  report(failure: Failure, subject: string): void;
  /** Ends the session with this reason and the connection after what was written. */
  close(reason: string, isPeerFault: boolean): void;
}

export type Input =
  | { readonly kind: "packet"; readonly packet: Packet }
  | { readonly kind: "fault"; readonly fault: PacketFault }
  | { readonly kind: "authenticated"; readonly result: Result<Principal, Failure> }
  | { readonly kind: "settled"; readonly outcome: UplinkOutcome }
  | {
      readonly kind: "deliver";
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 0 | 1;
      readonly isSystem: boolean;
    }
  /** Time has passed. `isExcused`: the peer was not read by our own choice, so its silence proves nothing. */
  | { readonly kind: "tick"; readonly isExcused: boolean }
  /** The platform ends the connection. */
  | { readonly kind: "dismiss"; readonly failure: Failure };

export interface Channel {
  readonly limits: ChannelLimits;
  readonly openedMs: number;
  phase: "fresh" | "login" | "open" | "closed";
  lastInMs: number;
  terms: ConnectTerms | undefined;
  askedKeepaliveS: number;
  delivery: Delivery | undefined;
  /** Uplinks not settled, oldest first: packet identifier, plus QOS2 where it came at QoS 2; 0 for QoS 0. */
  readonly pending: NumberRing;
  /** Of those, how many the peer waits for. */
  pendingAcks: number;
  isHeld: boolean;
  /** QoS 2 identifiers between PUBLISH and PUBREL; true once PUBREC was sent. */
  readonly incomplete: Map<number, boolean>;
}

const QOS2 = 0x1_0000;

export function makeChannel(limits: ChannelLimits, nowMs: number): Channel {
  return {
    limits,
    openedMs: nowMs,
    phase: "fresh",
    lastInMs: nowMs,
    terms: undefined,
    askedKeepaliveS: 0,
    delivery: undefined,
    pending: new NumberRing(),
    pendingAcks: 0,
    isHeld: false,
    incomplete: new Map(),
  };
}

/** Advances the channel by one input at monotonic `nowMs`. False when the input could not be taken (`deliver`). */
export function step(channel: Channel, input: Input, nowMs: number, port: Port): boolean {
  if (channel.phase === "closed") return false;
  switch (input.kind) {
    case "packet":
      channel.lastInMs = nowMs;
      onPacket(channel, input.packet, port);
      return true;
    case "settled":
      onSettled(channel, input.outcome, port);
      return true;
    case "deliver":
      return onDeliver(channel, input, port);
    case "fault":
      onFault(channel, input.fault, port);
      return true;
    case "authenticated":
      onAuthenticated(channel, input.result, nowMs, port);
      return true;
    case "tick":
      onTick(channel, input.isExcused, nowMs, port);
      return true;
    case "dismiss":
      if (channel.phase === "open") sayDisconnect(channel, input.failure, port);
      end(channel, input.failure.code, false, port);
      return true;
  }
}

/** Milliseconds from `nowMs` until a `tick` is due; undefined when the peer is under no deadline. */
export function timeToTick(channel: Channel, nowMs: number): number | undefined {
  if (channel.phase === "closed") return undefined;
  if (channel.phase !== "open") return channel.openedMs + channel.limits.connectTimeoutMs - nowMs;
  const graceMs = keepaliveMs(channel);
  return graceMs === 0 ? undefined : channel.lastInMs + graceMs - nowMs;
}

/** One and a half times the keep-alive [MQTT-3.1.2-22], 3.1.1: [MQTT-3.1.2-24]. */
function keepaliveMs(channel: Channel): number {
  return (channel.terms?.keepaliveS ?? 0) * 1_500;
}

function onTick(channel: Channel, isExcused: boolean, nowMs: number, port: Port): void {
  if (isExcused) channel.lastInMs = nowMs;
  const leftMs = timeToTick(channel, nowMs);
  if (leftMs === undefined || leftMs > 0) return;
  if (channel.phase === "open") {
    const reason = failure("keepalive_timeout", { keepaliveS: channel.terms?.keepaliveS ?? 0 });
    sayDisconnect(channel, reason, port);
    end(channel, reason.code, true, port);
    return;
  }
  port.report(failure("connect_timeout", { limitMs: channel.limits.connectTimeoutMs }), "connect");
  end(channel, "connect_timeout", true, port);
}

function onPacket(channel: Channel, packet: Packet, port: Port): void {
  if (packet.type === TYPE.publish) {
    onPublish(channel, packet, port);
    return;
  }
  if (packet.type === TYPE.connect) {
    onConnect(channel, packet, port);
    return;
  }
  const { terms, delivery } = channel;
  if (terms === undefined || delivery === undefined) return;
  switch (packet.type) {
    case TYPE.pingreq:
      port.pong(); // [MQTT-3.12.4-1]
      return;
    case TYPE.puback:
      acknowledge(delivery, packet.id, (publish) => port.publish(publish, terms.version));
      return;
    case TYPE.pubrel:
      onPubrel(channel, packet.id, terms, port);
      return;
    case TYPE.subscribe:
      subscribe({ packet: packet.subscribe, delivery, limit: channel.limits.maxSubscriptions }, port);
      return;
    case TYPE.unsubscribe:
      unsubscribe(packet.unsubscribe, delivery, port);
      return;
    case TYPE.disconnect:
      if (terms.sessionExpiryS === 0 && (packet.sessionExpiryS ?? 0) > 0) {
        violate(
          channel,
          failure("protocol_error", {
            detail: "DISCONNECT with a session expiry that CONNECT did not ask for",
          }),
          "disconnect",
          port,
        );
        return;
      }
      end(channel, packet.reason < 0x80 ? "disconnected" : "connection_closed", false, port);
      return;
    case TYPE.auth:
      violate(
        channel,
        failure("protocol_error", { detail: "AUTH without an authentication method" }),
        "auth",
        port,
      );
      return;
    case TYPE.pubrec:
    case TYPE.pubcomp:
      // We send nothing at QoS 2.
      violate(
        channel,
        failure("protocol_error", { detail: "an answer to a QoS 2 message that was not sent" }),
        "publish",
        port,
      );
  }
}

function onConnect(channel: Channel, packet: Extract<Packet, { type: 1 }>, port: Port): void {
  if (channel.phase !== "fresh") {
    violate(channel, failure("protocol_error", { detail: "a second CONNECT" }), "connect", port); // [MQTT-3.1.0-2]
    return;
  }
  const terms = readConnect(packet.connect, packet.version, channel.limits);
  if ("code" in terms) {
    port.report(terms, "connect");
    refuseConnect(channel, terms, packet.version, port);
    return;
  }
  channel.terms = terms;
  channel.askedKeepaliveS = packet.connect.keepalive ?? 0;
  channel.phase = "login";
  port.hold("login"); // what the peer sends before CONNACK is legal and waits [MQTT-3.1.4-6], 3.1.1: -5
  port.authenticate(terms);
}

function onAuthenticated(
  channel: Channel,
  result: Result<Principal, Failure>,
  nowMs: number,
  port: Port,
): void {
  const terms = channel.terms;
  if (channel.phase !== "login" || terms === undefined) return;
  if (!result.ok) {
    refuseConnect(channel, result.error, terms.version, port);
    return;
  }
  const { limits } = channel;
  channel.phase = "open";
  channel.lastInMs = nowMs;
  const { version, peerPacketBytes, peerReceiveMaximum } = terms;
  channel.delivery = makeDelivery({ version, limits: limits.delivery, peerPacketBytes, peerReceiveMaximum });
  const assignedId = terms.clientId === "" ? port.makeClientId() : undefined;
  port.send(makeConnack(terms, channel.askedKeepaliveS, limits, assignedId), version);
  channel.delivery.isAuto = port.open(result.value);
  port.release("login");
}

/** CONNACK with an error [MQTT-3.1.4-2]; then the connection ends [MQTT-3.2.2-7], 3.1.1: [MQTT-3.2.2-5]. */
function refuseConnect(channel: Channel, reason: Failure, version: Version, port: Port): void {
  const sessionPresent = false; // [MQTT-3.2.2-6], 3.1.1: -4
  if (version === 5) {
    const reasonCode = connackReason(reason.code);
    port.send({ cmd: "connack", reasonCode, sessionPresent }, version);
  } else {
    const returnCode = connackReturnCode(reason.code);
    port.send({ cmd: "connack", returnCode, sessionPresent }, version);
  }
  end(channel, reason.code, true, port);
}

function onFault(channel: Channel, fault: PacketFault, port: Port): void {
  if (channel.phase === "open") {
    violate(channel, fault.failure, "packet", port);
    return;
  }
  port.report(fault.failure, "connect");
  const isTold = fault.version === 5 || fault.failure.code === "protocol_version";
  // 3.1.1 has no code for a broken CONNECT: [MQTT-3.1.4-1] closes without a word.
  if (fault.version !== undefined && isTold) refuseConnect(channel, fault.failure, fault.version, port);
  else end(channel, fault.failure.code, true, port);
}

function onPublish(channel: Channel, packet: PublishPacket, port: Port): void {
  const { pending, limits, terms } = channel;
  if (terms === undefined) return;
  if (packet.isRetain && terms.version === 5) {
    violate(channel, failure("retain_unsupported"), packet.topic, port); // [MQTT-3.2.2-14]
    return;
  }
  if (packet.qos === 0) pending.push(0);
  else if (packet.qos === 1) pending.push(packet.id);
  else if (channel.incomplete.has(packet.id)) {
    // Sent again: the first one stands [MQTT-4.3.3-10], 3.1.1: [MQTT-4.3.3-2]; PUBREC if it has been given.
    if (channel.incomplete.get(packet.id) === true) port.ack(TYPE.pubrec, packet.id);
    return;
  } else {
    channel.incomplete.set(packet.id, false);
    pending.push(packet.id | QOS2);
  }
  if (packet.qos > 0) {
    channel.pendingAcks++;
    if (terms.version === 5 && channel.pendingAcks + channel.incomplete.size > limits.receiveMaximum) {
      if (countUnfinished(channel) > limits.receiveMaximum) {
        violate(channel, failure("receive_maximum", { limit: limits.receiveMaximum }), packet.topic, port); // §3.3.4
        return;
      }
    }
  }
  if (pending.length >= limits.maxPendingUplinks && !channel.isHeld) {
    channel.isHeld = true;
    port.hold("pending");
  }
  port.uplink(packet.topic, packet.payload, packet.qos > 0);
}

/** QoS 1 and 2 messages of the peer that are not through: those not settled, and QoS 2 between PUBREC and PUBREL. */
function countUnfinished(channel: Channel): number {
  let received = 0;
  for (const isReceived of channel.incomplete.values()) if (isReceived) received++;
  return channel.pendingAcks + received;
}

function onSettled(channel: Channel, outcome: UplinkOutcome, port: Port): void {
  const entry = channel.pending.shift(); // in the order of the PUBLISHes [MQTT-4.6.0-2], -3
  const terms = channel.terms;
  if (entry === undefined || terms === undefined) return;
  if (entry !== 0) {
    channel.pendingAcks--;
    if (outcome.kind === "unavailable" || outcome.kind === "dropped") {
      // Not stored: no acknowledgement, and a lost connection is the only way to ask for the message again.
      const reason = outcome.kind === "unavailable" ? outcome.failure : failure("log_full");
      sayDisconnect(channel, reason, port);
      end(channel, reason.code, false, port);
      return;
    }
    const refusal = outcome.kind === "refused" ? outcome.failure : undefined;
    acknowledgeUplink(channel, entry, refusal, port);
  }
  if (outcome.kind === "stored" || outcome.kind === "refused")
    sendReply(channel, outcome, terms.version, port);
  if (channel.isHeld && channel.pending.length <= channel.limits.maxPendingUplinks / 2) {
    channel.isHeld = false;
    port.release("pending");
  }
}

function acknowledgeUplink(channel: Channel, entry: number, refusal: Failure | undefined, port: Port): void {
  const isQos2 = entry >= QOS2;
  const id = entry & 0xffff;
  const version = channel.terms?.version;
  if (refusal === undefined || version !== 5) {
    // 3.1.1 has no negative answer: acknowledged, or the peer would send the same bytes for ever.
    if (isQos2) channel.incomplete.set(id, true);
    port.ack(isQos2 ? TYPE.pubrec : TYPE.puback, id);
    return;
  }
  if (isQos2) channel.incomplete.delete(id); // an error in PUBREC ends the exchange (§4.3.3)
  const reasonCode = pubackReason(refusal.code);
  const reasonString = describeError(refusal.code, refusal.params, "en").slice(0, 200);
  const canExplain = channel.terms?.wantsReasons === true && channel.terms.peerPacketBytes > 1_024; // [MQTT-3.4.2-2]
  const properties = canExplain ? { properties: { reasonString } } : {};
  port.send({ cmd: isQos2 ? "pubrec" : "puback", messageId: id, reasonCode, ...properties }, version);
}

function sendReply(
  channel: Channel,
  outcome: Extract<UplinkOutcome, { reply: unknown }>,
  version: Version,
  port: Port,
): void {
  const { reply } = outcome;
  const { delivery } = channel;
  if (reply === undefined || delivery === undefined) return;
  if (delivery.isAuto && delivery.subscriptions.size === 0) {
    port.publish({ topic: reply.topic, payload: reply.payload, qos: 0, id: 0, subscriptionIds: [] }, version);
    return;
  }
  offer(delivery, { topic: reply.topic, payload: reply.payload, qos: 0, isSystem: true }, (publish) =>
    port.publish(publish, version),
  );
}

function onPubrel(channel: Channel, id: number, terms: ConnectTerms, port: Port): void {
  const isKnown = channel.incomplete.get(id) === true && channel.incomplete.delete(id);
  // [MQTT-4.3.3-11], 3.1.1: [MQTT-4.3.3-2]; an unknown identifier is told in MQTT 5: 0x92.
  if (isKnown || terms.version < 5) port.ack(TYPE.pubcomp, id);
  else port.send({ cmd: "pubcomp", messageId: id, reasonCode: 0x92 }, terms.version);
}

function onDeliver(channel: Channel, message: Extract<Input, { kind: "deliver" }>, port: Port): boolean {
  const { delivery, terms } = channel;
  if (channel.phase !== "open" || delivery === undefined || terms === undefined) return false;
  return offer(delivery, message, (publish) => port.publish(publish, terms.version));
}

/** The peer broke a rule: told in MQTT 5 [MQTT-4.13.1-1], counted, closed [MQTT-4.8.0-1]. */
function violate(channel: Channel, reason: Failure, subject: string, port: Port): void {
  port.report(reason, subject);
  sayDisconnect(channel, reason, port);
  end(channel, reason.code, true, port);
}

/** MQTT 5 only, and only after CONNACK [MQTT-3.14.0-1]. 3.1.1 has no DISCONNECT from the server. */
function sayDisconnect(channel: Channel, reason: Failure, port: Port): void {
  if (channel.terms?.version !== 5 || channel.phase !== "open") return;
  port.send({ cmd: "disconnect", reasonCode: disconnectReason(reason.code) }, 5);
}

function end(channel: Channel, reason: string, isPeerFault: boolean, port: Port): void {
  channel.phase = "closed";
  port.close(reason, isPeerFault);
}
