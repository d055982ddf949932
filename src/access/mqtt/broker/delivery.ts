import type { Clock } from "../../../spine/clock.ts";
import { type OutboundPublish, putAck, putPublish, sizeOfPublish } from "../wire/encode.ts";
import { TYPE } from "../wire/packet.ts";
import { BARE, type Direct, findOwn, publicationOf } from "./direct.ts";
import {
  costOf,
  isExpired,
  keepMessage,
  type StoredMessage,
  secondsLeft,
} from "./messages/stored-message.ts";
import type { Outbound, OutboundLimits } from "./outbound.ts";
import type { Routing } from "./routing/routing.ts";
import type { Readiness } from "./routing/shared-group.ts";
import type { ClientSession, Entry, Group, SessionLink, Subscription, Target } from "./session.ts";
import type { Dropped } from "./stats.ts";
import type { Keeper } from "./store/keeper.ts";
import type { SessionMemory } from "./store/recollect.ts";

export interface DeliveryLimits extends OutboundLimits {
  /** More waiting output than this, and QoS 0 is dropped, QoS 1 and 2 wait. */
  readonly outputBytes: number;
  /** All queues together: beyond it what would wait is dropped. */
  readonly totalQueueBytes: number;
}

/** A kept message on its way to one peer. */
interface Sending {
  readonly message: StoredMessage;
  readonly qos: 0 | 1 | 2;
  readonly id: number;
  readonly isRetain: boolean;
  readonly isDuplicate: boolean;
  readonly subscriptionIds: readonly number[];
}

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly limits: DeliveryLimits;
  readonly routing: Routing;
  readonly keeper: Keeper;
}

/** What goes to each session: written now, or queued until there is room, an answer or a connection. */
export class Delivery {
  readonly dropped: Dropped = { slow: 0, queue: 0, expired: 0, size: 0 };
  queued = 0;
  queuedBytes = 0;
  readonly #options: DeliveryOptions;
  /** How well a member of a shared subscription can take a message now. */
  readonly readinessOf = (session: ClientSession): Readiness => this.#readiness(session);

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** The retained messages of a new subscription, as fast as the peer takes them. */
  sendRetained(target: Subscription, messages: readonly StoredMessage[]): void {
    if (messages.length === 0) return;
    const { session } = target;
    if (!session.addBacklog(target, messages)) this.dropped.queue += messages.length;
    this.#sendBacklog(session);
  }

