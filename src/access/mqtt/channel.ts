// One MQTT connection as a state machine: what comes in, what is to be done about it. No socket, no clock.

import type { Packet as LibraryPacket } from "mqtt-packet";
import { describeError, type Failure, failure } from "../../spine/error.ts";
import type { Result } from "../../spine/result.ts";
import type { Principal, UplinkOutcome, UplinkReply } from "../adapter.ts";
import { type ConnectLimits, type ConnectTerms, makeConnack, readConnect } from "./connect.ts";
import { acknowledge, type Delivery, type DeliveryLimits, makeDelivery, offer } from "./delivery.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";
import {
  beginUplink,
  completeUplink,
  countUnfinished,
  idOf,
  isQos2,
  makeUplinks,
  markReceived,
  takeSettled,
  type Uplinks,
} from "./uplinks.ts";
import {
  connackReason,
  connackReturnCode,
  disconnectReason,
  type OutboundPublish,
  pubackReason,
} from "./wire/encode.ts";
import {
  type AckPacket,
  type Packet,
  type PacketFault,
  type PublishPacket,
  TYPE,
  type Version,
} from "./wire/packet.ts";

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
  /** Where its doings go; a socket in the product, a record in tests. */
  readonly port: Port;
  readonly openedMs: number;
  phase: "fresh" | "login" | "open" | "closed";
  lastInMs: number;
  terms: ConnectTerms | undefined;
  delivery: Delivery | undefined;
  readonly uplinks: Uplinks;
  isHeld: boolean;
}

export function makeChannel(limits: ChannelLimits, port: Port, nowMs: number): Channel {
  return {
    limits,
    port,
    openedMs: nowMs,
    phase: "fresh",
    lastInMs: nowMs,
    terms: undefined,
    delivery: undefined,
    uplinks: makeUplinks(),
    isHeld: false,
  };
}

