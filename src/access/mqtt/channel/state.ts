import type { Packet as LibraryPacket } from "mqtt-packet";
import type { Failure } from "../../../spine/error.ts";
import type { Result } from "../../../spine/result.ts";
import type { Admission } from "../../adapter.ts";
import type { ClientSession, SubscriptionOptions } from "../broker/session.ts";
import type { AckPacket, Packet, PacketFault, PublishPacket, Version } from "../wire/packet.ts";
import type { ConnectLimits, ConnectTerms } from "./connect.ts";
import { Inbound, type Outcome } from "./inbound.ts";

export interface ChannelLimits extends ConnectLimits {
  readonly connectTimeoutMs: number;
  /** Of one session. */
  readonly maxSubscriptions: number;
  /** Levels of a topic or filter. */
  readonly maxTopicLevels: number;
  /** Uplinks handed in and not settled, of any QoS; beyond it the peer is not read. */
  readonly maxPendingUplinks: number;
}

/** Why a connection is not read for now: it waits for the login, or has too much unsettled. */
export type HoldReason = "login" | "pending";

/** What became of a message at once: settled; or the gate settles it in its order; or someone with its place does. */
export type Receipt = Outcome | "gate" | "later";

/** What is sent to this very peer: the platform's downlink, an answer. */
export interface DirectMessage {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1;
  /** Without a subscription, where the peer's dialect has it so. */
  readonly isSystem: boolean;
  /** Not where the peer subscribed: it has it that way already. */
  readonly isUnlessSubscribed?: boolean;
}

/** What a channel does and asks. Calls come in the order in which they take effect on the wire. */
export interface Port {
  /** PUBACK, PUBREC, PUBREL or PUBCOMP with success. */
  ack(type: AckPacket["type"], id: number): void;
  pong(): void;
  send(packet: LibraryPacket, version: Version): void;
  authenticate(terms: ConnectTerms): void;
  /** A new client identifier, for a client that has none. */
  makeClientId(): string;
  /** Joins the broker session of the peer, or a new one; undefined for an errand, which has none. */
  attach(
    admission: Admission,
    terms: ConnectTerms,
  ): { session: ClientSession; isPresent: boolean } | undefined;
  /** After CONNACK: opens the platform's session and delivers what waited. */
  open(): void;
  receive(packet: PublishPacket, place: number): Receipt;
  /** False when the peer did not subscribe, takes no packet of that size, or has too much waiting. */
  sendDirect(message: DirectMessage): boolean;
  /** A QoS 2 message that was taken came again: PUBREC. */
  receivedAgain(id: number): void;
  /** PUBREL came, a QoS 2 identifier of the peer is free again: PUBCOMP, also where it was not known. */
  released(id: number, isKnown: boolean): void;
  acknowledged(id: number): void;
  /** PUBREC; false when the identifier is not known. */
  received(id: number, isError: boolean): boolean;
  completed(id: number): void;
  /** The QoS up to which the peer may receive this; undefined when it may not. */
  subscriptionQos(filter: string): 0 | 1 | 2 | undefined;
  /** True when the subscription is new. */
  subscribe(filter: string, options: SubscriptionOptions): boolean;
  /** False when there was none. */
  unsubscribe(filter: string): boolean;
  /** After SUBACK: the retained messages of a filter. */
  sendRetained(filter: string): void;
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  /** Counts and logs what the peer did wrong. */
  report(failure: Failure, subject: string): void;
  /** The peer said goodbye: whether its will is due all the same, and a new session expiry where it gave one. */
  parting(isWillDue: boolean, expiryS: number | undefined): void;
  /** Ends the session with this reason and the connection after what was written. */
  finish(reason: string, isPeerFault: boolean): void;
}

export type Input =
  | { readonly kind: "packet"; readonly packet: Packet }
  | { readonly kind: "fault"; readonly fault: PacketFault }
  | { readonly kind: "authenticated"; readonly result: Result<Admission, Failure> }
  /** A message of the peer is settled: the gate's oldest, or the one at `place`. */
  | { readonly kind: "settled"; readonly place: number | undefined; readonly outcome: Outcome }
  | ({ readonly kind: "deliver" } & DirectMessage)
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
  session: ClientSession | undefined;
  /** Made for the first message of the peer. */
  inbound: Inbound | undefined;
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
    session: undefined,
    inbound: undefined,
    isHeld: false,
  };
}

export function needInbound(channel: Channel): Inbound {
  channel.inbound ??= new Inbound();
  return channel.inbound;
}
