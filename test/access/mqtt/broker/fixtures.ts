import type { Shelf } from "../../../../src/access/adapter.ts";
import { Broker } from "../../../../src/access/mqtt/broker/broker.ts";
import type { StoredMessage } from "../../../../src/access/mqtt/broker/messages/stored-message.ts";
import type { SessionLink } from "../../../../src/access/mqtt/broker/session.ts";
import type { Publication } from "../../../../src/access/mqtt/wire/frames.ts";
import type { Version } from "../../../../src/access/mqtt/wire/packet.ts";
import { BufferPool, Outgoing } from "../../../../src/net/outgoing.ts";
import { type ManualClock, makeManualClock } from "../../../harness/manual-clock.ts";
import { BROKER_LIMITS } from "../bench.ts";

/** A connection of which only the output is real. */
export class FakeLink implements SessionLink {
  readonly out = new Outgoing(new BufferPool());
  readonly version: Version;
  readonly peerPacketBytes: number;
  readonly peerReceiveMaximum: number;
  readonly peerAliasMaximum: number;
  knownAliases: SessionLink["knownAliases"];
  sent = 0;
  isTakenOver = false;
  onTakeOver: () => void = () => {};

  constructor(
    version: Version = 4,
    peer: { packetBytes?: number; receiveMaximum?: number; aliases?: number } = {},
  ) {
    this.version = version;
    this.peerPacketBytes = peer.packetBytes ?? Number.POSITIVE_INFINITY;
    this.peerAliasMaximum = peer.aliases ?? 0;
    this.peerReceiveMaximum = peer.receiveMaximum ?? 65_535;
  }

  touch(): void {}

  countSent(): void {
    this.sent++;
  }

  takeOver(): void {
    this.isTakenOver = true;
    this.onTakeOver();
  }

  /** What was written since the last call, in hex. */
  take(): string {
    const bytes = this.out.bytes.subarray(this.out.start, this.out.end);
    const hex = bytes.toString("hex");
    this.out.consume(bytes.length);
    return hex;
  }
}

export const OPTIONS = { qos: 1, isNoLocal: false, isRetainAsPublished: false, id: 0 } as const;

export function makeBroker(shelf?: Shelf): { broker: Broker; clock: ManualClock } {
  const clock = makeManualClock();
  return { broker: new Broker({ clock, shelf, limits: BROKER_LIMITS }), clock };
}

/** Joins `link` as `key`; persistent with an expiry. */
export function join(broker: Broker, key: string, link: FakeLink, expiryS = 0) {
  const { version } = link;
  const { session, isPresent } = broker.attach(key, { link, version, isCleanStart: false, expiryS });
  link.onTakeOver = () => broker.detach(session, link, false);
  broker.resume(session);
  return { session, isPresent };
}

export function publication(topic: string, text: string, more: Partial<Publication> = {}): Publication {
  const properties = new Uint8Array();
  return { topic, payload: Buffer.from(text), qos: 0, isRetain: false, properties, expiryS: -1, ...more };
}

export function stored(topic: string, text: string, more: Partial<StoredMessage> = {}): StoredMessage {
  const expiresMs = Number.POSITIVE_INFINITY;
  const properties = new Uint8Array();
  const payload = Buffer.from(text);
  return { topic, payload, qos: 1, properties, expiresMs, number: 0, references: 0, ...more };
}
