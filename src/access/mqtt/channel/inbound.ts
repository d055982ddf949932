import { NumberRing } from "../../../kit/number-ring.ts";
import type { UplinkOutcome } from "../../adapter.ts";

/** A message of the peer, as it waits in order: packet identifier (0 at QoS 0) and these bits. */
const ID = 0xffff;
const QOS2 = 0x1_0000;
/** Handed to the gate, which settles in order. */
const AT_GATE = 0x2_0000;
const DONE = 0x4_0000;

/** What became of a message: the platform's word, or that of a relay. */
export type Outcome = UplinkOutcome | { readonly kind: "relayed"; readonly isHeard: boolean };

/** A message that is settled and whose turn it is; one object for all of a peer's. */
export interface Finished {
  /** 0 at QoS 0. */
  id: number;
  isQos2: boolean;
  outcome: Outcome;
}

const DROPPED: Outcome = { kind: "dropped" };

/**
 * The messages that one peer sent and that are not through: they are answered in the order in which they came
 * [MQTT-4.6.0-2], -3, whatever settles first. Pure.
 */
export class Inbound {
  /** QoS 1 and 2 messages handed in and not settled. */
  pendingAcks = 0;
  readonly #pending = new NumberRing();
  /** Place of the oldest pending message, and of the oldest that may be at the gate. */
  #firstPlace = 0;
  #gatePlace = 0;
  /** Of those that are settled before their turn. */
  #early: Map<number, Outcome> | undefined;
  /** QoS 2 identifiers between PUBLISH and PUBREL; true once PUBREC was sent. */
  #incomplete: Map<number, boolean> | undefined;
  #received = 0;
  readonly #finished: Finished = { id: 0, isQos2: false, outcome: DROPPED };

  /** Handed in and not settled, of any QoS. */
  get pending(): number {
    return this.#pending.length;
  }
  /** Messages of the peer at QoS 1 and 2 that are not through. */
  get unfinished(): number {
    return this.pendingAcks + this.#received;
  }
  /** The place of the next message that is added. */
  get nextPlace(): number {
    return this.#firstPlace + this.#pending.length;
  }

  /** "repeated" is a QoS 2 message sent again: the first one stands [MQTT-4.3.3-10]; "received" has its PUBREC. */
  begin(qos: number, id: number): "new" | "repeated" | "received" {
    if (qos < 2) return "new";
    const isReceived = this.#incomplete?.get(id);
    if (isReceived !== undefined) return isReceived ? "received" : "repeated";
    this.#incomplete ??= new Map();
    this.#incomplete.set(id, false);
    return "new";
  }

  /** It is not settled yet. `isAtGate`: the gate settles it in its order, without a place. */
  add(qos: number, id: number, isAtGate: boolean): void {
    if (qos > 0) this.pendingAcks++;
    this.#pending.push(id | (qos === 2 ? QOS2 : 0) | (isAtGate ? AT_GATE : 0));
  }

  /** It is settled already, but others before it are not. */
  addSettled(qos: number, id: number, outcome: Outcome): void {
    if (qos > 0) this.pendingAcks++;
    this.#early ??= new Map();
    this.#early.set(this.nextPlace, outcome);
    this.#pending.push(id | (qos === 2 ? QOS2 : 0) | DONE);
  }

  /** The gate settled its oldest message: its place; undefined when it has none. */
  gatePlace(): number | undefined {
    if (this.#gatePlace < this.#firstPlace) this.#gatePlace = this.#firstPlace;
    for (; this.#gatePlace < this.nextPlace; this.#gatePlace++) {
      if ((this.#entryAt(this.#gatePlace) & AT_GATE) !== 0) return this.#gatePlace++;
    }
    return undefined;
  }

  /** The message at `place` is settled; those that can be answered now come from `next`. */
  settle(place: number, outcome: Outcome): void {
    if (place < this.#firstPlace || place >= this.nextPlace) return;
    this.#pending.set(place - this.#firstPlace, this.#entryAt(place) | DONE);
    this.#early ??= new Map();
    this.#early.set(place, outcome);
  }

  /** The oldest message, taken out, if it is settled. */
  next(): Finished | undefined {
    if (this.#pending.length === 0 || (this.#entryAt(this.#firstPlace) & DONE) === 0) return undefined;
    const outcome = this.#early?.get(this.#firstPlace);
    this.#early?.delete(this.#firstPlace);
    return this.#take(outcome ?? DROPPED);
  }

  /** Settles the oldest message, if it is the one at `place`, and takes it out at once. */
  settleFirst(place: number, outcome: Outcome): Finished | undefined {
    return place === this.#firstPlace && this.#pending.length > 0 ? this.#take(outcome) : undefined;
  }

  /** QoS 2 identifiers that have their PUBREC, of a session that goes on. */
  restore(ids: Iterable<number>): void {
    for (const id of ids) this.markReceived(id, false);
  }

  /** PUBREC goes out. An error in it ends the exchange (MQTT 5 §4.3.3). */
  markReceived(id: number, isError: boolean): void {
    if (isError) this.#incomplete?.delete(id);
    else {
      this.#incomplete ??= new Map();
      this.#incomplete.set(id, true);
      this.#received++;
    }
  }

  /** PUBREL came in: false when its identifier is not known. */
  complete(id: number): boolean {
    if (this.#incomplete?.get(id) !== true) return false;
    this.#incomplete.delete(id);
    this.#received--;
    return true;
  }

  #entryAt(place: number): number {
    return this.#pending.at(place - this.#firstPlace);
  }

  #take(outcome: Outcome): Finished {
    const entry = this.#pending.shift() ?? 0;
    this.#firstPlace++;
    const id = entry & ID;
    if (id !== 0) this.pendingAcks--;
    const finished = this.#finished;
    finished.id = id;
    finished.isQos2 = (entry & QOS2) !== 0;
    finished.outcome = outcome;
    return finished;
  }
}
