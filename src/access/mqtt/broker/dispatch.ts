import { type OutboundPublish, publishHeader, putPublish, sizeOfPublish } from "../wire/encode.ts";
import { type Publication, PublishFrames, type Verbatim } from "../wire/frames.ts";
import { type Delivery, type DeliveryOptions, lowerQos } from "./delivery.ts";
import { keepMessage, type StoredMessage } from "./messages/stored-message.ts";
import { TopicAliases } from "./routing/topic-aliases.ts";
import type { ClientSession, Group, SessionLink, Target } from "./session.ts";

/** Carries a published message to everyone who subscribed: encoded once for all receivers, copied for each. */
export class Dispatch {
  readonly #options: DeliveryOptions;
  readonly #delivery: Delivery;
  readonly #frames = new PublishFrames();
  readonly #aliases = new TopicAliases();
  /** The copy of the publication at hand, made for the first that has to wait for it. */
  #kept: StoredMessage | undefined;
  #current: Publication | undefined;

  constructor(options: DeliveryOptions, delivery: Delivery) {
    this.#options = options;
    this.#delivery = delivery;
  }

  /** Sends or queues for everyone who subscribed; answers to how many. `packet` is what it came in, if it may be reused. */
  publish(publication: Publication, packet: Verbatim | undefined, sender: ClientSession | undefined): number {
    const match = this.#options.routing.find(publication.topic);
    const { targets, groups } = match;
    if (targets.length === 0 && groups.length === 0) return 0;
    this.#frames.begin(publication, packet);
    this.#current = publication;
    this.#kept = undefined;
    let count = 0;
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i] as Target;
      if (target.isNoLocal && target.session === sender) continue; // [MQTT-3.8.3-3]
      this.#deliver(target, publication, undefined);
      count++;
    }
    for (const group of groups) {
      const member = group.choose(this.#delivery.readinessOf);
      if (member === undefined) continue;
      this.#deliver(member, publication, group);
      count++;
    }
    this.#kept = undefined;
    this.#current = undefined;
    return count;
  }

  #deliver(target: Target, publication: Publication, group: Group | undefined): void {
    const { session } = target;
    const { link } = session;
    const { limits } = this.#options;
    const qos = lowerQos(publication.qos, target.qos); // [MQTT-3.8.4-8]
    const isRetain = publication.isRetain && target.isRetainAsPublished; // [MQTT-3.3.1-12], -13
    if (qos === 0) {
      if (link === undefined) return;
      if (link.out.sizeBytes > limits.outputBytes) this.#delivery.dropped.slow++;
      else this.#write(link, target, (isRetain ? 0x31 : 0x30) << 16);
      return;
    }
    if (link !== undefined && !session.isPersistent && group === undefined) {
      const outbound = session.needOutbound(limits);
      if (outbound.isFree && link.out.sizeBytes <= limits.outputBytes) {
        if (!this.#fits(link, target, true)) return;
        this.#write(
          link,
          target,
          (publishHeader(qos, isRetain, false) << 16) | outbound.take(qos, undefined),
        );
        return;
      }
    }
    this.#kept ??= keepMessage(publication, this.#options.clock.now());
    this.#delivery.accept(session, this.#delivery.makeEntry(this.#kept, qos, { target, isRetain, group }));
  }

  /** Whether the publication at hand is one that the peer takes [MQTT-3.1.2-24]. */
  #fits(link: SessionLink, target: Target, hasId: boolean): boolean {
    const publication = this.#current;
    if (link.peerPacketBytes === Number.POSITIVE_INFINITY || publication === undefined) return true;
    const hasIds = target.ids.length > 0 && link.version === 5;
    const sizeBytes = hasIds
      ? sizeOfPublish(outboundOf(publication, target.ids, { qos: hasId ? 1 : 0, id: 0, isRetain: false }), 5)
      : this.#frames.sizeOf(link.version, hasId);
    if (sizeBytes <= link.peerPacketBytes) return true;
    this.#delivery.dropped.size++;
    return false;
  }

  /** The publication at hand, copied; `to` as in PublishFrames. */
  #write(link: SessionLink, target: Target, to: number): void {
    const id = to & 0xffff;
    if (id === 0 && !this.#fits(link, target, false)) return;
    if (target.ids.length === 0 || link.version < 5) this.#putFrame(link, to);
    else this.#putWithIds(link, target, to);
    link.countSent();
    link.touch();
  }

  #putFrame(link: SessionLink, to: number): void {
    // An alias may make a packet larger once: not where the peer's limit was what decided.
    const isAliased = link.peerAliasMaximum > 0 && link.peerPacketBytes === Number.POSITIVE_INFINITY;
    const alias = isAliased ? this.#aliases.find(this.#current?.topic ?? "") : 0;
    if (alias === 0 || alias > link.peerAliasMaximum) {
      this.#frames.put(link.out, link.version, to); // [MQTT-3.1.2-26], -27
      return;
    }
    link.knownAliases ??= this.#aliases.makeKnown();
    const isKnown = this.#aliases.isKnown(link.knownAliases, alias);
    this.#frames.putAliased(link.out, isKnown ? -alias : alias, to);
  }

  #putWithIds(link: SessionLink, target: Target, to: number): void {
    const publication = this.#current;
    if (publication === undefined) return;
    const qos = ((to >> 17) & 3) as 0 | 1 | 2;
    const header = { qos, id: to & 0xffff, isRetain: ((to >> 16) & 1) === 1 };
    putPublish(link.out, outboundOf(publication, target.ids, header), link.version);
  }
}

/** A publication as it goes to a subscription that has identifiers. */
function outboundOf(
  { topic, payload, properties, expiryS }: Publication,
  subscriptionIds: readonly number[],
  header: Pick<OutboundPublish, "qos" | "id" | "isRetain">,
): OutboundPublish {
  return { topic, payload, ...header, isDuplicate: false, subscriptionIds, properties, expiryS };
}
