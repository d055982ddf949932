// Registers as they came, one by one, in the ways that people look at them.

import type { RegisterArea } from "../../../../src/spine/register-map.ts";

export interface ReadCell {
  readonly address: number;
  /** Four digits; of a bit `0` or `1`. */
  readonly hex: string;
  readonly unsigned: number;
  readonly signed: number;
}

const isBits = (area: RegisterArea) => area === "coil" || area === "discrete";

/** `hex`: bytes as on the wire; of coils and discrete inputs packed, the first in the lowest bit. */
export function cellsOf(
  hex: string,
  place: { area: RegisterArea; address: number; count: number },
): ReadCell[] {
  const bytes = (hex.replaceAll(/\s/g, "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return Array.from({ length: place.count }, (_, index) => {
    const address = place.address + index;
    if (isBits(place.area)) {
      const bit = ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1;
      return { address, hex: String(bit), unsigned: bit, signed: bit };
    }
    const unsigned = ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0);
    const signed = unsigned >= 0x8000 ? unsigned - 0x10000 : unsigned;
    return { address, hex: unsigned.toString(16).padStart(4, "0"), unsigned, signed };
  });
}