/** Advances the channel by one input at monotonic `nowMs`. False when the input could not be taken (`deliver`). */
export function step(channel: Channel, input: Input, nowMs: number): boolean {
  if (channel.phase === "closed") return false;
  switch (input.kind) {
    case "packet":
      channel.lastInMs = nowMs;
      onPacket(channel, input.packet);
      return true;
    case "settled":
      onSettled(channel, input.outcome);
      return true;
    case "deliver":
      return onDeliver(channel, input);
    case "fault":
      onFault(channel, input.fault);
      return true;
    case "authenticated":
      onAuthenticated(channel, input.result, nowMs);
      return true;
    case "tick":
      onTick(channel, input.isExcused, nowMs);
      return true;
    case "dismiss":
      if (channel.phase === "open") sayDisconnect(channel, input.failure);
      end(channel, input.failure.code, false);
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

function onTick(channel: Channel, isExcused: boolean, nowMs: number): void {
  if (isExcused) channel.lastInMs = nowMs;
  const leftMs = timeToTick(channel, nowMs);
  if (leftMs === undefined || leftMs > 0) return;
  if (channel.phase === "open") {
    const reason = failure("keepalive_timeout", { keepaliveS: channel.terms?.keepaliveS ?? 0 });
    sayDisconnect(channel, reason);
    end(channel, reason.code, true);
    return;
  }
  channel.port.report(failure("connect_timeout", { limitMs: channel.limits.connectTimeoutMs }), "connect");
  end(channel, "connect_timeout", true);
}

function onPacket(channel: Channel, packet: Packet): void {
  if (packet.type === TYPE.publish) {
    onPublish(channel, packet);
    return;
  }
  if (packet.type === TYPE.connect) {
    onConnect(channel, packet);
    return;
  }
  const { terms, delivery } = channel;
  if (terms === undefined || delivery === undefined) return;
  switch (packet.type) {
    case TYPE.pingreq:
      channel.port.pong(); // [MQTT-3.12.4-1]
      return;
    case TYPE.puback:
      acknowledge(delivery, packet.id, (publish) => channel.port.publish(publish, terms.version));
      return;
    case TYPE.pubrel:
      onPubrel(channel, packet.id, terms);
      return;
    case TYPE.subscribe:
      subscribe({ packet: packet.subscribe, delivery, limit: channel.limits.maxSubscriptions }, channel.port);
      return;
    case TYPE.unsubscribe:
      unsubscribe(packet.unsubscribe, delivery, channel.port);
      return;
    case TYPE.disconnect:
      if (terms.sessionExpiryS === 0 && (packet.sessionExpiryS ?? 0) > 0) {
        violate(
          channel,
          failure("protocol_error", {
            detail: "DISCONNECT with a session expiry that CONNECT did not ask for",
          }),
          "disconnect",
        );
        return;
      }
      end(channel, packet.reason < 0x80 ? "disconnected" : "connection_closed", false);
      return;
    case TYPE.auth:
      violate(
        channel,
        failure("protocol_error", { detail: "AUTH without an authentication method" }),
        "auth",
      );
      return;
    case TYPE.pubrec:
    case TYPE.pubcomp:
      // We send nothing at QoS 2.
      violate(
        channel,
        failure("protocol_error", { detail: "an answer to a QoS 2 message that was not sent" }),
        "publish",
      );
  }
}

function onConnect(channel: Channel, packet: Extract<Packet, { type: 1 }>): void {
  if (channel.phase !== "fresh") {
    violate(channel, failure("protocol_error", { detail: "a second CONNECT" }), "connect"); // [MQTT-3.1.0-2]
    return;
  }
  const terms = readConnect(packet.connect, packet.version, channel.limits);
  if ("code" in terms) {
    channel.port.report(terms, "connect");
    refuseConnect(channel, terms, packet.version);
    return;
  }
  channel.terms = terms;
  channel.phase = "login";
  channel.port.hold("login"); // what the peer sends before CONNACK is legal and waits [MQTT-3.1.4-6], 3.1.1: -5
  channel.port.authenticate(terms);
}

function onAuthenticated(channel: Channel, result: Result<Principal, Failure>, nowMs: number): void {
  const terms = channel.terms;
  if (channel.phase !== "login" || terms === undefined) return;
  if (!result.ok) {
    refuseConnect(channel, result.error, terms.version);
    return;
  }
  const { limits } = channel;
  channel.phase = "open";
  channel.terms = { ...terms, password: undefined }; // a secret is kept no longer than it is needed
  channel.lastInMs = nowMs;
  const { version, peerPacketBytes, peerReceiveMaximum } = terms;
  channel.delivery = makeDelivery({ version, limits: limits.delivery, peerPacketBytes, peerReceiveMaximum });
  const assignedId = terms.clientId === "" ? channel.port.makeClientId() : undefined;
  channel.port.send(makeConnack(terms, limits, assignedId), version);
  channel.delivery.isAuto = channel.port.open(result.value);
  channel.port.release("login");
}

/** CONNACK with an error [MQTT-3.1.4-2]; then the connection ends [MQTT-3.2.2-7], 3.1.1: [MQTT-3.2.2-5]. */
function refuseConnect(channel: Channel, reason: Failure, version: Version): void {
  const sessionPresent = false; // [MQTT-3.2.2-6], 3.1.1: -4
  if (version === 5) {
    const reasonCode = connackReason(reason.code);
    channel.port.send({ cmd: "connack", reasonCode, sessionPresent }, version);
  } else {
    const returnCode = connackReturnCode(reason.code);
    channel.port.send({ cmd: "connack", returnCode, sessionPresent }, version);
  }
  end(channel, reason.code, true);
}

function onFault(channel: Channel, fault: PacketFault): void {
  if (channel.phase === "open") {
    violate(channel, fault.failure, "packet");
    return;
  }
  channel.port.report(fault.failure, "connect");
  const isTold = fault.version === 5 || fault.failure.code === "protocol_version";
  // 3.1.1 has no code for a broken CONNECT: [MQTT-3.1.4-1] closes without a word.
  if (fault.version !== undefined && isTold) refuseConnect(channel, fault.failure, fault.version);
  else end(channel, fault.failure.code, true);
}

function onPublish(channel: Channel, packet: PublishPacket): void {
  const { uplinks, limits, terms } = channel;
  if (terms === undefined) return;
  if (packet.isRetain && terms.version === 5) {
    violate(channel, failure("retain_unsupported"), packet.topic); // [MQTT-3.2.2-14]
    return;
  }
  const progress = beginUplink(uplinks, packet.qos, packet.id);
  if (progress === "received") channel.port.ack(TYPE.pubrec, packet.id);
  if (progress !== "new") return;
  if (packet.qos > 0 && terms.version === 5 && countUnfinished(uplinks) > limits.receiveMaximum) {
    violate(channel, failure("receive_maximum", { limit: limits.receiveMaximum }), packet.topic); // §3.3.4
    return;
  }
  if (uplinks.pending.length >= limits.maxPendingUplinks && !channel.isHeld) {
    channel.isHeld = true;
    channel.port.hold("pending");
  }
  channel.port.uplink(packet.topic, packet.payload, packet.qos > 0);
}

function onSettled(channel: Channel, outcome: UplinkOutcome): void {
  const { uplinks, terms, limits } = channel;
  const entry = takeSettled(uplinks);
  if (entry === undefined || terms === undefined) return;
  if (entry !== 0) {
    if (outcome.kind === "unavailable" || outcome.kind === "dropped") {
      // Not stored: no acknowledgement, and a lost connection is the only way to ask for the message again.
      const reason = outcome.kind === "unavailable" ? outcome.failure : failure("log_full");
      sayDisconnect(channel, reason);
      end(channel, reason.code, false);
      return;
    }
    acknowledgeUplink(channel, entry, outcome.kind === "refused" ? outcome.failure : undefined);
  }
  // The acknowledgement first, then the reply.
  if (outcome.kind === "stored" || outcome.kind === "refused")
    sendReply(channel, outcome.reply, terms.version);
  if (channel.isHeld && uplinks.pending.length <= limits.maxPendingUplinks / 2) {
    channel.isHeld = false;
    channel.port.release("pending");
  }
}

function acknowledgeUplink(channel: Channel, entry: number, refusal: Failure | undefined): void {
  const id = idOf(entry);
  const { terms, uplinks } = channel;
  // 3.1.1 has no negative answer: acknowledged, or the peer would send the same bytes for ever.
  const isTold = refusal !== undefined && terms?.version === 5;
  if (isQos2(entry)) markReceived(uplinks, id, isTold);
  if (!isTold) {
    channel.port.ack(isQos2(entry) ? TYPE.pubrec : TYPE.puback, id);
    return;
  }
  const reasonString = describeError(refusal.code, refusal.params, "en").slice(0, 200);
  const canExplain = terms.wantsReasons && terms.peerPacketBytes > 1_024; // [MQTT-3.4.2-2]
  channel.port.send(
    {
      cmd: isQos2(entry) ? "pubrec" : "puback",
      messageId: id,
      reasonCode: pubackReason(refusal.code),
      ...(canExplain ? { properties: { reasonString } } : {}),
    },
    terms.version,
  );
}

function sendReply(channel: Channel, reply: UplinkReply | undefined, version: Version): void {
  const { delivery } = channel;
  if (reply === undefined || delivery === undefined) return;
  offer(delivery, { topic: reply.topic, payload: reply.payload, qos: 0, isSystem: true }, (publish) =>
    channel.port.publish(publish, version),
  );
}

function onPubrel(channel: Channel, id: number, terms: ConnectTerms): void {
  const isKnown = completeUplink(channel.uplinks, id);
  // [MQTT-4.3.3-11], 3.1.1: [MQTT-4.3.3-2]; an unknown identifier is told in MQTT 5: 0x92.
  if (isKnown || terms.version < 5) channel.port.ack(TYPE.pubcomp, id);
  else channel.port.send({ cmd: "pubcomp", messageId: id, reasonCode: 0x92 }, terms.version);
}

function onDeliver(channel: Channel, message: Extract<Input, { kind: "deliver" }>): boolean {
  const { delivery, terms } = channel;
  if (channel.phase !== "open" || delivery === undefined || terms === undefined) return false;
  return offer(delivery, message, (publish) => channel.port.publish(publish, terms.version));
}

/** The peer broke a rule: told in MQTT 5 [MQTT-4.13.1-1], counted, closed [MQTT-4.8.0-1]. */
function violate(channel: Channel, reason: Failure, subject: string): void {
  channel.port.report(reason, subject);
  sayDisconnect(channel, reason);
  end(channel, reason.code, true);
}

/** MQTT 5 only, and only after CONNACK [MQTT-3.14.0-1]. 3.1.1 has no DISCONNECT from the server. */
function sayDisconnect(channel: Channel, reason: Failure): void {
  if (channel.terms?.version !== 5 || channel.phase !== "open") return;
  channel.port.send({ cmd: "disconnect", reasonCode: disconnectReason(reason.code) }, 5);
}

function end(channel: Channel, reason: string, isPeerFault: boolean): void {
  channel.phase = "closed";
  channel.port.close(reason, isPeerFault);
}
