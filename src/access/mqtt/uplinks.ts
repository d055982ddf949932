import { NumberRing } from "../../kit/number-ring.ts";

/** The messages of one peer that are on their way: who waits for which acknowledgement. */
export interface Uplinks {
  /** Handed in and not settled, oldest first: packet identifier, plus QOS2 where it came at QoS 2; 0 for QoS 0. */
  readonly pending: NumberRing;
  /** Of those, how many the peer waits for. */
  pendingAcks: number;
  /** QoS 2 identifiers between PUBLISH and PUBREL; true once PUBREC was sent. */
  readonly incomplete: Map<number, boolean>;
  /** Of those, how many have their PUBREC. */
  received: number;
}

const QOS2 = 0x1_0000;

export function makeUplinks(): Uplinks {
  return { pending: new NumberRing(), pendingAcks: 0, incomplete: new Map(), received: 0 };
}

/** Messages of the peer at QoS 1 and 2 that are not through. */
export function countUnfinished(uplinks: Uplinks): number {
  return uplinks.pendingAcks + uplinks.received;
}

/**
 * Notes a PUBLISH. "repeated" is a QoS 2 message sent again: the first one stands [MQTT-4.3.3-10],
 * 3.1.1: [MQTT-4.3.3-2]; "received" is one that has its PUBREC already.
 */
export function beginUplink(uplinks: Uplinks, qos: number, id: number): "new" | "repeated" | "received" {
  if (qos === 2) {
    const isReceived = uplinks.incomplete.get(id);
    if (isReceived !== undefined) return isReceived ? "received" : "repeated";
    uplinks.incomplete.set(id, false);
  }
  if (qos > 0) uplinks.pendingAcks++;
  uplinks.pending.push(qos === 2 ? id | QOS2 : id);
  return "new";
}

/** The oldest message, which is the one that was settled [MQTT-4.6.0-2], -3; packet identifier 0 at QoS 0. */
export function takeSettled(uplinks: Uplinks): number | undefined {
  const entry = uplinks.pending.shift();
  if (entry !== undefined && entry !== 0) uplinks.pendingAcks--;
  return entry;
}

export function isQos2(entry: number): boolean {
  return entry >= QOS2;
}

/** Packet identifier of an entry. */
export function idOf(entry: number): number {
  return entry & 0xffff;
}

/** PUBREC goes out. An error in it ends the exchange (MQTT 5 §4.3.3). */
export function markReceived(uplinks: Uplinks, id: number, isError: boolean): void {
  if (isError) uplinks.incomplete.delete(id);
  else {
    uplinks.incomplete.set(id, true);
    uplinks.received++;
  }
}

/** PUBREL came in: false when its identifier is not known. */
export function completeUplink(uplinks: Uplinks, id: number): boolean {
  if (uplinks.incomplete.get(id) !== true) return false;
  uplinks.incomplete.delete(id);
  uplinks.received--;
  return true;
}
