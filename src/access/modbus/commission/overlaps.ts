// Registers of one unit that two devices read: wanted where they are two channels with something in common, else a mistake.

import { maskOf, type RegisterMap, sizeOf } from "../../../spine/register-map.ts";

export interface PolledSlave {
  readonly key: string;
  readonly unit: number;
  readonly map: Pick<RegisterMap, "points">;
}

/** `slave` reads `registers` (or coils, or inputs) that `other`, which came to the link before it, reads too. */
export interface Overlap {
  readonly slave: string;
  readonly other: string;
  readonly registers: number;
}

/** Of what is polled. Each pair once; bits of one register are nobody's else. */
export function findOverlaps(slaves: readonly PolledSlave[]): readonly Overlap[] {
  const found: Overlap[] = [];
  for (const [, alike] of Map.groupBy(slaves, ({ unit }) => unit)) {
    // Most units are one device.
    if (alike.length < 2) continue;
    const read = alike.map((slave) => ({ slave, places: placesOf(slave) }));
    for (const [at, { slave, places }] of read.entries())
      for (const { slave: other, places: theirs } of read.slice(0, at)) {
        const registers = [...places].filter(
          ([place, mask]) => ((theirs.get(place) ?? 0) & mask) !== 0,
        ).length;
        if (registers > 0) found.push({ slave: slave.key, other: other.key, registers });
      }
  }
  return found;
}

/** By area and address, the bits that are read of it. */
function placesOf({ map }: PolledSlave): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const point of map.points) {
    if (point.group === null || point.access === "w") continue;
    for (let at = 0; at < sizeOf(point); at++) {
      const place = `${point.area} ${point.address + at}`;
      places.set(place, (places.get(place) ?? 0) | maskOf(point));
    }
  }
  return places;
}
