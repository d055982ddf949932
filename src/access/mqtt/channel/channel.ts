// One MQTT connection as a state machine: what comes in, what is to be done about it. No socket, no clock.

import type { IConnackPacket } from "mqtt-packet";
import { type Failure, failure } from "../../../spine/error.ts";
import type { Result } from "../../../spine/result.ts";
import type { Admission } from "../../adapter.ts";
import { connackReason, connackReturnCode, sizeOfPacket } from "../wire/encode.ts";
import { type ConnectPacket, type Packet, type PacketFault, TYPE, type Version } from "../wire/packet.ts";
import { type ConnectTerms, makeConnack, readConnect } from "./connect.ts";
import { end, sayDisconnect, violate } from "./ending.ts";
import { onAnswer, onPublish, onPubrel, onSettled } from "./exchange.ts";
import { type Channel, type Input, needInbound } from "./state.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";

/** Advances the channel by one input at monotonic `nowMs`. False when the input could not be taken (`deliver`). */
export function step(channel: Channel, input: Input, nowMs: number): boolean {
  if (channel.phase === "closed") return false;
  switch (input.kind) {
    case "packet":
      channel.lastInMs = nowMs;
      onPacket(channel, input.packet);
      return true;
    case "settled":
      onSettled(channel, input.place, input.outcome);
      return true;
    case "deliver":
      return channel.phase === "open" && channel.port.sendDirect(input);
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
  const { terms } = channel;
  if (terms === undefined) return;
  switch (packet.type) {
    case TYPE.pingreq:
      channel.port.pong(); // [MQTT-3.12.4-1]
      return;
    case TYPE.puback:
    case TYPE.pubrec:
    case TYPE.pubcomp:
      onAnswer(channel, packet);
      return;
    case TYPE.pubrel:
      onPubrel(channel, packet.id);
      return;
    case TYPE.subscribe:
      subscribe(channel, packet.subscribe);
      return;
    case TYPE.unsubscribe:
      unsubscribe(channel, packet.unsubscribe);
      return;
    case TYPE.disconnect:
      onDisconnect(channel, packet);
      return;
    case TYPE.auth:
      violate(
        channel,
        failure("protocol_error", { detail: "AUTH without an authentication method" }),
        "auth",
      );
  }
}

function onDisconnect(channel: Channel, packet: Extract<Packet, { type: 14 }>): void {
  if (channel.terms?.sessionExpiryS === 0 && (packet.sessionExpiryS ?? 0) > 0) {
    const detail = "DISCONNECT with a session expiry that CONNECT did not ask for";
    violate(channel, failure("protocol_error", { detail }), "disconnect"); // §3.14.2.2.2
    return;
  }
  channel.port.parting(packet.reason !== 0, packet.sessionExpiryS); // [MQTT-3.14.4-3]
  end(channel, packet.reason < 0x80 ? "disconnected" : "connection_closed", false);
}

function onConnect(channel: Channel, packet: ConnectPacket): void {
  if (channel.phase !== "fresh") {
    violate(channel, failure("protocol_error", { detail: "a second CONNECT" }), "connect"); // [MQTT-3.1.0-2]
    return;
  }
  const terms = readConnect(packet, channel.limits);
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

function onAuthenticated(channel: Channel, result: Result<Admission, Failure>, nowMs: number): void {
  const { terms, port } = channel;
  if (channel.phase !== "login" || terms === undefined) return;
  if (!result.ok) {
    refuseConnect(channel, result.error, terms.version);
    return;
  }
  const { limits } = channel;
  const isAssigned = terms.clientId === "";
  const clientId = isAssigned ? port.makeClientId() : terms.clientId;
  const responseTopic = terms.wantsResponseTopic ? responseTopicOf(result.value, clientId) : undefined;
  // A secret is kept no longer than it is needed.
  const known = { ...terms, clientId, password: undefined };
  const welcome = makeConnack(known, limits, { isPresent: false, isAssigned, responseTopic });
  if (!fits(known, welcome)) {
    const size = sizeOfPacket(welcome, terms.version);
    refuseConnect(
      channel,
      failure("packet_too_large", { size, limit: terms.peerPacketBytes }),
      terms.version,
    );
    return;
  }
  channel.phase = "open";
  channel.lastInMs = nowMs;
  channel.terms = known;
  const attached = port.attach(result.value, known);
  channel.session = attached?.session;
  const isPresent = attached?.isPresent === true;
  const { received } = attached?.session ?? {};
  if (received !== undefined && received.size > 0) needInbound(channel).restore(received);
  port.send(makeConnack(known, limits, { isPresent, isAssigned, responseTopic }), terms.version);
  port.open();
  port.release("login");
}

/** Whether the peer takes a packet of that size [MQTT-3.1.2-24]; without a CONNACK it is lost. */
function fits({ peerPacketBytes, version }: ConnectTerms, packet: IConnackPacket): boolean {
  return peerPacketBytes === Number.POSITIVE_INFINITY || sizeOfPacket(packet, version) <= peerPacketBytes;
}

/** Under what a peer may have its answers sent: of a device its own namespace. */
function responseTopicOf(admission: Admission, clientId: string): string | undefined {
  if (admission.kind === "errand") return undefined;
  if (admission.kind === "application") return `response/${clientId}`;
  const { productKey, deviceName } = admission.principal;
  return `${productKey}/${deviceName}/response`;
}

/** CONNACK with an error [MQTT-3.1.4-2]; then the connection ends [MQTT-3.2.2-7], 3.1.1: [MQTT-3.2.2-5]. */
function refuseConnect(channel: Channel, reason: Failure, version: Version): void {
  const sessionPresent = false; // [MQTT-3.2.2-6], 3.1.1: -4
  if (version === 5) {
    const packet: IConnackPacket = { cmd: "connack", reasonCode: connackReason(reason.code), sessionPresent };
    if (channel.terms === undefined || fits(channel.terms, packet)) channel.port.send(packet, version);
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
