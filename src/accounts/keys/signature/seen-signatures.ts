// Signatures that were taken: the same request, sent a second time, is found out.

export interface SeenSignatures {
  /**
   * Remembers a signature until `toleranceS` after it was made. `seen`: it was there already; `full`: there is no room
   * to remember it, so it cannot be taken.
   */
  note(signature: Seen): "new" | "seen" | "full";
  /** How many are remembered. */
  size(): number;
}

export interface Seen {
  readonly keyId: string;
  readonly signature: Uint8Array;
  /** Seconds of Unix time. */
  readonly createdS: number;
  readonly nowS: number;
}

export interface SeenLimits {
  readonly toleranceS: number;
  /** One key's share: whoever signs very often holds up nobody else. */
  readonly keyMax: number;
  readonly allMax: number;
}

/** Forgotten together: what was signed within these seconds. */
const SLOT_S = 30;
/** Of an HMAC's 32 bytes half tell it from all others. */
const KEPT_BYTES = 16;

interface Slot {
  readonly signatures: Set<string>;
  readonly byKey: Map<string, number>;
}

export function makeSeenSignatures({ toleranceS, keyMax, allMax }: SeenLimits): SeenSignatures {
  const slots = new Map<number, Slot>();
  const size = () => [...slots.values()].reduce((sum, { signatures }) => sum + signatures.size, 0);
  const countOf = (keyId: string) =>
    [...slots.values()].reduce((sum, { byKey }) => sum + (byKey.get(keyId) ?? 0), 0);
  return {
    size,
    note({ keyId, signature, createdS, nowS }) {
      for (const at of slots.keys()) if ((at + 1) * SLOT_S + toleranceS < nowS) slots.delete(at);
      const at = Math.floor(createdS / SLOT_S);
      const slot = slots.get(at) ?? { signatures: new Set(), byKey: new Map() };
      const kept = Buffer.from(signature.subarray(0, KEPT_BYTES)).toString("latin1");
      if (slot.signatures.has(kept)) return "seen";
      if (size() >= allMax || countOf(keyId) >= keyMax) return "full";
      slots.set(at, slot);
      slot.signatures.add(kept);
      slot.byKey.set(keyId, (slot.byKey.get(keyId) ?? 0) + 1);
      return "new";
    },
  };
}