  #sendBacklog(session: ClientSession): void {
    const { backlog, link } = session;
    const { limits } = this.#options;
    if (backlog === undefined || link === undefined) return;
    for (let first = backlog[0]; first !== undefined; first = backlog[0]) {
      for (; first.at < first.messages.length && session.hasStill(first.target); first.at++) {
        const isFull = link.out.sizeBytes > limits.outputBytes / 2;
        if (isFull || (session.outbound?.queued ?? 0) > limits.queueMessages / 2) return;
        const message = first.messages[first.at];
        if (message !== undefined) this.offer(first.target, message, { isRetain: true, group: undefined });
      }
      backlog.shift();
    }
    session.backlog = undefined;
  }

  /** Queues or sends a kept message to one session: a retained one, or one that another member could not take. */
  offer(target: Target, message: StoredMessage, how: { isRetain: boolean; group: Group | undefined }): void {
    const { session } = target;
    const { link } = session;
    const qos = lowerQos(message.qos, target.qos);
    if (qos === 0) {
      if (link === undefined) return;
      if (link.out.sizeBytes > this.#options.limits.outputBytes) this.dropped.slow++;
      else
        this.#putFitting(link, {
          message,
          qos,
          id: 0,
          ...how,
          subscriptionIds: target.ids,
          isDuplicate: false,
        });
      return;
    }
    this.accept(session, this.makeEntry(message, qos, { target, ...how }));
  }

  /** The platform's own message to one peer. False when it did not subscribe, takes no such size, or has too much waiting. */
  direct(session: ClientSession, message: Direct, isAuto: boolean): boolean {
    const { link } = session;
    const route = findOwn(session.subscriptions, message.topic, isAuto);
    if (link === undefined || route === undefined) return false;
    const { limits, clock } = this.#options;
    const qos = message.qos === 1 && route.qos > 0 ? 1 : 0;
    const { peerPacketBytes } = link;
    const sized = { ...BARE, ...message, qos, subscriptionIds: route.ids } as const;
    const isLimited = peerPacketBytes !== Number.POSITIVE_INFINITY;
    if (isLimited && sizeOfPublish(sized, link.version) > peerPacketBytes) return false;
    if (link.out.sizeBytes > limits.outputBytes) return false;
    if (qos === 0) {
      this.directTo(link, message, route.ids);
      return true;
    }
    const kept = keepMessage(publicationOf(message), clock.now());
    const entry = this.makeEntry(kept, 1, {
      target: { ...route, session },
      isRetain: false,
      group: undefined,
    });
    const outbound = session.needOutbound(limits);
    const isFull =
      outbound.queued >= limits.queueMessages || outbound.queuedBytes + entry.sizeBytes > limits.queueBytes;
    if (isFull && !outbound.isFree) return false;
    this.accept(session, entry, false);
    return true;
  }

  /** At QoS 0, to whoever is there. */
  directTo(link: SessionLink, { topic, payload }: Direct, subscriptionIds = BARE.subscriptionIds): void {
    putPublish(link.out, { ...BARE, topic, payload, subscriptionIds }, link.version);
    link.countSent();
    link.touch();
  }

  /** The peer has room again, or answered: what waits moves up. */
  flush(session: ClientSession): void {
    const { outbound, link } = session;
    if (session.backlog !== undefined) this.#sendBacklog(session);
    if (outbound === undefined || link === undefined || outbound.isHeld) return;
    if (outbound.isBehind) this.#resend(outbound, link);
    if (outbound.isBehind || outbound.queued === 0) return;
    const { outputBytes } = this.#options.limits;
    while (outbound.inFlight < outbound.window && link.out.sizeBytes <= outputBytes) {
      const entry = outbound.dequeue();
      if (entry === undefined) return;
      this.#uncount(entry);
      this.#send(session, link, entry);
    }
  }

  /** A peer is back: what it did not answer is told again [MQTT-4.4.0-1], then what waits. */
  resume(session: ClientSession): void {
    const { outbound, link } = session;
    if (outbound === undefined || link === undefined) return;
    outbound.setPeer(link.peerReceiveMaximum);
    outbound.isHeld = true;
    // What is resent must be what a restart would resend: nothing may be told that is not remembered yet.
    this.#options.keeper.confirm(session, () => {
      if (session.link !== link) return;
      outbound.beginResending();
      this.flush(session);
    });
  }

  #resend(outbound: Outbound<Entry>, link: SessionLink): void {
    for (let one = outbound.nextResend(); one !== undefined; one = outbound.nextResend()) {
      if (one.kind === "release") this.#release(link, one.id);
      else this.#put(link, { ...one.entry, id: one.id, isDuplicate: true }); // [MQTT-3.3.1-1]
    }
  }

  /** PUBACK. An identifier that is not in flight is ignored. */
  acknowledged(session: ClientSession, id: number): void {
    const entry = session.outbound?.acknowledge(id);
    if (entry === undefined) return;
    if (entry !== true) this.#options.keeper.drop(session, entry);
    this.flush(session);
  }

  /** PUBREC: PUBREL follows, once it is sure that PUBLISH will not be sent again; false for an unknown identifier. */
  received(session: ClientSession, id: number, isError: boolean): boolean {
    const entry = session.outbound?.received(id, isError);
    if (entry === undefined) return false;
    const { keeper } = this.#options;
    if (entry !== true) keeper.drop(session, entry);
    if (isError) {
      this.flush(session);
      return true;
    }
    const { link } = session;
    if (session.isPersistent) keeper.noteReleased(session, id);
    keeper.confirm(session, () => {
      if (link !== undefined && session.link === link) this.#release(link, id);
    });
    return true;
  }

  /** PUBCOMP. */
  completed(session: ClientSession, id: number): void {
    if (session.outbound?.complete(id) !== true) return;
    if (session.isPersistent) this.#options.keeper.dropReleased(session, id);
    this.flush(session);
  }

  /** Shared messages that a lost member did not answer go to the others [MQTT-4.8.2-5]. */
  redistribute(session: ClientSession, isEnding: boolean): void {
    const { outbound } = session;
    if (outbound === undefined) return;
    const isFree = ({ group, qos }: Entry, isSent: boolean) => {
      if (isSent && qos === 2) return false; // [MQTT-4.8.2-5], also when the session ends
      const other = group?.choose(this.readinessOf, session);
      return (isEnding || qos === 1) && other !== undefined && (isEnding || other.session.link !== undefined);
    };
    const waiting = outbound.queued;
    const waitingBytes = outbound.queuedBytes;
    const taken = outbound.takeWhere(isFree);
    this.queued += outbound.queued - waiting;
    this.queuedBytes += outbound.queuedBytes - waitingBytes;
    for (const entry of taken) {
      const member = entry.group?.choose(this.readinessOf, session);
      if (member !== undefined)
        this.offer(member, entry.message, { isRetain: entry.isRetain, group: entry.group });
      this.#options.keeper.drop(session, entry);
    }
  }

  /** Puts back what the shelf remembers: what was sent at QoS 2 stands under its identifier, the rest waits. */
  restore(session: ClientSession, memory: SessionMemory, messages: ReadonlyMap<number, StoredMessage>): void {
    if (memory.waiting.length === 0 && memory.released.length === 0) return;
    const outbound = session.needOutbound(this.#options.limits);
    const { routing } = this.#options;
    for (const id of memory.released) outbound.restore(id, undefined);
    for (const one of memory.waiting) {
      session.lastSeq = one.seq;
      const message = messages.get(one.message);
      if (message === undefined) continue;
      const { qos, isRetain, subscriptionIds, seq, id } = one;
      const group = one.group === "" ? undefined : routing.groupOf(one.group);
      const entry: Entry = {
        message,
        qos,
        isRetain,
        subscriptionIds,
        sizeBytes: costOf(message),
        seq,
        group,
      };
      if (id > 0) outbound.restore(id, entry);
      else {
        this.queued++;
        this.queuedBytes += entry.sizeBytes;
        for (const old of outbound.enqueue(entry)) this.#giveUp(session, old);
      }
    }
  }

  /** The session may no longer hear some topics: what waits of them is not delivered. */
  withdraw(session: ClientSession, isGone: (topic: string) => boolean): void {
    const { outbound } = session;
    if (outbound === undefined) return;
    const { queued, queuedBytes } = outbound;
    const taken = outbound.takeWhere((entry) => isGone(entry.message.topic));
    this.queued += outbound.queued - queued;
    this.queuedBytes += outbound.queuedBytes - queuedBytes;
    for (const entry of taken) this.#options.keeper.drop(session, entry);
  }

  #giveUp(session: ClientSession, old: Entry): void {
    this.#uncount(old);
    this.dropped.queue++;
    this.#options.keeper.drop(session, old);
  }

  /** The session is over: nothing is owed to it any more. */
  discard(session: ClientSession): void {
    const { outbound } = session;
    if (outbound === undefined) return;
    this.queued -= outbound.queued;
    this.queuedBytes -= outbound.queuedBytes;
    for (const one of outbound.unfinished()) {
      if (one.kind === "release") this.#options.keeper.dropReleased(session, one.id);
    }
    for (const entry of outbound.takeAll()) this.#options.keeper.drop(session, entry);
    session.outbound = undefined;
  }

  makeEntry(
    message: StoredMessage,
    qos: 1 | 2,
    how: { readonly target: Target; readonly isRetain: boolean; readonly group: Group | undefined },
  ): Entry {
    const { target, isRetain, group } = how;
    return { message, qos, isRetain, subscriptionIds: target.ids, sizeBytes: costOf(message), seq: 0, group };
  }

  /** Sends an entry or lets it wait; what outlives the connection is put on the shelf first. */
  accept(session: ClientSession, entry: Entry, isShelved = true): void {
    const { limits, keeper } = this.#options;
    const outbound = session.needOutbound(limits);
    if (isShelved && session.isPersistent) keeper.keep(session, entry);
    const { link } = session;
    if (link !== undefined && outbound.isFree && link.out.sizeBytes <= limits.outputBytes) {
      this.#send(session, link, entry);
      return;
    }
    this.queued++;
    this.queuedBytes += entry.sizeBytes;
    if (this.queuedBytes > limits.totalQueueBytes) this.#giveUp(session, entry);
    else for (const old of outbound.enqueue(entry)) this.#giveUp(session, old);
  }

  #uncount(entry: Entry): void {
    this.queued--;
    this.queuedBytes -= entry.sizeBytes;
  }

  #send(session: ClientSession, link: SessionLink, entry: Entry): void {
    const { keeper, clock } = this.#options;
    const { outbound } = session;
    if (outbound === undefined) return;
    if (isExpired(entry.message, clock.now())) {
      this.dropped.expired++;
      keeper.drop(session, entry);
      return;
    }
    const publish = { ...entry, isDuplicate: false };
    if (!this.#isFitting(link, { ...publish, id: 1 })) {
      keeper.drop(session, entry);
      return;
    }
    const isKept = session.isPersistent || entry.group !== undefined;
    const id = outbound.take(entry.qos, isKept ? entry : undefined);
    if (entry.qos === 1 || entry.seq === 0) {
      this.#put(link, { ...publish, id });
      return;
    }
    // At QoS 2 the peer must never see the message under two identifiers: this one is remembered before it is used.
    keeper.noteSent(session, entry, id);
    keeper.commit(() => {
      if (session.link === link) this.#put(link, { ...publish, id });
    });
  }

  /** Whether it is one that the peer takes [MQTT-3.1.2-24], -25. */
  #isFitting(link: SessionLink, sending: Sending): boolean {
    if (link.peerPacketBytes === Number.POSITIVE_INFINITY) return true;
    if (sizeOfPublish(this.#outboundOf(sending), link.version) <= link.peerPacketBytes) return true;
    this.dropped.size++;
    return false;
  }

  #putFitting(link: SessionLink, sending: Sending): void {
    if (this.#isFitting(link, sending)) this.#put(link, sending);
  }

  #release(link: SessionLink, id: number): void {
    putAck(link.out, TYPE.pubrel, id);
    link.touch();
  }

  #put(link: SessionLink, sending: Sending): void {
    putPublish(link.out, this.#outboundOf(sending), link.version);
    link.countSent();
    link.touch();
  }

  #outboundOf(sending: Sending): OutboundPublish {
    const { message, qos, id, isRetain, isDuplicate, subscriptionIds } = sending;
    const { topic, payload, properties } = message;
    const expiryS = secondsLeft(message, this.#options.clock.now());
    return { topic, payload, qos, id, isRetain, isDuplicate, subscriptionIds, properties, expiryS };
  }

  #readiness(session: ClientSession): Readiness {
    const { link, outbound } = session;
    if (link === undefined) return "away";
    if (link.out.sizeBytes > this.#options.limits.outputBytes) return "busy";
    return outbound === undefined || outbound.isFree ? "ready" : "busy";
  }
}

export function lowerQos(one: 0 | 1 | 2, other: 0 | 1 | 2): 0 | 1 | 2 {
  return Math.min(one, other) as 0 | 1 | 2;
}
