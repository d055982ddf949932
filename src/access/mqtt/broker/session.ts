import type { Failure } from "../../../spine/error.ts";
import type { ByteOutput } from "../wire/encode.ts";
import type { Version } from "../wire/packet.ts";
import type { StoredMessage } from "./messages/stored-message.ts";
import type { ArmedWill } from "./messages/will.ts";
import { Outbound, type OutboundLimits } from "./outbound.ts";
import type { SharedGroup } from "./routing/shared-group.ts";
import type { KnownAliases } from "./routing/topic-aliases.ts";

/** What is shown of a connection. */
export interface LinkFacts {
  readonly clientId: string;
  /** Remote `ip:port`. */
  readonly address: string;
  readonly isTls: boolean;
  /** UTC ms of the login. */
  readonly sinceMs: number;
  /** Ends it with a word to the peer. */
  close(reason: Failure): void;
}

/** The connection of a session, as far as the broker writes to it. */
export interface SessionLink extends Partial<LinkFacts> {
  readonly out: ByteOutput & { readonly sizeBytes: number };
  readonly version: Version;
  /** The largest packet that the peer takes; Infinity for any. */
  readonly peerPacketBytes: number;
  readonly peerReceiveMaximum: number;
  /** Topic aliases that the peer takes (MQTT 5), and those that it was told; made for the first. */
  readonly peerAliasMaximum: number;
  knownAliases: KnownAliases | undefined;
  /** Output was added: it is written at the end of the turn. */
  touch(): void;
  /** A message was written, for the listener's counters. */
  countSent(): void;
  /** Another connection goes on with the session. */
  takeOver(): void;
}

/** What a subscription asks for (MQTT 5 §3.8.3.1). */
export interface SubscriptionOptions {
  readonly qos: 0 | 1 | 2;
  readonly isNoLocal: boolean;
  readonly isRetainAsPublished: boolean;
  /** Subscription identifier; 0 for none. */
  readonly id: number;
}

/** Where a message goes: one session, and on which terms. A subscription is the target of what it alone matches. */
export interface Target {
  readonly session: ClientSession;
  readonly qos: 0 | 1 | 2;
  readonly isNoLocal: boolean;
  readonly isRetainAsPublished: boolean;
  readonly ids: readonly number[];
}

export interface Subscription extends Target {
  /** As it was asked for, with `$share/{group}/` where it is shared. */
  readonly filter: string;
  readonly group: Group | undefined;
}

/** A shared subscription with its members. */
export type Group = SharedGroup<ClientSession, Subscription>;

/** A message for one session at QoS 1 or 2, waiting or sent. */
export interface Entry {
  readonly message: StoredMessage;
  readonly qos: 1 | 2;
  readonly isRetain: boolean;
  readonly subscriptionIds: readonly number[];
  /** What it counts against the queue's limit. */
  readonly sizeBytes: number;
  /** Its number on the shelf within the session; 0 where it is not there. */
  seq: number;
  /** The shared subscription that it came by: another member may take it over. */
  readonly group: Group | undefined;
}

export interface Backlog {
  readonly target: Subscription;
  readonly messages: readonly StoredMessage[];
  /** Index of the next. */
  at: number;
}

/** Retained messages that may wait for one peer, over all its subscriptions. */
const BACKLOG_MESSAGES = 250_000;

/** Session expiry interval that means never. */
export const NEVER_EXPIRES = 0xffff_ffff;

/** Who is subscribed, on which connection, and what it has not got yet. Outlives the connection where it asked for it. */
export class ClientSession {
  readonly key: string;
  version: Version = 4;
  link: SessionLink | undefined;
  /** Seconds that it outlives its connection; 0: not at all. */
  expiryS = 0;
  /** UTC ms of the end of its last connection; 0 while it has one. */
  endedMs = 0;
  subscriptions: Map<string, Subscription> | undefined;
  outbound: Outbound<Entry> | undefined;
  /** QoS 2 identifiers of the peer whose PUBREL has not come: kept over connections. */
  received: Set<number> | undefined;
  /** To be published when its connection is lost, and UTC ms at which it is due; 0 while it has a connection. */
  will: ArmedWill | undefined;
  willDueMs = 0;
  /** Retained messages of new subscriptions that wait for room in the output. */
  backlog: Backlog[] | undefined;
  /** Numbers the records of its queue on the shelf. */
  lastSeq = 0;
  /** The routing that it was last found in, and where: finds a session twice without a map. */
  mark = 0;
  markAt = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** Whose it is: the key up to the client id (`d:7`, `k:gk-...`). */
  get owner(): string {
    const end = this.key.indexOf(":", 2);
    return end < 0 ? this.key : this.key.slice(0, end);
  }

  get isPersistent(): boolean {
    return this.expiryS > 0;
  }

  needOutbound(limits: OutboundLimits): Outbound<Entry> {
    this.outbound ??= new Outbound(limits, this.link?.peerReceiveMaximum ?? 65_535);
    return this.outbound;
  }

  /** False once the peer unsubscribed, lost its permission, or subscribed anew. */
  hasStill(target: Subscription): boolean {
    return this.subscriptions?.get(target.filter) === target;
  }

  /** Retained messages are to follow, in place of what waits for earlier subscriptions to the filter. False: too many. */
  addBacklog(target: Subscription, messages: readonly StoredMessage[]): boolean {
    const waiting = this.backlog?.filter((one) => this.hasStill(one.target)) ?? [];
    const count = waiting.reduce((sum, one) => sum + one.messages.length, messages.length);
    const isTaken = waiting.length === 0 || count <= BACKLOG_MESSAGES;
    if (isTaken) waiting.push({ target, messages, at: 0 });
    this.backlog = waiting;
    return isTaken;
  }
}
